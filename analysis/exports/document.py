"""What is exported: a finished run, or the difference of two, with everything that belongs beside the figures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from analysis import comparison
from analysis.canonical import canonical, digest
from analysis.errors import NotReady
from analysis.exports import geometries
from analysis.exports.geometries import Geometries
from analysis.exports.sources import Source, network_source, sources_of
from analysis.models import Run
from analysis.questions import QUESTIONS
from analysis.questions.of_people import label_of
from analysis.receipts import receipt
from analysis.results import Column, read_table
from analysis.selection import AREA_LAYER, PEOPLE_LAYER, Selection, area_names
from published.catalogue import catalogue

POPULATION = "population"


@dataclass(frozen=True)
class Sheet:
    """A table of a result with the geometry (EPSG:25832) of its rows; `geometry` None where rows have no place."""

    name: str
    title: str
    of: str
    columns: tuple[Column, ...]
    values: Mapping[str, Sequence[Any]]
    geometry: Geometries | None

    def __len__(self) -> int:
        return len(self.values[self.columns[0].name])

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """Yield the values row by row, in the order of the columns."""
        return zip(*(self.values[column.name] for column in self.columns), strict=True)

    def measures(self) -> list[Column]:
        """Return the columns of numbers that the analysis found: all but the population that it took."""
        return [each for each in self.columns if each.decimals is not None and each.name != POPULATION]


@dataclass(frozen=True)
class Document:
    """Everything that an export can say. `receipts` are the hashes of the receipts by what they are the receipt of.

    `facilities` are the places (EPSG:25832) that were to be reached, by name, for maps. `of` is the moment at which the
    result was finished: with it equal results make equal files. `is_difference` says that figures are later minus
    earlier.
    """

    name: str  # of files, without ending
    title: str
    sentence: str
    parameters: tuple[tuple[str, str], ...]
    assumptions: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    facilities: tuple[tuple[str, Any], ...]
    sources: tuple[Source, ...]
    receipts: tuple[tuple[str, str], ...]
    of: datetime
    is_difference: bool = False

    def statement(self) -> list[tuple[str, str]]:
        """Return in words, as pairs of heading and text, what every export carries beside the figures."""
        said = [(_("Frage"), self.title), (_("Antwort"), self.sentence)]
        said += [(_("Angabe: %(name)s") % {"name": name}, value) for name, value in self.parameters]
        said += [(_("Annahme"), each) for each in self.assumptions]
        said += [(_("Quelle und Lizenz"), each.words) for each in self.sources]
        said += [(_("Prüfsumme des Nachweises (SHA-256): %(of)s") % {"of": of}, value) for of, value in self.receipts]
        return said

    def sheets_with_places(self) -> list[Sheet]:
        """Return the tables whose rows lie somewhere."""
        return [sheet for sheet in self.sheets if sheet.geometry is not None]


def of_run(run: Run) -> Document:
    """Return the document of a finished run. Raises NotReady for any other."""
    if run.status != Run.Status.DONE or run.finished_at is None:
        raise NotReady(_("Diese Auswertung ist noch nicht fertig. Exportieren lässt sich nur ein fertiges Ergebnis."))
    facilities = _facilities(run)
    tables = [read_table(data) for data in run.tables.order_by("name").values_list("data", flat=True)]
    return Document(
        name=f"{run.question}-{run.pk.hex[:8]}",
        title=run.title or str(QUESTIONS[run.question].title),
        sentence=run.sentence,
        parameters=_parameters_in_words(run),
        assumptions=tuple(run.log),
        sheets=_sheets(tables, facilities),
        facilities=_named_places([facilities]),
        sources=_sources([run], [facilities]),
        receipts=((_("diese Auswertung"), _receipt_hash(run)),),
        of=run.finished_at,
    )


def of_comparison(before: Run, after: Run) -> Document:
    """Return the document of the difference of two finished runs. Raises what analysis.comparison.compare raises."""
    result = comparison.compare(before, after)
    selections = [_facilities(before), _facilities(after)]
    assert before.finished_at is not None
    assert after.finished_at is not None
    told = ((_("frühere"), before), (_("spätere"), after))
    return Document(
        name=f"{before.question}-{before.pk.hex[:8]}-{after.pk.hex[:8]}",
        title=_("Vergleich: %(question)s") % {"question": QUESTIONS[before.question].title},
        sentence=result.sentence,
        parameters=tuple(
            (f"{label} ({which})", text) for which, run in told for label, text in _parameters_in_words(run)
        ),
        assumptions=result.log,
        sheets=_sheets([table.content() for table in result.tables], selections[1]),
        facilities=_named_places(selections),
        sources=_sources([before, after], selections),
        receipts=tuple((f"{which}: {run.title or run.pk}", _receipt_hash(run)) for which, run in told),
        of=max(before.finished_at, after.finished_at),
        is_difference=True,
    )


def _receipt_hash(run: Run) -> str:
    return digest(canonical(receipt(run)))


def _facilities(run: Run) -> Selection | None:
    return Selection.kept(run.inputs["facilities"]) if "facilities" in run.inputs else None


def _named_places(selections: Sequence[Selection | None]) -> tuple[tuple[str, Any], ...]:
    found: dict[str, tuple[str, Any]] = {}
    for selection in selections:
        if selection is not None:
            at = geometries.places(selection)
            found |= {key: (name, at[key]) for key, name in zip(at, selection.column("name"), strict=True)}
    return tuple(found[key] for key in sorted(found))


def _sheets(tables: Sequence[Mapping[str, Any]], facilities: Selection | None) -> tuple[Sheet, ...]:
    at = geometries.places(facilities) if facilities is not None else {}
    return tuple(_sheet(table, at) for table in tables)


def _sheet(table: Mapping[str, Any], at: Mapping[str, Any]) -> Sheet:
    columns = tuple(Column(**each) for each in table["columns"] if each["name"] != "geometry")
    return Sheet(table["name"], table["title"], table["of"], columns, table["values"], _geometry(table, at))


def _geometry(table: Mapping[str, Any], at: Mapping[str, Any]) -> Geometries | None:
    values = table["values"]
    if table["of"] == "shape":
        return geometries.shapes(values["geometry"])
    if table["of"] == "facility":
        return np.array([at.get(key) for key in values["id"]], dtype=object)
    if table["of"] in ("people", "area"):
        return geometries.outlines(PEOPLE_LAYER if table["of"] == "people" else AREA_LAYER, values["id"])
    return None


def _sources(runs: Sequence[Run], facilities: Sequence[Selection | None]) -> tuple[Source, ...]:
    used: dict[str, set[str]] = defaultdict(set)
    for selection in filter(None, facilities):
        for layer, row_id in zip(selection.column("layer"), selection.column("id"), strict=True):
            used[layer].add(row_id)
    for row_hash in {run.inputs["people"] for run in runs if "people" in run.inputs}:
        used[PEOPLE_LAYER].update(Selection.kept(row_hash).column("id"))
    networks = dict.fromkeys(run.inputs["network"] for run in runs if "network" in run.inputs)
    # Outlines of municipalities are on every map.
    return (*sources_of({**used, AREA_LAYER: None}), *(network_source(version) for version in networks))


def _parameters_in_words(run: Run) -> tuple[tuple[str, str], ...]:
    properties = QUESTIONS[run.question].properties
    return tuple(
        (str(properties[name]["title"]), words)
        for name, value in run.parameters.items()
        if name in properties and (words := _words(name, value))
    )


def _words(name: str, value: Any) -> str:
    """Return a parameter as people would say it; empty if nothing was asked for."""
    if value in (None, "", [], {}):
        return ""
    if name == "facilities":
        return "; ".join(filter(None, (_words(each, chosen) for each, chosen in value.items())))
    if name == "layers":
        return ", ".join(str(catalogue[each].title) if each in catalogue else each for each in value)
    if name in ("profile", "profiles"):
        return ", ".join(label_of(each) for each in ([value] if isinstance(value, str) else value))
    if name == "area":
        names = area_names(value)
        return ", ".join(names.get(key, key) for key in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{each}: {_words('', chosen)}" for each, chosen in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
