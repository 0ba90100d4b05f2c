"""Addresses under /buero/vernetzung/: connections."""

urlpatterns = []
