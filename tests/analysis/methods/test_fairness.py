"""Fairness: published Gini values, and what must not change it: units, the division of places, empty places."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from analysis.methods.fairness import gini, lorenz_points, s90_s40, share_within

Measure = Callable[[np.ndarray, np.ndarray], float]

RANDOM = np.random.default_rng(11)
ACCESS = RANDOM.gamma(2.0, 3.0, 200)
PEOPLE = RANDOM.integers(0, 80, 200).astype(float)


def gini_by_pairs(access: np.ndarray, people: np.ndarray) -> float:
    """The mean difference of all pairs of people, over twice the mean: the definition, without a Lorenz curve."""
    weight = np.outer(people, people)
    difference = np.abs(access[:, None] - access[None, :])
    mean = (access * people).sum() / people.sum()
    return float((weight * difference).sum() / weight.sum() / (2 * mean))


def test_gini_equals_the_published_values() -> None:
    """As PySAL inequality 1.1.2 gives them; people 1, 1, 2 are the same as four of whom two have 3."""
    assert gini(np.array([1, 2, 3, 4, 5, 10.0]), np.ones(6)) == pytest.approx(0.366666667, abs=1e-9)
    assert gini(np.array([1.0, 2, 3]), np.array([1.0, 1, 2])) == pytest.approx(0.194444444, abs=1e-9)
    assert gini(np.array([1.0, 2, 3, 3]), np.ones(4)) == pytest.approx(0.194444444, abs=1e-9)


def test_gini_equals_the_mean_difference_of_pairs() -> None:
    assert gini(ACCESS, PEOPLE) == pytest.approx(gini_by_pairs(ACCESS, PEOPLE), rel=1e-12)


@pytest.mark.parametrize("measure", [gini, s90_s40])
def test_units_and_division_and_order_of_places_do_not_matter(measure: Measure) -> None:
    expected = measure(ACCESS, PEOPLE)
    halves = np.tile(ACCESS, 2), np.concatenate([PEOPLE * 0.25, PEOPLE * 0.75])
    assert measure(ACCESS * 1000, PEOPLE * 7) == pytest.approx(expected, rel=1e-12)
    assert measure(*halves) == pytest.approx(expected, rel=1e-12)
    assert measure(ACCESS[::-1], PEOPLE[::-1]) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("measure", [gini, s90_s40])
def test_places_without_people_have_no_say(measure: Measure) -> None:
    """Whatever they have, and even if nobody knows what."""
    empty = np.array([0.0, 1e9, np.nan, np.inf])
    found = measure(np.concatenate([ACCESS, empty]), np.concatenate([PEOPLE, np.zeros(4)]))
    assert found == measure(ACCESS, PEOPLE)


@pytest.mark.parametrize("access", [0.0, 4.0])
def test_who_all_have_as_much_are_equal(access: float) -> None:
    same = np.full(3, access), np.array([1.0, 5.0, 2.0])
    assert gini(*same) == pytest.approx(0, abs=1e-15)
    assert s90_s40(*same) == pytest.approx(1, rel=1e-12)


def test_one_of_many_who_has_it_all() -> None:
    access = np.zeros(100)
    access[17] = 3
    assert gini(access, np.ones(100)) == pytest.approx(0.99, rel=1e-12)
    assert s90_s40(access, np.ones(100)) == math.inf


def test_nobody_has_no_measure() -> None:
    assert math.isnan(gini(np.array([1.0]), np.zeros(1)))
    assert math.isnan(s90_s40(np.zeros(0), np.zeros(0)))


def test_s90_s40_divides_the_place_that_straddles_a_limit() -> None:
    """The best tenth: 5 people with 9 and 5 of those with 4. The 40 per cent with least: 25 with 1 and 15 of the 4s."""
    found = s90_s40(np.array([4.0, 1.0, 9.0]), np.array([70.0, 25.0, 5.0]))
    assert found == pytest.approx(((5 * 9 + 5 * 4) / 10) / ((25 * 1 + 15 * 4) / 40), rel=1e-12)


def test_lorenz_points_start_at_nothing_and_end_at_all() -> None:
    people_share, access_share = lorenz_points(ACCESS, PEOPLE)
    assert len(people_share) == len(access_share) == np.count_nonzero(PEOPLE) + 1
    for shares in (people_share, access_share):
        assert (shares[0], shares[-1]) == (0, 1)
        assert (np.diff(shares) > 0).all()
    assert (access_share <= people_share + 1e-15).all()


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_access_that_nobody_can_have_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="access"):
        gini(np.array([1.0, wrong]), np.ones(2))


def test_share_within_counts_by_age_group_and_includes_the_limit() -> None:
    cost = np.array([3.0, 15.0, np.nextafter(15.0, 16.0), np.inf])
    people = np.array([[1, 0, 0], [2, 1, 0], [4, 1, 0], [1, 2, 0]])
    shares = share_within(cost, people, 15)
    assert shares[:2].tolist() == [3 / 8, 1 / 4]
    assert np.isnan(shares[2])


def test_share_within_refuses_people_of_other_places() -> None:
    with pytest.raises(ValueError, match="population"):
        share_within(np.ones(2), np.ones((3, 1)), 15)
