"""The filter bars of the register's lists."""

from datetime import timedelta

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.access_log import LogKind, log_rows
from initiatives.choices import (
    ENTERPRISE_KINDS,
    INITIATIVE_KINDS,
    ActorKind,
    ChangeVerb,
    Channel,
    Goal,
    Industry,
    Language,
    LifeCycle,
    MessageState,
    Outcome,
    SizeClass,
    legal_form_choices,
)
from initiatives.models import Actor, ConsultationTopic, Purpose, Tag, WorkField
from initiatives.own_fields import offered_fields, own_filters
from municipalities.models import UNKNOWN_DISTRICT, District
from wf40.fields import EARLIEST_YEAR
from wf40.filters import OfficeFilterSet
from wf40.folding import written

GROUPS = {"enterprises": ENTERPRISE_KINDS, "initiatives": INITIATIVE_KINDS}


def colleagues(municipality):
    """The people of a city's office, those who left as well: their records keep their name."""
    return get_user_model().objects.filter(memberships__municipality=municipality).distinct().order_by("name", "pk")


class YearFilter(django_filters.Filter):
    """A year of four digits."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(*args, min_value=EARLIEST_YEAR, max_value=2100, widget=widget, **kwargs)


INFORMED = [("no", _("not yet informed")), ("yes", _("informed"))]
ASSURED_LONG_AGO = timedelta(days=365)


class KnowsWhoWasInformed:
    """What both lists ask about Art. 14."""

    def by_information(self, queryset, name, value):
        """Not told yet, or told."""
        return queryset.not_informed() if value == "no" else queryset.exclude(informed_on=None)


class ActorFilter(KnowsWhoWasInformed, OfficeFilterSet):
    """Actors by text, kind, field, district and more, and by the office's own fields; archived ones only where somebody asks for them."""

    STANDINGS = [("current", _("current")), ("archived", _("archived")), ("all", _("all"))]
    RELEASES = [("released", _("released")), ("public", _("public now")), ("no", _("not released"))]

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
    deputy = django_filters.ModelChoiceFilter(label=_("Deputy"), empty_label=_("all"), queryset=get_user_model().objects.none())
    industry = django_filters.ChoiceFilter(label=_("Industry"), empty_label=_("all"), choices=Industry.choices)
    size_class = django_filters.ChoiceFilter(label=_("Size"), empty_label=_("all"), choices=SizeClass.choices)
    goal = django_filters.ChoiceFilter(label=_("Goal"), field_name="goals", method="by_code", empty_label=_("all"), choices=Goal.choices)
    language = django_filters.ChoiceFilter(
        label=_("Language"), field_name="languages", method="by_code", empty_label=_("all"), choices=Language.choices
    )
    founded_from = YearFilter(label=_("Founded from year"), method="founded_since")
    founded_to = YearFilter(label=_("Founded to year"), method="founded_until")
    standing = django_filters.ChoiceFilter(label=_("Standing"), method="by_standing", empty_label=None, choices=STANDINGS)
    release = django_filters.ChoiceFilter(label=_("Publication"), method="by_release", empty_label=_("all"), choices=RELEASES)
    assured = django_filters.ChoiceFilter(
        label=_("Last assured"),
        method="by_assurance",
        empty_label=_("all"),
        choices=[("never", _("never")), ("old", _("more than 12 months ago"))],
    )
    informed = django_filters.ChoiceFilter(label=_("Informed (Art. 14)"), method="by_information", empty_label=_("all"), choices=INFORMED)

    first = ("q", "kind", "field", "district")
    defaults = {"standing": "current"}

    def __init__(self, *args, user, municipality, **kwargs):
        # What the filter bar is made of, for this one city alone.
        self.base_filters = self.base_filters | own_filters(offered_fields(user, municipality))
        super().__init__(*args, user=user, municipality=municipality, **kwargs)
        for name in ("steward", "deputy"):
            self.form.fields[name].queryset = colleagues(self.municipality)

    def by_code(self, queryset, name, value):
        """One of the codes that a field holds."""
        return queryset.filter(**{f"{name}__contains": f",{value},"})

    def founded_since(self, queryset, name, value):
        """In this year or later."""
        return queryset.filter(founded__gte=str(value))

    def founded_until(self, queryset, name, value):
        """In this year or earlier; without the actors of which nobody knows it."""
        return queryset.filter(founded__lte=f"{value}-12-31").exclude(founded="")

    def by_standing(self, queryset, name, value):
        """In the lists, archived, or both."""
        if value == "archived":
            return queryset.exclude(archived_at=None)
        return queryset if value == "all" else queryset.current()

    def by_release(self, queryset, name, value):
        """Released by the office, shown to the public at this moment, or neither."""
        if value == "public":
            return queryset.published()
        return queryset.filter(published_since__isnull=value == "no")

    def by_assurance(self, queryset, name, value):
        """Never, or longer ago than a year."""
        if value == "never":
            return queryset.filter(assured_on=None)
        return queryset.filter(assured_on__lt=timezone.localdate() - ASSURED_LONG_AGO)

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


class ContactFilter(KnowsWhoWasInformed, OfficeFilterSet):
    """People by name, actor, and whether they were told."""

    q = django_filters.CharFilter(label=_("Name"), method="by_text", max_length=200)
    actor = django_filters.CharFilter(label=_("Actor"), method="by_actor", max_length=200)
    informed = django_filters.ChoiceFilter(label=_("Informed (Art. 14)"), method="by_information", empty_label=_("all"), choices=INFORMED)

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


class MessageFilter(OfficeFilterSet):
    """Mails by subject or address, state, purpose and days; what they say is not looked into."""

    STATES = [("decide", _("to decide")), *MessageState.choices, ("aside", _("put aside"))]

    q = django_filters.CharFilter(label=_("Subject or address"), method="by_text", max_length=200)
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", empty_label=_("all"), choices=STATES)
    purpose = django_filters.ModelChoiceFilter(label=_("Purpose"), empty_label=_("all"), queryset=Purpose.objects.none())
    since = django_filters.DateFilter(label=_("From day"), field_name="created_at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label=_("To day"), field_name="created_at", lookup_expr="date__lte")

    first = ("q", "state", "purpose")

    def by_text(self, queryset, name, value):
        """Words of the subject or parts of the address."""
        for word in value.split()[:12]:
            queryset = queryset.filter(written("subject", word) | Q(email__icontains=word))
        return queryset

    def by_state(self, queryset, name, value):
        """A state, or what somebody has to decide; failed mails are those that nobody has put aside."""
        if value == "decide":
            return queryset.to_decide()
        if value == "aside":
            return queryset.put_aside()
        queryset = queryset.filter(state=value)
        return queryset.exclude(sending_at=None) if value == MessageState.FAILED else queryset


class AccessLogFilter(OfficeFilterSet):
    """The log of exports, readings and restrictions by kind, person and day."""

    kind = django_filters.ChoiceFilter(label=_("What"), empty_label=_("all"), choices=LogKind.choices)
    person = django_filters.ModelChoiceFilter(label=_("Who"), empty_label=_("all"), queryset=get_user_model().objects.none())
    since = django_filters.DateFilter(label=_("From day"))
    until = django_filters.DateFilter(label=_("To day"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["person"].queryset = colleagues(self.municipality)

    @property
    def qs(self):
        """The entries of all three tables that fit."""
        self.form.is_valid()
        asked = {name: value for name, value in getattr(self.form, "cleaned_data", {}).items() if value}
        return log_rows(self.user, self.municipality, **asked)


class ChangeSetFilter(OfficeFilterSet):
    """Bulk changes by what was done and by whom."""

    verb = django_filters.ChoiceFilter(label=_("What"), empty_label=_("all"), choices=ChangeVerb.choices)
    person = django_filters.ModelChoiceFilter(
        label=_("Who"), field_name="made_by", empty_label=_("all"), queryset=get_user_model().objects.none()
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["person"].queryset = colleagues(self.municipality)
