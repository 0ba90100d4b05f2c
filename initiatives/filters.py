"""The filter bars of the register's lists."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ENTERPRISE_KINDS, INITIATIVE_KINDS, ActorKind, Channel, LifeCycle, Outcome, legal_form_choices
from initiatives.models import Actor, ConsultationTopic, Tag, WorkField
from municipalities.models import UNKNOWN_DISTRICT, District
from wf40.filters import OfficeFilterSet
from wf40.folding import written

GROUPS = {"enterprises": ENTERPRISE_KINDS, "initiatives": INITIATIVE_KINDS}


def colleagues(municipality):
    """The people of a city's office, those who left as well: their records keep their name."""
    return get_user_model().objects.filter(memberships__municipality=municipality).distinct().order_by("name", "pk")


class ActorFilter(OfficeFilterSet):
    """Actors by text, kind, field, district and more."""

    q = django_filters.CharFilter(label=_("Name or keyword"), method="by_text", max_length=200)
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        method="by_kind",
        empty_label=_("all"),
        choices=[("enterprises", _("all enterprises")), ("initiatives", _("all initiatives")), *ActorKind.choices],
    )
    field = django_filters.ModelChoiceFilter(label=_("Field"), method="by_field", empty_label=_("all"), queryset=WorkField.objects.none())
    district = django_filters.ModelChoiceFilter(
        label=_("District"), method="by_district", empty_label=_("all"), queryset=District.objects.none()
    )
    tag = django_filters.ModelChoiceFilter(label=_("Tag"), field_name="tags", empty_label=_("all"), queryset=Tag.objects.none())
    legal_form = django_filters.ChoiceFilter(label=_("Legal form"), empty_label=_("all"), choices=legal_form_choices)
    life_cycle = django_filters.ChoiceFilter(label=_("Life cycle"), empty_label=_("all"), choices=LifeCycle.choices)
    steward = django_filters.ModelChoiceFilter(label=_("Looked after by"), empty_label=_("all"), queryset=get_user_model().objects.none())

    first = ("q", "kind", "field", "district")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["steward"].queryset = colleagues(self.municipality)

    def by_text(self, queryset, name, value):
        """Every word, umlauts in either way."""
        return queryset.matching(value)

    def by_kind(self, queryset, name, value):
        """One kind or one of the two groups."""
        return queryset.filter(kind__in=GROUPS.get(value, (value,)))

    def by_field(self, queryset, name, value):
        """The field itself or a sub-field of it; no join, so no actor stands twice."""
        fields = WorkField.objects.filter(Q(pk=value.pk) | Q(parent=value.pk))
        through = queryset.model.work_fields.through
        return queryset.filter(pk__in=through.objects.filter(workfield__in=fields).values("actor"))

    def by_district(self, queryset, name, value):
        """A place in the district; "unbekannt" also finds actors without any district."""
        if value.code == UNKNOWN_DISTRICT:
            return queryset.exclude(
                locations__district__in=District.objects.filter(municipality=self.municipality).exclude(code=UNKNOWN_DISTRICT)
            )
        return queryset.filter(pk__in=value.locations.values("actor"))


class ContactFilter(OfficeFilterSet):
    """People by name and actor."""

    q = django_filters.CharFilter(label=_("Name"), method="by_text", max_length=200)
    actor = django_filters.CharFilter(label=_("Actor"), method="by_actor", max_length=200)

    def by_text(self, queryset, name, value):
        """Every word of the name."""
        return queryset.matching(value)

    def by_actor(self, queryset, name, value):
        """People who serve an actor of that name."""
        actor = queryset.model.roles.rel.related_model.actor.field.related_model
        return queryset.filter(roles__actor__in=actor.objects.visible_to(self.user, self.municipality).matching(value)).distinct()


class ConsultationFilter(OfficeFilterSet):
    """Consultations by text, channel, topic, outcome, days and adviser."""

    q = django_filters.CharFilter(label=_("Actor, note or need"), method="by_text", max_length=200)
    channel = django_filters.ChoiceFilter(label=_("Channel"), empty_label=_("all"), choices=Channel.choices)
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), field_name="topics", empty_label=_("all"), queryset=ConsultationTopic.objects.none()
    )
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), empty_label=_("all"), choices=Outcome.choices)
    since = django_filters.DateFilter(label=_("From day"), field_name="held_on", lookup_expr="gte")
    until = django_filters.DateFilter(label=_("To day"), field_name="held_on", lookup_expr="lte")
    actor = django_filters.ModelChoiceFilter(label=_("Actor"), field_name="actors", queryset=Actor.objects.none(), widget=forms.HiddenInput)
    adviser = django_filters.ModelChoiceFilter(
        label=_("Recorded by"), field_name="created_by", empty_label=_("all"), queryset=get_user_model().objects.none()
    )

    first = ("q", "channel", "topic", "outcome")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["adviser"].queryset = colleagues(self.municipality)

    def by_text(self, queryset, name, value):
        """Words in the actor's name, the need or an open note."""
        return queryset.mentioning(value)


class FollowUpFilter(OfficeFilterSet):
    """Promises: whose, and in which state."""

    STATES = [("open", _("open")), ("due", _("due by today")), ("done", _("done")), ("all", _("all"))]

    q = django_filters.CharFilter(label=_("What or with whom"), method="by_text", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", empty_label=None, choices=STATES)
    assignee = django_filters.ModelChoiceFilter(label=_("Who"), empty_label=_("all"), queryset=get_user_model().objects.none())

    defaults = {"state": "open"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["assignee"].queryset = colleagues(self.municipality)

    def by_text(self, queryset, name, value):
        """Words of the task or the actor's name."""
        actor = queryset.model.actor.field.related_model
        visible = actor.objects.visible_to(self.user, self.municipality)
        for word in value.split()[:12]:
            queryset = queryset.filter(written("task", word) | Q(actor__in=visible.matching(word)))
        return queryset

    def by_state(self, queryset, name, value):
        """Open, due, done or all."""
        if value == "open":
            return queryset.still_open()
        if value == "due":
            return queryset.due(timezone.localdate())
        return queryset.exclude(done_at=None) if value == "done" else queryset
