"""Addresses under /buero/vernetzung/: connections."""

from django.urls import path

from network.views import afar, connections, introductions, outcomes

urlpatterns = [
    path("verbindungen/", connections.ConnectionListView.as_view(), name="connection_list"),
    path("verbindungen/neu/", connections.ConnectionCreateView.as_view(), name="connection_create"),
    path("verbindungen/akteure/", connections.ConnectionPickView.as_view(), name="connection_pick"),
    path("export/verbindungen/", connections.ConnectionExportView.as_view(), name="connection_export"),
    path("verbindungen/<int:pk>/", introductions.ConnectionDetailView.as_view(), name="connection_detail"),
    path("verbindungen/<int:pk>/vorstellen/", introductions.IntroductionMailView.as_view(), name="introduction_mail"),
    path("vorstellen/", introductions.IntroductionBeginView.as_view(), name="introduction_begin"),
    path("seiten/<int:pk>/fragen/", introductions.IntroductionAskView.as_view(), name="introduction_ask"),
    path("seiten/<int:pk>/bearbeiten/", introductions.IntroductionChangeView.as_view(), name="introduction_change"),
    path("seiten/<int:pk>/antwort/", introductions.IntroductionRecordView.as_view(), name="introduction_record"),
    path("anfragen/", afar.FarConnectionListView.as_view(), name="far_connection_list"),
    path("anfragen/<int:pk>/", afar.FarConnectionDetailView.as_view(), name="far_connection_detail"),
    path("anfragen/<int:pk>/antwort/", afar.FarConnectionAnswerView.as_view(), name="far_connection_answer"),
    path("verbindungen/<int:pk>/bearbeiten/", connections.ConnectionUpdateView.as_view(), name="connection_change"),
    path("verbindungen/<int:pk>/stufe/", connections.ConnectionStageView.as_view(), name="connection_stage"),
    path("verbindungen/<int:pk>/aenderungen/", connections.ConnectionChangesView.as_view(), name="connection_changes"),
    path("verbindungen/<int:pk>/gesehen/", outcomes.OutcomeSeenView.as_view(), name="outcome_seen"),
    path("nachfragen/<int:pk>/", outcomes.OutcomeRecordView.as_view(), name="outcome_record"),
]
