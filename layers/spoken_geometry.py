"""Geometry as people and maps hand it in: GeoJSON in EPSG:4326, or "latitude, longitude" typed by hand."""

import json
import math
import re
from typing import Any, NoReturn

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

from published.crs import SPOKEN, STORED

MAX_CHARACTERS = 2_000_000  # a municipality's outline of 50,000 vertices with seven decimals
MAX_VERTICES = 50_000
DECIMALS = 7  # of a degree: a centimetre
SAME_M = 0.02  # what two conversions of one geometry may differ by
# West, south, east, north of Germany in degrees, with a margin: what lies outside is a slip of the hand.
GERMANY = (5.5, 47.0, 15.5, 55.3)
TYPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
# Two decimals at least, so that half of a position ("49,9") is not taken for a whole one.
WITH_POINTS = re.compile(r"(-?\d{1,3}\.\d{2,})\s*[,;\s]\s*(-?\d{1,3}\.\d{2,})")
WITH_COMMAS = re.compile(r"(-?\d{1,3},\d{2,})\s*(?:[;\s]|,\s)\s*(-?\d{1,3},\d{2,})")


def parse_geometry(text: str, geometry_type: str = "Geometry") -> GEOSGeometry | None:
    """Return the geometry of GeoJSON or of "latitude, longitude" in EPSG:25832, metres; None for an empty text.

    `geometry_type` is Geometry (any but collections), Point or MultiPolygon; one polygon passes for a MultiPolygon.
    Raises ValidationError with a sentence for what cannot be read, drawn or measured.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) > MAX_CHARACTERS:
        _refuse(_("Diese Fläche oder Linie hat zu viele Punkte. Vereinfachen Sie sie auf höchstens 50.000."))
    typed = _typed_position(text)
    drawn = shapely.Point(typed) if typed else _drawn(text)
    if geometry_type == "MultiPolygon" and isinstance(drawn, shapely.Polygon):
        drawn = shapely.MultiPolygon([drawn])
    if geometry_type not in ("Geometry", drawn.geom_type):
        _refuse(
            _("Hier wird ein Punkt gebraucht.") if geometry_type == "Point" else _("Hier wird eine Fläche gebraucht.")
        )
    _require_germany(drawn)
    if not drawn.is_valid:
        _refuse(
            _("Diese Fläche oder Linie ist nicht gültig, meist weil sie sich selbst schneidet. Zeichnen Sie sie neu.")
        )
    geometry = GEOSGeometry(memoryview(drawn.wkb), srid=SPOKEN)
    geometry.transform(STORED)
    return geometry


def format_geometry(geometry: GEOSGeometry | None) -> str:
    """Return a stored geometry as GeoJSON in EPSG:4326 with seven decimals; nothing for None."""
    if geometry is None:
        return ""
    degrees = shapely.from_wkb(bytes(geometry.transform(SPOKEN, clone=True).wkb))
    rounded = shapely.transform(degrees, lambda pairs: pairs.round(DECIMALS))
    return json.dumps(mapping(rounded), separators=(",", ":"))


def describe_geometry(geometry: GEOSGeometry | None) -> str:
    """Return a geometry in words: a position in degrees for a point, else kind, number of vertices and middle."""
    if geometry is None:
        return ""
    degrees = geometry.transform(SPOKEN, clone=True)
    middle: Any = degrees if degrees.geom_type == "Point" else degrees.point_on_surface
    longitude, latitude = middle.coords
    position = f"{latitude:.5f}, {longitude:.5f}"
    if degrees.geom_type == "Point":
        return position
    kinds = {"Polygon": _("Fläche"), "LineString": _("Linie"), "Point": _("Punktgruppe")}
    kind = kinds[degrees.geom_type.removeprefix("Multi")]
    return _("%(kind)s mit %(count)s Punkten um %(position)s") % {
        "kind": kind,
        "count": degrees.num_coords,
        "position": position,
    }


def is_same(one: GEOSGeometry | None, other: GEOSGeometry | None) -> bool:
    """Say whether two stored geometries differ by no more than their conversion to degrees and back."""
    if one is None or other is None:
        return one is other
    return one.geom_type == other.geom_type and one.equals_exact(other, SAME_M)


def _typed_position(text: str) -> tuple[float, float] | None:
    """Return (lon, lat) of two numbers typed as latitude, longitude."""
    match = WITH_POINTS.fullmatch(text) or WITH_COMMAS.fullmatch(text)
    if not match:
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in match.groups())
    return longitude, latitude


def _drawn(text: str) -> Any:
    """Return the shapely geometry of GeoJSON text: a geometry, or a feature with one."""
    try:
        said = json.loads(text, parse_constant=lambda name: _refuse(_("Eine Koordinate ist keine Zahl.")))
    except (ValueError, RecursionError):
        _refuse(_("Diese Lage ist nicht zu lesen. Schreiben Sie zum Beispiel 49.79360, 9.92940 (Breite, Länge)."))
    if isinstance(said, dict) and said.get("type") == "Feature":
        said = said.get("geometry")
    if not isinstance(said, dict) or said.get("type") not in TYPES:
        _refuse(_("Erlaubt sind Punkt, Linie und Fläche, einzeln oder mehrfach, aber keine Sammlung davon."))
    _check_coordinates(said.get("coordinates"))
    try:
        drawn = shape({"type": said["type"], "coordinates": said["coordinates"]})
    except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError, AttributeError):
        _refuse(_("Diese Fläche oder Linie ist unvollständig, zum Beispiel eine Fläche mit weniger als vier Punkten."))
    if drawn.is_empty:
        _refuse(_("Diese Lage ist leer."))
    return drawn


def _check_coordinates(coordinates: Any) -> None:
    """Refuse what is no nested list of pairs of finite numbers, or more than a map can draw."""
    waiting, vertices = [(coordinates, 0)], 0
    while waiting:
        each, depth = waiting.pop()
        if not isinstance(each, list) or depth > 3 or not each:
            _refuse(_("Die Koordinaten dieser Lage sind nicht zu lesen."))
        if all(isinstance(part, list) for part in each):
            waiting += [(part, depth + 1) for part in each]
            continue
        vertices += 1
        if vertices > MAX_VERTICES:
            _refuse(_("Diese Fläche oder Linie hat zu viele Punkte. Vereinfachen Sie sie auf höchstens 50.000."))
        if len(each) == 3:
            _refuse(_("Höhenangaben gehören nicht in die Lage. Geben Sie nur Länge und Breite an."))
        if len(each) != 2 or not all(_is_number(part) for part in each):
            _refuse(_("Eine Koordinate ist keine Zahl."))


def _is_number(part: Any) -> bool:
    try:
        return isinstance(part, int | float) and not isinstance(part, bool) and math.isfinite(part)
    except OverflowError:  # a whole number with hundreds of digits
        return False


def _require_germany(drawn: Any) -> None:
    west, south, east, north = drawn.bounds
    if GERMANY[0] <= west and east <= GERMANY[2] and GERMANY[1] <= south and north <= GERMANY[3]:
        return
    if GERMANY[0] <= south and north <= GERMANY[2] and GERMANY[1] <= west and east <= GERMANY[3]:
        _refuse(_("Breite und Länge sind vertauscht. Geben Sie zuerst die Breite an, zum Beispiel 49.79360, 9.92940."))
    if max(abs(number) for number in drawn.bounds) > 180:
        _refuse(_("Das sind keine Grad. Geben Sie Länge und Breite in Grad an (WGS 84, EPSG:4326)."))
    _refuse(_("Diese Lage liegt nicht in Deutschland. Prüfen Sie Breite und Länge."))


def _refuse(sentence: str) -> NoReturn:
    raise ValidationError(sentence, code="geometry")
