"""Outreach: whom the office has approached, reached and told what it does; all of it follows from the consultations, nothing is stored.

What counts, everywhere the same:

- approached: there is a consultation with the actor, whatever came of it; the first one is the first contact.
- reached: a consultation whose outcome is not "nobody reached"; the first one is the day when the actor was reached for the first time.
- presented: reached, and one of the topics counts to the common topic "presentation" (its core code, since cities name topics themselves).
- advised: reached at least once within a period by a talk that was more than a presentation, that is, with another topic or without any;
  an actor counts once, however many talks there were.

Every function takes actors that its caller may see and gives some of them back; a talk with several actors counts for each of them.
"""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Count, Exists, FilteredRelation, Min, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Outcome
from initiatives.models import Actor, Consultation

PRESENTATION = "presentation"
NOBODY_REACHED = Q(consultation__outcome=Outcome.NO_ANSWER)


class Outreach(models.TextChoices):
    """How far the office has come with an actor, as lists ask for it."""

    NEVER = "never", _("never approached")
    NO_ANSWER = "no_answer", _("approached, no answer")
    REACHED = "reached", _("reached")
    PRESENTED = "presented", _("presented")
    NOT_PRESENTED = "not_presented", _("not yet presented")


# --- the talks that count: rows (actor, consultation) ------------------------------------------------------
def talks():
    """Every talk, once for each of its actors."""
    return Consultation.actors.through.objects.all()


def reaching_talks():
    """The talks in which somebody was reached."""
    return talks().filter(~NOBODY_REACHED)


def presenting_talks():
    """The talks in which somebody was reached and told what the office does."""
    return reaching_talks().filter(Exists(_presentations("consultation")))


def _presentations(consultation: str):
    """The topics of a talk that count as a presentation."""
    topics = Consultation.topics.through.objects
    return topics.filter(consultation=OuterRef(consultation), consultationtopic__core_code=PRESENTATION)


def advising_talks():
    """The talks in which somebody was reached for more than a presentation: about another topic too, or with no topic written down."""
    topics = Consultation.topics.through.objects.filter(consultation=OuterRef("consultation"))
    others = topics.exclude(consultationtopic__core_code=PRESENTATION)
    return reaching_talks().filter(Exists(others) | ~Exists(topics))


# --- at this moment ----------------------------------------------------------------------------------------
def _at(rows, actor: str = "pk"):
    return Exists(rows.filter(actor=OuterRef(actor)))


def never_approached(actors):
    """Nobody of the office ever talked or wrote to them; the database keeps the day of the last talk, so this walks through an index."""
    return actors.walking_activity().filter(activity__last_consulted_on=None)


def without_answer(actors):
    """The office tried, and never reached anybody."""
    return actors.filter(_at(talks().filter(NOBODY_REACHED)), ~_at(reaching_talks()))


def reached(actors):
    """Somebody was reached at least once."""
    return actors.filter(_at(reaching_talks()))


def presented(actors):
    """They know what the office does."""
    # Not talk by talk: presentations are few, and their topic finds them all at once.
    told = Consultation.topics.through.objects.filter(consultationtopic__core_code=PRESENTATION)
    return actors.filter(pk__in=reaching_talks().filter(consultation__in=told.values("consultation")).values("actor"))


def not_presented(actors):
    """They were never told what the office does, whether reached or not."""
    return actors.filter(~_at(presenting_talks()))


BY_CODE = {
    Outreach.NEVER: never_approached,
    Outreach.NO_ANSWER: without_answer,
    Outreach.REACHED: reached,
    Outreach.PRESENTED: presented,
    Outreach.NOT_PRESENTED: not_presented,
}


# --- within a period, both days included -------------------------------------------------------------------
def _first_within(actors, rows, since: date, until: date):
    """The actors whose first of these talks lies within the period."""
    within = rows.filter(consultation__held_on__gte=since, consultation__held_on__lte=until)
    return actors.filter(~_at(rows.filter(consultation__held_on__lt=since)), pk__in=within.values("actor"))


def first_contacts(actors, since: date, until: date):
    """Approached for the first time within the period, whether reached or not."""
    return _first_within(actors, talks(), since, until)


def first_reached(actors, since: date, until: date):
    """Reached for the first time within the period."""
    return _first_within(actors, reaching_talks(), since, until)


def first_presented(actors, since: date, until: date):
    """Told for the first time within the period what the office does."""
    return _first_within(actors, presenting_talks(), since, until)


def advised(actors, since: date, until: date):
    """Reached at least once within the period by a talk that was more than a presentation."""
    within = advising_talks().filter(consultation__held_on__gte=since, consultation__held_on__lte=until)
    return actors.filter(pk__in=within.values("actor"))


def first_days(actors):
    """One row per actor with a talk: `actor`, and the days `contacted_on`, `reached_on`, `presented_on` (None: not yet)."""
    day = "consultation__held_on"
    return (
        talks()
        .filter(actor__in=actors.order_by().values("pk"))
        .order_by()
        .values("actor")
        .annotate(
            contacted_on=Min(day),
            reached_on=Min(day, filter=~NOBODY_REACHED),
            presented_on=Min(day, filter=~NOBODY_REACHED & Q(Exists(_presentations("consultation")))),
        )
    )


@dataclass(frozen=True)
class Quarter:
    """A quarter with the number of actors that it reached first, told first what the office does, and advised."""

    first_day: date
    last_day: date
    reached: int
    presented: int
    advised: int


def quarter_start(day: date) -> date:
    """The first day of the quarter of a day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_end(day: date) -> date:
    """The last day of the quarter of a day."""
    month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, month, 31 if month in (3, 12) else 30)


def figures_by_quarter(actors, since: date, until: date) -> list[Quarter]:
    """The quarters from that of one day to that of another, oldest first; three queries."""
    first, last = quarter_start(since), quarter_end(until)
    earlier = Q(actor=OuterRef("actor"), consultation__held_on__lt=OuterRef("consultation__held_on"))
    rows = [talks.filter(~Exists(talks.filter(earlier))) for talks in (reaching_talks(), presenting_talks())]
    reached, presented, advised = (_actors_by_quarter(talks, actors, first, last) for talks in (*rows, advising_talks()))
    found = []
    while first <= last:
        end = quarter_end(first)
        found.append(Quarter(first, end, reached[first], presented[first], advised[first]))
        first = end + timedelta(days=1)
    return found


def _actors_by_quarter(talks, actors, first: date, last: date) -> Counter:
    """How many of some actors stand in some talks, by the first day of the quarter."""
    day = "consultation__held_on"
    # Asked for each link: of a list of all actors SQLite would try every one with every talk.
    seen = Exists(actors.order_by().filter(pk=OuterRef("actor")))
    rows = talks.filter(seen, consultation__held_on__gte=first, consultation__held_on__lte=last)
    rows = rows.order_by().annotate(year=ExtractYear(day), quarter=ExtractQuarter(day)).values_list("year", "quarter")
    return Counter(
        {date(year, quarter * 3 - 2, 1): number for year, quarter, number in rows.annotate(number=Count("actor", distinct=True))}
    )


# --- of one actor ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OutreachFacts:
    """The talks that made an actor approached, reached and presented; None where that has not happened."""

    first: Consultation | None
    reached: Consultation | None
    presented: Consultation | None


def outreach_of(user, municipality, actor) -> OutreachFacts:
    """What came first with an actor, in one query."""
    rows = Consultation.objects.visible_to(user, municipality, at=actor)
    inner = Consultation.objects.filter(actors=actor).order_by("held_on", "pk")
    reaching = inner.exclude(outcome=Outcome.NO_ANSWER)
    presenting = reaching.filter(Exists(_presentations("pk")))
    firsts = [models.Subquery(found.values("pk")[:1]) for found in (inner, reaching, presenting)]
    found = rows.filter(Q(pk=firsts[0]) | Q(pk=firsts[1]) | Q(pk=firsts[2])).annotate(is_presentation=Exists(_presentations("pk")))
    found = sorted(found.select_related("created_by").defer("note", "need"), key=lambda row: (row.held_on, row.pk))
    met = [row for row in found if row.outcome != Outcome.NO_ANSWER]
    return OutreachFacts(
        first=next(iter(found), None),
        reached=next(iter(met), None),
        presented=next((row for row in met if row.is_presentation), None),
    )


# --- the figures of a city ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class OutreachFigures:
    """How many of some actors stand where; never, without an answer and reached are all of them."""

    never: int = 0
    no_answer: int = 0
    reached: int = 0
    presented: int = 0

    @property
    def total(self) -> int:
        """All of the actors."""
        return self.never + self.no_answer + self.reached

    @property
    def not_presented(self) -> int:
        """All but those who were told what the office does."""
        return self.total - self.presented

    def of(self, state: str) -> int:
        """The figure of one state."""
        return getattr(self, Outreach(state).value)

    def __add__(self, other):
        return OutreachFigures(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


def _standing(actor: str, activity: str):
    """Where each actor of a query stands; presented ones apart from the other reached ones, so that every actor is counted once."""
    return Case(
        When(**{f"{activity}__last_consulted_on": None}, then=Value(Outreach.NEVER.value)),
        When(~_at(reaching_talks(), actor), then=Value(Outreach.NO_ANSWER.value)),
        When(_at(presenting_talks(), actor), then=Value(Outreach.PRESENTED.value)),
        default=Value(Outreach.REACHED.value),
    )


def _figures(rows) -> dict:
    """(group, standing, number) rows as figures by group."""
    numbers: dict[object, Counter] = {}
    for group, standing, number in rows:
        numbers.setdefault(group, Counter())[standing] += number
    return {
        group: OutreachFigures(
            never=count[Outreach.NEVER],
            no_answer=count[Outreach.NO_ANSWER],
            reached=count[Outreach.REACHED] + count[Outreach.PRESENTED],
            presented=count[Outreach.PRESENTED],
        )
        for group, count in numbers.items()
    }


def figures_by_district(actors) -> dict[int | None, OutreachFigures]:
    """By the key of the district of the main place, None without one; each actor once, so their sum is the city. One query."""
    rows = actors.order_by().annotate(
        main=FilteredRelation("locations", condition=Q(locations__is_main=True)), standing=_standing("pk", "activity")
    )
    return _figures(rows.values_list("main__district", "standing").annotate(number=Count("pk")))


def figures_by_field(actors, scheme: str) -> dict[int, OutreachFigures]:
    """By the key of the main field of a scheme, the actors of its parts included; who works in two fields counts in both. One query."""
    links = Actor.work_fields.through.objects.filter(workfield__scheme=scheme, actor__in=actors.order_by().values("pk"))
    rows = links.order_by().annotate(root=Coalesce("workfield__parent", "workfield"), standing=_standing("actor", "actor__activity"))
    return _figures(rows.values_list("root", "standing").annotate(number=Count("actor", distinct=True)))


def figures_without_field(actors, scheme: str) -> OutreachFigures:
    """The actors without any field of a scheme. One query."""
    links = Actor.work_fields.through.objects.filter(workfield__scheme=scheme, actor=OuterRef("pk"))
    rows = actors.filter(~Exists(links)).order_by().annotate(standing=_standing("pk", "activity"))
    found = _figures((None, standing, number) for standing, number in rows.values_list("standing").annotate(number=Count("pk")))
    return found.get(None, OutreachFigures())
