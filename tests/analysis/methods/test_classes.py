"""Classes: every value finds one, limits are plain, and few values make few classes."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.methods.classes import FEWEST, MOST, class_of, fixed_limits, pretty_limits, pretty_step, quantile_limits

Limits = Callable[..., np.ndarray]
NUMBERS = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), max_size=40).map(np.array)
AMOUNTS_OF_CLASSES = st.integers(FEWEST, MOST)


@given(NUMBERS, AMOUNTS_OF_CLASSES)
@pytest.mark.parametrize("limits_of", [quantile_limits, pretty_limits])
def test_limits_rise_between_the_values_and_are_never_too_many(
    limits_of: Limits, values: np.ndarray, n_classes: int
) -> None:
    limits = limits_of(values, n_classes)
    assert len(limits) < MOST
    assert (np.diff(limits) > 0).all()
    if len(limits):
        assert values.min() <= limits[0]
        assert limits[-1] < values.max()


@given(NUMBERS, AMOUNTS_OF_CLASSES)
def test_quantiles_leave_no_class_empty(values: np.ndarray, n_classes: int) -> None:
    limits = quantile_limits(values, n_classes)
    assert set(class_of(values, limits).tolist()) == set(range(len(limits) + 1 if len(values) else 0))


def test_quantiles_put_as_many_values_into_each_class() -> None:
    values = np.random.default_rng(1).permutation(np.arange(700.0))
    counts = np.bincount(class_of(values, quantile_limits(values, 7)))
    assert counts.tolist() == [100] * 7


@pytest.mark.parametrize("n_classes", [5, 6, 7])
def test_few_values_have_a_class_each(n_classes: int) -> None:
    values = np.array([3.0, 1.0, 3.0, 2.0, 1.0])
    limits = quantile_limits(values, n_classes)
    assert class_of(values, limits).tolist() == [2, 0, 2, 1, 0]


def test_many_equal_values_share_a_class() -> None:
    values = np.array([0.0] * 90 + list(range(1, 11)))
    assert quantile_limits(values).tolist() == [0.0]


@pytest.mark.parametrize("limits_of", [quantile_limits, pretty_limits])
@pytest.mark.parametrize("values", [[], [4.0], [4.0, 4.0], [np.nan, np.inf]])
def test_no_different_values_have_no_limits(limits_of: Limits, values: list[float]) -> None:
    limits = limits_of(np.array(values, dtype=float))
    assert (limits.tolist(), limits.dtype) == ([], np.float64)


@pytest.mark.parametrize("limits_of", [quantile_limits, pretty_limits])
def test_what_is_not_finite_makes_no_limits(limits_of: Limits) -> None:
    values = np.arange(50.0)
    with_gaps = np.concatenate([values, [np.nan, np.inf, -np.inf]])
    assert limits_of(with_gaps).tolist() == limits_of(values).tolist()


@pytest.mark.parametrize(
    ("values", "n_classes", "expected"),
    [
        ([0, 1], 5, [0.2, 0.4, 0.6, 0.8]),
        ([0, 0.07], 7, [0.01, 0.02, 0.03, 0.04, 0.05, 0.06]),
        ([0.3, 1.1], 5, [0.4, 0.6, 0.8, 1.0]),
        ([-12, 13], 5, [-10, -5, 0, 5, 10]),
        ([0, 1750], 7, [250, 500, 750, 1000, 1250, 1500]),
        ([0, 7], 5, [1, 2, 3, 4, 5, 6]),  # steps of 2 would make four classes, less than a map has
        ([3, 30000], 6, [5000, 10000, 15000, 20000, 25000]),
    ],
)
def test_pretty_limits_are_plain(values: list[float], n_classes: int, expected: list[float]) -> None:
    assert pretty_limits(np.array(values, dtype=float), n_classes).tolist() == expected


@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e5), AMOUNTS_OF_CLASSES)
def test_pretty_limits_are_at_equal_steps_and_about_as_many(low: float, span: float, n_classes: int) -> None:
    limits = pretty_limits(np.array([low, low + span]), n_classes)
    steps = np.diff(limits)
    assert len(limits) + 1 >= 4
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6)
    assert pretty_step(float(f"{steps[0]:.3g}")) == pytest.approx(steps[0], rel=1e-6)


def test_a_step_that_is_round_but_for_a_hair_stays() -> None:
    about = sum([0.1] * 3) / 3
    assert about > 0.1
    assert pretty_step(about) == 0.1


def test_a_value_belongs_to_the_class_whose_limit_it_equals() -> None:
    values = np.array([-np.inf, 5, np.nextafter(5, 6), 10, 15, 15.1, np.inf, np.nan])
    assert class_of(values, fixed_limits([5, 10, 15])).tolist() == [0, 0, 1, 1, 2, 3, 3, -1]


@pytest.mark.parametrize("limits", [[5, 5], [10, 5], [np.nan], [5, np.inf], [[1, 2]], list(range(7))])
def test_limits_that_make_no_classes_are_refused(limits: list[float]) -> None:
    with pytest.raises(ValueError, match="classes"):
        fixed_limits(limits)


@pytest.mark.parametrize("n_classes", [4, 8])
@pytest.mark.parametrize("limits_of", [quantile_limits, pretty_limits])
def test_too_few_and_too_many_classes_are_refused(limits_of: Limits, n_classes: int) -> None:
    with pytest.raises(ValueError, match="5 to 7 classes"):
        limits_of(np.arange(9.0), n_classes)
