"""The page of a climate station: latest values with their age, days as they are in the region, and silence."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontend import ages
from frontend.hours import day_of, hours_of
from layers.models import ClimateStation
from layers.services import save_entry
from observations.models import Datastream
from observations.services import store_readings
from tests.conftest import OLD_TOWN, VILLAGE, turn
from tests.frontend.test_views import Page, page

pytestmark = pytest.mark.usefixtures("published_in_test", "areas")

NOON = datetime(2026, 7, 2, 10, 12, tzinfo=UTC)  # 12:12 in the region
LAST_HOUR = NOON.replace(minute=0)
Make = Callable[..., ClimateStation]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that the test sets: its only entry is the time."""
    now = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@pytest.fixture
def make(clock: list[datetime]) -> Make:
    """Make a station with air temperatures that end with the last full hour, or at `until`."""

    def station(values: list[float], *, until: datetime = LAST_HOUR, **fields: Any) -> ClimateStation:
        fields = {"name": "Altstadt", "geom": OLD_TOWN, "elevation_m": 200.0, **fields}
        made = save_entry(ClimateStation(status="published", **fields), by="test")
        add(made, "air_temperature", values, until)
        turn()
        return made

    return station


def add(station: ClimateStation, name: str, values: list[float], until: datetime) -> None:
    stream = Datastream.objects.create(station=station, observed_property=name)
    first = until - timedelta(hours=len(values) - 1)
    store_readings(stream, [(first + timedelta(hours=hour), value) for hour, value in enumerate(values)])


def read(client: Client, station: ClimateStation, language: str = "") -> Page:
    found = page(client, f"{language}/karte/climate_station/{station.pk}/")
    found.words = [word.replace("\N{NO-BREAK SPACE}", " ") for word in found.words]
    return found


def rows(found: Page, heading: str) -> list[str]:
    """Return the words of the table after a heading, one text."""
    return found.text.split(f"{heading}: als Tabelle")[1].split("als Tabelle")[0].split()


def test_the_latest_value_has_its_age(client: Client, make: Make) -> None:
    found = read(client, make([20.0, 23.44]))
    assert "Lufttemperatur 23,4 °C vor 12 Minuten" in found.text
    assert "meldet zurzeit keine Werte" not in found.text


def test_list_and_popup_say_it_as_well(client: Client, make: Make) -> None:
    station = make([20.0, 23.44])
    for path in ("/karte/liste/?layers=climate_station", f"/karte/climate_station/{station.pk}/kurz/"):
        assert "23,4 °C, vor 12 Minuten" in page(client, path).text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_sentence_says_what_the_chart_shows(client: Client, make: Make) -> None:
    yesterday = [15.0] * 12 + [29.8] + [20.0] * 11
    today = [18.0] * 5 + [14.2] + [16.0, 18.0, 20.0, 22.0, 24.0, 26.0]
    found = read(client, make(yesterday + today))
    assert "Heute zwischen 14,2 °C um 6 Uhr und 26,0 °C um 12 Uhr." in found.text
    assert "Gestern zwischen 15,0 °C um 1 Uhr und 29,8 °C um 13 Uhr." in found.text
    assert "Vom 26. Juni bis 2. Juli zwischen 14,2 °C am 2. Juli und 29,8 °C am 1. Juli." in found.text


def test_a_table_has_the_same_numbers(client: Client, make: Make) -> None:
    found = read(client, make([1.0, 2.0, 3.0]))
    table = " ".join(rows(found, "Lufttemperatur: heute und gestern"))
    assert table.startswith("Stunde hier (°C) heute, 10 Uhr 1,0 heute, 11 Uhr 2,0 heute, 12 Uhr 3,0")
    assert "Do, 2. Juli 3,0 1,0" in found.text


def test_hours_without_a_reading_are_gaps_and_not_zero(client: Client, make: Make) -> None:
    station = make([1.0, 2.0])
    stream = station.datastreams.get()
    store_readings(stream, [(NOON.replace(minute=0) - timedelta(hours=4), 7.0)])
    turn()
    found = read(client, station)
    assert "heute, 8 Uhr 7,0 heute, 11 Uhr 1,0" in found.text
    drawn = found.text.split('"values": [')[1].split("]")[0].split(", ")
    assert drawn[-5:] == ["7.0", "null", "null", "1.0", "2.0"]


def test_several_readings_of_an_hour_are_averaged_and_precipitation_is_added(client: Client, make: Make) -> None:
    station = make([20.0])
    end = NOON.replace(minute=0)
    store_readings(
        station.datastreams.get(), [(end - timedelta(minutes=m), value) for m, value in ((40, 10), (20, 15))]
    )
    rain = Datastream.objects.create(station=station, observed_property="precipitation")
    store_readings(rain, [(end - timedelta(minutes=m), value) for m, value in ((40, 0.5), (20, 1.0), (0, 0.2))])
    turn()
    found = read(client, station)
    assert "heute, 12 Uhr 15,0" in found.text
    assert "Heute insgesamt 1,7 mm." in found.text
    assert "Vom 26. Juni bis 2. Juli insgesamt 1,7 mm." in found.text


def test_a_silent_station_says_since_when_and_is_faded(client: Client, make: Make, clock: list[datetime]) -> None:
    station = make([20.0, 23.44])
    clock[0] = NOON + timedelta(hours=2, minutes=48)  # three hours after the last reading: still trusted
    assert "meldet zurzeit keine Werte" not in read(client, station).text
    clock[0] += timedelta(minutes=1)
    found = read(client, station)
    assert "Die Station meldet zurzeit keine Werte. Letzte Messung am 2. Juli 2026 um 12:00 Uhr." in found.text
    assert any("station--silent" in str(each.get("class")) for each in found.all("section"))
    listed = page(client, "/karte/liste/?layers=climate_station").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "meldet zurzeit keine Werte; zuletzt 23,4 °C vor 3 Stunden" in listed


def test_readings_of_years_ago_are_shown_with_their_dates(client: Client, make: Make) -> None:
    station = make([8.0] * 30 + [9.5], until=datetime(2023, 10, 7, 21, 0, tzinfo=UTC))
    found = read(client, station)
    assert "Letzte Messung am 7. Oktober 2023 um 23:00 Uhr." in found.text
    assert "Lufttemperatur: 6. Oktober 2023 bis 7. Oktober 2023" in found.text
    assert "Am 7. Oktober 2023 zwischen 8,0 °C um 1 Uhr und 9,5 °C um 23 Uhr." in found.text


def test_a_station_without_readings_says_so(client: Client, clock: list[datetime]) -> None:
    station = save_entry(ClimateStation(name="Neu", status="published", geom=OLD_TOWN), by="test")
    Datastream.objects.create(station=station, observed_property="air_temperature")
    turn()
    assert "Von dieser Station gibt es noch keine Messwerte." in read(client, station).text


def test_a_reading_of_the_future_is_not_the_latest(client: Client, make: Make) -> None:
    station = make([20.0])
    store_readings(station.datastreams.get(), [(datetime.now(UTC) + timedelta(hours=1), 99.0)])
    turn()
    found = read(client, station)
    assert "20,0 °C" in found.text
    assert "99,0" not in found.text


@pytest.mark.parametrize(
    ("day", "number", "spoken"),
    [
        (date(2026, 7, 2), 24, ["1 Uhr", "24 Uhr"]),
        (date(2026, 3, 29), 23, ["1 Uhr", "3 Uhr"]),
        (date(2026, 10, 25), 25, ["2 Uhr (Sommerzeit)", "2 Uhr (Winterzeit)", "3 Uhr"]),
    ],
)
def test_days_have_the_hours_that_clocks_give_them(day: date, number: int, spoken: list[str]) -> None:
    hours = hours_of(day)
    assert len(hours) == number
    assert [hour.clock for hour in hours if hour.clock in spoken] == spoken
    assert "2 Uhr" not in {hour.clock for hour in hours} or number == 24
    assert {day_of(hour.end) for hour in hours} == {day}
    assert all(later.end - earlier.end == timedelta(hours=1) for earlier, later in pairwise(hours))


def test_a_day_of_25_hours_has_25_rows(client: Client, make: Make, clock: list[datetime]) -> None:
    clock[0] = datetime(2026, 10, 25, 23, 5, tzinfo=UTC)
    found = read(client, make([float(hour) for hour in range(25)], until=clock[0].replace(minute=0)))
    table = " ".join(rows(found, "Lufttemperatur: 24. Oktober bis 25. Oktober"))
    assert "gestern, 2 Uhr (Sommerzeit) 1,0 gestern, 2 Uhr (Winterzeit) 2,0 gestern, 3 Uhr 3,0" in table
    assert "gestern, 24 Uhr 24,0" in table


def test_the_open_country_is_compared_at_the_same_height(client: Client, make: Make) -> None:
    make([10.0, 10.0, 11.0], name="Feld", geom=VILLAGE, elevation_m=310.0, is_rural_reference=True)
    station = make([12.0, 15.0, 13.0])
    found = read(client, station)
    # Brought down by 110 m, at 0.0065 K/m, the country has 10.715 and 11.715 °C.
    assert "Hier war es heute um 12 Uhr 1,3 K wärmer als im Umland." in found.text
    assert "Am größten war der Unterschied heute um 11 Uhr: 4,3 K wärmer." in found.text
    assert "Verglichen mit: Feld. Der Höhenunterschied ist eingerechnet." in found.text
    assert "heute, 12 Uhr 13,0 11,7" in found.text


def test_without_heights_the_comparison_says_so(client: Client, make: Make) -> None:
    make([13.0], name="Feld", elevation_m=None, is_rural_reference=True)
    found = read(client, make([12.0]))
    assert "Hier war es heute um 12 Uhr 1,0 K kühler als im Umland." in found.text
    assert "Der Höhenunterschied ist nicht eingerechnet." in found.text


def test_a_reference_that_is_silent_is_not_replaced_by_another_hour(client: Client, make: Make) -> None:
    make([13.0], until=NOON - timedelta(days=30), name="Feld", is_rural_reference=True)
    assert "Aus dem Umland liegen für diese Zeit keine Werte vor." in read(client, make([12.0])).text


def test_a_reference_is_not_compared(client: Client, make: Make) -> None:
    make([13.0], name="Feld", is_rural_reference=True)
    assert "Im Vergleich mit dem Umland" not in read(client, make([12.0], is_rural_reference=True)).text


def test_english_pages_speak_of_stations_in_english(client: Client, make: Make) -> None:
    found = read(client, make([14.2, 16.0]), "/en")
    assert "Air temperature 16.0 °C 12 minutes ago" in found.text
    assert "Today between 14.2 °C at 11:00 and 16.0 °C at 12:00." in found.text


@pytest.mark.parametrize("path", ["/karte/climate_station/{}/", "/karte/liste/?layers=climate_station"])
def test_the_number_of_queries_does_not_grow_with_stations_or_readings(client: Client, make: Make, path: str) -> None:
    station = make([20.0])
    make([20.0], name="Feld", is_rural_reference=True)
    client.get(path.format(station.pk))
    with CaptureQueriesContext(connections["published"]) as few:
        client.get(path.format(station.pk))
    for number in range(5):
        add(make([20.0] * 100, name=f"Feld {number}", is_rural_reference=True), "wind_speed", [3.0] * 50, NOON)
    store_readings(station.datastreams.get(), [(NOON - timedelta(hours=hour), 10.0) for hour in range(300)])
    turn()
    client.get(path.format(station.pk))
    with CaptureQueriesContext(connections["published"]) as many:
        client.get(path.format(station.pk))
    assert 0 < len(many) == len(few)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-30), "gerade eben"),
        (timedelta(seconds=59), "gerade eben"),
        (timedelta(minutes=1), "vor 1 Minute"),
        (timedelta(minutes=59), "vor 59 Minuten"),
        (timedelta(hours=1), "vor 1 Stunde"),
        (timedelta(hours=47), "vor 47 Stunden"),
        (timedelta(hours=48), "vor 2 Tagen"),
        (timedelta(days=29), "vor 29 Tagen"),
        (timedelta(days=30), "am 2. Juni 2026"),
    ],
)
def test_ages_are_said_as_people_say_them(age: timedelta, words: str) -> None:
    assert ages.ago(NOON - age, NOON) == words
