"""Finished runs as tests of exports need them: written, not computed, over entries and people that are published."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from analysis import selection
from analysis.models import ResultTable, Run
from analysis.results import Column, Result, Table
from layers.models import PopulationUnit, Source, SportsFacility
from layers.services import save_entry, settle_areas
from published.services import publish
from tests.conftest import OLD_TOWN

FINISHED_AT = datetime(2026, 11, 28, 9, 30, 15, tzinfo=UTC)
NETWORK = "network-of-the-test"
EDITION = "OpenStreetMap, Stand 2026-11-01, © OpenStreetMap-Mitwirkende, ODbL"
SIDE_M = 100
UNITS_PER_ROW = 150
MINUTES = (4.5, None, 17.25)


def without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the network say what the imported one would say."""
    for module in ("analysis.receipts", "analysis.exports.sources"):
        monkeypatch.setattr(f"{module}.edition_of", lambda version: EDITION)


def published_units(source: Source, count: int) -> None:
    """Publish areas, and units of 10, 11, 12 … people: squares side by side, all of the city."""
    settle_areas()
    units = []
    for number in range(count):
        row, column = divmod(number, UNITS_PER_ROW)
        west, south = OLD_TOWN.x + column * SIDE_M, OLD_TOWN.y + row * SIDE_M
        square = Polygon.from_bbox((west, south, west + SIDE_M, south + SIDE_M))
        units.append(
            PopulationUnit(
                id=f"unit{number:05}",
                population=10 + number % 50,
                year=2022,
                is_estimate=False,
                source=source,
                municipality_id="09663000",
                centre=Point(west + SIDE_M / 2, south + SIDE_M / 2, srid=25832),
                geom=MultiPolygon(square, srid=25832),
            )
        )
    PopulationUnit.objects.bulk_create(units)
    publish("population", None)


def published_facilities(source: Source, names: Sequence[str]) -> None:
    """Publish sports facilities of these names, one beside the other."""
    for number, name in enumerate(names):
        place = Point(OLD_TOWN.x + 30 * number, OLD_TOWN.y + 20, srid=25832)
        save_entry(SportsFacility(name=name, status="published", geom=place, source=source), by="test")


def finished_run(
    *,
    minutes: Sequence[float | None] = MINUTES,
    sentence: str = "In 15 Minuten erreichen den nächsten: 31 % der Menschen.",
    log: Sequence[str] = ("Wege auf dem Straßennetz.",),
    **values: Any,
) -> Run:
    """Store a finished run of „nearest“ over all that is published; units beyond the minutes take them from the start.

    Its tables are of people, of areas and of facilities, so that every kind of row is there.
    """
    places = selection.facilities({"layers": ["sports_facility"]})
    people = selection.people([], buffer_m=0)
    for chosen in (places, people):
        chosen.keep()
    reached = [minutes[place % len(minutes)] for place in range(len(people.rows))]
    result = Result(sentence, tuple(_tables(places, people, reached)), tuple(log))
    run = Run.objects.create(
        question="nearest",
        parameters={"facilities": {"layers": ["sports_facility"]}, "area": [], "profiles": ["foot"], "minutes": 15}
        | values.pop("parameters", {}),
        inputs={"facilities": places.hash, "people": people.hash, "network": NETWORK},
        code_version="0" * 64,
        key=f"{Run.objects.count():064}",
        status=Run.Status.DONE,
        progress=100,
        sentence=sentence,
        log=list(log),
        result_hash=result.hash(),
        finished_at=FINISHED_AT,
        **values,
    )
    ResultTable.objects.bulk_create(
        [ResultTable(run=run, name=name, data=data) for name, data in result.packed().items()]
    )
    return run


def _tables(places: selection.Selection, people: selection.Selection, reached: Sequence[float | None]) -> list[Table]:
    count, near = len(people.rows), places.column("id")
    units = Table(
        "units",
        "Bevölkerungseinheiten",
        "people",
        (
            Column("id", "Bevölkerungseinheit"),
            Column("population", "Personen", decimals=0),
            Column("minutes_foot", "Minuten (zu Fuß)", "min", 1),
            Column("nearest_foot", "Nächster Ort (zu Fuß)"),
        ),
        {
            "id": people.column("id"),
            "population": people.column("population"),
            "minutes_foot": [float("nan") if each is None else each for each in reached],
            "nearest_foot": [None if each is None else near[0] for each in reached],
        },
    )
    areas = Table(
        "areas",
        "Gemeinden",
        "area",
        (
            Column("id", "amtlicher Schlüssel"),
            Column("name", "Gemeinde"),
            Column("population", "Personen", decimals=0),
            Column("within_foot", "davon in 15 Minuten (zu Fuß)", decimals=0),
        ),
        {"id": ["09663000"], "name": ["Würzburg"], "population": [10 * count], "within_foot": [3 * count]},
    )
    facilities = Table(
        "facilities",
        "Orte",
        "facility",
        (Column("id", "Ort"), Column("name", "Name"), Column("amount", "Bestand", "m²", 2)),
        {
            "id": [f"sports_facility/{each}" for each in near],
            "name": places.column("name"),
            "amount": [-12.5 for _each in near],
        },
    )
    return [units, areas, facilities]
