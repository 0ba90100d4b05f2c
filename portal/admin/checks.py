"""The admin of the yearly question."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from initiatives.models import Actor
from portal.admin.base import ReadOnlyAdmin
from portal.models import ProfileCheck
from wf40.tables import MISSING


@admin.register(ProfileCheck)
class ProfileCheckAdmin(ReadOnlyAdmin):
    """Whom the office asked whether an entry is right, and what was answered."""

    list_display = ("actor", "asked_at", "reminder_count", "answer", "answered_at", "answered_through")
    list_filter = ("answer", "answered_through")
    list_select_related = ("actor",)
    search_fields = ("actor__trading_name",)
    search_help_text = gettext_lazy("The actor.")
    ordering = ("-asked_at", "-answered_at", "-pk")
    fields = (
        ("actor", "contact"), ("asked_at", "reminded_at", "reminder_count"), ("answer", "answered_at", "answered_through"),
        "alliance", "recorded_by",
    )  # fmt: skip
    readonly_fields = ("alliance",)

    @admin.display(description=gettext_lazy("vouched for by"))
    def alliance(self, check):
        """The alliance, unless its data are restricted."""
        return check.vouched_by if check.vouched_by and not check.vouched_by.restricted_at else MISSING

    def get_search_results(self, request, queryset, search_term):
        """By the actor."""
        term = search_term[:200].strip()
        return queryset.filter(actor__in=Actor.objects.matching(term)) if term else queryset, False
