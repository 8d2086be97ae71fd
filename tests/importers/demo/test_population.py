"""Demo people live in the houses of their settlements."""

from typing import Any

import numpy as np
import pytest

from importers.demo.entries.population import cells
from importers.demo.facts import RegionFacts
from importers.demo.layout import Layout


@pytest.fixture(scope="module")
def people(layout: Layout) -> list[dict[str, Any]]:
    return list(cells(layout))


def test_everybody_lives_somewhere(people: list[dict[str, Any]], musterland: RegionFacts) -> None:
    assert sum(cell["population"] for cell in people) == sum(place.population for place in musterland.settlements)


def test_ages_are_parts_of_the_people(people: list[dict[str, Any]]) -> None:
    for cell in people:
        assert 0 <= cell["under_10"] <= cell["under_18"]
        assert 0 <= cell["from_80"] <= cell["from_65"]
        assert cell["under_18"] + cell["from_65"] <= cell["population"]
    total = sum(cell["population"] for cell in people)
    assert sum(cell["from_65"] for cell in people) / total == pytest.approx(0.21, abs=0.02)


def test_cells_are_named_by_their_lower_left_corner_once_and_in_order(people: list[dict[str, Any]]) -> None:
    places = [(int(cell["geom"].y // 100), int(cell["geom"].x // 100)) for cell in people]
    assert places == sorted(set(places))
    assert [cell["id"] for cell in people] == [f"CRS3035RES100mN{row * 100}E{column * 100}" for row, column in places]


def test_the_old_town_is_denser_than_the_villages(people: list[dict[str, Any]]) -> None:
    numbers = np.sort([cell["population"] for cell in people])
    assert numbers[-1] > 3 * np.median(numbers)


def test_the_same_people_come_again(people: list[dict[str, Any]], musterland: RegionFacts) -> None:
    assert list(cells(Layout(musterland))) == people
