"""The staff's pages of the network, under /buero/vernetzung/."""

from network.urls.connections import urlpatterns as connections
from network.urls.listings import urlpatterns as listings
from network.urls.picture import urlpatterns as picture
from network.urls.suggestions import urlpatterns as suggestions

urlpatterns = [*suggestions, *connections, *listings, *picture]
