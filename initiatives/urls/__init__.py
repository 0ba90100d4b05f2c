"""The staff's pages of the register, under /buero/."""

from django.urls import path

from initiatives.views import actors, consultations, contacts, exports, follow_ups, start

urlpatterns = [
    path("", start.StartView.as_view(), name="office"),
    path("akteure/", actors.ActorListView.as_view(), name="actor_list"),
    path("akteure/neu/", actors.ActorCreateView.as_view(), name="actor_create"),
    path("akteure/auswahl/", actors.ActorPickView.as_view(), name="actor_pick"),
    path("akteure/export/", exports.ActorExportView.as_view(), name="actor_export"),
    path("akteure/<int:pk>/", actors.ActorDetailView.as_view(), name="actor_detail"),
    path("akteure/<int:pk>/bearbeiten/", actors.ActorUpdateView.as_view(), name="actor_change"),
    path("akteure/<int:pk>/aenderungen/", actors.ActorChangesView.as_view(), name="actor_changes"),
    path("akteure/<int:actor>/personen/neu/", contacts.ContactCreateView.as_view(), name="actor_contact_create"),
    path("akteure/<int:actor>/personen/hinzufuegen/", contacts.RoleCreateView.as_view(), name="role_create"),
    path("akteure/<int:actor>/wiedervorlagen/neu/", follow_ups.FollowUpCreateView.as_view(), name="follow_up_create"),
    path("personen/", contacts.ContactListView.as_view(), name="contact_list"),
    path("personen/neu/", contacts.ContactCreateView.as_view(), name="contact_create"),
    path("personen/<int:pk>/", contacts.ContactDetailView.as_view(), name="contact_detail"),
    path("personen/<int:pk>/bearbeiten/", contacts.ContactUpdateView.as_view(), name="contact_change"),
    path("personen/<int:pk>/aenderungen/", contacts.ContactChangesView.as_view(), name="contact_changes"),
    path("rollen/<int:pk>/beenden/", contacts.RoleEndView.as_view(), name="role_end"),
    path("beratungen/", consultations.ConsultationListView.as_view(), name="consultation_list"),
    path("beratungen/neu/", consultations.ConsultationCreateView.as_view(), name="consultation_create"),
    path("beratungen/<int:pk>/", consultations.ConsultationDetailView.as_view(), name="consultation_detail"),
    path("beratungen/<int:pk>/bearbeiten/", consultations.ConsultationUpdateView.as_view(), name="consultation_change"),
    path("beratungen/<int:pk>/notiz/", consultations.ConsultationNoteView.as_view(), name="consultation_note"),
    path("beratungen/<int:pk>/aenderungen/", consultations.ConsultationChangesView.as_view(), name="consultation_changes"),
    path("wiedervorlagen/", follow_ups.FollowUpListView.as_view(), name="follow_up_list"),
    path("wiedervorlagen/<int:pk>/", follow_ups.FollowUpUpdateView.as_view(), name="follow_up_change"),
    path("wiedervorlagen/<int:pk>/erledigen/", follow_ups.FollowUpStateView.as_view(), name="follow_up_finish"),
    path("wiedervorlagen/<int:pk>/wieder-oeffnen/", follow_ups.FollowUpStateView.as_view(is_done=False), name="follow_up_reopen"),
]
