"""Addresses under /buero/vernetzung/: picture."""

from django.urls import path

from network.views import figures, gaps, picture, research

urlpatterns = [
    path("bild/", picture.NetworkPictureView.as_view(), name="network_picture"),
    path("bild/daten/", picture.NetworkPictureDataView.as_view(), name="network_picture_data"),
    path("kennzahlen/", figures.NetworkFiguresView.as_view(), name="network_figures"),
    path("wege/", figures.NetworkWayView.as_view(), name="network_way"),
    path("luecken/", gaps.NetworkGapsView.as_view(), name="network_gaps"),
    path("dateien/", research.NetworkFilesView.as_view(), name="network_files"),
    path("forschung/", research.NetworkResearchView.as_view(), name="network_research"),
]
