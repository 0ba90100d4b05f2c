"""The pages of the own profile, reached by a personal link, under /profil/."""

from django.urls import path

from portal.views import checks, codes, consents, profile, stored, wishes

urlpatterns = [
    path("", profile.OwnProfileView.as_view(), name="own_profile"),
    path("aendern/", profile.OwnProfileChangeView.as_view(), name="own_profile_change"),
    path("ansicht/", profile.OwnPreviewView.as_view(), name="own_preview"),
    path("bild/", profile.OwnPictureView.as_view(), name="own_picture"),
    path("bestaetigen/", profile.OwnConfirmView.as_view(), name="own_confirm"),
    path("pause/", profile.OwnPauseView.as_view(), name="own_pause"),
    path("vorschlag/<int:pk>/", profile.OwnChangeView.as_view(), name="own_change"),
    path("vorschlag/<int:pk>/bild/", profile.OwnChangePictureView.as_view(), name="own_change_picture"),
    path("einwilligungen/", consents.OwnConsentListView.as_view(), name="own_consent_list"),
    path("daten/", stored.OwnDataView.as_view(), name="own_data"),
    path("daten/datei/", stored.OwnDataView.as_view(is_file=True), name="own_data_file"),
    path("daten/code/", codes.OwnDataCodeView.as_view(), name="own_data_code"),
    path("anliegen/<int:pk>/", wishes.OwnWishView.as_view(), name="own_wish"),
    path("anliegen/<slug:kind>/", wishes.OwnWishCreateView.as_view(), name="own_wish_create"),
    path("mitglieder/", checks.OwnMembersView.as_view(), name="own_members"),
]
