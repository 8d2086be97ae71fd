"""Differences between two results for the same places, and their classes around zero."""

import numpy as np
from numpy.typing import NDArray

from analysis.methods.classes import FEWEST, MOST, NO_CLASS, fixed_limits, pretty_step


def difference(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return after - before (n,). Out of reach (inf) in both is no change, in one of them ±inf.

    NaN where either is NaN. Raises ValueError if the two are not equally long.

    >>> difference(np.array([5.0, np.inf, np.inf, 3.0]), np.array([7.0, np.inf, 4.0, np.nan])).tolist()
    [2.0, 0.0, -inf, nan]
    """
    if before.shape != after.shape:
        raise ValueError(f"Results for {len(before)} and {len(after)} places cannot be compared.")
    changed = before != after
    return np.subtract(after, before, out=np.zeros(before.shape), where=changed)


def limits_around_zero(
    differences: NDArray[np.float64], unchanged: float, n_classes: int = MOST
) -> NDArray[np.float64]:
    """Return the limits above zero, u < s < 2 s …, of classes that lie evenly on both sides of "unchanged".

    The middle class holds what differs by at most `unchanged`, u: what nobody notices, in the unit of the result. The
    others are round and divide the largest finite difference about evenly. Only u, for three classes, where nothing
    differs by much more. Raises ValueError unless `unchanged` is positive and `n_classes` 5 or 7.

    >>> limits_around_zero(np.array([-14.0, 0.5, 3.0]), unchanged=1).tolist()
    [1.0, 5.0, 10.0]
    """
    if n_classes not in (FEWEST, MOST):
        raise ValueError(f"Classes around zero are {FEWEST} or {MOST}, not {n_classes}.")
    if not 0 < unchanged < np.inf:
        raise ValueError("What counts as unchanged must be a finite number above 0.")
    largest = float(np.abs(differences[np.isfinite(differences)]).max(initial=0.0))
    if largest <= unchanged:
        return fixed_limits([unchanged])
    on_one_side = n_classes // 2
    step = pretty_step(largest / on_one_side)
    round_limits = [step * count for count in range(1, on_one_side)]
    return fixed_limits([unchanged, *(limit for limit in round_limits if unchanged < limit < largest)])


def class_around_zero(differences: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the class (n,) of each difference: 0 for the greatest fall, len(limits) for unchanged, NO_CLASS for NaN.

    A difference and its negative lie equally far from the middle, those that equal a limit too.

    >>> class_around_zero(np.array([-14.0, -1.0, 1.0, 5.0, np.inf, np.nan]), np.array([1.0, 5.0, 10.0])).tolist()
    [0, 3, 3, 4, 6, -1]
    """
    distance = np.searchsorted(limits, np.abs(differences), side="left")
    found = (len(limits) + np.where(differences < 0, -distance, distance)).astype(np.int8)
    found[np.isnan(differences)] = NO_CLASS
    return found
