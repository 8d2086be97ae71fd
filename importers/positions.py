"""Geometry out of columns: texts of GeoJSON or WKT, "lat, lon" pairs, two numbers. Known headings are recognised."""

import json
from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from importers.errors import ImportRefused, RowFault
from importers.fieldmap import GeometryOfMap
from importers.readers.numbers import parse_number, shorten
from importers.readers.shapes import from_geojson, from_wkt, point_from_pair
from importers.records import Record

LONGITUDES = ("lon", "lng", "long", "longitude", "länge", "laenge", "längengrad", "geolaenge", "geo_lon", "x", "ost",
              "rechtswert", "easting", "x_coord", "xkoord", "x_mp_100m", "x_mp_1km")  # fmt: skip
LATITUDES = ("lat", "latitude", "breite", "breitengrad", "geobreite", "geo_lat", "y", "nord", "hochwert", "northing",
             "y_coord", "ykoord", "y_mp_100m", "y_mp_1km")  # fmt: skip
SHAPES = ("geoshape", "geo_shape", "geojson")
POINTS = ("geopunkt", "geo_punkt", "geo_point", "geo_point_2d", "geopoint", "koordinaten")
WKTS = ("wkt", "geom_wkt", "the_geom")


class Positions:
    """Finds the geometry of a row. Made once per import; `wanted` may leave everything open, then headings decide.

    `recognised` is a sentence on what was found out, "" if nothing had to be. Raises ImportRefused if the map names a
    column that the file lacks, or if a table without own geometries has none that is known.
    """

    def __init__(self, wanted: GeometryOfMap, columns: Iterable[str], decimal: str, *, own_geometry: bool) -> None:
        self._decimal = decimal
        self._wanted = wanted
        self.recognised = ""
        known = tuple(columns)
        named = [wanted.geojson, wanted.wkt, wanted.point, wanted.lon, wanted.lat, *wanted.address.values()]
        if known and (missing := [name for name in named if name and name not in known]):
            raise ImportRefused(
                f"Der Datei fehlt die Spalte „{missing[0]}“ für die Lage; sie hat {', '.join(known[:30])}."
            )
        if not own_geometry and not any(named):
            self._recognise(known)

    def _recognise(self, columns: tuple[str, ...]) -> None:
        lower = {name.lower(): name for name in columns}

        def first(names: Iterable[str]) -> str:
            return next((lower[name] for name in names if name in lower), "")

        found = GeometryOfMap(
            geojson=first(SHAPES),
            wkt=first(WKTS),
            point=first(POINTS),
            lon=first(LONGITUDES),
            lat=first(LATITUDES),
            required=self._wanted.required,
        )
        named = [name for name in (found.geojson, found.wkt, found.point) if name]
        named += [found.lon, found.lat] if found.lon and found.lat else []
        if named:
            self._wanted = found
            self.recognised = f"Die Lage steht in {', '.join(f'„{name}“' for name in named)}."
        elif found.required:
            raise ImportRefused(
                "Es ist nicht zu erkennen, in welchen Spalten die Lage steht. Nennen Sie sie in der Feldzuordnung "
                "unter [geometry]: lon und lat, point, geojson, wkt oder address."
            )

    @property
    def required(self) -> bool:
        """Whether a row without geometry is refused."""
        return self._wanted.required

    @property
    def address(self) -> dict[str, str]:
        """The columns of an address that is looked up where a row has no geometry; empty if none."""
        return dict(self._wanted.address)

    def geometry(self, record: Record) -> BaseGeometry | None:
        """Return the geometry of a row, None if it has none. Raises RowFault, which names the column."""
        if record.geometry is not None:
            return record.geometry
        wanted = self._wanted
        for column, read in (
            (wanted.geojson, _from_geojson_text),
            (wanted.wkt, from_wkt),
            (wanted.point, point_from_pair),
        ):
            if not column or record.values.get(column) in (None, ""):
                continue
            try:
                return read(str(record.values[column]))
            except RowFault as fault:
                fault.column = column
                raise
        if wanted.lon and wanted.lat:
            return self._from_numbers(record)
        return None

    def _from_numbers(self, record: Record) -> BaseGeometry | None:
        numbers = []
        for column in (self._wanted.lon, self._wanted.lat):
            value = record.values.get(column)
            if value is None or str(value).strip() == "":
                return None
            try:
                numbers.append(
                    float(value) if isinstance(value, (int, float)) else parse_number(str(value), self._decimal)
                )
            except RowFault as fault:
                fault.column = column
                raise
        return shapely.Point(*numbers)


def _from_geojson_text(text: str) -> BaseGeometry | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RowFault(f"„{shorten(text, 40)}“ ist kein GeoJSON.") from error
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    return from_geojson(found)
