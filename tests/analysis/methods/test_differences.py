"""Differences of two results: out of reach is compared too, and classes lie evenly around zero."""

import numpy as np
import pytest

from analysis.methods.differences import class_around_zero, difference, limits_around_zero


def test_difference_compares_what_is_out_of_reach() -> None:
    before = np.array([5.0, np.inf, np.inf, 7.0, np.nan, 0.0])
    after = np.array([3.0, np.inf, 9.0, np.inf, 1.0, 0.0])
    found = difference(before, after)
    assert found[[0, 1, 2, 3, 5]].tolist() == [-2, 0, -np.inf, np.inf, 0]
    assert np.isnan(found[4])


def test_results_of_other_places_are_refused() -> None:
    with pytest.raises(ValueError, match="2 and 3 places"):
        difference(np.ones(2), np.ones(3))


@pytest.mark.parametrize(
    ("largest", "unchanged", "n_classes", "expected"),
    [
        (29, 1, 7, [1, 10, 20]),
        (29, 1, 5, [1, 20]),
        (-29, 1, 7, [1, 10, 20]),
        (0.03, 0.001, 7, [0.001, 0.01, 0.02]),
        (3, 2, 7, [2]),
        (1, 1, 7, [1]),
        (0, 1, 5, [1]),
    ],
)
def test_limits_around_zero_are_plain(largest: float, unchanged: float, n_classes: int, expected: list[float]) -> None:
    differences = np.array([0.0, largest, np.inf, np.nan])
    assert limits_around_zero(differences, unchanged, n_classes).tolist() == expected


def test_nothing_compared_has_one_limit() -> None:
    assert limits_around_zero(np.zeros(0), unchanged=0.5).tolist() == [0.5]


def test_classes_are_mirrored_at_zero() -> None:
    limits = np.array([1.0, 10.0, 20.0])
    values = np.array([0.0, 1.0, np.nextafter(1.0, 2.0), 10.0, 20.0, 20.1, np.inf])
    above, below = class_around_zero(values, limits), class_around_zero(-values, limits)
    assert above.tolist() == [3, 3, 4, 4, 5, 6, 6]
    assert (above + below).tolist() == [6] * len(values)


@pytest.mark.parametrize(("unchanged", "n_classes"), [(0, 7), (-1, 7), (np.inf, 7), (np.nan, 7), (1, 6)])
def test_limits_that_make_no_sense_are_refused(unchanged: float, n_classes: int) -> None:
    with pytest.raises(ValueError, match=r"unchanged|Classes around zero"):
        limits_around_zero(np.ones(2), unchanged, n_classes)
