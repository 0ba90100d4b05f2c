"""Addresses under /buero/vernetzung/: suggestions."""

urlpatterns = []
