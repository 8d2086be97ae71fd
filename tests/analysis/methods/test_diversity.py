"""Diversity: the number of kinds within a distance, and Shannon's index."""

import math

import numpy as np
import pytest

from analysis.methods.diversity import kinds_within, shannon


def test_kinds_within_include_the_limit() -> None:
    nearest_m = np.array([[800.0, np.nextafter(800.0, 801.0), np.inf], [np.inf] * 3])
    assert kinds_within(nearest_m).tolist() == [1, 0]
    assert kinds_within(nearest_m, limit_m=2000).tolist() == [2, 0]


def test_shannon_is_greatest_where_kinds_are_even() -> None:
    found = shannon(np.array([[3, 3, 3, 3], [9, 1, 1, 1], [12, 0, 0, 0], [0, 0, 0, 0]]))
    assert found[0] == pytest.approx(math.log(4), rel=1e-15)
    assert found[1] == pytest.approx(-(0.75 * math.log(0.75) + 3 / 12 * math.log(1 / 12)), rel=1e-15)
    assert found[2:].tolist() == [0, 0]
    assert not np.signbit(found[2:]).any()


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="facilities"):
        shannon(np.array([[1, -1]]))
