"""The 15-minute city: how much of what daily life needs is near, and how long until all of it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Moreno et al. 2021, Smart Cities 4:93; the score by kinds and the time to complete them follow NEXI (Olivari et al.
# 2023, Journal of Urban Mobility 4:100059).
LIMIT_MIN = 15.0


@dataclass(frozen=True)
class FifteenMinutes:
    """Per place (n,): `score` is the share of kinds within the limit, `is_complete` whether all are, and
    `time_to_complete_min` the time to the nearest of the kind that is farthest, inf where one is out of reach.
    """

    score: NDArray[np.float64]
    is_complete: NDArray[np.bool_]
    time_to_complete_min: NDArray[np.float64]


def fifteen_minutes(nearest_min: NDArray[np.float64], limit_min: float = LIMIT_MIN) -> FifteenMinutes:
    """Rate each place by its minutes (n, K) to the nearest of K kinds, inf where there is none in reach.

    The minutes come from `kinds.nearest_by_kind`.     The share of people in complete places is
    `fairness.share_within(time_to_complete_min, population, limit_min)`.
    Raises ValueError without any kind, and for minutes that are negative or not a number.

    >>> found = fifteen_minutes(np.array([[5.0, 15.0], [5.0, np.inf]]))
    >>> found.score.tolist(), found.is_complete.tolist(), found.time_to_complete_min.tolist()
    ([1.0, 0.5], [True, False], [15.0, inf])
    """
    if nearest_min.ndim != 2 or nearest_min.shape[1] == 0:
        raise ValueError("The 15-minute index needs at least one kind of facility.")
    if not (nearest_min >= 0).all():
        raise ValueError("Minutes are negative or not a number.")
    is_near = nearest_min <= limit_min
    return FifteenMinutes(is_near.mean(axis=1), np.all(is_near, axis=1), nearest_min.max(axis=1))
