"""The admin of what suggestions come from, and of what brokers made of them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from network.models import FieldPair, SuggestionDecision
from network.models.connection import plain_name
from wf40.admin import ScopedAdmin


@admin.register(FieldPair)
class FieldPairAdmin(ScopedAdmin):
    """Which field often needs which other one: switched off instead of deleted."""

    list_display = ("seeking", "giving", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("seeking", "giving")
    search_fields = ("seeking__label", "giving__label")
    ordering = ("seeking__position", "giving__position", "pk")
    fields = ("seeking", "giving", "is_active")


@admin.register(SuggestionDecision)
class SuggestionDecisionAdmin(ScopedAdmin):
    """What brokers decided; new rows come from the suggestions' own page alone."""

    list_display = ("made_at", "first_side", "second_side", "verdict", "score", "reason", "until")
    list_filter = ("verdict",)
    list_select_related = ("municipality", "first_actor__municipality", "second_actor__municipality")
    search_fields = ("reason",)
    ordering = ("-made_at", "-pk")
    fields = ("made_at", "first_side", "second_side", "verdict", "reason", "until", "score")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("first actor"))
    def first_side(self, decision):
        """The one with the smaller number; of other cities the city alone."""
        return plain_name(decision.first_actor, decision.municipality_id)

    @admin.display(description=gettext_lazy("second actor"))
    def second_side(self, decision):
        """The other one."""
        return plain_name(decision.second_actor, decision.municipality_id)

    def has_add_permission(self, request):
        """Not here."""
        return False
