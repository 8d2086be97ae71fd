"""A table of a result as people read it: sorted, numbers in their language, no keys and no geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from planning.result import PEOPLE, StoredTable

MOST_ROWS = 200  # more are for programs: they stand in the exports
NOT_SHOWN = {"id", "geometry"}
NOTHING = "–"


@dataclass(frozen=True)
class Heading:
    """A column's words; `sort` is what the address says to sort by it, `sorted_as` ARIA's word if it is sorted."""

    label: str
    is_number: bool
    sort: str
    sorted_as: str


@dataclass(frozen=True)
class ShownTable:
    """A table for a page; `more` rows are not shown."""

    name: str
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int


def shown_table(table: StoredTable, sort: str = "") -> ShownTable | None:
    """Return a table for a page, None for one of units, which are too many to read.

    `sort` is `table.column`, with a minus before it for the greatest first; what names no column here is left alone.
    """
    if table.of == PEOPLE:
        return None
    columns = [each for each in table.columns if each["name"] not in NOT_SHOWN]
    order, by, falling = list(range(len(table))), "", False
    wanted = sort.removeprefix("-").removeprefix(f"{table.name}.")
    if sort.removeprefix("-") == f"{table.name}.{wanted}" and any(each["name"] == wanted for each in columns):
        by, falling = wanted, sort.startswith("-")
        order = _sorted(table.values[by], falling)
    headings = tuple(
        Heading(
            f"{each['label']} ({each['unit']})" if each["unit"] else each["label"],
            each["decimals"] is not None,
            f"{'-' if _is_next_falling(each, by, falling) else ''}{table.name}.{each['name']}",
            ("descending" if falling else "ascending") if each["name"] == by else "",
        )
        for each in columns
    )
    rows = tuple(
        tuple(words(table.values[each["name"]][row], each["decimals"]) for each in columns) for row in order[:MOST_ROWS]
    )
    return ShownTable(table.name, table.title, headings, rows, max(0, len(order) - MOST_ROWS))


def words(value: Any, decimals: int | None) -> str:
    """Return a value as people write it.

    >>> words(None, 1), words("Ochsenfurt", None)
    ('–', 'Ochsenfurt')
    """
    if value is None:
        return NOTHING
    return str(value) if decimals is None else str(number_format(value, decimals, force_grouping=True))


def _sorted(values: Sequence[Any], falling: bool) -> list[int]:
    """Return the rows in order; those without a value stand last either way."""
    known = [row for row, value in enumerate(values) if value is not None]
    known.sort(key=lambda row: values[row].casefold() if isinstance(values[row], str) else values[row], reverse=falling)
    return known + [row for row, value in enumerate(values) if value is None]


def _is_next_falling(column: dict[str, Any], by: str, falling: bool) -> bool:
    """Say whether the next click sorts the greatest first: numbers do at once, words only the second time."""
    if column["name"] == by:
        return not falling
    return column["decimals"] is not None
