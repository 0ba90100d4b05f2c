"""Where a network could tear, and where a connection is missing: keys and numbers, kept for each state."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from django.db.models import Count, Q, Sum
from django.utils import timezone

from initiatives.choices import FieldScheme
from initiatives.models import Actor, WorkField
from network.choices import IN_PREPARATION, CacheKind, Stage
from network.graph.loading import Network, network_of
from network.graph.state import keep, kept, state_of
from network.models import Connection

# A page shows so many; the figures beside it count all.
SPLITS_SHOWN, GROUPS_SHOWN, MEMBERS_SHOWN = 50, 5, 6
# Who could introduce two groups to each other: the best known ones of both.
FITTING = 4
# A pair that declined is not proposed again for so long.
LEFT_IN_PEACE = timedelta(days=365)
SCHEMES = (FieldScheme.ROLLOUT, FieldScheme.BUSINESS_FIELD)


@dataclass(frozen=True)
class Split:
    """Without this place the network falls apart: how many lose the largest part, and one neighbour in each of the two largest parts."""

    place: int
    falls_off: int
    parts: int
    first: int
    second: int


def splits(near: list[set[int]]) -> list[Split]:
    """The places on which everything hangs (articulation points), the worst first; one walk through the whole network (Tarjan 1972)."""
    size = len(near)
    entered, lowest, below, parent = [0] * size, [0] * size, [1] * size, [-1] * size
    # For each place: (how many hang on it, by which neighbour).
    hanging: dict[int, list[tuple[int, int]]] = defaultdict(list)
    found, clock = [], 0
    for root in range(size):
        if entered[root] or not near[root]:
            continue
        clock += 1
        entered[root] = lowest[root] = clock
        walk, order = [(root, iter(near[root]))], [root]
        while walk:
            place, others = walk[-1]
            for other in others:
                if not entered[other]:
                    clock += 1
                    entered[other] = lowest[other] = clock
                    parent[other] = place
                    order.append(other)
                    walk.append((other, iter(near[other])))
                    break
                if other != parent[place] and entered[other] < lowest[place]:
                    lowest[place] = entered[other]
            else:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    below[above] += below[place]
                    lowest[above] = min(lowest[above], lowest[place])
                    if lowest[place] >= entered[above]:
                        hanging[above].append((below[place], place))
        found += [split for place in order if place in hanging and (split := _split(place, root, hanging[place], len(order), parent))]
    return sorted(found, key=lambda split: (-split.falls_off, split.place))


def _split(place: int, root: int, hanging: list[tuple[int, int]], size: int, parent: list[int]) -> Split | None:
    parts = list(hanging)
    if place != root:
        parts.append((size - 1 - sum(number for number, _neighbour in hanging), parent[place]))
    if len(parts) < 2:
        return None
    parts.sort(key=lambda part: (-part[0], part[1]))
    return Split(place, size - 1 - parts[0][0], len(parts), parts[0][1], parts[1][1])


# --- fields ------------------------------------------------------------------------------------------------
def fields_of(municipality, scheme: str, own: set[int]) -> dict[int, set[int]]:
    """The main fields of a scheme in which each actor is active, parts of a field counted to it; one query."""
    links = Actor.work_fields.through.objects.filter(workfield__scheme=scheme, workfield__municipality=municipality)
    found: dict[int, set[int]] = defaultdict(set)
    for actor, work_field, above in links.values_list("actor_id", "workfield_id", "workfield__parent_id"):
        if actor in own:
            found[actor].add(above or work_field)
    return found


def groups_of(members: set[int], near: list[set[int]]) -> list[list[int]]:
    """Which of these places hang together through one another alone, groups of two and more, the largest first, the best known in front."""
    open_places, groups = set(members), []
    for start in sorted(members):
        if start not in open_places:
            continue
        open_places.discard(start)
        group = [start]
        for place in group:
            fresh = near[place] & open_places
            open_places -= fresh
            group += fresh
        if len(group) > 1:
            groups.append(sorted(group, key=lambda place: (-len(near[place]), place)))
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def left_in_peace(municipality) -> set[tuple[int, int]]:
    """Pairs that are being introduced already, or that said no within a year, the smaller key first."""
    said_no = Q(stage__in=(Stage.DECLINED, Stage.UNSUITABLE), stage_since__gte=timezone.localdate() - LEFT_IN_PEACE)
    rows = Connection.objects.filter(said_no | Q(stage__in=IN_PREPARATION), municipality=municipality)
    return {(min(a, b), max(a, b)) for a, b in rows.order_by().values_list("from_actor_id", "to_actor_id")}


def fitting_pair(network: Network, first: list[int], second: list[int], peace: set[tuple[int, int]]) -> tuple[int, int] | None:
    """The best known of two groups who could be introduced to each other, as keys."""
    pairs = sorted(product(range(min(FITTING, len(first))), range(min(FITTING, len(second)))), key=lambda at: (sum(at), at))
    for a, b in pairs:
        one, other = network.keys[first[a]], network.keys[second[b]]
        if (min(one, other), max(one, other)) not in peace:
            return one, other
    return None


def field_groups(network: Network, fields: dict[int, set[int]], component: list[int], peace: set[tuple[int, int]]) -> list[dict]:
    """Fields whose actors form several groups without a connection from one to the other; those without any way between them first."""
    members: dict[int, set[int]] = defaultdict(set)
    for key, found in fields.items():
        for work_field in found:
            members[work_field].add(network.places[key])
    result = []
    for work_field, places in sorted(members.items()):
        groups = groups_of(places, network.neighbours)
        if len(groups) > 1:
            result.append(
                {
                    "field": work_field,
                    "groups": [[len(group), [network.keys[place] for place in group[:MEMBERS_SHOWN]]] for group in groups[:GROUPS_SHOWN]],
                    "count": len(groups),
                    "has_way": len({component[group[0]] for group in groups}) == 1,
                    "pair": fitting_pair(network, groups[0], groups[1], peace),
                }
            )
    return sorted(result, key=lambda entry: (entry["has_way"], -entry["groups"][1][0], entry["field"]))


def field_counts(network: Network, fields: dict[int, set[int]]) -> list[list[int]]:
    """[a field, a field, living connections between them], 0 for actors without a field; each counts once for a pair of fields."""
    own, nowhere, counts = set(network.own), {0}, Counter()
    for edge in network.edges:
        if edge.first in own and edge.second in own:
            ends = product(fields.get(edge.first, nowhere), fields.get(edge.second, nowhere))
            counts.update({(min(a, b), max(a, b)) for a, b in ends})
    return [[a, b, number] for (a, b), number in sorted(counts.items())]


# --- kept for a state --------------------------------------------------------------------------------------
def gaps_state(municipality) -> str:
    """The state of a city's gaps: that of its network and of the fields of its actors."""
    links = Actor.work_fields.through.objects.filter(workfield__municipality=municipality)
    sums = links.aggregate(count=Count("pk"), keys=Sum("pk"))
    parents = WorkField.objects.filter(municipality=municipality).aggregate(above=Sum("parent"))["above"]
    return f"{state_of(municipality)[:36]}-{sums['count']}-{(sums['keys'] or 0) + (parents or 0)}"[:64]


def alone_by_name(municipality, network: Network) -> list[int]:
    """The city's own actors whom nobody in the network knows yet, by name; one query."""
    alone = {key for place, key in enumerate(network.own) if not network.neighbours[place]}
    rows = Actor.objects.filter(municipality=municipality).current().sighted().order_by("sort_key", "pk")
    return [key for key in rows.values_list("pk", flat=True) if key in alone]


def work_out(municipality) -> dict:
    """The gaps of a city as they are kept: keys and numbers."""
    network = network_of(municipality)
    component = [-1] * len(network.keys)
    for number, group in enumerate(groups_of(set(range(len(network.keys))), network.neighbours)):
        for place in group:
            component[place] = number
    own, peace = set(network.own), left_in_peace(municipality)
    hanging = splits(network.neighbours)
    content = {
        "actors": len(network.own),
        "pairs": len(network.pairs),
        "alone": alone_by_name(municipality, network),
        "split_count": len(hanging),
        "splits": [
            [network.keys[split.place], split.falls_off, split.parts, fitting_pair(network, [split.first], [split.second], peace)]
            for split in hanging[:SPLITS_SHOWN]
        ],
    }
    for scheme in SCHEMES:
        fields = fields_of(municipality, scheme, own)
        content[scheme.value] = {
            "groups": field_groups(network, fields, component, peace),
            "counts": field_counts(network, fields),
        }
    return content


def gaps_now(municipality) -> dict:
    """A city's gaps in its present state, worked out unless they are kept."""
    state = gaps_state(municipality)
    content = kept(municipality, CacheKind.GAPS, state)
    if content is None:
        content = work_out(municipality)
        keep(municipality, CacheKind.GAPS, state, content)
    return content
