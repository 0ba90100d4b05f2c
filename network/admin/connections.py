"""The admin of connections; their stages move on their own page alone, which asks, mails and logs."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from initiatives.admin import OffersColleagues
from initiatives.models import Actor
from initiatives.search import index
from network.actions import log_step, running
from network.choices import WAY
from network.models import Connection, ConnectionStep, IntroductionSide, OutcomeQuestion
from network.models.connection import either_of
from network.pairs import check_pair
from network.stages import check_days
from wf40.admin import OfficeRelatedFilter, RecordAdmin, RecordForm, ScopedInline

# What the pair's rule names, and where this form says it.
AT_FIELD = {"second": "to_actor"}


class ConnectionForm(RecordForm):
    """Two actors of the city; the rules of the office's own form hold here as well."""

    def clean(self):
        """Not with itself, not twice, no end before the start."""
        cleaned = super().clean()
        first, second = (cleaned.get(name) or getattr(self.instance, name, None) for name in ("from_actor", "to_actor"))
        try:
            if not self.instance.pk and first and second:
                check_pair(self.instance.municipality, first, second)
            check_days(cleaned.get("started_on"), cleaned.get("ended_on"))
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                self.add_error(AT_FIELD.get(name, name), faults)
        if first and second and cleaned.get("kind") and self.instance.stage in WAY:
            known = running(first, second, cleaned["kind"])
            if known is not None and known.pk != self.instance.pk:
                self.add_error("kind", ValidationError(gettext_lazy("The two have a connection of this kind already."), code="twice"))
        return cleaned


class ReadOnlyInline(ScopedInline):
    """What only the office's own pages write."""

    max_num = 0
    can_delete = False
    view_on_site = False

    def has_add_permission(self, request, obj=None):
        """Not here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Not here."""
        return False


class StepInline(ReadOnlyInline):
    """The log of the stages."""

    model = ConnectionStep
    fields = ("made_at", "stage", "side", "through", "reason")
    readonly_fields = fields


class SideInline(ReadOnlyInline):
    """Who was asked and what they said."""

    model = IntroductionSide
    fields = ("side", "asked_at", "answer", "answered_at", "answered_through")
    readonly_fields = fields


class OutcomeInline(ReadOnlyInline):
    """What became of it, as the sides say."""

    model = OutcomeQuestion
    fields = ("round", "side", "asked_at", "answer", "answered_at", "answered_through")
    readonly_fields = fields


@admin.register(Connection)
class ConnectionAdmin(OffersColleagues, RecordAdmin):
    """Connections; an actor of another city is named by its city alone here, whatever it has published."""

    form = ConnectionForm
    list_display = ("between", "kind", "stage", "stage_since", "origin", "broker", "changed_at")
    list_filter = ("kind", "stage", "origin", "attribution", ("broker", OfficeRelatedFilter))
    list_select_related = ("from_actor__municipality", "to_actor__municipality", "broker")
    search_fields = ("reason",)
    search_help_text = gettext_lazy("Name of an actor of the city.")
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("from_actor", "to_actor")
    inlines = (StepInline, SideInline, OutcomeInline)
    # The history would name actors of other cities whose profile was withdrawn.
    history_hidden = frozenset(("from_actor", "to_actor"))
    edited = ("kind", "origin", "attribution", "broker", "reason", "note", "web_address", "started_on", "ended_on")

    @admin.display(description=gettext_lazy("between"))
    def between(self, connection):
        """Both sides."""
        return str(connection)

    def get_queryset(self, request):
        """With what their names are made of."""
        return super().get_queryset(request).with_names()

    def get_fieldsets(self, request, obj=None):
        """The two sides are chosen once."""
        self.fieldsets = (
            (None, {"fields": (*(("between", "stage", "stage_since") if obj else ("from_actor", "to_actor")), *self.edited)}),
        )
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Stages move elsewhere."""
        return (*super().get_readonly_fields(request, obj), *(("between", "stage", "stage_since") if obj else ()))

    def get_inlines(self, request, obj):
        """A new one has no log yet."""
        return self.inlines if obj else ()

    def get_search_results(self, request, queryset, search_term):
        """By the names of the city's own actors."""
        term = search_term[:200].strip()
        if term:
            actors = Actor.objects.visible_to(request.user, request.municipality).matching(term)
            queryset = queryset.filter(either_of(actors.order_by().values("pk")))
        return queryset, False

    def save_model(self, request, obj, form, change):
        """A new one begins its log."""
        super().save_model(request, obj, form, change)
        if not change:
            log_step(obj, user=request.user)

    def finish(self, record):
        """The search finds it as it was just saved."""
        index(Connection, [record.pk])
