"""Results as tables: what a question answers with, and how it is stored so that equal results are equal bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.functional import Promise

from analysis.canonical import canonical, digest, packed, unpacked

Label = str | Promise


@dataclass(frozen=True)
class Column:
    """A column: its name in files, its words and unit for people, and how many decimals of a number count.

    `decimals` None is text. A number that there is none of is None, never NaN.
    """

    name: str
    label: Label
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows by column. `of` says what a row is: "people" (a unit of population), "facility", "area", "shape", "step".

    Rows of shapes have a GeoJSON geometry in EPSG:4326 in the column `geometry`.
    """

    name: str
    title: Label
    of: str
    columns: tuple[Column, ...]
    values: Mapping[str, Any]  # sequences or arrays

    def content(self) -> dict[str, Any]:
        """Return the table as JSON can hold it, numbers rounded to their decimals."""
        return {
            "name": self.name,
            "title": str(self.title),
            "of": self.of,
            "columns": [
                {"name": each.name, "label": str(each.label), "unit": each.unit, "decimals": each.decimals}
                for each in self.columns
            ],
            "values": {each.name: _plain(self.values[each.name], each.decimals) for each in self.columns},
        }


@dataclass(frozen=True)
class Result:
    """The answer as a sentence, the tables behind it, and what was assumed, in sentences."""

    sentence: str
    tables: tuple[Table, ...]
    log: tuple[str, ...] = field(default=())

    def packed(self) -> dict[str, bytes]:
        """Return the tables by name as they are stored."""
        return {table.name: packed(canonical(table.content())) for table in self.tables}

    def hash(self) -> str:
        """Return the SHA-256 of sentence and tables."""
        tables = {table.name: digest(canonical(table.content())) for table in self.tables}
        return digest(canonical({"sentence": self.sentence, "tables": tables}))


def read_table(data: bytes | memoryview) -> dict[str, Any]:
    """Return the content of a stored table: `name`, `title`, `of`, `columns`, `values`."""
    return unpacked(data)


def _plain(values: Sequence[Any] | np.ndarray, decimals: int | None) -> list[Any]:
    if decimals is None:
        return [None if each is None else each if isinstance(each, dict | list | str) else str(each) for each in values]
    numbers = np.asarray(values, dtype=float)
    rounded = np.round(numbers, decimals)
    listed: list[Any] = (
        rounded.astype(int).tolist() if decimals == 0 and np.isfinite(rounded).all() else rounded.tolist()
    )
    return [each if np.isfinite(each) else None for each in listed]
