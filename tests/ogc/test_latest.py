"""The latest values of the stations, with their age."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from layers.models import ClimateStation
from layers.services import save_entry, set_status
from observations.models import Datastream
from observations.services import store_readings
from ogc import views
from tests.conftest import OLD_TOWN, turn
from tests.ogc.conftest import Ask

pytestmark = pytest.mark.usefixtures("published_in_test")

LATEST = "/collections/climate_station/latest"
NOON = datetime(2026, 7, 1, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that the test sets: its only entry is the time."""
    time = [NOON]
    monkeypatch.setattr(views.timezone, "now", lambda: time[0])
    return time


@pytest.fixture
def station(areas: object) -> ClimateStation:
    station = save_entry(ClimateStation(name="Altstadt", geom=OLD_TOWN, status="published"), by="test")
    for observed_property, value in (("air_temperature", 31.25), ("relative_humidity", 40.0)):
        stream = Datastream.objects.create(station=station, observed_property=observed_property)
        store_readings(stream, [(NOON - timedelta(minutes=95), value), (NOON - timedelta(minutes=155), 1.0)])
    Datastream.objects.create(station=station, observed_property="wind_speed")  # has not measured yet
    turn()
    return station


def test_each_station_has_its_latest_values_with_their_age(
    told: Callable[..., Any], station: ClimateStation, clock: list[datetime]
) -> None:
    assert told(LATEST)["stations"] == {
        station.pk: [
            {
                "observed_property": "air_temperature",
                "value": 31.25,
                "unit": "°C",
                "time": "2026-07-01T10:25:30Z",
                "age_min": 94,
            },
            {
                "observed_property": "relative_humidity",
                "value": 40.0,
                "unit": "%",
                "time": "2026-07-01T10:25:30Z",
                "age_min": 94,
            },
        ]
    }


def test_an_answer_is_good_for_its_minute(ask: Ask, station: ClimateStation, clock: list[datetime]) -> None:
    first = ask(LATEST)
    clock[0] = NOON + timedelta(seconds=29)
    assert ask(LATEST, headers={"if-none-match": first["ETag"]}).status_code == 304
    clock[0] = NOON + timedelta(seconds=31)
    assert ask(LATEST, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_new_reading_makes_a_new_answer(ask: Ask, station: ClimateStation, clock: list[datetime]) -> None:
    first = ask(LATEST)
    stream = station.datastreams.get(observed_property="air_temperature")
    connections["default"].cursor().execute(
        "UPDATE published.layer_version SET changed_at = changed_at - interval '2 minutes'"
    )
    store_readings(stream, [(NOON, 33.0)])
    turn()
    assert ask(LATEST, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert b"33.0" in ask(LATEST).content


def test_a_withdrawn_station_takes_its_readings_along(
    ask: Ask, told: Callable[..., Any], station: ClimateStation, clock: list[datetime]
) -> None:
    tag = ask(LATEST)["ETag"]
    set_status(ClimateStation, [station.pk], "withdrawn", by="test")
    turn()
    assert ask(LATEST, headers={"if-none-match": tag}).status_code == 200
    assert told(LATEST)["stations"] == {}


def test_the_page_names_stations_and_what_is_measured(ask: Ask, station: ClimateStation, clock: list[datetime]) -> None:
    page = ask(LATEST, f="html").content.decode()
    assert "Altstadt" in page
    assert "Lufttemperatur" in page
    assert "31,25 °C" in page


def test_the_number_of_statements_does_not_grow_with_the_stations(ask: Ask, station: ClimateStation) -> None:
    def used() -> int:
        with CaptureQueriesContext(connections["published"]) as captured:
            assert ask(LATEST).status_code == 200
        return len(captured)

    before = used()
    for number in range(5):
        other = save_entry(ClimateStation(name=f"Station {number}", geom=OLD_TOWN, status="published"), by="test")
        stream = Datastream.objects.create(station=other, observed_property="air_temperature")
        store_readings(stream, [(NOON, 20.0)])
    turn()
    assert used() == before
