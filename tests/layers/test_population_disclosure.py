"""The attack: sums over thousands of overlapping catchments, subtracted and combined, to find fewer than ten people.

What an attacker may know: which units (or cells) each catchment holds, since their outlines are public, and the sum of
people in each. He recovers a group if the sums determine how many are in it. Two attacks, neither of which knows the
people: subtract the sums of any two catchments of which one holds the other; and solve the linear equations of all of
them. Beyond both: whatever combination of sums tells of one group, the group consists of whole sets of places that no
catchment ever separates. So it is enough that none of these sets is too small.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from layers.population import FEWEST_PEOPLE, NO_UNIT, merge_cells

SIDE = 32  # cells of a town; 100 m each
RADII = 20  # about each centre, one inside of the other
STEP = 0.35  # of a cell, from one radius to the next
ROWS_AT_ONCE = 1_000
CERTAIN = 1e-6


@dataclass(frozen=True)
class Town:
    """Inhabited cells: places (N,), people (N,), and the unit of each with the place that stands for the unit (U,)."""

    column: np.ndarray
    row: np.ndarray
    people: np.ndarray
    unit: np.ndarray
    middle: np.ndarray


@pytest.fixture(scope="module")
def town() -> Town:
    """A dense middle and a thin edge: at the edge most cells have fewer than ten people."""
    chance = np.random.default_rng(20261128)
    column, row = (each.ravel() for each in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    mean = 60 * np.exp(-((column - SIDE / 2) ** 2 + (row - SIDE / 2) ** 2) / (2 * (SIDE / 5) ** 2)) + 3
    people = chance.poisson(mean)
    lived_in = people > 0
    column, row, people = column[lived_in], row[lived_in], people[lived_in]
    units = merge_cells(column, row, people)
    return Town(column, row, people, units.unit, units.middle_cells(column, row, people))


def catchments(number: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return which of the places (K,) lie in each catchment, as booleans (number, K).

    About each centre there are several, one inside of the other, as minutes are counted up: circles about one, about
    the next what is reached, which stretches along some directions as a street network makes it.
    """
    chance = np.random.default_rng(7)
    rows = []
    for which in range(number // RADII):
        centre_x, centre_y = chance.uniform(0, SIDE, 2)
        arms, turn, smallest = chance.integers(2, 6), chance.uniform(0, 2 * np.pi), chance.uniform(0.6, SIDE / 2)
        distance, angle = np.hypot(x - centre_x, y - centre_y), np.arctan2(y - centre_y, x - centre_x)
        stretched = 1 + (0.4 * np.sin(arms * angle + turn) if which % 2 else 0)
        rows += [distance <= (smallest + STEP * step) * stretched for step in range(RADII)]
    return np.array(rows)


def by_subtraction(held: np.ndarray, sums: np.ndarray) -> list[int]:
    """Return the numbers of people of all groups that lie between two catchments, one inside of the other."""
    found: set[int] = set()
    as_numbers = held.astype(np.float32)  # counts up to 2**24 are exact
    size = as_numbers.sum(axis=1)
    for begin in range(0, len(held), ROWS_AT_ONCE):
        shared = as_numbers[begin : begin + ROWS_AT_ONCE] @ as_numbers.T
        outer, inner = np.nonzero((shared == size) & (size < size[begin : begin + ROWS_AT_ONCE, None]))
        found |= set(np.unique(sums[begin + outer] - sums[inner]).tolist())
    return sorted(found)


def by_equations(held: np.ndarray, sums: np.ndarray) -> list[int]:
    """Return the numbers of people of all smallest groups that the sums together determine.

    Places that lie in the same catchments throughout are one unknown. An unknown is determined if its unit vector lies
    in the row space of the equations; the solution of least squares then has its value.
    """
    unknowns = np.unique(held, axis=1).astype(np.float64)
    unknowns = unknowns[:, unknowns.any(axis=0)]
    values, vectors = np.linalg.eigh(unknowns.T @ unknowns)
    kept = values > values[-1] * 1e-11
    is_determined = (vectors[:, kept] ** 2).sum(axis=1) > 1 - CERTAIN
    solution = vectors[:, kept] @ ((vectors[:, kept].T @ (unknowns.T @ sums)) / values[kept])
    return sorted(np.round(solution[is_determined]).astype(int).tolist())


def never_separated(held: np.ndarray, people: np.ndarray) -> list[int]:
    """Return the numbers of people in the sets of places that lie in the same catchments throughout."""
    _unknowns, which = np.unique(held, axis=1, return_inverse=True)
    return sorted(np.bincount(which, people).astype(int).tolist())


def of_units(town: Town, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what catchments hold of whole units, chosen by the place that stands for each, and the units' people."""
    return catchments(number, town.column[town.middle], town.row[town.middle]), np.bincount(town.unit, town.people)


@pytest.mark.parametrize("number", [200, pytest.param(10_000, marks=pytest.mark.long)])
def test_no_two_and_no_combination_of_catchments_tell_of_fewer_than_ten(town: Town, number: int) -> None:
    assert (town.unit != NO_UNIT).all()
    held, people = of_units(town, number)
    assert len(held) == number
    for found in (
        by_subtraction(held, held @ people),
        by_equations(held, held @ people),
        never_separated(held, people),
    ):
        assert found
        assert found[0] >= FEWEST_PEOPLE


def test_many_catchments_tell_of_nearly_every_unit_and_that_is_all_right(town: Town) -> None:
    """The attack is strong: so it is single units that must be large enough."""
    held, people = of_units(town, 3_000)
    solved = by_equations(held, held @ people)
    assert len(solved) > 0.9 * len(people)
    assert set(solved) <= set(never_separated(held, people))


@pytest.mark.parametrize("number", [200, 3_000])
def test_the_same_attacks_find_small_groups_where_cells_were_not_merged(town: Town, number: int) -> None:
    held = catchments(number, town.column, town.row)
    differences, solved = by_subtraction(held, held @ town.people), by_equations(held, held @ town.people)
    assert differences[0] < FEWEST_PEOPLE
    assert solved[0] < FEWEST_PEOPLE


def test_a_cell_cut_out_of_its_unit_is_found() -> None:
    """Two catchments that cut a unit differ by the rest of it: why figures are sums of whole units."""
    held = np.array([[True, True, True], [True, False, True]])
    people = np.array([30, 4, 20])
    assert by_subtraction(held, held @ people) == [4]
    assert by_equations(held, held @ people) == [4, 50]
    assert never_separated(held, people) == [4, 50]
