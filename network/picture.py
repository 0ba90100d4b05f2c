"""The picture of a city's network: its actors and connections as points and lines, and where each stands."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil, hypot, isfinite, sqrt

import rustworkx
from django.db import transaction
from django.db.models import Count, Q

from initiatives.choices import FieldScheme
from initiatives.models import Actor, WorkField
from network.choices import CLOSED, DIRECTED, LIVING, CacheKind, ConnectionKind, Origin, Stage
from network.models import NetworkCache
from network.models.connection import at_actor
from network.names import Names

# What one picture holds; a larger network opens by the neighbourhood of one actor.
MOST_NODES = 1000
MOST_EDGES = 3000
STEPS = (1, 2)
# Fields have a colour and a shape each; the list of a city may be longer, then they come again.
LOOKS = 8
# Layouts that are kept for a city: that of the whole network and those of the neighbourhoods looked at last.
KEPT = 40
# The same network looks the same every time; whoever changes how places are found raises the edition, so that kept ones go.
SEED, EDITION = 40, 1
# How far apart two actors stand at least, and how much room one has on average.
DISTANCE = 44
ROOM = 76


class Line:
    """How a connection is drawn: by how far it is."""

    PREPARATION, LIVING, CLOSED = "preparation", "living", "closed"


def line_of(stage: str) -> str:
    """Dashed while it is prepared, solid while it lives, dotted when it is over."""
    if stage in LIVING:
        return Line.LIVING
    return Line.CLOSED if stage in CLOSED else Line.PREPARATION


@dataclass
class Node:
    """An actor in the picture. `look` is the place of its field in the legend, None without a field; the actor of another city whose
    profile is not published has no name, no field and no page."""

    key: int
    name: str
    sort_key: str
    is_own: bool
    url: str
    look: int | None
    field: str
    degree: int = 0
    living: int = 0
    x: float = 0
    y: float = 0

    @property
    def radius(self) -> float:
        """The more connections the larger."""
        return round(min(26, 6 + 2.6 * sqrt(self.degree)), 1)


@dataclass(frozen=True)
class Edge:
    """A connection in the picture."""

    key: int
    first: Node
    second: Node
    kind: str
    stage: str
    origin: str
    started_on: date | None
    ended_on: date | None

    @property
    def line(self) -> str:
        """How it is drawn."""
        return line_of(self.stage)

    @property
    def is_directed(self) -> bool:
        """Whether it has an arrow."""
        return self.kind in DIRECTED

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(ConnectionKind(self.kind).label)

    @property
    def stage_label(self) -> str:
        """The stage in words."""
        return str(Stage(self.stage).label)

    @property
    def stage_place(self) -> int:
        """Where its stage stands in the list of stages, by which they sort."""
        return Stage.values.index(self.stage)

    @property
    def origin_label(self) -> str:
        """The origin in words."""
        return str(Origin(self.origin).label)


@dataclass(frozen=True)
class Field:
    """A line of the legend."""

    label: str
    look: int
    count: int


@dataclass(frozen=True)
class Cut:
    """Which connections a picture shows. `hub` is the actor around whom it shows, None for the whole; `is_forced` tells that the whole
    would be too large, `is_partial` that even the neighbourhood is."""

    edges: list[tuple]
    hub: int | None = None
    steps: int = 0
    is_forced: bool = False
    is_partial: bool = False


COLUMNS = ("pk", "from_actor_id", "to_actor_id", "kind", "stage", "origin", "started_on", "ended_on")


def _edges(rows) -> list[tuple]:
    """As many connections as one picture holds, and one more where there are more."""
    return list(rows.order_by("pk").values_list(*COLUMNS)[: MOST_EDGES + 1])


def _ends(edges: Iterable[tuple]) -> set[int]:
    return {end for edge in edges for end in edge[1:3]}


def _best_known(rows) -> int:
    """The actor with most connections."""
    best = {}
    for side in ("from_actor", "to_actor"):
        for key, count in rows.order_by().values_list(side).annotate(count=Count("pk")).order_by("-count", side)[:200]:
            best[key] = best.get(key, 0) + count
    return max(sorted(best), key=best.get)


def _around(rows, hub: int, steps: int, is_forced: bool) -> Cut:
    """The connections among the actors around one; two or three queries whatever the size."""
    found, is_partial = {hub: None}, False
    for step in range(steps):
        near = at_actor(hub) if step == 0 else Q(from_actor__in=list(found)) | Q(to_actor__in=list(found))
        pairs = list(rows.filter(near).order_by("pk").values_list("from_actor_id", "to_actor_id")[: 4 * MOST_EDGES])
        is_partial |= len(pairs) == 4 * MOST_EDGES
        for end in (end for pair in pairs for end in pair):
            if end in found:
                continue
            if len(found) == MOST_NODES:
                is_partial = True
                break
            found[end] = None
    keys = list(found)
    edges = _edges(rows.filter(from_actor__in=keys, to_actor__in=keys))
    return Cut(edges[:MOST_EDGES], hub, steps, is_forced, is_partial or len(edges) > MOST_EDGES)


def cut_out(rows, hub: int | None = None, steps: int = 2) -> Cut:
    """The connections that one picture shows: all, or if they are too many those around one actor, the best connected if none is named."""
    if hub is not None:
        return _around(rows, hub, steps, is_forced=False)
    edges = _edges(rows)
    if len(edges) <= MOST_EDGES and len(_ends(edges)) <= MOST_NODES:
        return Cut(edges)
    return _around(rows, _best_known(rows), steps, is_forced=True)


class Picture:
    """What the picture of a city's network shows; `rows` are the connections that the filters leave, `everything` those without a filter,
    so that an actor stays in its place while somebody filters. At most twelve queries, whatever the size.

    The page, its table and its file read from the same picture, so they show the same.
    """

    def __init__(self, user, municipality, rows, everything, *, hub: Actor | None = None, steps: int = 2):
        self.user, self.municipality = user, municipality
        self.cut = cut_out(rows, hub.pk if hub else None, steps)
        self.nodes = self._nodes()
        self.edges = [Edge(key, self.nodes[first], self.nodes[second], *rest) for key, first, second, *rest in self.cut.edges]
        for edge in self.edges:
            for node in (edge.first, edge.second):
                node.degree += 1
                node.living += edge.line == Line.LIVING
        self.width, self.height = self._place(everything)

    @property
    def hub(self) -> Node | None:
        """The actor around whom the picture shows."""
        return self.nodes.get(self.cut.hub)

    @cached_property
    def by_degree(self) -> list[Node]:
        """The actors, those with most connections first."""
        return sorted(self.nodes.values(), key=lambda node: (-node.degree, node.sort_key, node.key))

    def _nodes(self) -> dict[int, Node]:
        """The actors with their names and fields, by key."""
        keys = _ends(self.cut.edges) | ({self.cut.hub} if self.cut.hub else set())
        actors = list(
            Actor.objects.filter(pk__in=keys)
            .select_related("municipality")
            .only("trading_name", "sort_key", "municipality", "municipality__name")
            .order_by("pk")
        )
        names = Names(self.municipality, actors)
        fields = self._fields([actor.pk for actor in actors if names.is_named(actor)])
        nodes = {}
        for actor in actors:
            name, (look, field) = names.of(actor), fields.get(actor.pk, (None, ""))
            # Among the names an actor that has none stands by what it is called here.
            order = actor.sort_key if names.is_named(actor) else name.casefold()
            nodes[actor.pk] = Node(actor.pk, name, order, names.is_own(actor), names.url_of(actor), look, field)
        return nodes

    def _fields(self, keys: list[int]) -> dict[int, tuple[int, str]]:
        """actor -> (look, label) of its first field of the rollout; sub-fields count for their field."""
        own = WorkField.objects.visible_to(self.user, self.municipality).filter(scheme=FieldScheme.ROLLOUT, parent=None)
        self.fields = {code: (place % LOOKS, label) for place, (code, label) in enumerate(own.values_list("code", "label"))}
        through = Actor.work_fields.through.objects.filter(actor__in=keys, workfield__scheme=FieldScheme.ROLLOUT)
        order = {code: place for place, code in enumerate(self.fields)}
        found: dict[int, str] = {}
        for actor, code, above in through.values_list("actor_id", "workfield__code", "workfield__parent__code").order_by("pk"):
            code = above or code
            if code in order and (actor not in found or order[code] < order[found[actor]]):
                found[actor] = code
        return {actor: self.fields[code] for actor, code in found.items()}

    @property
    def legend(self) -> list[Field]:
        """The fields of the city with the number of their actors in the picture."""
        counts: dict[str, int] = {}
        for node in self.nodes.values():
            counts[node.field] = counts.get(node.field, 0) + 1
        return [Field(label, look, counts.get(label, 0)) for look, label in self.fields.values()]

    @property
    def without_field(self) -> int:
        """How many actors of the picture have no field."""
        return sum(node.look is None for node in self.nodes.values())

    def _place(self, everything) -> tuple[float, float]:
        """Give each actor its place; returns the measures of the whole."""
        keys = set(self.nodes)
        pairs = {tuple(sorted(edge[1:3])) for edge in self.cut.edges}
        if self.cut.hub is None:
            whole = list(everything.order_by("pk").values_list("from_actor_id", "to_actor_id")[: MOST_EDGES + 1])
            ends = {end for pair in whole for end in pair}
            if len(whole) <= MOST_EDGES and len(ends) <= MOST_NODES:
                pairs, keys = {tuple(sorted(pair)) for pair in whole}, keys | ends
        places = kept_places(self.municipality, sorted(pairs), sorted(keys))
        for key, node in self.nodes.items():
            node.x, node.y = places[key]
        left, top = min((node.x for node in self.nodes.values()), default=0), min((node.y for node in self.nodes.values()), default=0)
        for node in self.nodes.values():
            node.x, node.y = round(node.x - left, 1), round(node.y - top, 1)
        return max((node.x for node in self.nodes.values()), default=0), max((node.y for node in self.nodes.values()), default=0)

    @property
    def content(self) -> dict:
        """The picture as the script reads it: keys, names, codes, places."""
        return {
            "nodes": [
                [node.key, node.name, -1 if node.look is None else node.look, node.degree, node.x, node.y, int(node.is_own)]
                for node in self.by_degree
            ],
            "edges": [[edge.key, edge.first.key, edge.second.key, edge.kind, edge.stage] for edge in self.edges],
            "hub": self.cut.hub,
        }


def kind_words() -> dict[str, list[str]]:
    """How each kind reads from its first and from its second side."""
    words = {}
    for kind in ConnectionKind:
        first, second = DIRECTED.get(kind, (kind.label, kind.label))
        words[kind.value] = [str(first), str(second), int(kind in DIRECTED)]
    return words


def stage_words() -> dict[str, list[str]]:
    """Each stage in words, and how it is drawn."""
    return {stage.value: [str(stage.label), line_of(stage)] for stage in Stage}


# --- places ----------------------------------------------------------------------------------------------------
def kept_places(municipality, pairs: list[tuple[int, int]], keys: list[int]) -> dict[int, tuple[float, float]]:
    """Where each actor stands. Worked out once for the same actors and connections of a city, whatever their stage."""
    state = hashlib.sha256(repr((EDITION, pairs, keys)).encode()).hexdigest()
    rows = NetworkCache.objects.filter(municipality=municipality, kind=CacheKind.LAYOUT)
    content = rows.filter(state=state).values_list("content", flat=True).first()
    if content is None:
        content = {"places": [[key, *place] for key, place in lay_out(pairs, keys).items()]}
        with transaction.atomic():
            # Two who look at once worked out the same.
            row = NetworkCache(municipality=municipality, kind=CacheKind.LAYOUT, state=state, content=content)
            NetworkCache.objects.bulk_create([row], ignore_conflicts=True)
            newest = list(rows.order_by("-made_at", "-pk").values_list("pk", flat=True)[:KEPT])
            rows.exclude(pk__in=newest).delete()
    return {key: (x, y) for key, x, y in content["places"]}


def lay_out(pairs: Iterable[tuple[int, int]], keys: Iterable[int] = ()) -> dict[int, tuple[float, float]]:
    """Places by springs: connected actors near one another. Parts without a connection between them stand side by side, the largest
    first. The same input gives the same places."""
    pairs = sorted(pairs)
    keys = sorted({*keys, *(end for pair in pairs for end in pair)})
    graph = rustworkx.PyGraph(multigraph=False)
    place_of = dict(zip(keys, graph.add_nodes_from(keys), strict=True))
    graph.add_edges_from([(place_of[first], place_of[second], None) for first, second in pairs])
    parts = sorted((sorted(part) for part in rustworkx.connected_components(graph)), key=lambda part: (-len(part), part))
    boxes = [_lay_out_part(graph, part) for part in parts]
    return {keys[place]: (round(x, 1), round(y, 1)) for place, (x, y) in _side_by_side(boxes).items()}


def _lay_out_part(graph, part: list[int]) -> dict[int, tuple[float, float]]:
    """The places of one part, from (0, 0) on."""
    if len(part) == 1:
        return {part[0]: (0.0, 0.0)}
    if len(part) == 2:
        return {part[0]: (0.0, 0.0), part[1]: (ROOM * 1.2, 0.0)}
    inner = graph.subgraph(part)
    # Larger parts settle in fewer rounds than they take time.
    found = rustworkx.spring_layout(inner, seed=SEED, num_iter=200 if len(part) < 300 else 80)
    points = [[x if isfinite(x) else 0.0, y if isfinite(y) else 0.0] for x, y in (found[place] for place in range(len(part)))]
    wide, high = (max(point[axis] for point in points) - min(point[axis] for point in points) for axis in (0, 1))
    scale = ROOM * sqrt(len(part)) / max(sqrt(wide * high), 0.3 * max(wide, high), 1e-6)
    for point in points:
        point[0], point[1] = point[0] * scale, point[1] * scale
    if wide < high:
        # The picture has more room beside than below.
        points = [[y, x] for x, y in points]
    _push_apart(points)
    left, top = min(point[0] for point in points), min(point[1] for point in points)
    return {place: (x - left, y - top) for place, (x, y) in zip(part, points, strict=True)}


def _push_apart(points: list[list[float]]) -> None:
    """Move points that would cover one another, a little in each round."""
    for _round in range(24):
        cells: dict[tuple[int, int], list[int]] = {}
        for number, (x, y) in enumerate(points):
            cells.setdefault((int(x // DISTANCE), int(y // DISTANCE)), []).append(number)
        is_moved = False
        for (column, row), inside in cells.items():
            near = [other for dx in (-1, 0, 1) for dy in (-1, 0, 1) for other in cells.get((column + dx, row + dy), ())]
            for number in inside:
                for other in near:
                    if other <= number:
                        continue
                    one, two = points[number], points[other]
                    dx, dy = two[0] - one[0], two[1] - one[1]
                    gap = hypot(dx, dy)
                    if gap >= DISTANCE - 1:
                        continue
                    is_moved = True
                    if gap < 1e-3:
                        dx, dy, gap = 1.0 + number % 3, 1.0 + other % 5, hypot(1 + number % 3, 1 + other % 5)
                    push = (DISTANCE - hypot(*(two[axis] - one[axis] for axis in (0, 1)))) / 2 / gap
                    one[0], one[1], two[0], two[1] = one[0] - dx * push, one[1] - dy * push, two[0] + dx * push, two[1] + dy * push
        if not is_moved:
            return


def _side_by_side(boxes: list[dict[int, tuple[float, float]]]) -> dict[int, tuple[float, float]]:
    """Put the parts onto shelves, the whole a little wider than high: beside the largest first, what is left over below it."""
    sizes = [[max(point[axis] for point in box.values()) + 1.4 * ROOM for axis in (0, 1)] for box in boxes]
    area = sum(wide * high for wide, high in sizes)
    width = max([ceil(sqrt(2.1 * area)), *(wide for wide, _high in sizes)], default=0)
    places: dict[int, tuple[float, float]] = {}
    left = x = y = shelf = 0.0
    for number, (box, (wide, high)) in enumerate(zip(boxes, sizes, strict=True)):
        if x > left and x + wide > width:
            x, y, shelf = left, y + shelf, 0.0
        if left and (x + wide > width or y + high > sizes[0][1]):
            left = x = shelf = 0.0
            y = sizes[0][1]
        places |= {place: (x + dx, y + dy) for place, (dx, dy) in box.items()}
        x, shelf = x + wide, max(shelf, high)
        if number == 0:
            left, shelf = wide, 0.0
    return places
