"""The pages of the own profile, reached by a personal link, under /profil/."""

from django.urls import path

from portal.views import consents, profile

urlpatterns = [
    path("", profile.OwnProfileView.as_view(), name="own_profile"),
    path("einwilligungen/", consents.OwnConsentListView.as_view(), name="own_consent_list"),
]
