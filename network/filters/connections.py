"""The filter bar of the list of connections."""

from datetime import date, datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import FieldScheme
from initiatives.filters import YES_NO, RegisterFilterSet, colleague_filter, day_filter, district_filter, field_filter
from initiatives.models import Actor
from network.choices import CLOSED, IN_PREPARATION, LIVING, WAY, Answer, Attribution, ConnectionKind, Origin, Running, Stage
from network.models import Connection, IntroductionSide, OutcomeQuestion
from network.models.connection import at_actor, either_of
from wf40.folding import written

GROUPS = {"preparation": IN_PREPARATION, "living": LIVING, "closed": CLOSED}
INTRODUCTION, OUTCOME = "introduction", "outcome"


def _begin_of(day):
    """When a day begins; days of other ages are taken for the first or the last one that every database can count with."""
    return timezone.make_aware(datetime.combine(min(max(day, date(1900, 1, 1)), date(9000, 1, 1)), time.min))


def _end_of(day):
    return _begin_of(min(day, date(9000, 1, 1)) + timedelta(days=1))


class ConnectionFilter(RegisterFilterSet):
    """Connections by the names of both sides, kind, stage, origin, our part, broker, days, and by the actors' field and district."""

    STAGES = [
        ("preparation", _("all in preparation")),
        ("living", _("all that exist")),
        ("closed", _("all that are closed")),
        *Stage.choices,
    ]
    WAITING = [
        ("any", _("for any answer")),
        (INTRODUCTION, _("to “May we introduce you?”")),
        (OUTCOME, _("to “Is it still going on?”")),
    ]

    q = django_filters.CharFilter(label=_("Name of an actor"), method="by_text", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("all"), choices=ConnectionKind.choices)
    stage = django_filters.ChoiceFilter(label=_("Stage"), method="by_stage", empty_label=_("all"), choices=STAGES)
    field = field_filter(FieldScheme.ROLLOUT)
    origin = django_filters.ChoiceFilter(label=_("Origin"), empty_label=_("all"), choices=Origin.choices)
    attribution = django_filters.ChoiceFilter(label=_("Our part"), empty_label=_("all"), choices=Attribution.choices)
    broker = colleague_filter(_("Brokered by"), nobody=_("nobody"))
    district = district_filter()
    waiting = django_filters.ChoiceFilter(label=_("Waiting"), method="by_waiting", empty_label=_("all"), choices=WAITING)
    across = django_filters.ChoiceFilter(label=_("Across cities"), method="by_city", empty_label=_("all"), choices=YES_NO)
    since = day_filter(_("Entered from day"), "entered_since")
    until = day_filter(_("Entered to day"), "entered_until")
    introduced_since = day_filter(_("Introduced from day"), "by_introduction_since")
    introduced_until = day_filter(_("Introduced to day"), "by_introduction_until")
    actor = django_filters.ModelChoiceFilter(label=_("Actor"), method="by_actor", queryset=Actor.objects.none(), widget=forms.HiddenInput)

    first = ("q", "kind", "stage", "field")

    def by_text(self, queryset, name, value):
        """Every word in a name of one side or the other; of other cities only the names of published actors are looked in."""
        own = Actor.objects.visible_to(self.user, self.municipality)
        far = Actor.objects.published().exclude(municipality=self.municipality)
        for word in value.split()[:12]:
            found = either_of(own.matching(word).order_by().values("pk"))
            queryset = queryset.filter(found | either_of(far.filter(written("trading_name", word)).order_by().values("pk")))
        return queryset

    def by_actor(self, queryset, name, value):
        """With one actor, on whichever side."""
        return queryset.filter(at_actor(value.pk))

    def by_stage(self, queryset, name, value):
        """One stage or a whole group."""
        return queryset.filter(stage__in=GROUPS.get(value, (value,)))

    def by_field(self, queryset, name, value):
        """One of the two is active in the field."""
        return queryset.filter(either_of(self.actors_in("field", value).order_by().values("pk")))

    def by_district(self, queryset, name, value):
        """One of the two has a place in the district."""
        return queryset.filter(either_of(self.actors_in("district", value).order_by().values("pk")))

    def by_waiting(self, queryset, name, value):
        """Somebody was asked and has not answered: whether to be introduced, or whether it is still going on."""
        asked = {
            INTRODUCTION: IntroductionSide.objects.filter(answer=Answer.OPEN).exclude(asked_at=None),
            OUTCOME: OutcomeQuestion.objects.filter(answer=Running.OPEN),
        }
        wanted = asked if value == "any" else (value,)
        found = Q()
        for key in wanted:
            found |= Q(pk__in=asked[key].filter(municipality=self.municipality).order_by().values("connection"))
        return queryset.filter(found, stage__in=WAY)

    def by_city(self, queryset, name, value):
        """With an actor of another city, or among the own ones."""
        across = ~Q(from_actor__municipality=F("to_actor__municipality"))
        return queryset.filter(across if value == "yes" else ~across)

    def entered_since(self, queryset, name, value):
        """Written down on that day or later."""
        return queryset.filter(created_at__gte=_begin_of(value))

    def entered_until(self, queryset, name, value):
        """Written down on that day or earlier."""
        return queryset.filter(created_at__lt=_end_of(value))

    def by_introduction_since(self, queryset, name, value):
        """Introduced on that day or later."""
        return queryset.filter(introduced_at__gte=_begin_of(value))

    def by_introduction_until(self, queryset, name, value):
        """Introduced on that day or earlier."""
        return queryset.filter(introduced_at__lt=_end_of(value))

    class Meta:
        model = Connection
        fields: tuple = ()
