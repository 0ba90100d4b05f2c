"""The map of wants and offers, drawn by the server: the border of the city and a sign for each that has a place of its own."""

import math
from dataclasses import dataclass
from functools import cache

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from initiatives.example.borders import rings_of
from network.choices import ExchangeType
from network.listings import exact_places
from wf40.tables import record_url

MOST_POINTS = 200
WIDTH = 600
# Around the border, in units of the drawing.
MARGIN = 24
TALLEST = 900
# Signs that would hide one another stand side by side, at most two steps away from their place.
APART = 14
_STEPS = sorted(((x, y) for x in range(-2, 3) for y in range(-2, 3)), key=lambda step: (step[0] ** 2 + step[1] ** 2, step))


@dataclass(frozen=True)
class Frame:
    """What part of the earth is drawn; near a city a degree is a length."""

    west: float
    north: float
    scale: float
    stretch: float
    height: int

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point of the earth lies in the drawing."""
        return MARGIN + (longitude - self.west) * self.scale * self.stretch, MARGIN + (self.north - latitude) * self.scale

    def holds(self, x: float, y: float) -> bool:
        """Whether it lies in the drawing."""
        return 0 <= x <= WIDTH and 0 <= y <= self.height


@dataclass(frozen=True)
class Pin:
    """A want or an offer on the map."""

    x: str
    y: str
    is_want: bool
    title: str
    actor: str
    url: str


@dataclass(frozen=True)
class Map:
    """What the page draws; `has_more` if there are more signs than it draws."""

    height: int
    border: str
    pins: list[Pin]
    has_more: bool


def _frame(points) -> Frame:
    """The frame that holds all (longitude, latitude) points."""
    east, north = max(point[0] for point in points), max(point[1] for point in points)
    west, south = min(point[0] for point in points), min(point[1] for point in points)
    stretch = math.cos(math.radians((north + south) / 2))
    wide, high = max((east - west) * stretch, 1e-3), max(north - south, 1e-3)
    scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
    return Frame(west, north, scale, stretch, round(high * scale) + 2 * MARGIN)


@cache
def _city(ags: str) -> tuple[Frame, str] | None:
    """The frame and the drawn border of a city; None without a border here."""
    rings = rings_of(ags)
    if not rings:
        return None
    frame = _frame([point for ring in rings for point in ring])
    lines = []
    for ring in rings:
        points = [frame.point(latitude, longitude) for longitude, latitude in ring]
        lines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return frame, "".join(lines)


def _beside(x: float, y: float, taken: set) -> tuple[float, float]:
    """The place itself, or the nearest one where no other sign stands; without any the place itself."""
    cell = (round(x / APART), round(y / APART))
    for step_x, step_y in _STEPS:
        free = (cell[0] + step_x, cell[1] + step_y)
        if free not in taken:
            taken.add(free)
            return x + step_x * APART, y + step_y * APART
    return x, y


def with_points(listings):
    """Those with a place of their own: their point, otherwise the actor's main place if its point is exact, as `map_latitude` and
    `map_longitude`."""
    places = exact_places().filter(actor=OuterRef("actor")).order_by()
    found = listings.annotate(
        map_latitude=Coalesce(F("latitude"), Subquery(places.values("latitude")[:1])),
        map_longitude=Coalesce(F("longitude"), Subquery(places.values("longitude")[:1])),
    )
    return found.filter(map_latitude__isnull=False)


def map_of(listings, municipality) -> Map | None:
    """The map of some wants and offers in their order; None if there is nothing to draw. One query."""
    columns = ("pk", "title", "exchange_type", "actor__trading_name", "map_latitude", "map_longitude")
    rows = list(with_points(listings).values_list(*columns)[: MOST_POINTS + 1])
    city = _city(municipality.ags)
    if not rows:
        return None
    frame, border = city or (_frame([(row[5], row[4]) for row in rows]), "")
    pins, taken = [], set()
    for key, title, exchange_type, actor, latitude, longitude in rows[:MOST_POINTS]:
        x, y = frame.point(latitude, longitude)
        if not frame.holds(x, y):
            continue
        x, y = _beside(x, y, taken)
        pins.append(Pin(f"{x:.1f}", f"{y:.1f}", exchange_type == ExchangeType.WANT, title, actor, record_url("listing_detail", key)))
    return Map(frame.height, border, pins, len(rows) > MOST_POINTS) if pins else None
