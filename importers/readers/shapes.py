"""Geometries from their texts: GeoJSON objects, WKT, "lat, lon" pairs. Two dimensions; coordinates are finite."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from importers.errors import RowFault
from importers.readers.numbers import parse_number, shorten

COLLECTION_DEPTH = 4
PAIR = re.compile(r"\s*([+-]?[\d.]+(?:,\d+)?)\s*[,;\s]\s*([+-]?[\d.]+(?:,\d+)?)\s*")


def from_geojson(geometry: Any, depth: int = 0) -> BaseGeometry | None:
    """Return the geometry of a GeoJSON geometry object; None for null. Heights are dropped.

    Raises RowFault if the object is malformed, empty, or has a coordinate that is not a finite number.
    """
    if geometry is None:
        return None
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str):
        raise RowFault("Die Geometrie ist kein GeoJSON-Objekt.", "geometry")
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return _collection(geometry, depth)
    if kind not in _BUILDERS:
        raise RowFault(f"Die Geometrieart „{shorten(kind, 30)}“ ist unbekannt.", "geometry")
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or not coordinates:
        raise RowFault("Die Geometrie ist leer.", "geometry")
    try:
        return _BUILDERS[kind](coordinates)
    except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError) as error:
        raise RowFault("Die Koordinaten der Geometrie sind unvollständig oder falsch geschachtelt.", "geometry") from (
            error
        )


def from_wkt(text: str) -> BaseGeometry | None:
    """Return the geometry of a WKT text; None for an empty text. Raises RowFault for anything else."""
    if not text.strip():
        return None
    try:
        geometry = shapely.from_wkt(text)
    except shapely.errors.ShapelyError as error:
        raise RowFault(f"„{shorten(text, 40)}“ ist keine Geometrie in WKT.") from error
    return shapely.force_2d(geometry)


def point_from_pair(text: str) -> BaseGeometry | None:
    """Return the point of a "lat, lon" text, the order of Opendatasoft and of map programs; None for an empty text.

    >>> point_from_pair("49.7951, 9.9341").wkt
    'POINT (9.9341 49.7951)'
    """
    if not text.strip():
        return None
    pair = PAIR.fullmatch(text)
    if not pair:
        raise RowFault(f"„{shorten(text, 40)}“ ist kein Paar „Breite, Länge“.")
    latitude, longitude = (parse_number(part, decimal="," if "," in part else ".") for part in pair.groups())
    return shapely.Point(longitude, latitude)


def _positions(coordinates: Any) -> np.ndarray:
    """Return an (n, 2) array of finite numbers; texts, booleans and holes are refused rather than converted."""
    try:
        array = np.asarray(coordinates)
    except ValueError:  # some positions with a height, some without
        array = np.asarray([position[:2] for position in coordinates])
    if array.dtype.kind == "O" and array.ndim == 2:
        raise RowFault("Eine Koordinate fehlt oder ist keine Zahl.", "geometry")
    if array.ndim != 2 or array.shape[1] < 2 or array.dtype.kind not in "iuf":
        raise RowFault("Die Koordinaten der Geometrie sind keine Zahlen.", "geometry")
    plane = array[:, :2].astype(float)
    if not np.isfinite(plane).all():
        raise RowFault("Eine Koordinate ist keine endliche Zahl (NaN oder unendlich).", "geometry")
    return plane


def _point(coordinates: list) -> BaseGeometry:
    # The array route costs 5 µs per point; most files are points.
    first, second = (*coordinates[:2], None)[:2]
    if type(first) is float and type(second) is float and math.isfinite(first + second):
        return shapely.Point(first, second)
    return shapely.Point(_positions([coordinates])[0])


def _polygon(rings: list) -> BaseGeometry:
    shell, *holes = (_ring(ring) for ring in rings)
    return shapely.Polygon(shell, holes)


def _ring(coordinates: Sequence) -> np.ndarray:
    ring = _positions(coordinates)
    if len(ring) < 3:
        raise RowFault("Ein Ring der Fläche hat weniger als drei Punkte.", "geometry")
    return ring


def _collection(geometry: dict, depth: int) -> BaseGeometry:
    parts = geometry.get("geometries")
    if depth >= COLLECTION_DEPTH:
        raise RowFault("Die Geometrie ist zu tief verschachtelt.", "geometry")
    if not isinstance(parts, list) or not parts:
        raise RowFault("Die Geometrie ist leer.", "geometry")
    return shapely.GeometryCollection([part for each in parts if (part := from_geojson(each, depth + 1))])


_BUILDERS = {
    "Point": _point,
    "MultiPoint": lambda points: shapely.MultiPoint(_positions(points)),
    "LineString": lambda line: shapely.LineString(_positions(line)),
    "MultiLineString": lambda lines: shapely.MultiLineString([_positions(line) for line in lines]),
    "Polygon": _polygon,
    "MultiPolygon": lambda polygons: shapely.MultiPolygon([_polygon(rings) for rings in polygons]),
}
