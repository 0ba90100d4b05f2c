"""The staff's pages of the portal, under /buero/."""

from django.urls import path

from portal.views import applications, checks, entries, inbox, links, listings, settings

urlpatterns = [
    path("akteure/profil-links/", links.ProfileLinkBulkView.as_view(), name="profile_link_bulk"),
    path("akteure/<int:pk>/profil-link/", links.ProfileLinkSendView.as_view(), name="profile_link_send"),
    path("stimmt-das-noch/", checks.ProfileCheckListView.as_view(), name="profile_check_list"),
    path("stimmt-das-noch/<int:pk>/", checks.ProfileCheckRecordView.as_view(), name="profile_check_record"),
    path("eingang/", inbox.InboxListView.as_view(), name="inbox_list"),
    path("eingang/export/", inbox.InboxExportView.as_view(), name="inbox_export"),
    path("eingang/<int:pk>/eintrag/", listings.InboxListingView.as_view(), name="inbox_listing"),
    path("eingang/<int:pk>/", entries.InboxDetailView.as_view(), name="inbox_detail"),
    path("eingang/<int:pk>/entscheiden/", entries.InboxDecideView.as_view(), name="inbox_decide"),
    path("eingang/<int:pk>/antwort/", entries.InboxAnswerView.as_view(), name="inbox_answer"),
    path("eingang/<int:pk>/notiz/", entries.InboxNoteView.as_view(), name="inbox_note"),
    path("eingang/<int:pk>/zustaendig/", entries.InboxAssignView.as_view(), name="inbox_assign"),
    path("eingang/bild/<int:pk>/", entries.InboxPictureView.as_view(), name="inbox_picture"),
    path("oeffentliche-seiten/", settings.PortalSettingsView.as_view(), name="portal_settings"),
    path("eingang/<int:pk>/anmeldung/", applications.ApplicationDecisionView.as_view(), name="inbox_application"),
]
