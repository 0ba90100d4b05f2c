"""The staff's pages of the portal, under /buero/."""

urlpatterns = []
