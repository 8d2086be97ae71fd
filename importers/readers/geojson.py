"""GeoJSON (RFC 7946), also with the `crs` member of 2008 and as a text sequence: a stream in pure Python."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from importers.errors import ImportRefused, RowFault
from importers.limits import Limits
from importers.readers.json_stream import JsonStream, open_json
from importers.readers.shapes import from_geojson
from importers.records import Fault, Record, Table

LONGITUDE_LATITUDE = 4326
EPSG_NAME = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:[\d.]*:?(\d{4,6})", re.IGNORECASE)
GEOMETRY_TYPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}


@contextmanager
def open_geojson(path: Path, limits: Limits) -> Iterator[Table]:
    """Open a GeoJSON file as a table. The ref is the feature's id. An empty collection has no rows.

    Raises ImportRefused, possibly while the rows are read, if the text is no GeoJSON.
    """
    file, stream, note = open_json(path, limits)
    with file:
        table = Table(format="geojson", rows=iter(()), srid=LONGITUDE_LATITUDE, notes=[note] if note else [])
        reader = _Reader(stream, path.name, table)
        table.rows = reader.rows()
        reader.read_ahead()
        yield table


class _Reader:
    """Walks the members of the outermost object; those before `features` are known before the first row."""

    def __init__(self, stream: JsonStream, name: str, table: Table) -> None:
        self._stream = stream
        self._name = name
        self._table = table
        self._row = 0
        self._members: Iterator[str] = iter(())
        self._seen: dict[str, Any] = {}
        self._at_features = False

    def read_ahead(self) -> None:
        """Read up to the features, so that the table's CRS is right when it is handed over."""
        if self._stream.peek() == "[":
            raise ImportRefused(f"„{self._name}“ ist JSON, aber kein GeoJSON: es beginnt mit einer Liste.")
        self._members = self._stream.members()
        self._to_features()

    def rows(self) -> Iterator[Record | Fault]:
        """Yield every feature, then see that nothing behind them contradicts what was assumed."""
        while True:
            if self._at_features:
                for feature in self._stream.items():
                    yield self._record(feature)
                self._at_features = False
                self._to_features()
                continue
            yield from self._whole_object()
            if not self._stream.peek():
                return
            self._seen = {}
            self._members = self._stream.members()
            self._to_features()

    def _to_features(self) -> None:
        for name in self._members:
            if name == "features" and self._stream.peek() == "[":
                self._at_features = True
                self._seen["features"] = True
                return
            self._seen[name] = self._stream.value()
            if name == "crs":
                self._set_crs(self._seen["crs"])

    def _whole_object(self) -> Iterator[Record | Fault]:
        """Deal with an object that has ended: a collection whose features were read, one feature, or one geometry."""
        kind = self._seen.get("type")
        if kind == "FeatureCollection" and "features" in self._seen:
            return
        if kind == "Feature":
            yield self._record(self._seen)
        elif kind in GEOMETRY_TYPES:
            yield self._record({"type": "Feature", "properties": {}, "geometry": self._seen})
        elif kind == "Topology":
            raise ImportRefused(f"„{self._name}“ ist TopoJSON; gebraucht wird GeoJSON.")
        else:
            raise ImportRefused(f"„{self._name}“ ist JSON, aber kein GeoJSON.")

    def _set_crs(self, crs: Any) -> None:
        name = ((crs.get("properties") or {}).get("name") if isinstance(crs, dict) else None) if crs else "CRS84"
        if not isinstance(name, str):
            raise ImportRefused(f"„{self._name}“ verweist auf ein Koordinatensystem, das nicht in der Datei steht.")
        match = EPSG_NAME.fullmatch(name)
        srid = int(match.group(1)) if match else LONGITUDE_LATITUDE if "CRS84" in name else None
        if srid is None:
            raise ImportRefused(f"Das Koordinatensystem „{name[:60]}“ in „{self._name}“ ist unbekannt.")
        if self._row and srid != self._table.srid:
            raise ImportRefused(f"In „{self._name}“ steht das Koordinatensystem erst hinter den Objekten.")
        self._table.srid = srid

    def _record(self, feature: Any) -> Record | Fault:
        self._row += 1
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            return Fault(self._row, "", "Das ist kein GeoJSON-Feature.")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            return Fault(self._row, "properties", "Die Eigenschaften sind kein Objekt.")
        try:
            geometry = from_geojson(feature.get("geometry"))
        except RowFault as fault:
            return Fault(self._row, fault.column, fault.sentence)
        ref = feature.get("id")
        return Record(self._row, "" if ref is None else str(ref), properties, geometry)
