"""The tables of a run's result as they are stored, and what of them can be drawn on a map."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from analysis.models import ResultTable, Run
from analysis.results import read_table
from analysis.shading import MINUTES, PERCENT

PEOPLE, AREAS, FACILITIES, SHAPES = "people", "area", "facility", "shape"
POPULATION = "population"
KEPT_TABLES = 32  # some megabytes each at 20,000 units


@dataclass(frozen=True)
class StoredTable:
    """A table of a result. `columns` say name, label, unit and decimals; `values` are lists by column."""

    name: str
    title: str
    of: str
    columns: list[dict[str, Any]]
    values: dict[str, list[Any]]

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return the numbers of a column (n,), NaN where there is none."""
        return np.array([np.nan if each is None else each for each in self.values[name]], dtype=float)

    def __len__(self) -> int:
        return len(next(iter(self.values.values()), []))


@dataclass(frozen=True)
class MapColumn:
    """A column that a map can show. Of an area it is shown as a share of its people: counts would show their size."""

    table: StoredTable
    name: str
    label: str
    unit: str
    decimals: int

    @property
    def key(self) -> str:
        """How an address names it: table and column."""
        return f"{self.table.name}.{self.name}"

    @property
    def is_minutes(self) -> bool:
        """Say whether less is better, and no number means: not in the time that was asked for."""
        return self.unit == MINUTES

    def values(self) -> NDArray[np.float64]:
        """Return the numbers (n,) to be drawn, NaN where there is none."""
        numbers = self.table.numbers(self.name)
        if self.table.of != AREAS:
            return numbers
        people = self.table.numbers(POPULATION)
        return np.divide(numbers * 100, people, out=np.full(len(numbers), np.nan), where=people > 0)

    def people(self) -> NDArray[np.float64]:
        """Return how many people live in each row (n,)."""
        return self.table.numbers(POPULATION)


def tables_of(run: Run) -> list[StoredTable]:
    """Return the tables of a finished run in a fixed order, that of shapes and areas first; empty without a result."""
    order = [SHAPES, AREAS, FACILITIES]
    found = [_table(run.result_hash, each.pk) for each in run.tables.only("pk").order_by("name")]
    return sorted(found, key=lambda table: order.index(table.of) if table.of in order else len(order))


@lru_cache(maxsize=KEPT_TABLES)
def _table(_result_hash: str, pk: int) -> StoredTable:
    """Return a stored table; its content never changes, so a process keeps those that it read last."""
    content = read_table(ResultTable.objects.get(pk=pk).data)
    return StoredTable(**{name: content[name] for name in ("name", "title", "of", "columns", "values")})


def map_columns(tables: list[StoredTable]) -> list[MapColumn]:
    """Return the columns that a map can show, those of single units before those of areas."""
    return [
        column
        for kind in (PEOPLE, AREAS)
        for table in tables
        if table.of == kind and len(table)
        for column in _map_columns(table)
    ]


def _map_columns(table: StoredTable) -> Iterator[MapColumn]:
    for each in table.columns:
        if each["decimals"] is None or each["name"] == POPULATION:
            continue
        if table.of == AREAS:
            yield MapColumn(table, each["name"], _("Gemeinden: %s") % each["label"], PERCENT, 0)
        else:
            yield MapColumn(table, each["name"], each["label"], each["unit"], each["decimals"])
