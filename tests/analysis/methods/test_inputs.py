"""Cost tables and amounts that do not fit are refused with a sentence."""

import numpy as np
import pytest

from analysis.methods.inputs import check_amounts, check_pairs

EMPTY = np.zeros(0, dtype=np.int32)


def test_a_table_that_fits_passes() -> None:
    check_pairs(np.array([0, 1]), np.array([0, 0]), np.array([0.0, np.inf]), 2, 1)
    check_pairs(EMPTY, EMPTY, np.zeros(0), 0, 0)


@pytest.mark.parametrize(
    ("place", "facility", "cost", "message"),
    [
        ([0], [0, 0], [1.0], "1 places, 2 facilities"),
        ([2], [0], [1.0], "place lies outside"),
        ([-1], [0], [1.0], "place lies outside"),
        ([0], [1], [1.0], "facility lies outside"),
        ([0], [0], [-1.0], "cost is negative"),
        ([0, 1], [0, 0], [1.0, np.nan], "not a number"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    place: list[int], facility: list[int], cost: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        check_pairs(np.array(place), np.array(facility), np.array(cost), 2, 1)


@pytest.mark.parametrize("amount", [-1.0, np.nan, np.inf])
def test_amounts_that_nobody_can_have_are_refused(amount: float) -> None:
    with pytest.raises(ValueError, match="population is negative or not finite"):
        check_amounts("population", np.array([1.0, amount]))


def test_amounts_for_other_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="2 rows of population stand beside 3"):
        check_amounts("population", np.ones(2), 3)
