"""The figures of a network: who stands where in it, and how it grew.

An undirected graph without doubles: two actors are joined or not. The definitions are those of networkx: betweenness normalised, closeness
with the correction of Wasserman and Faust for networks that fall apart.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import rustworkx
from django.db.models.functions import TruncDate
from django.utils import timezone

from initiatives.models import Actor
from network.choices import LIVING, CacheKind, Origin, Stage
from network.graph.loading import Network, neighbours_of, network_of
from network.graph.state import keep, kept, state_of
from network.models import Connection, NetworkCache

# Up to so many actors every way is counted; above, the ways from a sample of them.
EXACT_UP_TO = 2_000
SMALLEST_SAMPLE, LARGEST_SAMPLE = 64, 256
# About so many steps from source to actor are affordable in the background.
WAYS_COUNTED = 2_560_000
DIGITS = 9
QUARTERS = 12
# What the office had a hand in; the rest grew by itself.
THROUGH_US = (Origin.BROKERED, Origin.EVENT)


@dataclass(frozen=True)
class Measures:
    """The figures of each place of a network, in the order of the places."""

    degree: list[int]
    betweenness: list[float]
    closeness: list[float]
    clustering: list[float]
    # Numbered from the largest one on.
    component: list[int]
    articulation: list[int]
    core: list[int]
    # How many actors the ways were counted from; 0: from all.
    sample: int

    @property
    def is_estimated(self) -> bool:
        """Whether betweenness and closeness come from a sample."""
        return self.sample > 0


def sample_size(size: int) -> int:
    """From how many actors the ways are counted; 0: from all."""
    return 0 if size <= EXACT_UP_TO else max(SMALLEST_SAMPLE, min(LARGEST_SAMPLE, WAYS_COUNTED // size))


def graph_of(size: int, pairs: Sequence[tuple[int, int]]):
    """The graph as the library takes it."""
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(pairs)
    return graph


def plain_measures(size: int, pairs: Sequence[tuple[int, int]]) -> dict[str, list]:
    """What can be counted at once however large the network is: degree, component, articulation, core number, clustering."""
    graph = graph_of(size, pairs)
    near = neighbours_of(size, pairs)
    cut, cores = set(rustworkx.articulation_points(graph)), rustworkx.core_number(graph)
    component = [0] * size
    for number, places in enumerate(components(graph)):
        for place in places:
            component[place] = number
    return {
        "degree": [len(places) for places in near],
        "clustering": [_clustering(places, near) for places in near],
        "component": component,
        "articulation": [int(place in cut) for place in range(size)],
        "core": [cores[place] for place in range(size)],
    }


def components(graph) -> list[list[int]]:
    """The parts of a graph that hang together, the largest first."""
    return sorted((sorted(places) for places in rustworkx.connected_components(graph)), key=lambda places: (-len(places), places[0]))


def _clustering(places: set[int], near: list[set[int]]) -> float:
    """Which share of somebody's neighbours know each other; sets are four times as quick as networkx, with the same numbers."""
    degree = len(places)
    if degree < 2:
        return 0.0
    return round(sum(len(places & near[place]) for place in places) / (degree * (degree - 1)), DIGITS)


def measures(size: int, pairs: Sequence[tuple[int, int]], seed: str = "") -> Measures:
    """All figures; of a large network betweenness and closeness from a sample, which is the same for the same seed."""
    sample = sample_size(size)
    plain = plain_measures(size, pairs)
    if sample:
        betweenness, closeness = estimates(neighbours_of(size, pairs), plain["component"], sample, seed)
    else:
        graph = graph_of(size, pairs)
        between = rustworkx.betweenness_centrality(graph, normalized=True)
        close = rustworkx.closeness_centrality(graph, wf_improved=True)
        betweenness, closeness = ([float(found[place]) for place in range(size)] for found in (between, close))
    return Measures(
        **plain,
        betweenness=[round(value, DIGITS) for value in betweenness],
        closeness=[round(value, DIGITS) for value in closeness],
        sample=sample,
    )


def estimates(near: list[set[int]], component: list[int], sample: int, seed: str) -> tuple[list[float], list[float]]:
    """Betweenness and closeness by the ways from some actors of each component to all of it (Brandes 2001); of components that are no
    larger than the sample from all of them, so that these are exact."""
    size, chance = len(near), random.Random(seed)  # noqa: S311  the same figures for the same state
    members: dict[int, list[int]] = {}
    for place, number in enumerate(component):
        members.setdefault(number, []).append(place)
    betweenness, far_off, asked = [0.0] * size, [0] * size, [0] * size
    lists = [list(places) for places in near]
    for places in members.values():
        if len(places) < 2:
            continue
        sources = places if len(places) <= sample else chance.sample(places, sample)
        weight = len(places) / len(sources)
        for source in sources:
            _count_ways(lists, source, weight, betweenness, far_off)
        chosen = set(sources)
        for place in places:
            asked[place] = len(sources) - (place in chosen)
    if size > 2:
        betweenness = [value / ((size - 1) * (size - 2)) for value in betweenness]
    closeness = [0.0] * size
    for place, number in enumerate(component):
        others = len(members[number]) - 1
        if others and far_off[place]:
            # The mean way to those of the sample stands for the mean way to all; then the correction for the size of the component.
            closeness[place] = asked[place] / far_off[place] * others / (size - 1)
    return betweenness, closeness


def _count_ways(near: list[list[int]], source: int, weight: float, betweenness: list[float], far_off: list[int]) -> None:
    """Adds what the shortest ways from one actor say: how far everybody is, and who stands on how many of them."""
    distance, ways, order = {source: 0}, {source: 1}, [source]
    for place in order:
        step, count = distance[place] + 1, ways[place]
        for other in near[place]:
            seen = distance.get(other)
            if seen is None:
                distance[other], ways[other] = step, count
                order.append(other)
            elif seen == step:
                ways[other] += count
    carried = dict.fromkeys(order, 0.0)
    for place in reversed(order):
        before, share = distance[place] - 1, (1.0 + carried[place]) / ways[place]
        far_off[place] += distance[place]
        for other in near[place]:
            if distance[other] == before:
                carried[other] += ways[other] * share
        if place != source:
            betweenness[place] += carried[place] * weight


# --- over time ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class QuarterFigures:
    """A quarter of the network: pairs joined at its end, through us or by themselves, and their share of all pairs there could be."""

    year: int
    number: int
    actors: int
    pairs: int
    through_us: int
    new: int
    new_through_us: int

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def by_itself(self) -> int:
        """Joined pairs in which the office had no hand."""
        return self.pairs - self.through_us

    @property
    def new_by_itself(self) -> int:
        """Pairs of this quarter in which the office had no hand."""
        return self.new - self.new_through_us

    @property
    def density(self) -> float:
        """Joined pairs among all pairs."""
        return density(self.actors, self.pairs)


def density(actors: int, pairs: int) -> float:
    """Which share of the pairs that there could be is joined."""
    return 2 * pairs / (actors * (actors - 1)) if actors > 1 else 0.0


def quarter_of(day: date) -> int:
    """The quarters since the year 0, so that they can be counted."""
    return day.year * 4 + (day.month - 1) // 3


def quarters(municipality, network: Network, today: date | None = None, number: int = QUARTERS) -> list[QuarterFigures]:
    """The last quarters up to the present one; two queries. Without a known begin a connection counts from the day it was written down."""
    last = quarter_of(today or timezone.localdate())
    first = last - number + 1
    days = Actor.objects.filter(municipality=municipality).current().sighted().order_by().values_list("pk", TruncDate("created_at"))
    # Since when each actor takes part: entered, or connected already before.
    present = {key: quarter_of(day) for key, day in days} | dict.fromkeys(network.far, last)
    rows = Connection.objects.filter(municipality=municipality, stage__in=(*LIVING, Stage.ENDED)).sighted().order_by()
    known = network.places
    held: dict[tuple[int, int], int] = {}
    ours: dict[tuple[int, int], int] = {}
    names = ("from_actor_id", "to_actor_id", "stage", "origin", "started_on", "ended_on", TruncDate("created_at"))
    for a, b, stage, origin, since, until, written in rows.values_list(*names):
        if a not in known or b not in known:
            continue
        begin = quarter_of(since or written)
        present[a], present[b] = min(present.get(a, last), begin), min(present.get(b, last), begin)
        # At the end of the quarter in which it ended it is over; an end that nobody knows is left out.
        end = last + 1 if stage in LIVING and until is None else quarter_of(until) if until else begin
        # One bit for each quarter, the one before the first shown too.
        lowest, highest = max(begin, first - 1), min(end - 1, last)
        bits = ((1 << (highest - lowest + 1)) - 1) << (lowest - first + 1) if lowest <= highest else 0
        pair = (a, b) if a < b else (b, a)
        held[pair] = held.get(pair, 0) | bits
        if origin in THROUGH_US:
            ours[pair] = ours.get(pair, 0) | bits
    all_bits, our_bits = Counter(held.values()), Counter((bits, held[pair]) for pair, bits in ours.items())
    entered = Counter(max(first, quarter) for quarter in present.values())
    result, count = [], 0
    for quarter in range(first, last + 1):
        bit, before = 1 << (quarter - first + 1), 1 << (quarter - first)
        count += entered[quarter]
        result.append(
            QuarterFigures(
                year=quarter // 4,
                number=quarter % 4 + 1,
                actors=count,
                pairs=sum(times for bits, times in all_bits.items() if bits & bit),
                through_us=sum(times for (bits, _all), times in our_bits.items() if bits & bit),
                new=sum(times for bits, times in all_bits.items() if bits & bit and not bits & before),
                new_through_us=sum(times for (bits, whole), times in our_bits.items() if bits & bit and not whole & before),
            )
        )
    return result


# --- kept for a state --------------------------------------------------------------------------------------
def figures_state(municipality) -> str:
    """The state of a city's figures: that of its network in this quarter."""
    today = timezone.localdate()
    return f"{state_of(municipality)[:56]}-{quarter_of(today)}"


def work_out(municipality, state: str) -> dict:
    """The figures of a city as they are kept: keys and numbers."""
    network = network_of(municipality)
    found = measures(len(network.keys), network.pairs, seed=state)
    sizes = Counter(found.component)
    return {
        "keys": network.keys,
        "far": len(network.far),
        "pairs": len(network.pairs),
        "connections": len(network.edges),
        "components": sum(1 for size in sizes.values() if size > 1),
        "largest": max(sizes.values(), default=0),
        "alone": found.degree.count(0),
        "sample": found.sample,
        **{name: getattr(found, name) for name in COLUMNS},
        "quarters": [
            [entry.year, entry.number, entry.actors, entry.pairs, entry.through_us, entry.new, entry.new_through_us]
            for entry in quarters(municipality, network)
        ],
    }


COLUMNS = ("degree", "betweenness", "closeness", "component", "articulation", "core", "clustering")


def figures_now(municipality) -> dict:
    """A city's figures in its present state, worked out unless they are kept; for small networks and for the background."""
    state = figures_state(municipality)
    content = kept(municipality, CacheKind.FIGURES, state)
    if content is None:
        content = work_out(municipality, state)
        keep(municipality, CacheKind.FIGURES, state, content)
    return content


def is_small(municipality) -> bool:
    """Whether a page can wait for the figures."""
    own = Actor.objects.filter(municipality=municipality).current().sighted().order_by()
    return own[: EXACT_UP_TO + 1].count() <= EXACT_UP_TO


def last_kept(municipality, kind: str) -> NetworkCache | None:
    """What was worked out last, of whatever state."""
    return NetworkCache.objects.filter(municipality=municipality, kind=kind).first()
