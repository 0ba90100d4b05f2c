"""How many consultations there were and how long they took, by topic, channel, outcome, field, district, kind of actor, time or colleague.

Two rules hold everywhere, and the page says them:

- The totals count every consultation once.
- In a break-down a consultation stands in each row that it belongs to, and its minutes are shared: equally among its topics, equally among
  the fields of its actors, or equally among its actors, each of whom has one kind and one main place. The shares are exact fractions;
  rounded to minutes they still add up to the total, since what rounding leaves over goes to the largest remainders.

An actor whose data are restricted takes no part: it has no share, and a talk with nobody else is not counted (`visible_to`).
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Count, Exists, F, FilteredRelation, Max, Min, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear, NullIf
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from initiatives.choices import ActorKind, Channel, FieldScheme, Outcome
from initiatives.city_lists import colleagues
from initiatives.models import Actor, Consultation, ConsultationTopic, WorkField
from initiatives.outreach import quarter_end, quarter_start
from municipalities.models import UNKNOWN_DISTRICT, District
from wf40.filters import NOBODY

# The right that goes with leading an office: without it nobody sees figures of colleagues.
ADVISER_RIGHT = "municipalities.manage_team"
# Of a longer period only the months with consultations stand in the table.
MOST_MONTHS = 60


class Breakdown(models.TextChoices):
    """By what the consultations are told apart; the values stand in addresses."""

    TOPIC = "topic", gettext_lazy("Topic")
    CHANNEL = "channel", gettext_lazy("Channel")
    OUTCOME = "outcome", gettext_lazy("Outcome")
    FIELD = "field", gettext_lazy("Field")
    BUSINESS_FIELD = "business_field", gettext_lazy("Business field")
    DISTRICT = "district", gettext_lazy("District")
    KIND = "kind", gettext_lazy("Kind of actor")
    MONTH = "month", gettext_lazy("Month")
    QUARTER = "quarter", gettext_lazy("Quarter")
    ADVISER = "adviser", gettext_lazy("Recorded by")


SHARED = {
    Breakdown.TOPIC: gettext_lazy(
        "A consultation about several topics counts in each of their rows, so the rows may add up to more consultations than there were."
        " Its minutes are shared equally among its topics, so the minutes of the rows add up to the total."
    ),
    Breakdown.FIELD: gettext_lazy(
        "A consultation whose actors work in several fields counts in each of their rows, so the rows may add up to more consultations"
        " than there were. Its minutes are shared equally among these fields, so the minutes of the rows add up to the total. Parts of a"
        " field count to the field."
    ),
    Breakdown.DISTRICT: gettext_lazy(
        "A consultation with actors in several districts counts in each of their rows, so the rows may add up to more consultations than"
        " there were. Its minutes are shared equally among its actors, so the minutes of the rows add up to the total. What counts is the"
        " main place of an actor."
    ),
    Breakdown.KIND: gettext_lazy(
        "A consultation with actors of several kinds counts in each of their rows, so the rows may add up to more consultations than there"
        " were. Its minutes are shared equally among its actors, so the minutes of the rows add up to the total."
    ),
}
SHARED[Breakdown.BUSINESS_FIELD] = SHARED[Breakdown.FIELD]
SEPARATE = gettext_lazy("Every consultation stands in exactly one row.")
TOTAL = gettext_lazy("The totals count every consultation and its minutes once.")
ROUNDED = gettext_lazy("Shares are rounded to whole minutes in such a way that the rows still add up.")


# --- the period --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Period:
    """The days that count, both ends included; None leaves an end open."""

    first: date | None
    last: date | None

    def of(self, talks):
        """The consultations of the period."""
        if self.first:
            talks = talks.filter(held_on__gte=self.first)
        return talks.filter(held_on__lte=self.last) if self.last else talks

    @property
    def words(self) -> str:
        """ "01.01.2026 to 31.03.2026", in words also where an end is open."""
        days = {"first": _german(self.first), "last": _german(self.last)}
        if self.first and self.last:
            return gettext("%(first)s to %(last)s") % days
        return gettext("since %(first)s") % days if self.first else gettext("until %(last)s") % days

    @property
    def asked(self) -> dict[str, str]:
        """The filters of the list of consultations for these days."""
        return {name: _german(day) for name, day in (("since", self.first), ("until", self.last)) if day}

    def cut(self, first: date, last: date) -> "Period":
        """The part of it that lies within a month or a quarter."""
        return Period(max(first, self.first or first), min(last, self.last or last))


def _german(day: date | None) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year:04}" if day else ""


def this_year(today: date) -> Period:
    """From January to December."""
    return Period(date(today.year, 1, 1), date(today.year, 12, 31))


def last_year(today: date) -> Period:
    """The calendar year before."""
    return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def this_quarter(today: date) -> Period:
    """Three months, of which today is one day."""
    return Period(quarter_start(today), quarter_end(today))


def last_quarter(today: date) -> Period:
    """The three months before this quarter."""
    day = quarter_start(today) - timedelta(days=1)
    return Period(quarter_start(day), day)


PERIODS: dict[str, tuple] = {
    "year": (gettext_lazy("this year"), this_year),
    "last_year": (gettext_lazy("last year"), last_year),
    "quarter": (gettext_lazy("this quarter"), this_quarter),
    "last_quarter": (gettext_lazy("last quarter"), last_quarter),
}


# --- counting ----------------------------------------------------------------------------------------------
@dataclass
class Tally:
    """Consultations, their minutes as an exact number, and how many of them have no minutes written down."""

    count: int = 0
    minutes: Fraction = Fraction(0)
    without_minutes: int = 0

    def add(self, number: int, minutes: int | None, without_minutes: int, share: int = 1) -> None:
        """Further consultations of which this many minutes, divided by `share`, belong here."""
        self.count += number
        self.minutes += Fraction(minutes or 0, share)
        self.without_minutes += without_minutes


NUMBERS = {"number": Count("pk"), "time": Sum("minutes"), "timed": Count("minutes")}


def total_of(talks) -> Tally:
    """All of these consultations, each once; one query."""
    found = talks.order_by().aggregate(**NUMBERS)
    return Tally(found["number"], Fraction(found["time"] or 0), found["number"] - found["timed"])


def tally_by(talks, **parts) -> dict:
    """By a column of the consultation, or by several expressions together; one query."""
    rows = talks.order_by().annotate(**{name: part for name, part in parts.items() if part is not None}).values_list(*parts)
    tallies = {}
    for *values, number, time, timed in rows.annotate(**NUMBERS):
        tallies[tuple(values) if len(values) > 1 else values[0]] = Tally(number, Fraction(time or 0), number - timed)
    return tallies


def tally_shared(pairs) -> dict:
    """By what consultations have several of, each with its share of the minutes; one query.

    `pairs` are rows (talk, minutes_of_talk, value), as many of a talk as share its minutes.
    """
    try:
        sql, params = pairs.order_by().values_list("talk", "minutes_of_talk", "value").query.sql_with_params()
    except EmptyResultSet:
        return {}
    tallies: dict = {}
    with connection.cursor() as cursor:
        # How many share a talk's minutes is a window over the pairs, and Django does not group by a window.
        cursor.execute(
            "SELECT value, share, COUNT(DISTINCT talk), SUM(minutes_of_talk),"  # noqa: S608  the inner query is Django's own
            " COUNT(DISTINCT CASE WHEN minutes_of_talk IS NULL THEN talk END)"
            " FROM (SELECT pairs.*, COUNT(*) OVER (PARTITION BY talk) AS share"
            f" FROM ({sql}) AS pairs) AS shared GROUP BY value, share",
            params,
        )
        for value, share, number, time, without in cursor.fetchall():
            tallies.setdefault(value, Tally()).add(number, time, without, share)
    return tallies


def rounded(shares: Iterable[Fraction]) -> list[int]:
    """Whole minutes that add up to what the shares add up to: what rounding down leaves over goes to the largest remainders."""
    shares = list(shares)
    whole = [share.numerator // share.denominator for share in shares]
    left = round(sum(shares, Fraction(0))) - sum(whole)
    for place in sorted(range(len(shares)), key=lambda at: (whole[at] - shares[at], at))[:left]:
        whole[place] += 1
    return whole


# --- the rows ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """A row of the table; `asked` are the filters of the list that finds its consultations, None if the list cannot be asked for them."""

    label: str
    count: int
    minutes: int
    without_minutes: int
    asked: dict[str, str] | None
    short: str = ""


@dataclass(frozen=True)
class Figures:
    """A break-down of the consultations of a period, with the totals."""

    breakdown: Breakdown
    period: Period
    total: Line
    lines: list[Line]
    unreached: int = 0

    @property
    def rules(self) -> list[str]:
        """How is counted, as it stands under the table."""
        shared = SHARED.get(self.breakdown)
        return [str(TOTAL), *([str(shared), str(ROUNDED)] if shared else [str(SEPARATE)])]


@dataclass(frozen=True)
class Scope:
    """Who asks where about which consultations."""

    user: object
    municipality: object
    period: Period
    talks: object = field(repr=False)

    def rows(self, model):
        """What this person sees of a list of the city."""
        return model.objects.visible_to(self.user, self.municipality)


def make_figures(user, municipality, period: Period, breakdown: Breakdown) -> Figures:
    """The consultations that a person sees of a period; the number of queries does not grow with them."""
    talks = period.of(Consultation.objects.visible_to(user, municipality))
    scope = Scope(user, municipality, period, talks)
    found = talks.order_by().aggregate(**NUMBERS, unreached=Count("pk", filter=Q(outcome=Outcome.NO_ANSWER)))
    total = Line(gettext("All consultations"), found["number"], found["time"] or 0, found["number"] - found["timed"], {})
    if not total.count:
        return Figures(breakdown, period, total, [])
    rows = MAKERS[breakdown](scope)
    minutes = rounded(tally.minutes for _label, _asked, tally, _short in rows)
    lines = [
        Line(str(label), tally.count, whole, tally.without_minutes, asked, str(short))
        for (label, asked, tally, short), whole in zip(rows, minutes, strict=True)
    ]
    return Figures(breakdown, period, total, lines, found["unreached"])


def may_see_advisers(user, municipality) -> bool:
    """Figures of colleagues are for managers, and only once the city has switched them on."""
    return municipality.shows_adviser_figures and user.has_perm(ADVISER_RIGHT, municipality)


def _choice_rows(name: str, choices, tallies: dict) -> list[tuple]:
    """A row for each choice, those that nobody chose too."""
    return [(choice.label, {name: choice.value}, tallies.get(choice.value, Tally()), "") for choice in choices]


def _list_rows(name: str, rows, tallies: dict) -> list[tuple]:
    """A row for each entry of a list of the city; what is no longer in use stands only where it is counted."""
    return [
        (row.label, {name: str(row.pk)}, tallies.get(row.pk, Tally()), "")
        for row in rows
        if row.is_active or tallies.get(row.pk, Tally()).count
    ]


def _rest(label: str, asked: dict | None, tally: Tally) -> list[tuple]:
    """The row of those that belong to none, if there are any."""
    return [(label, asked, tally, "")] if tally.count else []


def _pairs(links, scope: Scope):
    """The links of the talks to what they have several of."""
    return links.filter(consultation__in=scope.talks.order_by().values("pk")).annotate(
        talk=F("consultation"), minutes_of_talk=F("consultation__minutes")
    )


def _without(links, scope: Scope) -> Tally:
    """The talks that have none of these links."""
    return total_of(scope.talks.filter(~Exists(links.filter(consultation=OuterRef("pk")))))


def _by_channel(scope: Scope) -> list[tuple]:
    return _choice_rows("channel", Channel, tally_by(scope.talks, channel=None))


def _by_outcome(scope: Scope) -> list[tuple]:
    return _choice_rows("outcome", Outcome, tally_by(scope.talks, outcome=None))


def _by_topic(scope: Scope) -> list[tuple]:
    through = Consultation.topics.through
    tallies = tally_shared(_pairs(through.objects, scope).annotate(value=F("consultationtopic")))
    without = _without(through.objects, scope)
    return _list_rows("topic", scope.rows(ConsultationTopic), tallies) + _rest(gettext("without a topic"), {"topic": NOBODY}, without)


def _links_to_actors(scope: Scope):
    """Each talk once with each of its actors that this person sees."""
    # Asked for each link: of a list of all actors SQLite would try every one with every talk.
    return Consultation.actors.through.objects.filter(Exists(scope.rows(Actor).filter(pk=OuterRef("actor"))))


def _by_field_of(scheme: FieldScheme, name: str) -> Callable:
    def make(scope: Scope) -> list[tuple]:
        fields = list(scope.rows(WorkField).filter(scheme=scheme))
        links = _links_to_actors(scope).filter(actor__work_fields__scheme=scheme)
        # A talk whose actors share a field, or have two parts of it, belongs to it once.
        pairs = _pairs(links, scope).annotate(value=Coalesce("actor__work_fields__parent", "actor__work_fields")).distinct()
        without = _without(links, scope)
        rows = _list_rows(name, [row for row in fields if row.parent_id is None], tally_shared(pairs))
        return rows + _rest(gettext("without a field"), {name: NOBODY}, without)

    return make


def _by_kind(scope: Scope) -> list[tuple]:
    links = _links_to_actors(scope)
    tallies, without = tally_shared(_pairs(links, scope).annotate(value=F("actor__kind"))), _without(links, scope)
    rows = _choice_rows("actor_kind", ActorKind, tallies)
    return rows + _rest(gettext("without an actor"), {"actor_kind": NOBODY}, without)


def _by_district(scope: Scope) -> list[tuple]:
    districts = list(scope.rows(District))
    unknown = next((row for row in districts if row.code == UNKNOWN_DISTRICT), None)
    links = _links_to_actors(scope)
    without = _without(links, scope)
    # An actor has one main place at most, so no pair comes twice.
    pairs = _pairs(links, scope).annotate(main=FilteredRelation("actor__locations", condition=Q(actor__locations__is_main=True)))
    place = F("main__district")
    tallies = tally_shared(pairs.annotate(value=NullIf(place, unknown.pk) if unknown else place))
    nowhere = tallies.pop(None, Tally())
    nowhere.add(without.count, 0, without.without_minutes)
    nowhere.minutes += without.minutes
    rows = _list_rows("main_district", [row for row in districts if row != unknown], tallies)
    return rows + _rest(gettext("District unknown"), {"main_district": str(unknown.pk)} if unknown else None, nowhere)


def _by_adviser(scope: Scope) -> list[tuple]:
    """By name: this is no order of merit."""
    tallies = tally_by(scope.talks, created_by=None)
    nobody = tallies.pop(None, Tally())
    rows = [
        (person, {"adviser": str(person.pk)}, tallies.pop(person.pk), "")
        for person in colleagues(scope.municipality)
        if person.pk in tallies
    ]
    others = Tally()
    for tally in tallies.values():
        others.add(tally.count, int(tally.minutes), tally.without_minutes)
    # Whose membership was taken away altogether is no choice of the list's filter any more.
    return rows + _rest(gettext("Others"), None, others) + _rest(gettext("Not recorded by anybody"), {"adviser": NOBODY}, nobody)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _by_month(scope: Scope) -> list[tuple]:
    tallies = tally_by(scope.talks, year=ExtractYear("held_on"), month=ExtractMonth("held_on"))
    rows = []
    for year, month in _steps(min(tallies), max(tallies), scope.period, 12):
        part = scope.period.cut(*_month(year, month))
        name = date_format(part.first, "F Y")
        rows.append((name, part.asked, tallies.get((year, month), Tally()), date_format(part.first, "F")[:3]))
    return rows if len(rows) <= MOST_MONTHS else [row for row in rows if row[2].count]


def _by_quarter(scope: Scope) -> list[tuple]:
    tallies: dict = {}
    for (year, month), tally in tally_by(scope.talks, year=ExtractYear("held_on"), month=ExtractMonth("held_on")).items():
        tallies.setdefault((year, (month + 2) // 3), Tally()).add(tally.count, int(tally.minutes), tally.without_minutes)
    rows = []
    for year, quarter in _steps(min(tallies), max(tallies), scope.period, 4):
        first = date(year, quarter * 3 - 2, 1)
        name = quarter_words(first)
        rows.append(
            (name, scope.period.cut(first, quarter_end(first)).asked, tallies.get((year, quarter), Tally()), f"{quarter}/{year % 100:02}")
        )
    return rows if len(rows) <= MOST_MONTHS else [row for row in rows if row[2].count]


def quarter_words(day: date) -> str:
    """ "Q3 2026", in German "3. Quartal 2026"."""
    return gettext("Q%(quarter)s %(year)s") % {"quarter": (day.month + 2) // 3, "year": day.year}


def _steps(lowest: tuple, highest: tuple, period: Period, parts: int) -> Iterable[tuple[int, int]]:
    """The months (12 parts of a year) or quarters (4) of a period that have come already, those without consultations too."""

    def place(day: date) -> tuple[int, int]:
        return day.year, (day.month * parts + 11) // 12

    today = timezone.localdate()
    start = min(lowest, place(period.first)) if period.first else lowest
    end = max(highest, place(min(period.last or today, today)))
    for number in range(start[0] * parts + start[1] - 1, end[0] * parts + end[1]):
        yield number // parts, number % parts + 1


MAKERS = {
    Breakdown.TOPIC: _by_topic,
    Breakdown.CHANNEL: _by_channel,
    Breakdown.OUTCOME: _by_outcome,
    Breakdown.FIELD: _by_field_of(FieldScheme.ROLLOUT, "field"),
    Breakdown.BUSINESS_FIELD: _by_field_of(FieldScheme.BUSINESS_FIELD, "business_field"),
    Breakdown.DISTRICT: _by_district,
    Breakdown.KIND: _by_kind,
    Breakdown.MONTH: _by_month,
    Breakdown.QUARTER: _by_quarter,
    Breakdown.ADVISER: _by_adviser,
}


def years_with_consultations(user, municipality, today: date) -> list[int]:
    """From this year back to that of the first consultation; one query."""
    days = Consultation.objects.visible_to(user, municipality).order_by().aggregate(first=Min("held_on"), last=Max("held_on"))
    first, last = days["first"] or today, max(days["last"] or today, today)
    return list(range(last.year, first.year - 1, -1))
