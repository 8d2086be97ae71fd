"""Addresses by words and by position."""

import pytest
from django.db import connection

from layers.models import Area
from layers.services import settle_areas
from published.addresses import find_addresses, nearest_address
from published.services import publish

# Street, number, postcode, city, municipality, lon, lat.
HOUSES = [
    ("Domstraße", "8", "97070", "Würzburg", "09663000", 9.9310, 49.7935),
    ("Domstraße", "12", "97070", "Würzburg", "09663000", 9.9314, 49.7935),
    ("Domstraße", "12a", "97070", "Würzburg", "09663000", 9.9315, 49.7936),
    ("Hauptstraße", "1", "97199", "Ochsenfurt", "09679170", 10.0000, 49.6500),
]


@pytest.fixture
def houses(published_in_test: None, areas: dict[str, Area]) -> None:
    settle_areas()
    publish("area", None)
    with connection.cursor() as cursor:
        for row in HOUSES:
            cursor.execute(
                "INSERT INTO published.address (source, street, housenumber, postcode, city, municipality, geom)"
                " VALUES ('test', %s, %s, %s, %s, %s, public.ST_SetSRID(public.ST_MakePoint(%s, %s), 4326))",
                row,
            )


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Domstraße 12", "Domstraße 12, 97070 Würzburg"),
        ("domstr. 12a Würzburg", "Domstraße 12a, 97070 Würzburg"),
        ("97199 Hauptstr 1", "Hauptstraße 1, 97199 Ochsenfurt"),
    ],
)
def test_an_address_is_found_by_words(houses: None, text: str, label: str) -> None:
    assert find_addresses(text)[0].label == label


def test_a_hit_knows_its_areas(houses: None) -> None:
    hit = find_addresses("Domstraße 8")[0]
    assert (hit.municipality, hit.district, hit.is_interpolated) == ("09663000", "0966300001", False)
    assert (hit.lon, hit.lat) == (9.9310, 49.7935)


def test_the_nearest_address_has_its_distance(houses: None) -> None:
    hit = nearest_address(9.9311, 49.7935)
    assert hit is not None
    assert hit.label == "Domstraße 8, 97070 Würzburg"
    assert hit.distance_m == 7


def test_far_from_any_house_there_is_no_nearest_address(houses: None) -> None:
    assert nearest_address(9.95, 49.80) is None
    assert nearest_address(0, 0) is None
