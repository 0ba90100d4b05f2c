"""The staff's pages across all apps, under /buero/."""

urlpatterns = []
