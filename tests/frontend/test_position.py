"""A position from which one looks: addresses, names, hostile texts."""

import pytest
from django.db import connection
from django.test import Client

from frontend.position import named_position, position_of_address, radius_in_words
from tests.conftest import OLD_TOWN

LON, LAT = OLD_TOWN.transform(4326, clone=True).coords
pytestmark = pytest.mark.usefixtures("published_in_test")


HOUSES = [("3", "Würzburg", LON), ("5", "Würzburg", LON + 0.0002), ("3", "Ochsenfurt", LON + 0.1)]


@pytest.fixture
def houses() -> None:
    """Two neighbours in the city, and a house of the same address in another town."""
    with connection.cursor() as cursor:
        for house, city, lon in (
            ("3", "Würzburg", LON),
            ("5", "Würzburg", LON + 0.0002),
            ("3", "Ochsenfurt", LON + 0.1),
        ):
            cursor.execute(
                "INSERT INTO published.address (source, street, housenumber, city, geom) VALUES"
                " ('test', 'Domgasse', %s, %s, public.ST_SetSRID(public.ST_MakePoint(%s, %s), 4326))",
                [house, city, lon, LAT],
            )


@pytest.mark.usefixtures("houses")
def test_neighbours_of_a_house_were_not_meant_but_another_town_may_have_been() -> None:
    found = position_of_address("Domgasse 3")
    assert found
    assert "Domgasse 3" in found.label
    assert len({found.label, *(other.label for other in found.others)}) == 1 + len(found.others)
    assert all("Domgasse 5" not in other.label for other in found.others)


@pytest.mark.usefixtures("houses")
def test_a_point_is_named_after_the_house_that_it_lies_at_or_near() -> None:
    assert named_position(LON, LAT).label == "Domgasse 3, Würzburg"
    assert named_position(LON - 0.003, LAT).label == "nahe Domgasse 3, Würzburg"
    assert named_position(LON - 1, LAT).label == "gewählter Punkt"


def test_what_nobody_knows_is_none() -> None:
    assert position_of_address("Nirgendgasse 99") is None
    assert position_of_address("99") is None


def test_a_radius_in_words() -> None:
    assert [radius_in_words(metres) for metres in (500, 1000, 2500)] == ["500 m", "1 km", "2,5 km"]


HOSTILE = [
    "near=1",
    "near=nan,inf",
    "near=9.9,91",
    "near=9.9,49.8&radius=0",
    "near=9.9,49.8&radius=1e9",
    "near=9.9,49.8&sort=price",
    "q=" + "a" * 201,
    "q=%00",
    "near=9.9,49.8&open_at=gestern",
    "near=9.9,49.8&layers=secret",
    "near=9.9,49.8&password=x",
    "address=%00",
    "address=" + "a" * 201,
]


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("path", ["/karte/", "/karte/liste/", "/karte/punkte/"])
def test_what_cannot_be_understood_is_said_with_a_sentence(client: Client, path: str, body: str) -> None:
    answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    said = answer.json()["detail"] if path == "/karte/punkte/" else answer.content.decode()
    assert "„" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("body", ["address='; DROP TABLE x; --", "address=%25_%5C", "q=%25", "address=" + "ß" * 200])
def test_odd_words_find_nothing_and_break_nothing(client: Client, body: str) -> None:
    for path in ("/karte/", "/karte/liste/", "/karte/punkte/"):
        answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.cookies


@pytest.mark.parametrize("entries", ["x", "/", "association/", "secret/1", "a/b/c", ",".join(["association/x"] * 500)])
def test_cards_of_what_is_not_there_are_none(client: Client, entries: str) -> None:
    answer = client.get("/karte/kurz/", {"entries": entries})
    assert answer.status_code == 200
    assert "data-entry" not in answer.content.decode()
