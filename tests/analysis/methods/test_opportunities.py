"""Opportunities: equal to the plain loop over all pairs, cut-offs inclusive, nothing in reach is 0."""

import numpy as np
import pytest

from analysis.methods.decay import gaussian
from analysis.methods.opportunities import cumulative_opportunities, gravity
from tests.analysis.methods.tables import Table, random_table


def plain_cumulative(table: Table, cut_off: float) -> list[float]:
    found = [0.0] * len(table.population)
    for place, facility, cost in zip(*table.columns, strict=True):
        if cost <= cut_off:
            found[place] += table.supply[facility]
    return found


@pytest.mark.parametrize("seed", range(5))
def test_cumulative_equals_the_plain_loop(seed: int) -> None:
    table, cut_offs = random_table(seed), [5.0, 15.0, 30.0]
    found = cumulative_opportunities(*table.columns, table.supply, cut_offs, len(table.population))
    for column, cut_off in enumerate(cut_offs):
        np.testing.assert_allclose(found[:, column], plain_cumulative(table, cut_off), rtol=1e-12)


def test_a_cost_that_equals_the_cut_off_is_in_reach() -> None:
    table = np.array([0, 0]), np.array([0, 1]), np.array([15.0, np.nextafter(15.0, 16.0)])
    assert cumulative_opportunities(*table, np.array([1.0, 10.0]), [15], 1).tolist() == [[1.0]]


def test_gravity_equals_the_plain_loop() -> None:
    table = random_table(3)
    expected = [0.0] * len(table.population)
    for place, facility, cost in zip(*table.columns, strict=True):
        expected[place] += table.supply[facility] * np.exp(-(cost**2) / (2 * 12**2))
    found = gravity(*table.columns, table.supply, gaussian(12), len(table.population))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_whole_opportunities_count_as_whole_numbers() -> None:
    table, counts = random_table(2), np.ones(12, dtype=np.int32)
    found = cumulative_opportunities(*table.columns, counts, [40], len(table.population))
    assert found[:, 0].tolist() == np.bincount(table.place, minlength=len(table.population)).tolist()
    assert gravity(*table.columns, counts, np.zeros_like, len(table.population)).dtype == np.float64


def test_an_empty_table_reaches_nothing() -> None:
    nobody = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0)
    assert cumulative_opportunities(*nobody, np.zeros(0), [15, 30], 2).tolist() == [[0, 0], [0, 0]]
    assert gravity(*nobody, np.zeros(0), gaussian(10), 2).tolist() == [0, 0]


@pytest.mark.parametrize("cut_offs", [[], [15, 15], [30, 15], [-1, 15], [float("nan")]])
def test_cut_offs_that_do_not_rise_are_refused(cut_offs: list[float]) -> None:
    table = random_table(1)
    with pytest.raises(ValueError, match="rise"):
        cumulative_opportunities(*table.columns, table.supply, cut_offs, len(table.population))
