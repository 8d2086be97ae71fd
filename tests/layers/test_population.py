"""Cells merged to units of at least ten people: what holds for any grid, and the traps by name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.population import FEWEST_PEOPLE, NO_UNIT, Units, merge_cells

CELLS = st.dictionaries(
    st.tuples(st.integers(0, 40), st.integers(0, 40)), st.integers(0, 30) | st.integers(0, 400), max_size=60
)


def arrays(people_at: dict[tuple[int, int], int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    places = np.array(list(people_at), dtype=np.int64).reshape(-1, 2)
    return places[:, 0], places[:, 1], np.array(list(people_at.values()), dtype=np.int64)


def merged(people_at: dict[tuple[int, int], int]) -> tuple[Units, dict[tuple[int, int], int]]:
    units = merge_cells(*arrays(people_at))
    return units, dict(zip(people_at, units.unit.tolist(), strict=True))


@given(CELLS)
def test_no_unit_has_fewer_than_ten_people_and_nobody_is_lost(people_at: dict[tuple[int, int], int]) -> None:
    column, row, people = arrays(people_at)
    units = merge_cells(column, row, people)
    sums = units.sums(people.astype(float))
    total = people.sum()
    assert (sums >= FEWEST_PEOPLE).all()
    assert sums.sum() == (total if total >= FEWEST_PEOPLE else 0)
    if total >= FEWEST_PEOPLE:
        assert ((units.unit == NO_UNIT) == (people == 0)).all()


@given(CELLS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(people_at: dict[tuple[int, int], int], random: object) -> None:
    units, by_place = merged(people_at)
    shuffled = list(people_at)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again, by_place_again = merged({place: people_at[place] for place in shuffled})
    assert by_place_again == by_place
    for name in ("level", "column", "row"):
        np.testing.assert_array_equal(getattr(again, name), getattr(units, name))


@given(CELLS)
def test_a_block_names_one_unit_and_holds_one_of_its_cells(people_at: dict[tuple[int, int], int]) -> None:
    units, by_place = merged(people_at)
    names = list(zip(units.level.tolist(), units.column.tolist(), units.row.tolist(), strict=True))
    assert len(set(names)) == len(names)
    for number, (level, column, row) in enumerate(names):
        members = [place for place, unit in by_place.items() if unit == number]
        assert any((x >> level, y >> level) == (column, row) for x, y in members)


@given(CELLS)
def test_the_middle_cell_is_an_inhabited_one_of_its_unit(people_at: dict[tuple[int, int], int]) -> None:
    column, row, people = arrays(people_at)
    units = merge_cells(column, row, people)
    middle = units.middle_cells(column, row, people)
    np.testing.assert_array_equal(units.unit[middle], np.arange(len(units)))


def test_a_cell_with_enough_people_is_a_unit_by_itself_and_takes_in_small_neighbours_of_its_block() -> None:
    # (0, 0) and (1, 1) lie in one block of 2 × 2, (2, 0) lies in the next one, as near to (1, 1).
    units, by_place = merged({(0, 0): 10, (1, 1): 3, (2, 0): 40})
    assert by_place == {(0, 0): 0, (1, 1): 0, (2, 0): 1}
    assert units.level.tolist() == [0, 0]


def test_small_cells_become_one_unit_in_the_smallest_block_that_holds_enough() -> None:
    units, by_place = merged({(4, 4): 4, (5, 5): 5, (7, 7): 1, (0, 0): 30})
    assert by_place == {(0, 0): 0, (4, 4): 1, (5, 5): 1, (7, 7): 1}
    assert (units.level.tolist(), units.column.tolist(), units.row.tolist()) == ([0, 2], [0, 1], [0, 1])


def test_a_change_stays_in_its_block() -> None:
    people_at = {(x, y): 6 + (x * 7 + y * 3) % 9 for x in range(16) for y in range(16)}
    before, changed = merged(people_at)[1], merged(people_at | {(9, 9): 2})[1]

    def groups(by_place: dict[tuple[int, int], int]) -> set[frozenset[tuple[int, int]]]:
        found: dict[int, set[tuple[int, int]]] = {}
        for place, unit in by_place.items():
            found.setdefault(unit, set()).add(place)
        return {frozenset(places) for places in found.values()}

    moved = {place for group in groups(before) ^ groups(changed) for place in group}
    assert moved <= {(x, y) for x in range(8, 12) for y in range(8, 12)}


def test_fewer_than_ten_people_in_all_and_no_cells_give_no_units() -> None:
    for people_at in ({}, {(3, 3): 9}, {(3, 3): 4, (90, 3): 5}, {(1, 1): 0}):
        units, by_place = merged(people_at)
        assert len(units) == 0
        assert set(by_place.values()) <= {NO_UNIT}


def test_an_unknown_figure_makes_the_unit_unknown_and_no_other() -> None:
    units = merge_cells(np.array([0, 1, 4]), np.array([0, 0, 4]), np.array([8, 8, 20]))
    np.testing.assert_array_equal(units.sums(np.array([2, np.nan, 3])), [3, np.nan])


def test_the_middle_lies_where_most_people_are() -> None:
    column, row, people = np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([2, 1, 9])
    assert merge_cells(column, row, people).middle_cells(column, row, people).tolist() == [2]


@pytest.mark.parametrize(
    ("column", "row", "people"),
    [([0, 0], [1, 1], [5, 5]), ([-1], [0], [5]), ([0], [0], [-5]), ([0, 1], [0], [5]), ([2**31], [0], [5])],
    ids=["twice", "left of the grid", "fewer than none", "ragged", "too far"],
)
def test_what_is_no_grid_is_refused(column: list[int], row: list[int], people: list[int]) -> None:
    with pytest.raises(ValueError, match=r"cell|Columns"):
        merge_cells(np.array(column), np.array(row), np.array(people))
