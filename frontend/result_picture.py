"""The still map of a released result: the municipalities by the share of their people, drawn without a script."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connections

from frontend.freshness import AREAS
from frontend.results import WITHOUT, Result
from frontend.sources import Stock
from published.frame import Frame

WIDTH, HEIGHT = 680, 460
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
        Shape(place.name, outlines[place.key], _class_of(share, is_bad), share)
        for place in result.places
        if place.key in outlines and (share := place.figures[0].percent) is not None
    ]
    if not shapes:
        return None
    return SharePicture(WIDTH, HEIGHT, result.counted[0].label, tuple(shapes), tuple(_classes(is_bad)))


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


@lru_cache(maxsize=2)
def _outlines(_version: str) -> dict[str, str]:
    """Return the outline of each municipality as an SVG path, simplified to a pixel, by its key."""
    west, south, east, north = settings.REGION.map.bbox
    frame = Frame.around([(west, south), (east, north)], WIDTH, HEIGHT, margin_px=0)
    with connections["published"].cursor() as cursor:
        cursor.execute(
            "SELECT id, public.ST_AsGeoJSON(public.ST_Simplify(geom_3857, %s, true), 0) FROM published.feature_public"
            " WHERE layer = %s AND kind <> 'district'",
            [frame.pixel_m, AREAS],
        )
        return {key: _path(json.loads(geometry), frame) for key, geometry in cursor.fetchall() if geometry}


def _path(geometry: dict[str, Any], frame: Frame) -> str:
    rings = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        rings = [ring for polygon in rings for ring in polygon]
    west, _south, _east, north = frame.corners
    return "".join(
        "M" + "L".join(f"{(x - west) / frame.pixel_m:.1f} {(north - y) / frame.pixel_m:.1f}" for x, y in ring) + "Z"
        for ring in rings
    )
