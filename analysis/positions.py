"""Positions of questions: lon/lat in EPSG:4326 as people and apps say them, x/y in EPSG:25832 to compute with."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from pyproj import Transformer

from published.crs import SPOKEN, STORED
from published.errors import BadParameter

DEGREE_DECIMALS = 6  # a tenth of a metre


@cache
def _to_metres() -> Transformer:
    return Transformer.from_crs(SPOKEN, STORED, always_xy=True)


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs(STORED, SPOKEN, always_xy=True)


def in_metres(point: Sequence[float]) -> NDArray[np.float64]:
    """Return a position (lon, lat) in EPSG:4326 as (x, y) in EPSG:25832, in metres."""
    return all_in_metres(np.array(point[:2]).reshape(1, 2))[0]


def all_in_metres(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return positions (K, 2) in EPSG:4326 as (K, 2) in EPSG:25832, in metres."""
    return np.column_stack(_to_metres().transform(*points.T))


def in_degrees(points: NDArray[np.float64]) -> list[list[float]]:
    """Return positions (K, 2) in EPSG:25832 as lists of lon and lat (EPSG:4326), rounded as they are written."""
    lon, lat = _to_degrees().transform(points[:, 0], points[:, 1])
    found: list[list[float]] = np.column_stack([lon, lat]).round(DEGREE_DECIMALS).tolist()
    return found


def point_geometry(xy: NDArray[np.float64]) -> dict[str, Any]:
    """Return a position (x, y) in EPSG:25832 as a GeoJSON point (EPSG:4326)."""
    return {"type": "Point", "coordinates": in_degrees(xy.reshape(1, 2))[0]}


def require_in_region(name: str, point: Sequence[float]) -> None:
    """Raise BadParameter for a position outside the region's map."""
    west, south, east, north = settings.REGION.map.bbox
    if not (west <= point[0] <= east and south <= point[1] <= north):
        raise BadParameter(
            _("„%(name)s“ liegt nicht in der Region: Länge %(west)s bis %(east)s, Breite %(south)s bis %(north)s.")
            % {"name": name, "west": west, "east": east, "south": south, "north": north}
        )
