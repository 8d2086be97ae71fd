"""Readings: stored by stream, seen through views, gone with their station."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, IntegrityError, transaction

from layers.models import ClimateStation
from layers.services import save_entry, set_status
from observations.models import Datastream
from observations.services import LATEST_LAYER, announce_latest, store_readings
from published.models import LayerVersion, PublicDatastream, PublicReading
from tests.conftest import OLD_TOWN, turn

pytestmark = pytest.mark.usefixtures("published_in_test")

START = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def stream() -> Datastream:
    station = save_entry(ClimateStation(name="Hubland", status="published", geom=OLD_TOWN), by="test")
    return Datastream.objects.create(station=station, observed_property="air_temperature")


def hourly(values: list[float]) -> list[tuple[datetime, float]]:
    return [(START + timedelta(hours=hour), value) for hour, value in enumerate(values)]


def test_readings_are_public_with_their_latest_value(stream: Datastream) -> None:
    assert store_readings(stream, hourly([20.0, 21.5, 19.0])) == 3
    assert list(PublicReading.objects.order_by("time").values_list("value", flat=True)) == [20.0, 21.5, 19.0]
    public = PublicDatastream.objects.get()
    assert (public.latest_value, public.latest_at) == (19.0, START + timedelta(hours=2))
    stream.refresh_from_db()
    assert stream.unit == "°C"


def test_the_same_readings_again_change_nothing(stream: Datastream) -> None:
    store_readings(stream, hourly([20.0, 21.0]))
    assert store_readings(stream, hourly([20.0, 21.0])) == 0
    assert store_readings(stream, hourly([20.0, 22.0])) == 1


def test_a_time_that_occurs_twice_keeps_its_last_value(stream: Datastream) -> None:
    store_readings(stream, [(START, 20.0), (START, 25.0)])
    assert PublicReading.objects.get().value == 25.0


def test_no_readings_are_no_failure(stream: Datastream) -> None:
    assert store_readings(stream, []) == 0
    assert PublicDatastream.objects.get().latest_at is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), -2000.0])
def test_a_value_that_cannot_be_is_refused_with_all_of_its_file(stream: Datastream, value: float) -> None:
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        store_readings(stream, [(START, 20.0), (START + timedelta(hours=1), value)])
    assert not PublicReading.objects.exists()


def test_a_withdrawn_station_takes_its_readings_with_it(stream: Datastream) -> None:
    store_readings(stream, hourly([20.0]))
    set_status(ClimateStation, [stream.station_id], "withdrawn", by="test")
    assert not PublicReading.objects.exists()
    assert not PublicDatastream.objects.exists()


def test_the_version_of_the_latest_values_turns_at_most_once_a_minute(stream: Datastream) -> None:
    def version() -> int:
        turn()
        return LayerVersion.objects.get(layer=LATEST_LAYER).version

    store_readings(stream, hourly([20.0]))
    assert announce_latest()
    first = version()
    store_readings(stream, hourly([20.0, 21.0]))
    store_readings(stream, hourly([20.0, 21.0, 22.0]))
    assert version() == first
    assert announce_latest()
    assert version() == first + 1
    assert not announce_latest()
    assert version() == first + 1
