"""Addresses under /buero/vernetzung/: picture."""

urlpatterns = []
