"""The filter bar of the inbox."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.filters import RegisterFilterSet, colleague_filter
from initiatives.models import Actor
from portal.choices import EntryKind, EntryResult, EntryState
from wf40.filters import Row
from wf40.folding import written

# Whoever looks, so that a kept selection serves every colleague.
ME = "me"


class InboxFilter(RegisterFilterSet):
    """What came in: from whom, of which kind, how far it is, who looks after it, until when an answer is promised."""

    STATES = [
        ("to_do", _("to do")),
        (EntryState.OPEN, EntryState.OPEN.label),
        (EntryState.ASKED, EntryState.ASKED.label),
        ("late", _("overdue")),
        (EntryState.DONE, EntryState.DONE.label),
        ("all", _("all")),
    ]

    q = django_filters.CharFilter(label=_("From whom or what"), method="by_text", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("all"), choices=EntryKind.choices)
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", empty_label=None, choices=STATES)
    assignee = colleague_filter(_("Looked after by"), nobody=_("nobody yet"), method="by_assignee")
    due_until = django_filters.DateFilter(label=_("Answer promised by"), field_name="due_on", lookup_expr="lte")
    received_from = django_filters.DateFilter(label=_("Received from day"), field_name="received_at", lookup_expr="date__gte")
    received_until = django_filters.DateFilter(label=_("Received to day"), field_name="received_at", lookup_expr="date__lte")
    result = django_filters.ChoiceFilter(label=_("What became of it"), empty_label=_("all"), choices=EntryResult.choices)
    actor = django_filters.ModelChoiceFilter(label=_("Actor"), queryset=Actor.objects.none(), widget=forms.HiddenInput)

    first = ("q", "kind", "state", "assignee")
    defaults = {"state": "to_do"}

    def __init__(self, data=None, *args, **kwargs):
        if data is not None and data.get("result") and not data.get("state"):
            # Only what is done has a result.
            data = data.copy()
            data["state"] = EntryState.DONE.value
        super().__init__(data, *args, **kwargs)

    def load_rows(self, sources):
        """The city's colleagues, whoever looks in front."""
        rows = super().load_rows(sources)
        rows["colleague"] = [Row(ME, str(_("me"))), *rows["colleague"]]
        return rows

    def by_text(self, queryset, name, value):
        """Words of the sender's name, of the actor's or the proposed name, or of what was written."""
        visible = Actor.objects.visible_to(self.user, self.municipality)
        for word in value.split()[:12]:
            own = written("sender_name", word) | written("text", word) | written("details__name", word)
            queryset = queryset.filter(own | Q(actor__in=visible.matching(word).values("pk")))
        return queryset

    def by_state(self, queryset, name, value):
        """What is to do, in one state, late, or all."""
        if value == "to_do":
            return queryset.to_do()
        if value == "late":
            return queryset.late(timezone.localdate())
        return queryset if value == "all" else queryset.filter(state=value)

    def by_assignee(self, queryset, name, value):
        """Whoever looks, one colleague, or nobody."""
        return queryset.filter(assignee=self.user.pk if value.pk == ME else value.pk)
