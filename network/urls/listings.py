"""Addresses under /buero/vernetzung/: listings."""

urlpatterns = []
