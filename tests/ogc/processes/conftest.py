"""A small region with streets, facilities and people, and ways to ask its processes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_django
from django.contrib.gis.geos import Point
from django.http import HttpResponse
from django.test import Client

from accounts.models import Person
from accounts.services import issue_token
from analysis import work
from analysis.models import Run
from layers.models import PopulationCell, Source
from layers.population_units import settle_population
from network.services import store_edition
from tests.conftest import OLD_TOWN, turn
from tests.network.grids import lattice
from tests.staff import person

# A lattice of footways, 100 m apart, with the old town's named point at the crossing in its middle.
COLUMNS = 21
HERE = [9.9308, 49.7929]  # near that crossing
FACILITIES = {"value": {"layers": ["sports_facility"]}}
CATCHMENT = {"inputs": {"facilities": FACILITIES, "minutes": 20}}
ISOCHRONE = {"inputs": {"point": HERE, "minutes": [3, 6]}}
NEAREST = {"inputs": {"point": HERE, "facilities": FACILITIES}}
ROUTE = {"inputs": {"from": HERE, "to": [9.9370, 49.7950]}}

Post = Callable[..., HttpResponse]


def make_streets(source: Source) -> None:
    """Store a network of streets and some people who live along them."""
    grid = lattice(COLUMNS, COLUMNS).network
    corner = (OLD_TOWN.x - 1_000, OLD_TOWN.y - 1_000)
    network = replace(
        grid, x=grid.x + corner[0], y=grid.y + corner[1], points=grid.points + corner, version="streets-of-tests"
    )
    store_edition(network=network, source_id=source.pk, file_name="streets.osm.pbf", counts={})
    middle = OLD_TOWN.transform(3035, clone=True)
    column, row = int(middle.x // 100), int(middle.y // 100)
    for x in range(-3, 4):
        left, lower = (column + x) * 100, row * 100
        PopulationCell.objects.create(
            id=f"2022:100mN{lower}E{left}",
            size_m=100,
            year=2022,
            population=20,
            source=source,
            geom=Point(left + 50, lower + 50, srid=3035),
        )
    settle_population()


@pytest.fixture(scope="module")
def streets(region: dict[str, str], django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """The region of the tests of this room, with streets and people; rolled back with it."""
    with django_db_blocker.unblock():
        make_streets(Source.objects.get(key="test"))
        turn()
        yield region


@pytest.fixture
def analyst(db: None) -> Person:
    """Somebody who analyses."""
    return person("analyst", "analyst")


@pytest.fixture
def bearer() -> Callable[[Person], dict[str, str]]:
    """Return the header with a fresh token of a person."""

    def header(somebody: Person) -> dict[str, str]:
        return {"authorization": f"Bearer {issue_token(by=somebody, name='test', days=1)[1]}"}

    return header


@pytest.fixture
def post(client: Client, bearer: Callable[[Person], dict[str, str]]) -> Post:
    """Execute a process as nobody, or as a person by token. `later` asks for a job."""

    def execute(
        process: str,
        body: Any,
        by: Person | None = None,
        *,
        later: bool = False,
        prefix: str = "/ogc",
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        sent = {**(bearer(by) if by else {}), **({"prefer": "respond-async"} if later else {}), **(headers or {})}
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        address = f"{prefix}/processes/{process}/execution"
        return client.post(address, data, content_type="application/json", headers=sent)

    return execute


def complete(job_id: str) -> Run:
    """Do what the workers would do."""
    work.begin(job_id)
    for number in list(Run.objects.get(pk=job_id).parts.values_list("number", flat=True)):
        work.do_part(job_id, number)
    work.finish(job_id)
    return Run.objects.get(pk=job_id)
