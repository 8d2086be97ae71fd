"""Diversity: how many kinds of facilities a place has around it, and how evenly they are mixed."""

import numpy as np
from numpy.typing import NDArray

from analysis.methods.inputs import check_amounts

# What LIPAS, Finland's register of sports facilities, takes as near when it counts kinds (its diversity index).
NEAR_M = 800.0


def kinds_within(nearest_m: NDArray[np.float64], limit_m: float = NEAR_M) -> NDArray[np.int64]:
    """Count the kinds with a facility within the limit, from the cost (n, K) to the nearest of each. Returns (n,).

    >>> kinds_within(np.array([[800.0, 801.0, np.inf], [0.0, 1.0, 2.0]])).tolist()
    [1, 3]
    """
    return np.count_nonzero(nearest_m <= limit_m, axis=1)


def shannon(count: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return Shannon's index H = -Σ_k p_k ln p_k of the facilities (n, K) by kind within a distance. Returns (n,).

    0 where all are of one kind or there are none, ln K where all kinds are equally many. Raises ValueError for negative
    counts. Shannon 1948, Bell System Technical Journal 27:379.

    >>> shannon(np.array([[2, 2], [4, 0], [0, 0]])).round(6).tolist()
    [0.693147, 0.0, 0.0]
    """
    check_amounts("facilities", count)
    total = count.sum(axis=1, keepdims=True)
    share = np.divide(count, total, out=np.zeros(count.shape), where=total > 0)
    logarithm = np.log(share, out=np.zeros(count.shape), where=share > 0)
    # Adding 0 turns the -0 of a single kind into 0.
    return -(share * logarithm).sum(axis=1) + 0.0
