"""A city's network read as plain arrays: keys and codes, in a number of queries that does not grow with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from initiatives.models import Actor
from network.choices import LIVING, Stage
from network.models import Connection

# So many keys stand in one question at the most.
KEYS_AT_ONCE = 20_000


class Edge(NamedTuple):
    """A connection: its key, the keys of its two actors, and what pictures, figures and files tell of it."""

    key: int
    first: int
    second: int
    kind: str
    stage: str
    origin: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Chosen:
    """Which connections take part: by themselves the living ones."""

    # Those that held on a day, or on any day of a stretch; a day that is not given leaves that side open.
    first_day: date | None = None
    last_day: date | None = None
    kinds: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    # The key of a field: one of the two is active in it or in one of its parts.
    field: int | None = None
    # Ended ones too, which held once.
    with_ended: bool = False

    def rows(self, connections):
        """The connections of a queryset that take part."""
        if self.first_day or self.last_day:
            connections = held_within(connections, self.first_day, self.last_day)
        elif self.with_ended:
            connections = connections.filter(stage__in=(*LIVING, Stage.ENDED))
        else:
            connections = connections.living()
        if self.kinds:
            connections = connections.filter(kind__in=self.kinds)
        if self.origins:
            connections = connections.filter(origin__in=self.origins)
        if self.field:
            active = Actor.objects.filter(Q(work_fields=self.field) | Q(work_fields__parent=self.field)).order_by().values("pk")
            connections = connections.filter(Q(from_actor__in=active) | Q(to_actor__in=active))
        return connections


def held_within(connections, first: date | None, last: date | None):
    """Those that held on some day from `first` to `last`, as far as begin and end are known."""
    if last:
        connections = connections.filter(Q(started_on=None) | Q(started_on__lte=last))
    goes_on, over = Q(stage__in=LIVING), Q(stage=Stage.ENDED, ended_on__isnull=False)
    if first:
        goes_on &= Q(ended_on=None) | Q(ended_on__gte=first)
        over &= Q(ended_on__gte=first)
    return connections.filter(goes_on | over)


@dataclass(frozen=True)
class Network:
    """Actors and what connects them: first the city's own, then those of other cities that its connections reach."""

    own: list[int]
    far: list[int]
    edges: list[Edge] = field(repr=False)

    @cached_property
    def keys(self) -> list[int]:
        """All actors; figures name them by their place in this list."""
        return [*self.own, *self.far]

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each actor stands in `keys`."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """Which places are connected: two actors are one pair, by however many kinds of connections and in whatever direction."""
        places = self.places
        ends = ((places[edge.first], places[edge.second]) for edge in self.edges)
        return sorted({(a, b) if a < b else (b, a) for a, b in ends})

    @cached_property
    def neighbours(self) -> list[set[int]]:
        """The places to which each place is connected."""
        return neighbours_of(len(self.keys), self.pairs)


def neighbours_of(size: int, pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """For each of `size` places those that a pair joins it with."""
    found: list[set[int]] = [set() for _ in range(size)]
    for a, b in pairs:
        found[a].add(b)
        found[b].add(a)
    return found


def network_of(municipality, chosen: Chosen = Chosen(), connections=None) -> Network:
    """A city's network as it stands; three queries. Who asks has made sure that somebody may see it.

    Nobody who is archived or restricted takes part, nor do their connections. `connections` are the rows to read, otherwise all of the
    city's.
    """
    own = list(Actor.objects.filter(municipality=municipality).current().sighted().order_by("pk").values_list("pk", flat=True))
    rows = Connection.objects.filter(municipality=municipality).sighted() if connections is None else connections
    rows = chosen.rows(rows).order_by("pk")
    names = ("pk", "from_actor_id", "to_actor_id", "kind", "stage", "origin", "started_on", "ended_on")
    edges = [Edge(*row) for row in rows.values_list(*names)]
    known = set(own)
    far = living_elsewhere(municipality, {key for edge in edges for key in edge[1:3]} - known)
    known.update(far)
    return Network(own, far, [edge for edge in edges if edge.first in known and edge.second in known])


def living_elsewhere(municipality, keys: set[int]) -> list[int]:
    """Which of these actors are of other cities and neither archived nor restricted."""
    wanted, found = sorted(keys), []
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        rows = Actor.objects.filter(pk__in=wanted[start : start + KEYS_AT_ONCE]).exclude(municipality=municipality)
        found += rows.current().sighted().values_list("pk", flat=True)
    return sorted(found)
