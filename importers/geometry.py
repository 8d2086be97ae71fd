"""The gate that every geometry passes: finite, in the region, valid, in the CRS of its target. Repairs are said."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from importers.errors import ImportRefused, RowFault
from importers.fieldmap import Outside

LONLAT, METRIC, CENSUS = 4326, 25832, 3035
CELL_SIZES_M = {"cell_100m": 100, "cell_1000m": 1000}
# In which German open data come; tried in this order when a file's coordinates make no sense as they are.
KNOWN_SRIDS = (4326, 25832, 25833, 31467, 31468, 3035, 3857)
# A geometry that reaches further than this many times the region's own size has a wrong vertex.
MAX_REACH = 3.0
POLYGONS, LINES = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString", "LinearRing")
# Below this share of its smallest rectangle an area has no length and width worth telling.
RECTANGULAR = 0.85


@dataclass(slots=True)
class Located:
    """A geometry that passed: `stored` in the target's CRS, `metric` in EPSG:25832, `repairs` as sentences."""

    stored: BaseGeometry
    metric: BaseGeometry
    repairs: tuple[str, ...] = ()

    @property
    def lonlat(self) -> tuple[float, float]:
        """A point on the geometry, degrees."""
        point = shapely.point_on_surface(self.metric)
        return _transformer(METRIC, LONLAT).transform(point.x, point.y)


class Gate:
    """Checks and transforms geometries by the batch. `bbox` is the region's, degrees, west south east north.

    `shape` is what the target stores: "any", "point" (areas become a point on them) or "multipolygon". The region's box
    has a margin, because places just beyond the border belong to a region's daily life. What is `outside` of it is
    refused, skipped, taken and counted in `beyond` ("warn"), or taken without a look ("keep").
    """

    def __init__(
        self,
        *,
        srid: int | None,
        target_srid: int,
        bbox: Sequence[float],
        outside: Outside,
        shape: str = "any",
        margin_deg: float = 0.02,
    ) -> None:
        self.srid = srid
        self.notes: list[str] = []
        self.beyond = 0
        self._target_srid = target_srid
        west, south, east, north = bbox
        self._lonlat_box = (west - margin_deg, south - margin_deg, east + margin_deg, north + margin_deg)
        self._outside = outside
        self._shape = shape
        self._checked_crs = False

    def locate(self, geometries: Sequence[BaseGeometry | None]) -> list[Located | RowFault | None]:
        """Return for each geometry where it is, why not, or None if it is missing, or outside and skipped.

        Raises ImportRefused if the first geometries show that the file is in another CRS than said.
        """
        result: list[Located | RowFault | None] = [None] * len(geometries)
        shapes = np.empty(len(geometries), dtype=object)
        shapes[:] = geometries
        present = ~shapely.is_missing(shapes)
        for place in np.flatnonzero(present & (shapely.is_empty(shapes) | ~_finite(shapes))):
            empty = shapely.is_empty(shapes[place])
            sentence = (
                "Die Geometrie ist leer." if empty else "Eine Koordinate ist keine endliche Zahl (NaN oder unendlich)."
            )
            result[place] = RowFault(sentence, "geometry")
            present[place] = False
        places = np.flatnonzero(present)
        if not len(places):
            return result
        shapes = shapely.force_2d(shapes)
        self._settle_srid(shapes[places])
        swapped, inside = self._compare_with_region(shapes, places, result)
        self._finish(shapes, inside, swapped, result)
        return result

    def _settle_srid(self, shapes: np.ndarray) -> None:
        """Look once at the first geometries: find out the CRS if nobody said it, refuse if what was said is not so."""
        if self._checked_crs:
            return
        self._checked_crs = True
        bounds = shapely.bounds(shapes)
        x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
        if self.srid is None:
            self.srid = likely_srid(x, y, self._lonlat_box)
            if self.srid is None:
                raise ImportRefused(
                    "Das Koordinatensystem ist nicht angegeben und nicht zu erkennen. Nennen Sie es mit --srid, "
                    "zum Beispiel --srid 25832."
                )
            self.notes.append(f"Koordinatensystem erkannt: EPSG:{self.srid}.")
        box = self._box()
        fits = _within(x, y, box) | _within(y, x, box)
        nonsense = self.srid == LONLAT and bool(np.all((np.abs(x) > 180) | (np.abs(y) > 180)))
        if nonsense or (self._outside in ("refuse", "warn") and not fits.any()):
            guess = likely_srid(x, y, self._lonlat_box)
            if guess is not None and guess != self.srid:
                raise ImportRefused(
                    f"Die Koordinaten ({_plain(x[0])}, {_plain(y[0])}) liegen in EPSG:{self.srid} nicht in der Region, "
                    f"in EPSG:{guess} lägen sie darin. Geben Sie --srid {guess} an, wenn das gemeint ist."
                )
            if nonsense:
                raise ImportRefused(
                    f"Die Koordinaten ({_plain(x[0])}, {_plain(y[0])}) sind keine Längen- und Breitengrade."
                )

    def _box(self) -> tuple[float, float, float, float]:
        """The region's box in the CRS of the file."""
        assert self.srid is not None
        return _transformer(LONLAT, self.srid).transform_bounds(*self._lonlat_box)

    def _compare_with_region(
        self, shapes: np.ndarray, places: np.ndarray, result: list[Located | RowFault | None]
    ) -> tuple[set[int], np.ndarray]:
        """Turn swapped geometries round, put faults on those outside; return what was swapped and what goes on."""
        if self._outside == "keep":
            return set(), places
        box = self._box()
        bounds = shapely.bounds(shapes[places])
        touching = _touching(bounds, box)
        turned = ~touching & _touching(bounds[:, [1, 0, 3, 2]], box)
        for place in places[turned]:
            shapes[place] = shapely.transform(shapes[place], lambda coordinates: coordinates[:, ::-1])
        beyond = ~touching & ~turned
        if self._outside == "warn":
            self.beyond += int(beyond.sum())
            return set(places[turned].tolist()), places
        for place in places[beyond] if self._outside == "refuse" else ():
            point = shapely.get_coordinates(shapes[place])[0]
            result[place] = RowFault(
                f"Liegt außerhalb der Region ({_plain(point[0])}, {_plain(point[1])}).", "geometry"
            )
        inside = places[~beyond]
        reach = _reach(shapely.bounds(shapes[inside]), box)
        for place in inside[reach > MAX_REACH]:
            result[place] = RowFault("Reicht weit über die Region hinaus; ein Eckpunkt ist falsch.", "geometry")
        return set(places[turned].tolist()), inside[reach <= MAX_REACH]

    def _finish(
        self, shapes: np.ndarray, places: np.ndarray, swapped: set[int], result: list[Located | RowFault | None]
    ) -> None:
        """Transform, make valid, bring into the target's shape."""
        metric = project(shapes[places], self.srid, METRIC)
        invalid = ~shapely.is_valid(metric)
        if invalid.any():
            metric[invalid] = [_made_valid(each) for each in metric[invalid]]
        for place, geometry, mended in zip(places, metric, invalid, strict=True):
            repairs = ["Breite und Länge waren vertauscht."] if place in swapped else []
            repairs += ["Die Fläche überschnitt sich selbst."] if mended else []
            result[place] = self._shaped(geometry, tuple(repairs))
        if self._target_srid != METRIC:
            self._bring_to_target(shapes, result)

    def _bring_to_target(self, shapes: np.ndarray, result: list[Located | RowFault | None]) -> None:
        """Transform what is stored in another CRS: straight from the source where nothing was changed on the way."""
        found = [(place, each) for place, each in enumerate(result) if isinstance(each, Located)]
        untouched = [(place, each) for place, each in found if each.stored is each.metric and not each.repairs]
        changed = [(place, each) for place, each in found if each.stored is not each.metric or each.repairs]
        for srid, group in ((self.srid, untouched), (METRIC, changed)):
            origin = np.empty(len(group), dtype=object)
            origin[:] = [each.stored if srid == METRIC else shapes[place] for place, each in group]
            for (_, each), geometry in zip(group, project(origin, srid, self._target_srid), strict=True):
                each.stored = geometry

    def _shaped(self, geometry: BaseGeometry, repairs: tuple[str, ...]) -> Located | RowFault:
        geometry = _of_one_kind(geometry)
        if geometry is None or geometry.is_empty:
            return RowFault("Von der Geometrie bleibt nichts übrig, wenn man sie gültig macht.", "geometry")
        stored = geometry
        if self._shape == "point" and geometry.geom_type != "Point":
            stored = shapely.point_on_surface(geometry)
        elif self._shape == "multipolygon":
            if geometry.geom_type not in POLYGONS:
                return RowFault("Gebraucht wird eine Fläche.", "geometry")
            stored = geometry if geometry.geom_type == "MultiPolygon" else shapely.MultiPolygon([geometry])
        return Located(stored, geometry, repairs)


def measure(located: Located, what: str) -> float | str | None:
    """Return "area_m2", "length_m" or "width_m" of an area, to a tenth; None for points and lines.

    Length and width are those of the smallest rectangle around it, if the area fills most of that. "cell_100m" and
    "cell_1000m" are the ids of the census cell in which the middle of the geometry lies, also for points.
    """
    geometry = located.metric
    if what in CELL_SIZES_M:
        middle = geometry.centroid
        return cell_at(CELL_SIZES_M[what], *_transformer(METRIC, CENSUS).transform(middle.x, middle.y))
    if geometry.geom_type not in POLYGONS:
        return None
    if what == "area_m2":
        return round(geometry.area, 1)
    rectangle = shapely.oriented_envelope(geometry)
    if rectangle.geom_type != "Polygon" or geometry.area < RECTANGULAR * rectangle.area:
        return None
    corners = shapely.get_coordinates(rectangle)
    sides = sorted(float(np.hypot(*(corners[i + 1] - corners[i]))) for i in range(2))
    return round(sides[1] if what == "length_m" else sides[0], 1)


def cell_at(size_m: int, x: float, y: float) -> str:
    """Return the INSPIRE id of the cell of that size in which a point (EPSG:3035, metres) lies.

    >>> cell_at(100, 4292750, 2955350)
    'CRS3035RES100mN2955300E4292700'
    """
    return f"CRS3035RES{size_m}mN{int(y // size_m) * size_m}E{int(x // size_m) * size_m}"


def likely_srid(x: np.ndarray, y: np.ndarray, lonlat_box: Sequence[float]) -> int | None:
    """Return the known CRS in which most of the points, swapped or not, lie in the box (degrees); None if none."""
    for srid in KNOWN_SRIDS:
        inside = np.zeros(len(x), dtype=bool)
        for first, second in ((x, y), (y, x)):
            lon, lat = _transformer(srid, LONLAT).transform(first, second)
            inside |= _within(np.asarray(lon), np.asarray(lat), lonlat_box)
        if inside.mean() > 0.5:
            return srid
    return None


def project(geometries: np.ndarray, source: int | None, target: int) -> np.ndarray:
    """Return geometries of one CRS in another, x before y in both; all coordinates in one call."""
    assert source is not None
    if source == target or not len(geometries):
        return geometries
    transformer = _transformer(source, target)

    def moved(coordinates: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))

    return shapely.transform(geometries, moved)


@lru_cache(maxsize=32)
def _transformer(source: int, target: int) -> pyproj.Transformer:
    for srid in (source, target):
        try:
            pyproj.CRS.from_epsg(srid)
        except pyproj.exceptions.CRSError as error:
            raise ImportRefused(f"Das Koordinatensystem EPSG:{srid} ist unbekannt.") from error
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _finite(shapes: np.ndarray) -> np.ndarray:
    coordinates, owner = shapely.get_coordinates(shapes, include_z=False, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _within(x: np.ndarray, y: np.ndarray, box: Sequence[float]) -> np.ndarray:
    return (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])


def _touching(bounds: np.ndarray, box: Sequence[float]) -> np.ndarray:
    west, south, east, north = bounds.T
    return (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])


def _reach(bounds: np.ndarray, box: Sequence[float]) -> np.ndarray:
    """How many times as wide or high as the box each bounds is."""
    west, south, east, north = bounds.T
    return np.maximum((east - west) / (box[2] - box[0]), (north - south) / (box[3] - box[1]))


def _made_valid(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(geometry, method="structure", keep_collapsed=False)


def _of_one_kind(geometry: BaseGeometry) -> BaseGeometry | None:
    """Return a collection's parts of the highest dimension (tiles draw one kind only); others stay as they are."""
    if geometry.geom_type != "GeometryCollection":
        return geometry
    parts = shapely.get_parts(geometry)
    while any(part.geom_type == "GeometryCollection" for part in parts):
        parts = shapely.get_parts(parts)
    if not len(parts):
        return None
    dimensions = shapely.get_dimensions(parts)
    return shapely.union_all(parts[dimensions == dimensions.max()])


def _plain(value: Any) -> str:
    return f"{float(value):.5f}".rstrip("0").rstrip(".")
