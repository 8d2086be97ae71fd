"""Two runs of one question side by side: what is different, for how many people, and where."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from analysis.comparison import require_comparable, shared_rows
from analysis.models import Run
from analysis.shading import less_is_better, unnoticed
from planning.choropleth import Choropleth, changes, differences_of
from planning.outlines import coloured
from planning.result import MapColumn, StoredTable, map_columns, tables_of
from planning.run_page import map_view, surfaces
from planning.shown_table import words
from planning.wording import question_title, said_of
from published.errors import BadParameter


@dataclass(frozen=True)
class Differing:
    """A parameter that the two runs were asked differently."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """What the page of a comparison shows: the second run minus the first."""

    before: Run
    after: Run
    title: str
    sentence: str
    differing: tuple[Differing, ...]
    columns: tuple[MapColumn, ...]
    column: MapColumn
    classes: Choropleth
    map: dict[str, Any]
    rows: tuple[tuple[str, str, str, str], ...]


def comparison(before: Run, after: Run, column_key: str) -> Comparison:
    """Compare two finished runs of one question. Raises NotReady and BadParameter where that cannot be done."""
    columns, earlier = _common(before, after)
    column = next((each for each in columns if each.key == column_key), columns[0])
    pair = _aligned(column, earlier[column.key])
    classes = changes(pair.column, pair.before, pair.after)
    url = f"{reverse('planning:comparison_map', args=[before.pk, after.pk])}?column={column.key}"
    return Comparison(
        before=before,
        after=after,
        title=question_title(after.question),
        sentence=_sentence(pair),
        differing=_differing(before, after),
        columns=tuple(columns),
        column=column,
        classes=classes,
        map=map_view() | {"places": ""} | surfaces(url, classes, column),
        rows=_rows(pair),
    )


def comparison_map(before: Run, after: Run, column_key: str) -> str:
    """Return the outlines of a comparison as GeoJSON."""
    columns, earlier = _common(before, after)
    column = next((each for each in columns if each.key == column_key), columns[0])
    pair = _aligned(column, earlier[column.key])
    return coloured(pair.column, changes(pair.column, pair.before, pair.after))


@dataclass(frozen=True)
class _Pair:
    """A column cut down to the rows that both runs have, with the values before and after (n,)."""

    column: MapColumn
    before: np.ndarray
    after: np.ndarray


def _common(before: Run, after: Run) -> tuple[list[MapColumn], dict[str, MapColumn]]:
    """Return the columns of the second run that the first has as well, and those of the first by their keys."""
    require_comparable(before, after)
    earlier = {each.key: each for each in map_columns(tables_of(before))}
    columns = [each for each in map_columns(tables_of(after)) if each.key in earlier]
    if not columns:
        raise BadParameter(_("Diese beiden Auswertungen haben nichts gemeinsam, was eine Karte zeigen kann."))
    return columns, earlier


def _aligned(column: MapColumn, earlier: MapColumn) -> _Pair:
    ids = earlier.table.values["id"], column.table.values["id"]
    there, here = (np.array(rows, dtype=int) for rows in shared_rows(*ids))
    values: dict[str, list[Any]] = {
        name: [column.table.values[name][row] for row in here]
        for name in ("id", "name", "population")
        if name in column.table.values
    }
    cut = replace(column, table=replace(column.table, values=values))
    return _Pair(cut, earlier.values()[there], column.values()[here])


def _sentence(pair: _Pair) -> str:
    people = pair.column.people()
    moved = differences_of(pair.column, pair.before, pair.after)
    gain = -moved if less_is_better(pair.column.name, pair.column.unit) else moved
    limit = unnoticed(pair.column.unit, pair.column.decimals)
    everybody = float(np.nansum(people))
    if not everybody:
        return _("Diese beiden Auswertungen haben keine Menschen gemeinsam.")
    better, worse = (float(np.nansum(people[side])) for side in (gain > limit, gain < -limit))
    if pair.column.table.of != "people":
        count = {"better": int((gain > limit).sum()), "worse": int((gain < -limit).sum()), "all": len(people)}
        return _("Von %(all)s Gemeinden stehen %(better)s besser und %(worse)s schlechter da.") % count
    return _("Für %(better)s Menschen (%(good)s %%) wird es besser, für %(worse)s (%(bad)s %%) schlechter.") % {
        "better": words(better, 0),
        "good": words(100 * better / everybody, 0),
        "worse": words(worse, 0),
        "bad": words(100 * worse / everybody, 0),
    }


def _differing(before: Run, after: Run) -> tuple[Differing, ...]:
    old, new = dict(said_of(before)), dict(said_of(after))
    labels = [*old, *(label for label in new if label not in old)]
    return tuple(
        Differing(label, old.get(label, "–"), new.get(label, "–"))
        for label in labels
        if old.get(label) != new.get(label)
    )


def _rows(pair: _Pair) -> tuple[tuple[str, str, str, str], ...]:
    """Return name, before, after and difference of each area; none for units, which have no names."""
    table: StoredTable = pair.column.table
    if "name" not in table.values:
        return ()
    decimals = max(pair.column.decimals, 1)
    moved = differences_of(pair.column, pair.before, pair.after)
    return tuple(
        (name, _number(before, decimals), _number(after, decimals), _signed(change, decimals))
        for name, before, after, change in zip(table.values["name"], pair.before, pair.after, moved, strict=True)
    )


def _number(value: float, decimals: int) -> str:
    return words(float(value) if np.isfinite(value) else None, decimals)


def _signed(value: float, decimals: int) -> str:
    """Return a difference with its sign; +0 is 0."""
    text = _number(abs(value), decimals)
    if not np.isfinite(value) or round(float(value), decimals) == 0:
        return text
    return f"{'+' if value > 0 else '−'}{text}"
