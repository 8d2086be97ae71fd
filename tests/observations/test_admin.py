"""Climate stations in the administration: datastreams are added, readings only looked at."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from layers.models import Area, ClimateStation
from layers.services import save_entry
from observations.models import Datastream, Reading
from observations.services import store_readings
from published.models import PublicFeature
from tests.conftest import OLD_TOWN, VILLAGE
from tests.forms import read_form
from tests.staff import person

pytestmark = pytest.mark.usefixtures("published_in_test")


def page(row: object, what: str = "change") -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=[row.pk])


@pytest.fixture
def station(areas: dict[str, Area]) -> ClimateStation:
    return save_entry(ClimateStation(name="Marktplatz", status="published", geom=OLD_TOWN), by="test")


@pytest.fixture
def series(station: ClimateStation) -> Datastream:
    datastream = Datastream.objects.create(station=station, observed_property="air_temperature")
    store_readings(datastream, [(datetime(2026, 7, 14, 13, tzinfo=UTC), 31.42)])
    datastream.refresh_from_db()
    return datastream


@pytest.fixture
def as_administrator(areas: dict[str, Area]) -> Client:
    client = Client()
    client.force_login(person("vera", "administrator"))
    return client


def test_a_datastream_is_added_and_an_old_one_stays_what_it_is(
    as_administrator: Client, station: ClimateStation, series: Datastream
) -> None:
    sent = read_form(as_administrator.get(page(station))) | {"name": "Marktplatz Ost"}
    sent |= {"datastreams-TOTAL_FORMS": "2", "datastreams-1-observed_property": "relative_humidity"}
    sent |= {"datastreams-0-observed_property": "wind_speed", "datastreams-0-DELETE": "on"}
    assert as_administrator.post(page(station), sent).status_code == 302
    measured = set(station.datastreams.values_list("observed_property", flat=True))
    assert measured == {"air_temperature", "relative_humidity"}
    assert PublicFeature.objects.one("climate_station", station.pk).name == "Marktplatz Ost"


def test_readings_are_shown_with_unit_and_local_time(as_administrator: Client, series: Datastream) -> None:
    content = as_administrator.get(page(series)).content.decode()
    assert "31,4 °C, 14.07.2026 15:00" in content
    assert "31,4 °C" in as_administrator.get(page(series.station)).content.decode()
    assert as_administrator.post(page(series), {"observed_property": "wind_speed"}).status_code == 403


def test_what_has_readings_is_not_deleted(
    as_administrator: Client, station: ClimateStation, series: Datastream
) -> None:
    for row in (station, series):
        assert as_administrator.post(page(row, "delete"), {"post": "yes"}).status_code == 403
    Reading.objects.all().delete()
    assert as_administrator.post(page(station, "delete"), {"post": "yes"}).status_code == 302
    assert not PublicFeature.objects.filter(layer="climate_station").exists()


def test_an_editor_sees_the_datastreams_of_her_municipalities(areas: dict[str, Area], series: Datastream) -> None:
    village = save_entry(ClimateStation(name="Dorf", geom=VILLAGE), by="test")
    foreign = Datastream.objects.create(station=village, observed_property="air_temperature")
    client = Client()
    client.force_login(person("edith", "editor", "09663000"))
    listed = client.get(reverse("admin:observations_datastream_changelist"))
    assert list(listed.context["cl"].result_list) == [series]
    assert client.get(page(series)).status_code == 200
    assert client.get(page(foreign)).status_code == 404
