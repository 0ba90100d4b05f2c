"""The rough borders of the example cities, so that no example lies in the next town (source in data/SOURCES.md)."""

import json
from functools import cache

from initiatives.choices import DATA


@cache
def rings_of(ags: str) -> tuple:
    """The rings of a city's border, each a list of (longitude, latitude); none for a city without a border here."""
    for feature in json.loads((DATA / "city_borders.geojson").read_text(encoding="utf-8"))["features"]:
        if feature["properties"]["ags"] == ags:
            shape = feature["geometry"]
            polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            return tuple(ring for polygon in polygons for ring in polygon)
    return ()


def is_inside(ags: str, latitude: float, longitude: float) -> bool:
    """Whether a point lies in the city, by the even-odd rule over all rings."""
    inside = False
    for ring in rings_of(ags):
        for (east, north), (next_east, next_north) in zip(ring, ring[1:], strict=False):
            if (north > latitude) != (next_north > latitude):
                crossing = east + (latitude - north) / (next_north - north) * (next_east - east)
                inside ^= longitude < crossing
    return inside
