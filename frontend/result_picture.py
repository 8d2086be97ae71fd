"""The still map of a released result: the municipalities by the share of their people, drawn without a script."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connections

from frontend.freshness import AREAS
from frontend.results import WITHOUT, Result
from frontend.sources import Stock

WIDTH = 680  # pixels
CLASSES = 5
PERCENT_PER_CLASS = 100 // CLASSES


@dataclass(frozen=True)
class Shape:
    """A municipality on the picture: its outline as an SVG path in pixels, and its class, 0 for the darkest."""

    name: str
    path: str
    number: int
    percent: int


@dataclass(frozen=True)
class ShareClass:
    """A class of the legend: from more than `low` to `high` per cent."""

    number: int
    low: int
    high: int


@dataclass(frozen=True)
class SharePicture:
    """The municipalities of a result in five classes of their share of people who are counted."""

    width: int
    height: int
    label: str
    shapes: tuple[Shape, ...]
    classes: tuple[ShareClass, ...]


def share_picture(result: Result, now: Stock) -> SharePicture | None:
    """Return the picture of the first column that counts people; None where there is none, or no outline.

    Bright is well off: where people are counted who reach nothing, a small share is bright.
    """
    if not result.counted:
        return None
    is_bad = result.counted[0].name.startswith(WITHOUT)
    outlines = _outlines(now.versions.get(AREAS, ""))
    shapes = [
        Shape(place.name, outlines.paths[place.key], _class_of(share, is_bad), share)
        for place in result.places
        if place.key in outlines.paths and (share := place.figures[0].percent) is not None
    ]
    if not shapes:
        return None
    return SharePicture(WIDTH, outlines.height, result.counted[0].label, tuple(shapes), tuple(_classes(is_bad)))


def _class_of(percent: int, is_bad: bool) -> int:
    """Return the class of a share; a share on a limit belongs to the lower class.

    >>> [_class_of(share, False) for share in (0, 20, 21, 100)], _class_of(0, True)
    ([0, 0, 1, 4], 4)
    """
    number = max(0, -(-percent // PERCENT_PER_CLASS) - 1)
    return CLASSES - 1 - number if is_bad else number


def _classes(is_bad: bool) -> Iterable[ShareClass]:
    for place in range(CLASSES):
        yield ShareClass(
            CLASSES - 1 - place if is_bad else place, place * PERCENT_PER_CLASS, (place + 1) * PERCENT_PER_CLASS
        )


@dataclass(frozen=True)
class _Outlines:
    """The municipalities as SVG paths by their keys, on a picture of WIDTH pixels and this height."""

    paths: dict[str, str]
    height: int


@lru_cache(maxsize=2)
def _outlines(_version: str) -> _Outlines:
    """Return the outline of each municipality, simplified to a pixel; together they fill the width."""
    with connections["published"].cursor() as cursor:
        cursor.execute(_OUTLINES, [WIDTH, AREAS])
        found = {key: _rings(json.loads(geometry)) for key, geometry in cursor.fetchall() if geometry}
    corners = [corner for rings in found.values() for ring in rings for corner in ring]
    if not corners:
        return _Outlines({}, 0)
    (west, east), (south, north) = ((min(side), max(side)) for side in zip(*corners, strict=True))
    pixel_m = (east - west) / WIDTH
    paths = {
        key: "".join(
            "M" + "L".join(f"{(x - west) / pixel_m:.1f} {(north - y) / pixel_m:.1f}" for x, y in ring) + "Z"
            for ring in rings
        )
        for key, rings in found.items()
    }
    return _Outlines(paths, math.ceil((north - south) / pixel_m))


def _rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return all rings of a polygon or of several, in metres of EPSG:3857."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


_OUTLINES = """
SELECT id, public.ST_AsGeoJSON(
    public.ST_Simplify(geom_3857, (public.ST_XMax(held) - public.ST_XMin(held)) / %s, true), 0)
FROM (
    SELECT id, geom_3857, public.ST_Extent(geom_3857) OVER () AS held FROM published.feature_public
    WHERE layer = %s AND kind <> 'district'
) AS municipality
"""
