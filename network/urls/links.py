"""The pages of the network that are reached by a personal link, outside the staff's prefix."""

urlpatterns = []
