"""GeoPackage (OGC 12-128): each table as a layer in EPSG:25832, those without places as tables of attributes."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from analysis.exports.cells import heading
from analysis.exports.document import Document
from analysis.exports.geometries import Geometries
from published.crs import STORED

STATEMENT = "nachweis"
COLUMNS = "spalten"


def write(document: Document) -> bytes:
    """Return the file: the tables, `nachweis` (what it means and where it comes from) and `spalten` (labels, units)."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "result.gpkg"
        for sheet in document.sheets:
            fields = [_field(sheet.values[column.name], column.decimals) for column in sheet.columns]
            _append(path, sheet.name, [column.name for column in sheet.columns], fields, sheet.geometry, sheet.title)
        told = [(sheet.name, column.name, heading(column)) for sheet in document.sheets for column in sheet.columns]
        _append(path, COLUMNS, ["table_name", "column_name", "label"], _texts(told))
        _append(path, STATEMENT, ["what", "said"], _texts(document.statement()))
        _set_time(path, document)
        return path.read_bytes()


Filled = tuple[NDArray[Any], NDArray[np.bool_] | None]  # values, and where there are none


def _append(
    path: Path,
    name: str,
    columns: Sequence[str],
    fields: Sequence[Filled],
    geometry: Geometries | None = None,
    title: str = "",
) -> None:
    placed: dict[str, Any] = {}
    if geometry is not None:
        placed = {"geometry_type": _geometry_type(geometry), "crs": f"EPSG:{STORED}"}
    pyogrio.raw.write(
        path,
        None if geometry is None else shapely.to_wkb(geometry),
        [values for values, _absent in fields],
        list(columns),
        field_mask=[absent for _values, absent in fields],
        layer=name,
        driver="GPKG",
        append=path.exists(),
        layer_options={"IDENTIFIER": title or name},
        **placed,
    )


def _field(values: Sequence[Any], decimals: int | None) -> Filled:
    if decimals is None:
        return np.array(values, dtype=object), None
    absent = np.array([value is None for value in values], dtype=bool)
    filled = [0 if value is None else value for value in values]
    return np.array(filled, dtype=np.int64 if decimals == 0 else np.float64), absent


def _texts(rows: Sequence[Sequence[str]]) -> list[Filled]:
    return [(np.array(column, dtype=object), None) for column in zip(*rows, strict=True)]


def _geometry_type(geometry: Geometries) -> str:
    """Return what a layer is said to hold: areas and lines always as multi, points as such where they are single."""
    types = {each.geom_type for each in geometry if each is not None}
    if types == {"Point"}:
        return "Point"
    kinds = {each.removeprefix("Multi") for each in types}
    return f"Multi{kinds.pop()}" if len(kinds) == 1 else "Unknown"


def _set_time(path: Path, document: Document) -> None:
    """Date the contents by the result; GDAL writes the present moment."""
    moment = document.of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", [moment])
