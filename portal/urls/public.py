"""The public pages of a city, under /<city>/."""

from django.urls import path

from portal.views import legal, public

urlpatterns = [
    path("", public.DirectoryView.as_view(), name="directory"),
    path("profil/<int:pk>/", public.PublicProfileView.as_view(), name="public_profile"),
    path("profil/<int:pk>/bild/", public.PublicPictureView.as_view(), name="public_picture"),
    path("impressum/", legal.ImprintView.as_view(), name="imprint"),
    path("datenschutz/", legal.PrivacyView.as_view(), name="privacy"),
    path("barrierefreiheit/", legal.AccessibilityView.as_view(), name="accessibility"),
]
