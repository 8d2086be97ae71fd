"""What the page of a run shows: answer, map, chart, tables, what was asked and assumed, what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Person
from analysis import scenario
from analysis.models import Run
from analysis.palette import viridis
from planning.choropleth import Choropleth, choropleth
from planning.result import AREAS, SHAPES, MapColumn, StoredTable, map_columns, tables_of
from planning.shown_table import ShownTable, shown_table, words
from planning.wording import question_title, said_of
from published.catalogue import catalogue

LISTED = ("question", "title", "status", "progress", "changed_rows", "created_at", "released_at", "sentence")
BARS = 12  # more cannot be read at a glance; the table has all
LONGEST_BAR = 100.0


@dataclass(frozen=True)
class Bar:
    """A bar of the chart: its words, its length from 0 to 100, what stands beside it, its colour."""

    label: str
    length: float
    value: str
    colour: str


@dataclass(frozen=True)
class Chart:
    """A bar chart; the same numbers stand in the table or the legend beside it."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class RunPage:
    """Everything that the template of a run asks for."""

    run: Run
    title: str
    said: list[tuple[str, str]]
    tables: tuple[ShownTable, ...]
    columns: tuple[MapColumn, ...]
    column: MapColumn | None
    classes: Choropleth | None
    shapes: tuple[tuple[str, str], ...]
    chart: Chart | None
    map: dict[str, Any] | None
    formats: tuple[tuple[str, str], ...]


def runs(question: str = "") -> QuerySet[Run]:
    """Return runs as lists show them, with who started them; of one question if asked."""
    found = Run.objects.select_related("started_by").only(
        *LISTED, "started_by__first_name", "started_by__last_name", "started_by__username"
    )
    return found.filter(question=question) if question else found


def own_and_others(person: Person, count: int) -> tuple[list[Run], list[Run]]:
    """Return the latest runs of this person, and those of everybody else."""
    return list(runs().filter(started_by=person)[:count]), list(runs().exclude(started_by=person)[:count])


def run_page(run: Run, column_key: str, sort: str) -> RunPage:
    """Return the page of a run; `column_key` and `sort` come from the address, and what they name may not be there."""
    tables = tables_of(run) if run.status == Run.Status.DONE else []
    columns = map_columns(tables)
    column = next((each for each in columns if each.key == column_key), columns[0] if columns else None)
    classes = choropleth(column) if column else None
    return RunPage(
        run=run,
        title=run.title or question_title(run.question),
        said=said_of(run),
        tables=tuple(shown for each in tables if (shown := shown_table(each, sort)) is not None),
        columns=tuple(columns),
        column=column,
        classes=classes,
        shapes=shape_legend(tables),
        chart=_chart(column, classes) if column and classes else None,
        map=_map(run, tables, column, classes),
        formats=export_formats(),
    )


def shape_legend(tables: Sequence[StoredTable]) -> tuple[tuple[str, str], ...]:
    """Return colour and words of each shape of a result, empty without shapes."""
    table = next((each for each in tables if each.of == SHAPES and len(each)), None)
    if table is None:
        return ()
    first = table.columns[0]
    unit = f" {first['unit']}" if first["unit"] else ""
    said = [words(value, None if first["decimals"] is None else 0) + unit for value in table.values[first["name"]]]
    return tuple(zip(shape_colours(len(said)), said, strict=True))


def shape_colours(count: int) -> tuple[str, ...]:
    """Return the colours of so many shapes, the nearest bright; more than a ramp has take its last again."""
    ramp = viridis(min(count, 7), brightest_first=True) if count > 2 else ("#21918c", "#440154")[:count]
    return ramp + ramp[-1:] * (count - len(ramp))


def map_view() -> dict[str, Any]:
    """Return what every map of the workspace is told: its style, the region, and the signs of the topics."""
    view = settings.REGION.map
    return {
        "styleUrl": "/tiles/style.json",
        "bbox": view.bbox,
        "center": view.center,
        "zoom": view.zoom,
        "signs": {
            layer.id: {
                "colour": layer.style.colour,
                "colourDark": layer.style.colour_dark,
                "shape": layer.style.shape,
                "icon": layer.style.icon,
            }
            for layer in catalogue.topics()
        },
    }


def export_formats() -> tuple[tuple[str, str], ...]:
    """Return id and title of the formats in which a result can be taken away; none where there are none yet."""
    try:
        formats = import_module("analysis.exports").FORMATS
    except (ImportError, AttributeError):
        return ()
    return tuple((str(key), str(getattr(each, "title", key))) for key, each in formats.items())


def _map(
    run: Run, tables: Sequence[StoredTable], column: MapColumn | None, classes: Choropleth | None
) -> dict[str, Any] | None:
    """Return what the script of the map is told, None where there is nothing to draw."""
    shapes = next((each for each in tables if each.of == SHAPES and len(each)), None)
    if column is None and shapes is None:
        return None
    address = reverse("planning:run_map", args=[run.pk])
    told = map_view() | {"places": reverse("planning:run_places", args=[run.pk]) if "facilities" in run.inputs else ""}
    if scenario.NAME in run.parameters:
        told["scenario"] = run.parameters[scenario.NAME]
    if column is not None and classes is not None:
        url = f"{address}?table={column.table.name}&column={column.name}"
        return told | surfaces(url, classes, column)
    assert shapes is not None
    colours = {str(row): colour for row, colour in enumerate(shape_colours(len(shapes)))}
    return told | {"shapes": f"{address}?table={shapes.name}", "colours": colours}


def surfaces(url: str, classes: Choropleth, column: MapColumn) -> dict[str, Any]:
    """Return what the map is told of coloured surfaces."""
    return {
        "surfaces": url,
        "colours": classes.colours,
        "striped": classes.fallen,
        "unit": column.unit,
        "decimals": column.decimals,
    }


def _chart(column: MapColumn, classes: Choropleth) -> Chart | None:
    """Return people by class, or, of areas, the share of each."""
    if column.table.of != AREAS:
        longest = max((each.people for each in classes.classes), default=0)
        return Chart(
            classes.title,
            tuple(
                Bar(each.words, _length(each.people, longest), words(each.people, 0), each.colour)
                for each in classes.classes
            ),
        )
    values, names = column.values(), column.table.values["name"]
    colours = {each.number: each.colour for each in classes.classes}
    rows = sorted((row for row in range(len(names)) if values[row] == values[row]), key=lambda row: -values[row])
    bars = tuple(
        Bar(names[row], _length(values[row], 100), f"{words(float(values[row]), 0)} %", colours[classes.numbers[row]])
        for row in rows[:BARS]
    )
    return Chart(classes.title, bars) if bars else None


def _length(value: float, longest: float) -> float:
    return round(LONGEST_BAR * float(value) / float(longest), 1) if longest else 0.0


def is_run_id(text: str) -> bool:
    """Say whether a text can be the id of a run."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
