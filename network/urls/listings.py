"""Addresses under /buero/vernetzung/: wants and offers."""

from django.urls import path

from network.views import listings

urlpatterns = [
    path("gesuche-und-angebote/", listings.ListingListView.as_view(), name="listing_list"),
    path("gesuche-und-angebote/export/", listings.ListingExportView.as_view(), name="listing_export"),
    path("gesuche-und-angebote/neu/", listings.ListingCreateView.as_view(), name="listing_create"),
    path("gesuche-und-angebote/<int:pk>/", listings.ListingDetailView.as_view(), name="listing_detail"),
    path("gesuche-und-angebote/<int:pk>/bearbeiten/", listings.ListingUpdateView.as_view(), name="listing_change"),
    path("gesuche-und-angebote/<int:pk>/aenderungen/", listings.ListingChangesView.as_view(), name="listing_changes"),
    path("gesuche-und-angebote/<int:pk>/stand/", listings.ListingStateView.as_view(), name="listing_state"),
    path("gesuche-und-angebote/<int:pk>/belegt/", listings.TakenCreateView.as_view(), name="taken_create"),
    path("gesuche-und-angebote/<int:pk>/frei/", listings.TakenRemoveView.as_view(), name="taken_remove"),
    path("bedarf/<int:pk>/", listings.ListingFromNeedView.as_view(), name="listing_from_need"),
]
