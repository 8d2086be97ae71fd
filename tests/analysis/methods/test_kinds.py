"""Kinds: the nearest and the number of each equal the plain loop."""

import numpy as np
import pytest

from analysis.methods.kinds import count_by_kind, nearest_by_kind
from tests.analysis.methods.tables import random_table

KIND = np.array([0, 0, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4])


def test_kinds_equal_the_plain_loop() -> None:
    table, n_kinds = random_table(9), 5
    nearest = np.full((60, n_kinds), np.inf)
    count = np.zeros((60, n_kinds), dtype=int)
    for place, facility, cost in zip(*table.columns, strict=True):
        nearest[place, KIND[facility]] = min(nearest[place, KIND[facility]], cost)
        count[place, KIND[facility]] += cost <= 25
    assert nearest_by_kind(*table.columns, KIND, 60, n_kinds).tolist() == nearest.tolist()
    assert count_by_kind(*table.columns, KIND, 25, 60, n_kinds).tolist() == count.tolist()


def test_a_cost_that_equals_the_cut_off_is_in_reach() -> None:
    table = np.array([0, 0]), np.array([0, 1]), np.array([15.0, np.nextafter(15.0, 16.0)])
    assert count_by_kind(*table, np.array([0, 0]), 15, 1, 1).tolist() == [[1]]


def test_an_empty_table_has_nothing_near() -> None:
    nobody = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0)
    assert nearest_by_kind(*nobody, KIND, 1, 5).tolist() == [[np.inf] * 5]
    assert count_by_kind(*nobody, KIND, 15, 1, 5).tolist() == [[0] * 5]


def test_a_kind_that_there_is_not_is_refused() -> None:
    table = random_table(9)
    with pytest.raises(ValueError, match="kind"):
        nearest_by_kind(*table.columns, KIND, 60, 4)
