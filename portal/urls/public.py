"""The public pages of a city, under /<city>/."""

from django.urls import path

from portal.views import applications, legal, public

urlpatterns = [
    path("", public.DirectoryView.as_view(), name="directory"),
    path("profil/<int:pk>/", public.PublicProfileView.as_view(), name="public_profile"),
    path("profil/<int:pk>/bild/", public.PublicPictureView.as_view(), name="public_picture"),
    path("impressum/", legal.ImprintView.as_view(), name="imprint"),
    path("datenschutz/", legal.PrivacyView.as_view(), name="privacy"),
    path("barrierefreiheit/", legal.AccessibilityView.as_view(), name="accessibility"),
    path("barrierefreiheit/melden/", legal.BarrierReportView.as_view(), name="barrier_report"),
    path("barrierefreiheit/gemeldet/", legal.BarrierThanksView.as_view(), name="barrier_thanks"),
    path("anmelden/", applications.ApplicationView.as_view(), name="application"),
    path("anmelden/danke/", applications.ApplicationSentView.as_view(), name="application_sent"),
    path("link/", applications.LinkRequestView.as_view(), name="link_request"),
    path("link/danke/", applications.LinkRequestSentView.as_view(), name="link_request_sent"),
]
