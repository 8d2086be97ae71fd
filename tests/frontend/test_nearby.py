"""Distances and directions as people say them."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from frontend.nearby import Way, direction_in_words, distance_in_words, minutes_on_foot, way_between

TOWN_HALL = (9.9294, 49.7936)


def plain(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with override("de"):
        yield


@pytest.mark.parametrize(
    ("metres", "words"),
    [(3, "10 m"), (347, "350 m"), (994, "990 m"), (996, "1,0 km"), (1240, "1,2 km"), (9949, "9,9 km"), (9951, "10 km")],
)
def test_distances_are_as_exact_as_people_say_them(metres: float, words: str) -> None:
    assert plain(distance_in_words(metres)) == words
    with override("en"):
        assert plain(distance_in_words(metres)) == words.replace(",", ".")


@pytest.mark.parametrize(
    ("east", "north", "words"),
    [
        (0, 1, "nördlich"),
        (1, 0.7, "nordöstlich"),
        (1, 0, "östlich"),
        (1, -0.7, "südöstlich"),
        (0, -1, "südlich"),
        (-1, -0.7, "südwestlich"),
        (-1, 0, "westlich"),
        (-1, 0.7, "nordwestlich"),
    ],
)
def test_the_direction_is_that_of_the_place(east: float, north: float, words: str) -> None:
    place = (TOWN_HALL[0] + east * 0.01, TOWN_HALL[1] + north * 0.01)
    assert way_between(TOWN_HALL, place).direction == words


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert way_between((10, 49), (10, 50)).metres == pytest.approx(111_195, abs=1)


@pytest.mark.parametrize("bearing", [-1, 0, 22, 338, 359.9, 360])
def test_north_is_on_both_sides_of_zero(bearing: float) -> None:
    assert direction_in_words(bearing) == "nördlich"


def test_a_walk_is_an_estimate_of_whole_minutes() -> None:
    assert minutes_on_foot(0) == 1
    assert minutes_on_foot(1000) == 17  # 1,350 m at 5 km/h are 16.2 minutes
    assert plain(Way(56, 90).words) == "60 m östlich, etwa 1 Minute zu Fuß"
    assert plain(Way(1000, 90).words) == "1,0 km östlich, etwa 17 Minuten zu Fuß"


def test_nobody_is_told_to_walk_far_or_to_go_where_they_are() -> None:
    assert plain(Way(8_000, 0).words) == "8,0 km nördlich"
    assert Way(3, 0).words == "gleich hier"
