"""The 15-minute index: the limit is in, one kind out of reach is never complete, and people are counted by it."""

import numpy as np
import pytest

from analysis.methods.fairness import share_within
from analysis.methods.fifteen_minutes import fifteen_minutes

NEAREST_MIN = np.array(
    [
        [1.0, 15.0, 0.0, 7.0],
        [1.0, 15.1, 0.0, 7.0],
        [30.0, 20.0, 3.0, np.inf],
        [np.inf] * 4,
    ]
)


def test_places_are_rated_by_their_kinds() -> None:
    found = fifteen_minutes(NEAREST_MIN)
    assert found.score.tolist() == [1, 0.75, 0.25, 0]
    assert found.is_complete.tolist() == [True, False, False, False]
    assert found.time_to_complete_min.tolist() == [15, 15.1, np.inf, np.inf]


def test_another_limit() -> None:
    assert fifteen_minutes(NEAREST_MIN, limit_min=20).score.tolist() == [1, 1, 0.5, 0]


def test_share_of_people_in_complete_places() -> None:
    people = np.array([[10, 1], [20, 1], [10, 1], [0, 1]])
    found = fifteen_minutes(NEAREST_MIN)
    assert share_within(found.time_to_complete_min, people, 15).tolist() == [0.25, 0.25]
    assert people[found.is_complete].sum(axis=0).tolist() == [10, 1]


def test_no_places_have_no_index() -> None:
    assert fifteen_minutes(np.zeros((0, 3))).score.shape == (0,)


def test_no_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one kind"):
        fifteen_minutes(np.zeros((3, 0)))


@pytest.mark.parametrize("wrong", [-1.0, np.nan])
def test_minutes_that_cannot_be_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="Minutes"):
        fifteen_minutes(np.array([[1.0, wrong]]))
