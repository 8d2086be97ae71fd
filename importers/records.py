"""What readers hand on: typed records with the number of their row, or the fault that a row has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was refused (or what was repaired in it), in words for the person who owns the file."""

    row: int
    column: str
    sentence: str
    ref: str = ""

    def __str__(self) -> str:
        ref = f" ({self.ref})" if self.ref else ""
        column = f", Spalte „{self.column}“" if self.column else ""
        return f"Zeile {self.row}{ref}{column}: {self.sentence}"


@dataclass(slots=True)
class Record:
    """One row of a source as it was read: nothing is renamed or converted yet.

    `row` counts as a person counts in that file (line of a CSV, feature of a GeoJSON, object of an OSM file), from 1.
    `ref` is the row's id in its source, empty where the source has none. `geometry` is in the table's CRS, or None.
    """

    row: int
    ref: str
    values: Mapping[str, Any]
    geometry: BaseGeometry | None = None


@dataclass
class Table:
    """An opened source: what is known of it at once, and its rows as a stream that is read only once.

    `srid` is the EPSG number that the file itself states, or None. `columns` is empty where the format has no header
    (then every record may have its own). `ambiguous` names columns that occur twice under one heading. `notes` are
    sentences on what the reader recognised or repaired. `total` is the number of rows if the format tells it, `decimal`
    the separator that its numbers use where they come as texts.
    """

    format: str
    rows: Iterator[Record | Fault]
    columns: tuple[str, ...] = ()
    srid: int | None = None
    total: int | None = None
    ambiguous: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    decimal: str = "."
