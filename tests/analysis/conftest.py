"""A small town to analyse: a lattice of streets, people in census cells, places with hours, an analyst."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from django.contrib.gis.geos import Point

from accounts.models import Person
from analysis import services
from analysis.models import Run
from analysis.work import begin, do_part, finish
from layers.models import Area, PopulationCell, Source, SportsFacility
from layers.population_units import settle_population
from layers.services import save_entry, settle_areas
from network.network import Mode, Network
from network.services import store_edition
from published.renewal import renew
from tests.conftest import OLD_TOWN, turn
from tests.network.grids import network
from tests.staff import person

SIDE_M = 100.0
COLUMNS = 21
SOUTH_WEST = (OLD_TOWN.x - 1000, OLD_TOWN.y - 1000)
EVERYBODY = int(Mode.FOOT | Mode.WHEELCHAIR | Mode.BIKE | Mode.CAR)
PEOPLE = {(0, 0): 40, (3, 0): 25, (6, 2): 80, (-5, -4): 12}  # cells east and north of the middle one: people
NOW = "2026-11-30T09:00"  # a Monday


@dataclass(frozen=True)
class Town:
    """What was published: places by name, the analyst, and the version of the network."""

    places: dict[str, SportsFacility]
    analyst: Person
    network: str


def streets(version: str) -> Network:
    """Return 21 × 21 crossings 100 m apart, whose streets are for everybody, around the old town."""
    junctions = [
        (SOUTH_WEST[0] + column * SIDE_M, SOUTH_WEST[1] + row * SIDE_M)
        for column in range(COLUMNS)
        for row in range(COLUMNS)
    ]
    upward = [(at, at + 1) for at in range(COLUMNS**2) if (at + 1) % COLUMNS]
    across = [(at, at + COLUMNS) for at in range((COLUMNS - 1) * COLUMNS)]
    made = network(junctions, upward + across)
    allowed = np.full(len(made.start), EVERYBODY, dtype=np.uint8)
    return replace(made, allowed_forward=allowed, allowed_backward=allowed, version=version)


def cell(source: Source, column: int, row: int, people: int) -> PopulationCell:
    """Return a census cell of 100 m, so many cells east and north of that of the old town."""
    middle = OLD_TOWN.transform(3035, clone=True)
    x, y = int(middle.x // 100 + column) * 100, int(middle.y // 100 + row) * 100
    return PopulationCell(
        id=f"CRS3035RES100mN{y}E{x}",
        size_m=100,
        year=2022,
        population=people,
        under_18=people // 5,
        from_65=people // 4,
        source=source,
        geom=Point(x + 50, y + 50, srid=3035),
    )


@pytest.fixture
def town(published_in_test: None, areas: dict[str, Area], source: Source, clock: Callable[[str], None]) -> Town:
    """The town, published on a Monday morning."""
    clock(NOW)
    settle_areas()
    PopulationCell.objects.bulk_create([cell(source, *place, people) for place, people in PEOPLE.items()])
    settle_population()
    store_edition(network=streets("lattice-1"), source_id=source.pk, file_name="lattice", counts={})
    places = {}
    for name, east_m, hours in (
        ("Halle Mitte", 0, "Mo-Fr 08:00-09:10"),
        ("Platz Ost", 900, "24/7"),
        ("Bahn ohne Zeiten", 600, ""),
    ):
        place = SportsFacility(
            name=name,
            status="published",
            geom=Point(OLD_TOWN.x + east_m, OLD_TOWN.y, srid=25832),
            opening_hours=hours,
            usable_area_m2=None if name == "Platz Ost" else 405,
            kind="single_hall" if name == "Halle Mitte" else "small_pitch",
        )
        places[name] = save_entry(place, by="test")
    renew()
    turn()
    return Town(places, person("planerin", "analyst"), "lattice-1")


def open_longer(town: Town) -> None:
    """Publish other opening hours of the hall: runs that took it are stale."""
    hall = town.places["Halle Mitte"]
    hall.opening_hours = "Mo-Fr 08:00-10:00"
    save_entry(hall, by="test")
    turn()


def worked(run: Run) -> Run:
    """Do all the jobs of a run, one after the other, as workers would."""
    run_id = str(run.pk)
    begin(run_id)
    for number in list(run.parts.values_list("number", flat=True)):
        do_part(run_id, number)
    finish(run_id)
    run.refresh_from_db()
    return run


def asked(town: Town, question: str = "nearest", **parameters: Any) -> Run:
    """Ask a question about the sports facilities."""
    wanted = {"facilities": {"layers": ["sports_facility"]}, "minutes": 30, **parameters}
    return services.start(question, wanted, by=town.analyst)
