"""The admin of what came in and of what actors proposed; what nobody confirmed, and codes, stand in none."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy

from initiatives.models import Actor
from portal.admin.base import ReadOnlyAdmin
from portal.models import InboxEntry, ProfileChange
from portal.profile import words_of
from wf40.admin import ScopedInline
from wf40.folding import written
from wf40.tables import MISSING


class ProfileChangeInline(ScopedInline):
    """The fields of a proposal."""

    model = ProfileChange
    fields = ("part", "state", "decided_at", "decided_by")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request, obj=None):
        """Not here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Not here."""
        return False


@admin.register(InboxEntry)
class InboxEntryAdmin(ReadOnlyAdmin):
    """What came in; it is answered on its own page."""

    list_display = ("received_at", "kind", "whom", "state", "result", "due_on", "assignee")
    list_filter = ("kind", "state", "result")
    list_select_related = ("actor", "assignee")
    search_fields = ("sender_name",)
    search_help_text = gettext_lazy("The sender, or the actor.")
    ordering = ("-received_at", "-pk")
    inlines = (ProfileChangeInline,)
    fieldsets = (
        (None, {"fields": ("kind", "whom", "sender_name", "sender_email", "sender_phone", "text")}),
        (gettext_lazy("State"), {"fields": ("state", "received_at", "due_on", "assignee", "answered_at")}),
        (gettext_lazy("What became of it"), {"fields": ("result", "done_at", "done_by", "proof", "office_note")}),
    )
    readonly_fields = ("whom",)

    @admin.display(description=gettext_lazy("Actor"))
    def whom(self, entry):
        """The actor, the proposed name or the sender."""
        return entry.about

    def get_search_results(self, request, queryset, search_term):
        """By who sent it, or whom it is about."""
        term = search_term[:200].strip()
        if term:
            queryset = queryset.filter(Q(written("sender_name", term)) | Q(actor__in=Actor.objects.matching(term)))
        return queryset, False


@admin.register(ProfileChange)
class ProfileChangeAdmin(ReadOnlyAdmin):
    """The proposed values with what stood there before, in words."""

    list_display = ("entry", "part", "state", "decided_at", "decided_by")
    list_filter = ("part", "state")
    list_select_related = ("entry__actor", "decided_by")
    search_fields = ("entry__sender_name",)
    search_help_text = gettext_lazy("The sender, or the actor.")
    ordering = ("-pk",)
    fields = ("entry", "part", "state", "was", "wanted", "became", "decided_at", "decided_by")
    readonly_fields = ("was", "wanted", "became")

    @admin.display(description=gettext_lazy("before"))
    def was(self, change):
        """What stood there when it was proposed."""
        return words_of(change.municipality, change.part, change.before) or MISSING

    @admin.display(description=gettext_lazy("proposed"))
    def wanted(self, change):
        """What the actor wants there."""
        return words_of(change.municipality, change.part, change.proposed) or MISSING

    @admin.display(description=gettext_lazy("written into the register"))
    def became(self, change):
        """What the office wrote."""
        return words_of(change.municipality, change.part, change.written) or MISSING

    def get_search_results(self, request, queryset, search_term):
        """By who sent it, or whom it is about."""
        term = search_term[:200].strip()
        if term:
            queryset = queryset.filter(Q(written("entry__sender_name", term)) | Q(entry__actor__in=Actor.objects.matching(term)))
        return queryset, False
