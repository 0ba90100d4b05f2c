"""The staff's pages across all apps, under /buero/."""

from django.urls import path

from desk.views import absences, capture, drafts, feeds, meeting_sheet, rounds, today

urlpatterns = [
    path("akteure/<int:pk>/gespraechsblatt/", meeting_sheet.MeetingSheetView.as_view(), name="meeting_sheet"),
    path("", today.TodayView.as_view(), name="office"),
    path("heute/team/", today.TeamWorkView.as_view(), name="team_work"),
    path("lange-nichts-gehoert/", today.SilentListView.as_view(), name="silent_list"),
    path("lange-nichts-gehoert/<int:pk>/spaeter/", today.SnoozeView.as_view(), name="silent_snooze"),
    path("abwesenheiten/", absences.AbsenceListView.as_view(), name="absence_list"),
    path("abwesenheiten/neu/", absences.AbsenceCreateView.as_view(), name="absence_create"),
    path("abwesenheiten/<int:pk>/bearbeiten/", absences.AbsenceUpdateView.as_view(), name="absence_change"),
    path("abwesenheiten/<int:pk>/entfernen/", absences.AbsenceRemoveView.as_view(), name="absence_remove"),
    path("rundgang/", rounds.RoundListView.as_view(), name="round_list"),
    path("rundgang/neu/", rounds.RoundCreateView.as_view(), name="round_create"),
    path("rundgang/<int:pk>/", rounds.RoundDetailView.as_view(), name="round_detail"),
    path("rundgang/halt/<int:pk>/", rounds.RoundStopView.as_view(), name="round_stop"),
    path("mein-kalender/", feeds.OwnCalendarView.as_view(), name="own_calendar"),
    path("mein-kalender/adresse/", feeds.CalendarAddressView.as_view(), name="own_calendar_make"),
    path("mein-kalender/widerrufen/", feeds.CalendarRevokeView.as_view(), name="own_calendar_revoke"),
    path("mein-kalender/morgenmail/", feeds.MorningMailView.as_view(), name="morning_mail"),
    path("erfassen/", capture.CaptureView.as_view(), name="capture"),
    path("erfassen/lesen/", capture.CaptureReadView.as_view(), name="capture_read"),
    path("entwuerfe/merken/", drafts.DraftKeepView.as_view(), name="draft_keep"),
    path("entwuerfe/mail/", drafts.DraftMailView.as_view(), name="draft_mail"),
    path("entwuerfe/<int:pk>/verwerfen/", drafts.DraftDiscardView.as_view(), name="draft_discard"),
]
