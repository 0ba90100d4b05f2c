"""Rounds on foot: in which order the actors of a list are visited, and what whoever walks has to know at each door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, hypot, radians

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from desk.choices import StopResult
from desk.models import Round, RoundStop
from initiatives.choices import PointPrecision
from initiatives.models import Actor, Consultation, ContactRole, FollowUp, Location, WarningFlag
from wf40.folding import sort_key

STOPS_AT_MOST = 60
# Of a longer list nobody knows where to begin: it has to be narrowed down first.
LOOKED_THROUGH = 2_000
NOTE_SHOWN = 200
KILOMETRES_PER_DEGREE = 111.2
# A way shorter by less than a metre is no better way.
GAIN = 0.001


# --- the order ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """Where an actor is visited: a point in degrees, or without one the words by which it is sorted."""

    key: int
    name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    district: str = ""
    street: str = ""
    house_number: str = ""

    @property
    def has_point(self) -> bool:
        """Whether one can be led there."""
        return self.latitude is not None and self.longitude is not None


def kilometres(one: Place, other: Place) -> float:
    """As the crow flies; within a city the earth is flat."""
    across = (one.longitude - other.longitude) * cos(radians((one.latitude + other.latitude) / 2))
    return KILOMETRES_PER_DEGREE * hypot(one.latitude - other.latitude, across)


def length(places: Sequence[Place]) -> float:
    """How far it is from the first to the last, in kilometres as the crow flies."""
    return sum(kilometres(*pair) for pair in zip(places, places[1:], strict=False))


def walking_order(places: Sequence[Place], *, start: int | None = None, at_most: int = STOPS_AT_MOST) -> list[Place]:
    """The places in walking order, at most so many: from the start always on to the nearest one, then without the detours that this leaves.

    It starts at the place with the key `start`, otherwise at the northernmost. What has no point follows by district, street and name.
    Of more places than fit these are the nearest ones of the way.
    """
    first = next((place for place in places if place.key == start), None)
    left = sorted((place for place in places if place.has_point and place is not first), key=lambda place: (-place.latitude, place.key))
    nowhere = sorted((place for place in places if not place.has_point and place is not first), key=_by_address)
    way = [first] if first is not None else left[:1]
    left = left if first is not None else left[1:]
    while left and len(way) < at_most:
        # From a start without a point the way begins in the north.
        nearest = min(left, key=lambda place: (kilometres(way[-1], place), place.key)) if way[-1].has_point else left[0]
        left.remove(nearest)
        way.append(nearest)
    return [*_without_detours(way), *nowhere][:at_most]


def _by_address(place: Place):
    return (
        not place.district,
        sort_key(place.district),
        not place.street,
        sort_key(place.street),
        place.house_number,
        sort_key(place.name),
        place.key,
    )


def _without_detours(way: list[Place]) -> list[Place]:
    """Turns parts of the way round as long as that makes it shorter (2-opt); its start stays."""
    begin = 0 if way and way[0].has_point else 1
    is_better = True
    while is_better:
        is_better = False
        for one in range(begin, len(way) - 2):
            for other in range(one + 2, len(way)):
                after = way[other + 1] if other + 1 < len(way) else None
                now = kilometres(way[one], way[one + 1]) + (kilometres(way[other], after) if after else 0)
                turned = kilometres(way[one], way[other]) + (kilometres(way[one + 1], after) if after else 0)
                if now - turned > GAIN:
                    way[one + 1 : other + 1] = reversed(way[one + 1 : other + 1])
                    is_better = True
    return way


def places_of(actors) -> list[Place]:
    """The main places of some actors, at most `LOOKED_THROUGH`; a point that shows only the city is none. Two queries."""
    names = dict(actors.order_by("sort_key", "pk").values_list("pk", "trading_name")[:LOOKED_THROUGH])
    main = {
        row.actor_id: row
        for row in Location.objects.filter(actor__in=actors.order_by().values("pk"), is_main=True).select_related("district")
    }
    return [_place(key, name, main.get(key)) for key, name in names.items()]


def _place(key: int, name: str, row: Location | None) -> Place:
    if row is None:
        return Place(key, name)
    point = (row.latitude, row.longitude) if row.precision == PointPrecision.EXACT else (None, None)
    return Place(key, name, *point, row.district.label if row.district else "", row.street, row.house_number)


# --- what the list to walk by shows ------------------------------------------------------------------------
@dataclass(frozen=True)
class Progress:
    """How far a round is, and the stop that is visited next."""

    done: int
    total: int
    next: RoundStop | None

    @property
    def percent(self) -> int:
        """For the bar."""
        return round(100 * self.done / self.total) if self.total else 0


def progress_of(stops: Sequence[RoundStop]) -> Progress:
    """From all stops of a round in their order."""
    open_stops = [stop for stop in stops if stop.result == StopResult.OPEN]
    return Progress(len(stops) - len(open_stops), len(stops), next(iter(open_stops), None))


@dataclass(frozen=True)
class Visit:
    """A stop with all that is to be known at the door."""

    stop: RoundStop
    number: int
    is_last: bool
    place: Location | None
    person: ContactRole | None
    last: Consultation | None
    ours: list[FollowUp]
    theirs: list[FollowUp]
    warnings: list[WarningFlag]

    @property
    def actor(self) -> Actor:
        """Who is visited."""
        return self.stop.actor

    @property
    def phone(self) -> tuple[str, str]:
        """(number, address that dials it) of the actor, otherwise of the person to ask; empty without one."""
        person = self.person.contact if self.person else None
        numbers = [(self.actor.phone, self.actor.phone_url)]
        numbers += [(person.mobile, person.mobile_url), (person.phone, person.phone_url)] if person else []
        return next((entry for entry in numbers if entry[1]), ("", ""))

    @property
    def map_url(self) -> str:
        """Opens the point in the map of the device (RFC 5870); no foreign host is asked by us."""
        place = self.place
        has_point = place is not None and place.precision == PointPrecision.EXACT
        return f"geo:{place.latitude:.6f},{place.longitude:.6f}" if has_point else ""

    @property
    def note(self) -> str:
        """The beginning of the last note; of a confidential one nothing."""
        if self.last is None or self.last.is_confidential:
            return ""
        note = " ".join(self.last.note.split())
        return note if len(note) <= NOTE_SHOWN else f"{note[:NOTE_SHOWN].rstrip()} …"

    @property
    def may_go_back(self) -> bool:
        """Whether the answer can be taken back: nobody has worked on its consultation since."""
        return may_go_back(self.stop)


def may_go_back(stop: RoundStop) -> bool:
    """Whether an answer can be taken back: its consultation is as the tap made it, or gone."""
    return stop.result != StopResult.OPEN and (stop.consultation is None or stop.consultation.version == 1)


def stops_of(user, municipality, walk: Round) -> list[RoundStop]:
    """The stops of a round that a person sees, in walking order, with actor and consultation. One query."""
    rows = RoundStop.objects.visible_to(user, municipality).filter(round=walk)
    return list(rows.select_related("actor", "consultation").order_by("position", "pk"))


def visits(user, municipality, stops: Sequence[RoundStop], shown: Sequence[RoundStop] | None = None) -> list[Visit]:
    """What is to be known at the stops of a round (or at some of them). Five queries, whatever their number."""
    shown = stops if shown is None else shown
    keys = [stop.actor_id for stop in shown]
    own = [stop.consultation_id for stop in shown if stop.consultation_id]
    places = {
        row.actor_id: row
        for row in Location.objects.visible_to(user, municipality).filter(actor__in=keys, is_main=True).select_related("district")
    }
    roles = ContactRole.objects.visible_to(user, municipality).filter(actor__in=keys).select_related("contact").order_by("is_main", "-pk")
    people = {role.actor_id: role for role in roles}
    newest = Consultation.objects.filter(actors=OuterRef("pk")).exclude(pk__in=own).order_by("-held_on", "-pk").values("pk")[:1]
    last_keys = dict(Actor.objects.filter(pk__in=keys).annotate(last=Subquery(newest)).values_list("pk", "last"))
    talks = Consultation.objects.visible_to(user, municipality).in_bulk([key for key in last_keys.values() if key])
    promises: dict[int, list[FollowUp]] = {}
    open_rows = FollowUp.objects.visible_to(user, municipality).still_open().filter(actor__in=keys)
    for row in open_rows.select_related("assignee").order_by("due_on", "pk"):
        promises.setdefault(row.actor_id, []).append(row)
    flags: dict[int, list[WarningFlag]] = {}
    for flag in WarningFlag.objects.visible_to(user, municipality).in_force().filter(actor__in=keys):
        flags.setdefault(flag.actor_id, []).append(flag)
    numbers = {stop.pk: number for number, stop in enumerate(stops, start=1)}
    return [
        Visit(
            stop=stop,
            number=numbers[stop.pk],
            is_last=numbers[stop.pk] == len(stops),
            place=places.get(stop.actor_id),
            person=people.get(stop.actor_id),
            last=talks.get(last_keys.get(stop.actor_id)),
            ours=[row for row in promises.get(stop.actor_id, ()) if not row.is_theirs],
            theirs=[row for row in promises.get(stop.actor_id, ()) if row.is_theirs],
            warnings=flags.get(stop.actor_id, []),
        )
        for stop in shown
    ]


def with_progress(rounds):
    """Rounds with `stop_count` and `done_count`, actors that are not shown left out."""
    seen = Q(stops__actor__restricted_at=None)
    return rounds.annotate(
        stop_count=Count("stops", filter=seen), done_count=Count("stops", filter=seen & ~Q(stops__result=StopResult.OPEN))
    )


def day_of_visit(walk: Round) -> date:
    """The day that a consultation of the round gets: that of the round, also when it is noted down later; never one that is to come."""
    return min(walk.held_on, timezone.localdate())
