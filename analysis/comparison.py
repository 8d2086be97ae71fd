"""The difference of two runs of one question: later minus earlier, place by place."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from analysis.errors import NotReady
from analysis.methods.differences import difference
from analysis.models import Run
from analysis.questions import QUESTIONS
from analysis.results import Column, Result, Table, read_table
from published.errors import BadParameter

COMPARED = ("people", "area")
POPULATION = "population"
# Columns that say what a row is and are not compared.
GIVEN = ("id", "name", POPULATION)
# What stands beside a number in the column `<name>_turned` where there is no difference to tell.
TURNED = "_turned"
NEWLY, NO_LONGER = gettext_lazy("neu erreichbar"), gettext_lazy("nicht mehr erreichbar")


def compare(run_a: Run, run_b: Run) -> Result:
    """Return the difference b - a of two finished runs: a table for each that both have of people and of areas.

    A row is a place that both have. For each number that both have there is a column of the same name with its
    difference. What has no number is out of reach (analysis.results): out of reach in both is no difference; in one of
    them there is no number for it, and the column `<name>_turned` says which. The population is that of the later run.
    Raises NotReady unless both are done, and BadParameter if they answer different questions or share no place.
    """
    require_comparable(run_a, run_b)
    before, after = _tables(run_a), _tables(run_b)
    pairs = [(before[name], after[name]) for name in before if name in after]
    tables = [table for a, b in pairs if (table := _compared(a, b)) is not None]
    if not tables:
        raise BadParameter(_("Diese beiden Auswertungen haben keinen Ort und keine Zahl gemeinsam."))
    return Result(_sentence(tables), tuple(tables), tuple(_notes(run_a, run_b, pairs)))


def require_comparable(run_a: Run, run_b: Run) -> None:
    """Raise NotReady unless both runs are done, and BadParameter if they answer different questions."""
    if run_a.question != run_b.question:
        raise BadParameter(_("Vergleichen lassen sich nur zwei Auswertungen derselben Frage."))
    if {run_a.status, run_b.status} != {Run.Status.DONE}:
        raise NotReady(_("Vergleichen lassen sich nur fertige Auswertungen."))


def _tables(run: Run) -> dict[str, dict[str, Any]]:
    contents = (read_table(data) for data in run.tables.order_by("name").values_list("data", flat=True))
    return {table["name"]: table for table in contents if table["of"] in COMPARED}


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> Table | None:
    """Return the table of differences, None where the two have no row or no number in common."""
    rows_before, rows_after = shared_rows(before["values"]["id"], after["values"]["id"])
    numbers = {each["name"] for each in before["columns"] if each["decimals"] is not None}
    compared = [
        Column(**each)
        for each in after["columns"]
        if each["name"] in numbers and each["name"] not in GIVEN and each["decimals"] is not None
    ]
    if not rows_after or not compared:
        return None
    given = [Column(**each) for each in after["columns"] if each["name"] in GIVEN]
    columns = list(given)
    values: dict[str, Any] = {each.name: _taken(after["values"][each.name], rows_after) for each in given}
    for each in compared:
        change = difference(
            _numbers(before["values"][each.name], rows_before), _numbers(after["values"][each.name], rows_after)
        )
        label = _("Unterschied: %(what)s") % {"what": each.label}
        columns.append(Column(each.name, label, each.unit, each.decimals))
        values[each.name] = change
        if np.isinf(change).any():
            turned = each.name + TURNED
            columns.append(Column(turned, _("Wechsel: %(what)s") % {"what": each.label}))
            values[turned] = [_turned(value) for value in change.tolist()]
    title = _("%(table)s: Unterschiede") % {"table": after["title"]}
    return Table(after["name"], title, after["of"], tuple(columns), values)


def shared_rows(before: Sequence[str], after: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the rows of the places that both have, in the order of the later run."""
    place = {key: row for row, key in enumerate(before)}
    shared = [(place[key], row) for row, key in enumerate(after) if key in place]
    return [first for first, _second in shared], [second for _first, second in shared]


def _taken(values: Sequence[Any], rows: Sequence[int]) -> list[Any]:
    return [values[row] for row in rows]


def _numbers(values: Sequence[float | None], rows: Sequence[int]) -> NDArray[np.float64]:
    return np.array([np.inf if values[row] is None else values[row] for row in rows], dtype=float)


def _turned(change: float) -> str | None:
    if np.isfinite(change):
        return None
    return str(NO_LONGER if change > 0 else NEWLY)


def _sentence(tables: Sequence[Table]) -> str:
    """Say for the first number of the people, else of the areas, where it fell, rose and stayed."""
    table = next((each for each in tables if each.of == "people"), tables[0])
    column = next(each for each in table.columns if each.decimals is not None and each.name not in GIVEN)
    change = np.round(table.values[column.name], column.decimals or 0)
    if table.of == "people":
        people = np.asarray(table.values[POPULATION], dtype=float)
        sentence = _("%(what)s: kleiner für %(fell)s Menschen, größer für %(rose)s, gleich für %(same)s.")
    else:
        people = np.ones(len(change))
        sentence = _("%(what)s: kleiner in %(fell)s Gemeinden, größer in %(rose)s, gleich in %(same)s.")
    return sentence % {
        "what": column.label,
        "fell": f"{people[change < 0].sum():.0f}",
        "rose": f"{people[change > 0].sum():.0f}",
        "same": f"{people[change == 0].sum():.0f}",
    }


def _notes(run_a: Run, run_b: Run, pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[str]:
    notes = [
        _("Unterschied heißt: %(later)s minus %(earlier)s.") % {"later": _named(run_b), "earlier": _named(run_a)},
    ]
    for before, after in pairs:
        first, second = set(before["values"]["id"]), set(after["values"]["id"])
        if alone := len(first ^ second):
            notes.append(
                _("%(table)s: %(count)s Zeilen stehen nur in einer der beiden Auswertungen und fehlen hier.")
                % {"table": after["title"], "count": alone}
            )
    if run_a.inputs.get("people") != run_b.inputs.get("people"):
        notes.append(_("Die beiden Auswertungen rechnen nicht mit denselben Bevölkerungszahlen."))
    if run_a.inputs.get("network") != run_b.inputs.get("network"):
        notes.append(_("Die beiden Auswertungen rechnen nicht mit demselben Straßennetz."))
    properties = QUESTIONS[run_b.question].properties
    for name in sorted(run_a.parameters.keys() | run_b.parameters.keys()):
        if run_a.parameters.get(name) != run_b.parameters.get(name) and name in properties:
            notes.append(_("Anders gefragt: „%(name)s“.") % {"name": properties[name]["title"]})
    return notes


def _named(run: Run) -> str:
    return f"„{run.title or QUESTIONS[run.question].title}“ ({timezone.localtime(run.created_at):%d.%m.%Y %H:%M})"
