"""A small published region for the tests of this room, and ways to ask it."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_django
from django.contrib.gis.geos import LineString, Point
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from layers.models import (
    Area,
    Association,
    ClimateStation,
    Heimatforum,
    Place,
    PlaceKind,
    Source,
    SportsFacility,
    SupportService,
)
from layers.services import save_entry, save_place_kinds, settle_areas
from observations.models import Datastream
from observations.services import store_readings
from tests.conftest import CITY, COUNTRYSIDE, OLD_TOWN, OLD_TOWN_DISTRICT, VILLAGE, turn

# What must be absent from every public answer.
CANARY = "Zaunkoenigsche"
INTERNAL_PHONE = "0931 5550199"
# The exact position of an entry that only gives its district.
HIDDEN = Point(567_321.5, 5_516_654.5, srid=25832)

Ask = Callable[..., HttpResponse]


def make_region() -> dict[str, str]:
    """Publish at least one entry of most layers and hide some; return the ids by name."""
    source = Source.objects.create(key="test", title="Testquelle", licence="dl-de/by-2-0", attribution="Testquelle")
    city = Area.objects.create(id="09663000", kind="municipality", name="Würzburg", source=source, geom=CITY)
    Area.objects.create(
        id="0966300001", kind="district", name="Altstadt", parent=city, source=source, geom=OLD_TOWN_DISTRICT
    )
    Area.objects.create(id="09679170", kind="municipality", name="Ochsenfurt", source=source, geom=COUNTRYSIDE)
    settle_areas()
    entries = [
        SportsFacility(
            name="Mainwiese", geom=OLD_TOWN, sports=["soccer"], wheelchair="yes", internal_phone=INTERNAL_PHONE
        ),
        SportsFacility(name="Dorfplatz", geom=VILLAGE, sports=["tennis"], surface="clay"),
        SportsFacility(name="Uferweg", geom=LineString((566_000, 5_515_000), (568_000, 5_517_000), srid=25832)),
        SportsFacility(
            name="Winterbahn",
            geom=OLD_TOWN,
            valid_from=datetime(2020, 1, 1, tzinfo=UTC),
            valid_to=datetime(2199, 1, 1, tzinfo=UTC),
        ),
        Association(name="Größte Bücherei <script>alert(1)</script>", geom=OLD_TOWN, topics=[], city="Würzburg"),
        Association(name="Verschwiegener Kreis", geom=HIDDEN, location_precision="district", street="Geheimweg"),
        SupportService(name="Telefon der Zuversicht", phone="0931 5550100"),
        SupportService(name="Offenes Ohr", geom=OLD_TOWN, cost="free"),
        Heimatforum(name="Heimatforum Mitte", geom=OLD_TOWN, equipment=["Beamer"]),
        ClimateStation(name="Station Altstadt", geom=OLD_TOWN, surroundings="compact"),
    ]
    save_place_kinds([PlaceKind(code="school", label="Schule", label_en="School")], by="test")
    entries.append(Place(name="Talschule", geom=VILLAGE, kind_id="school"))
    hidden = [
        Association(name=f"{CANARY} Entwurf", geom=OLD_TOWN, status="draft"),
        Association(name=f"{CANARY} Rueckzug", geom=OLD_TOWN, status="withdrawn"),
    ]
    for entry in entries:
        entry.status = "published"
    ids = {entry.name: save_entry(entry, by="test").pk for entry in [*entries, *hidden]}
    stream = Datastream.objects.create(station_id=ids["Station Altstadt"], observed_property="air_temperature")
    store_readings(stream, [(timezone.now().replace(microsecond=0) - timedelta(minutes=90), 21.5)])
    return ids


@pytest.fixture(scope="module")
def region(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """The region, published once for the tests of a module and rolled back after them.

    Tests use it together with `published_in_test`, which takes back what each of them changes.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"].startswith("test_")
        ids = make_region()
        turn()
        yield ids
        transaction.set_rollback(True)


@pytest.fixture
def ask(client: Client) -> Ask:
    """Ask for an address below /ogc with `query` and HTTP headers; a machine unless a header says otherwise."""

    def get(path: str, headers: dict[str, str] | None = None, prefix: str = "/ogc", **query: Any) -> HttpResponse:
        return client.get(prefix + path, query, headers=headers)

    return get


@pytest.fixture
def told(ask: Ask) -> Callable[..., Any]:
    """Ask as `ask` does and return the JSON; anything but 200 fails."""

    def get(path: str, **query: Any) -> Any:
        answer = ask(path, **query)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    return get


def names(collection: dict[str, Any]) -> list[str]:
    """Return the names of a feature collection in their order."""
    return [feature["properties"]["name"] for feature in collection["features"]]


def linked(document: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    """Return a document's links of one relation."""
    return [each for each in document["links"] if each["rel"] == rel]
