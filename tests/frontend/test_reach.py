"""Within so many minutes of a position: list, points and count are one selection; who gets no answer is told why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from django.conf import settings
from django.contrib.gis.geos import MultiPoint, Point
from django.db import connections
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import shape

from frontend.reach import Reach, Start, arrival
from frontend.selection import Selection
from layers.models import Area, Source, SportsFacility
from layers.services import save_entry, settle_areas
from network.models import Edition
from network.services import store_edition
from published.errors import BadParameter
from published.renewal import renew
from tests.analysis.conftest import streets
from tests.conftest import OLD_TOWN, turn
from tests.frontend.test_views import Page

LON, LAT = OLD_TOWN.transform(4326, clone=True).coords
NEAR = f"{LON:.6f},{LAT:.6f}"
TEN_MINUTES = {"layers": "sports_facility", "near": NEAR, "minutes": "10", "by": "foot"}
MONDAY = "2026-11-30T09:00"


def beside(east_m: float, north_m: float = 0.0) -> Point:
    return Point(OLD_TOWN.x + east_m, OLD_TOWN.y + north_m, srid=25832)


def hall(name: str, place: object, hours: str = "") -> str:
    entry = SportsFacility(name=name, kind="small_pitch", status="published", geom=place, opening_hours=hours)
    return save_entry(entry, by="test").pk


@pytest.fixture
def town(published_in_test: None, areas: dict[str, Area], street_network: None, clock: Callable[[str], None]) -> None:
    """What stands along the streets."""
    clock(MONDAY)
    settle_areas()
    hall("Nah", beside(400), "Mo-Fr 08:00-20:00")  # 4.8 minutes
    hall("Schließt", beside(0, 550), "Mo-Fr 08:00-09:05")  # 6.6 minutes: closed on arrival
    hall("Öffnet", beside(-500), "Mo-Fr 09:05-20:00")  # 6 minutes: not open yet when one sets out
    hall("Ohne Zeiten", beside(300, 300))  # 7.2 minutes
    hall("Um die Ecke", beside(500, 500))  # 707 m by the straight line, 12 minutes on foot
    hall("Weit", beside(900))  # 10.8 minutes
    hall("Zwei Eingänge", MultiPoint(beside(-900), beside(-100, 150), srid=25832))  # 3 minutes to the nearer one
    renew()
    turn()


def names(query: str) -> list[str]:
    return [entry.name for entry in Selection.from_query(QueryDict(f"layers=sports_facility&{query}")).in_order()]


def points(client: Client, **asked: str) -> dict:
    return client.post("/karte/punkte/", TEN_MINUTES | asked).json()


def listed(client: Client, status: int = 200, path: str = "/karte/liste/", **asked: str) -> Page:
    answer = client.post(path, TEN_MINUTES | asked)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    found = Page(answer.content.decode())
    found.words = [word.replace("\N{NO-BREAK SPACE}", " ") for word in found.words]
    return found


IN_TEN = ["Zwei Eingänge", "Nah", "Öffnet", "Schließt", "Ohne Zeiten"]


@pytest.mark.usefixtures("town")
def test_what_is_reached_comes_in_the_order_of_minutes() -> None:
    assert names(f"near={NEAR}&minutes=10") == IN_TEN
    assert names(f"near={NEAR}&minutes=5") == ["Zwei Eingänge", "Nah"]
    assert names(f"near={NEAR}&minutes=15") == [*IN_TEN, "Weit", "Um die Ecke"]


@pytest.mark.usefixtures("town")
def test_modes_have_their_own_speed() -> None:
    assert names(f"near={NEAR}&minutes=5&by=elderly_or_child") == ["Zwei Eingänge"]
    assert names(f"near={NEAR}&minutes=5&by=bike") == [*IN_TEN, "Weit", "Um die Ecke"]


@pytest.mark.usefixtures("town")
def test_list_points_and_count_are_one_selection(client: Client) -> None:
    selection = Selection.from_query(QueryDict(f"layers=sports_facility&near={NEAR}&minutes=10"))
    assert sorted(row[3] for row in points(client)["points"]) == sorted(IN_TEN)
    assert selection.entries().count() == len(IN_TEN)
    found = listed(client)
    assert "5 Einträge" in found.text
    assert [name for name in IN_TEN if name not in found.text] == []
    assert "Weit" not in found.text


@pytest.mark.usefixtures("town")
def test_cards_say_the_minutes_and_the_straight_line(client: Client) -> None:
    found = listed(client)
    assert "5 Minuten zu Fuß, Luftlinie 400 m östlich" in found.text
    assert "8 Minuten zu Fuß, Luftlinie 420 m nordöstlich" in found.text
    assert "geschätzt" not in found.text
    assert "in 10 Minuten zu Fuß" in found.text
    assert "Umkreis 2 km" not in found.text


@pytest.mark.usefixtures("town")
def test_other_wishes_narrow_as_ever() -> None:
    west = f"{LON - 0.01},{LAT - 0.01},{LON - 0.0001},{LAT + 0.01}"
    assert names(f"near={NEAR}&minutes=10&bbox={west}") == ["Zwei Eingänge", "Öffnet"]
    assert names(f"near={NEAR}&minutes=10&q=nah") == ["Nah"]
    assert names(f"near={NEAR}&minutes=10&sort=name") == sorted(IN_TEN, key=lambda name: name.replace("Ö", "O"))


@pytest.mark.usefixtures("town")
def test_open_now_means_open_on_arrival(client: Client) -> None:
    assert names(f"near={NEAR}&minutes=10&open_at=now") == ["Nah", "Öffnet", "Zwei Eingänge", "Ohne Zeiten"]
    found = listed(client, open_at="now")
    assert "Bei Ankunft geöffnet oder nach Vereinbarung" in found.text
    assert "bei Ankunft geöffnet bis 20 Uhr" in found.text
    assert "Schließt" not in found.text
    assert "4 Einträge" in found.text
    assert sorted(row[3] for row in points(client, open_at="now")["points"]) == [
        "Nah",
        "Ohne Zeiten",
        "Zwei Eingänge",
        "Öffnet",
    ]


@pytest.mark.usefixtures("town")
def test_open_at_another_moment_counts_from_then() -> None:
    assert "Öffnet" not in names(f"near={NEAR}&minutes=10&open_at=2026-11-30T08:30")
    assert "Schließt" in names(f"near={NEAR}&minutes=10&open_at=2026-11-30T08:30")


def test_arrivals_cross_the_change_of_clocks() -> None:
    berlin = settings.REGION.tzinfo
    before = datetime(2026, 3, 29, 1, 55, tzinfo=berlin)
    assert arrival(before, 10).isoformat() == "2026-03-29T03:05:00+02:00"
    assert arrival(datetime(2026, 10, 25, 2, 55, tzinfo=berlin), 10).isoformat() == "2026-10-25T02:05:00+01:00"
    assert arrival(before, 0.508333).isoformat() == "2026-03-29T01:55:30+01:00"


@pytest.mark.usefixtures("town")
def test_the_area_on_the_map_is_named_and_holds_what_is_reached(client: Client) -> None:
    answer = points(client)
    area = shape(answer["reached"]["geometry"])
    assert answer["reached"]["words"] == "erreichbar in 10 Minuten zu Fuß"
    assert area.is_valid
    # A place at several entrances stands at one of them, which need not be the near one.
    assert all(area.covers(ShapelyPoint(row[4:])) for row in answer["points"] if row[3] != "Zwei Eingänge")
    assert not area.covers(ShapelyPoint(beside(900).transform(4326, clone=True).coords))


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(("by", "speed_kmh"), [("foot", 5), ("wheelchair", 4), ("elderly_or_child", 3.6), ("bike", 15)])
def test_candidates_are_looked_for_as_far_as_one_gets(by: str, speed_kmh: float) -> None:
    start = Start.at((LON, LAT), by)
    # Along a street for all of the time, or aside from the end of a street.
    assert start.radius_m(1) >= speed_kmh / 60 * 1000
    assert start.radius_m(30) <= (1000 * 2**0.5 + 500) * 1.02


def test_a_ferry_that_outruns_walkers_widens_the_search(
    published_in_test: None, areas: dict[str, Area], source: Source
) -> None:
    made = streets("with-ferry")
    # The street from the old town to the east is a ferry that takes 100 m in a tenth of a minute.
    x, y = made.x, made.y
    is_ferry = (x[made.start] == OLD_TOWN.x) & (x[made.end] == OLD_TOWN.x + 100) & (y[made.start] == OLD_TOWN.y)
    minutes = np.where(is_ferry, 0.1, np.nan).astype(np.float32)
    store_edition(network=replace(made, fixed_minutes=minutes), source_id=source.pk, file_name="ferry", counts={})
    hall("Drüben", beside(450))  # 0.1 minutes and 350 m: 4.3 minutes
    turn()
    assert names(f"near={NEAR}&minutes=5") == ["Drüben"]


@pytest.mark.usefixtures("town")
def test_around_a_circle_minutes_are_those_of_the_network(client: Client) -> None:
    found = listed(client, minutes="", radius="1000")
    assert "12 Minuten zu Fuß, Luftlinie 710 m nordöstlich" in found.text
    assert "Umkreis 1 km" in found.text
    entry = SportsFacility.objects.get(name="Um die Ecke").pk
    popup = client.post(f"/karte/sports_facility/{entry}/kurz/", {"near": NEAR, "by": "bike"}).content.decode()
    assert "4 Minuten mit dem Fahrrad" in popup


@pytest.mark.usefixtures("town")
def test_minutes_may_stand_in_an_address_and_ask_for_a_position(client: Client) -> None:
    answer = client.get("/karte/?layers=sports_facility&minutes=10&by=bike")
    assert answer.status_code == 200
    found = Page(answer.content.decode())
    assert "was in 10 Minuten mit dem Fahrrad erreichbar ist, braucht sie einen Ort" in found.text
    assert "7 Einträge" in found.text
    held = {each["name"]: each["value"] for each in found.all("input") if each.get("name") in ("minutes", "by")}
    assert held == {"minutes": "10", "by": "bike"}


@pytest.mark.usefixtures("town")
def test_the_form_leads_to_the_same_without_scripts(client: Client) -> None:
    page = listed(client, path="/karte/")
    chosen = {
        select: [each["value"] for each in page.all("option") if "selected" in each and each["value"] == value]
        for select, value in (("minutes", "10"), ("by", "foot"))
    }
    assert chosen == {"minutes": ["10"], "by": ["foot"]}
    # What the page holds itself must not outdo „Umkreis“, whose value is empty.
    held = [each["value"] for each in page.all("input") if each.get("name") == "minutes"]
    assert held == ["", "10"]  # that of the form, and that of the form that leads to paper
    without = listed(client, path="/karte/", without="minutes")
    assert "Umkreis 2 km" in without.text


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("near", "sentence"),
    [
        ("9.5,49.2", "Dieser Ort liegt außerhalb der Region"),
        (f"{LON + 0.05:.5f},{LAT:.5f}", "Im Umkreis von 500 m um diesen Ort gibt es zu Fuß keinen Weg."),
    ],
)
def test_where_there_is_no_way_a_sentence_says_so_and_the_circle_counts(
    client: Client, near: str, sentence: str
) -> None:
    found = listed(client, near=near)
    assert sentence in found.text
    assert "Die Liste zeigt darum den Umkreis von 2 km." in found.text
    assert "reached" not in points(client, near=near)


@pytest.mark.usefixtures("town")
def test_without_a_network_the_circle_counts_and_walks_are_estimated(client: Client) -> None:
    Edition.objects.all().delete()
    found = listed(client)
    assert "Für diese Region ist noch kein Wegenetz eingelesen." in found.text
    assert "Um die Ecke" in found.text
    assert "nach Luftlinie geschätzt" in found.text


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("body", ["minutes=7", "minutes=-5", "minutes=1e1", "minutes=%00", "by=car&minutes=5", "by=x"])
@pytest.mark.parametrize("path", ["/karte/", "/karte/liste/", "/karte/punkte/", "/drucken/"])
def test_what_cannot_be_understood_is_said_with_a_sentence(client: Client, path: str, body: str) -> None:
    sent = f"near={NEAR}&{body}" if "minutes" in body else f"near={NEAR}&minutes=5&{body}"
    answer = client.post(path, sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "ist eines von" in answer.content.decode()


def test_a_mode_without_minutes_asks_for_nothing() -> None:
    assert Reach.from_query(QueryDict("by=bike")) is None
    with pytest.raises(BadParameter):
        Reach.from_query(QueryDict("minutes=10&by=rocket"))


@pytest.mark.usefixtures("town")
def test_the_number_of_queries_does_not_grow_with_what_is_reached(client: Client) -> None:
    def counted() -> int:
        with (
            CaptureQueriesContext(connections["published"]) as published,
            CaptureQueriesContext(connections["default"]) as domain,
        ):
            listed(client, open_at="now")
            points(client, open_at="now")
        return len(published) + len(domain)

    counted()
    few = counted()
    for number in range(15):
        hall(f"Halle {number}", beside(20 * number, 100), f"Mo-Fr 08:00-{10 + number % 12}:00")
    renew()
    turn()
    counted()
    assert 0 < counted() == few


@pytest.mark.usefixtures("town")
def test_in_english(client: Client) -> None:
    found = listed(client, path="/en/karte/liste/")
    assert "5 minutes on foot, 400 m to the east as the crow flies" in found.text
