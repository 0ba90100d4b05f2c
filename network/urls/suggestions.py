"""Addresses under /buero/vernetzung/: the broker's desk, the suggestions and the pairs of fields."""

from django.urls import path

from network.views import suggestions

urlpatterns = [
    path("", suggestions.DeskView.as_view(), name="network"),
    path("vorschlaege/", suggestions.SuggestionListView.as_view(), name="suggestion_list"),
    path("vorschlaege/<int:first>/<int:second>/", suggestions.SuggestionDecideView.as_view(), name="suggestion_decide"),
    path("vorschlaege/<int:first>/<int:second>/beginnen/", suggestions.SuggestionAcceptView.as_view(), name="suggestion_accept"),
    path("vorschlaege/regeln/<slug:rule>/stumm/", suggestions.RuleMuteView.as_view(), name="suggestion_mute"),
    path("vorschlaege/regeln/<slug:rule>/zeigen/", suggestions.RuleUnmuteView.as_view(), name="suggestion_unmute"),
    path("feldpaare/", suggestions.FieldPairListView.as_view(), name="field_pair_list"),
    path("feldpaare/neu/", suggestions.FieldPairCreateView.as_view(), name="field_pair_create"),
    path("feldpaare/<int:pk>/schalten/", suggestions.FieldPairSwitchView.as_view(), name="field_pair_switch"),
]
