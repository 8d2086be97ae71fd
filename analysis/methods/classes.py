"""Classes of a choropleth map: the limits between them, plain and the same on every run.

k classes have k - 1 rising limits. A value belongs to the first class whose upper limit it does not exceed (≤, as with
every cut-off here); the lowest and the highest class are open, so any value finds one. Limits are made from finite
values only.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# As many as cartographers advise for a choropleth map: Harrower & Brewer 2003, The Cartographic Journal 40:27.
FEWEST = 5
MOST = 7
NO_CLASS = -1
# Steps that people count in, times a power of ten.
PRETTY_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def class_of(values: NDArray[np.float64], limits: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the class (n,) of each value, 0 for the lowest, NO_CLASS for NaN. inf is in the highest.

    >>> class_of(np.array([-3.0, 5.0, 5.1, 99.0, np.nan]), np.array([5.0, 10.0])).tolist()
    [0, 0, 1, 2, -1]
    """
    found = np.searchsorted(limits, values, side="left").astype(np.int8)
    found[np.isnan(values)] = NO_CLASS
    return found


def quantile_limits(values: NDArray[np.float64], n_classes: int = FEWEST) -> NDArray[np.float64]:
    """Return limits that put about as many values into each class. Fewer classes where values repeat.

    Limits are values that occur; with no more different values than classes each has one of its own. None: no limit.

    >>> quantile_limits(np.arange(1.0, 11.0)).tolist()
    [2.0, 4.0, 6.0, 8.0]
    >>> quantile_limits(np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 7.0])).tolist()
    [0.0]
    """
    _check_number(n_classes)
    finite = values[np.isfinite(values)]
    different = np.unique(finite)
    if len(different) <= n_classes:
        return different[:-1].astype(float)
    shares = np.arange(1, n_classes) / n_classes
    limits = np.unique(np.quantile(finite, shares, method="inverted_cdf"))
    return limits[limits < different[-1]].astype(float)


def pretty_limits(values: NDArray[np.float64], n_classes: int = FEWEST) -> NDArray[np.float64]:
    """Return round limits at equal steps (1, 2, 2.5 or 5 times a power of ten), in about so many classes.

    Of the steps that make FEWEST to MOST classes the one is taken whose number comes nearest, of two the finer; where
    no step does, it is 4 classes. Where all values are equal, or there are none: no limit.

    >>> pretty_limits(np.array([0.0, 3.0, 29.0])).tolist()
    [5.0, 10.0, 15.0, 20.0, 25.0]
    """
    _check_number(n_classes)
    finite = values[np.isfinite(values)]
    if not len(finite) or finite.min() == finite.max():
        return np.zeros(0)
    low, high = float(finite.min()), float(finite.max())
    candidates = [_multiples(low, high, step) for step in _pretty_steps((high - low) / n_classes)]
    legible = [limits for limits in candidates if len(limits) < MOST]
    return min(legible, key=lambda limits: (len(limits) + 1 < FEWEST, abs(len(limits) + 1 - n_classes), -len(limits)))


def fixed_limits(limits: Sequence[float]) -> NDArray[np.float64]:
    """Return limits that were chosen by hand, such as minutes. Raises ValueError unless they are finite and rise.

    >>> fixed_limits([5, 10, 15]).tolist()
    [5.0, 10.0, 15.0]
    """
    chosen = np.asarray(limits, dtype=float)
    if not (chosen.ndim == 1 and np.isfinite(chosen).all() and (np.diff(chosen) > 0).all()):
        raise ValueError("The limits of classes must be finite numbers that rise.")
    if len(chosen) >= MOST:
        raise ValueError(f"More than {MOST} classes cannot be told apart on a map.")
    return chosen


def pretty_step(about: float) -> float:
    """Return the smallest round step that is at least so large.

    >>> pretty_step(3.2), pretty_step(0.018), pretty_step(5.0)
    (5.0, 0.02, 5.0)
    """
    return next(step for step in _pretty_steps(about) if step >= about * (1 - 1e-9))


def _pretty_steps(about: float) -> list[float]:
    """Round steps around a size, coarse enough and fine enough, rising."""
    exponent = math.floor(math.log10(about))
    # Division by a power of ten is exact to the last digit where multiplication by 0.01 is not.
    return [
        step * 10.0**power if power >= 0 else step / 10.0**-power
        for power in (exponent - 1, exponent, exponent + 1)
        for step in PRETTY_STEPS[:-1]
    ]


def _multiples(low: float, high: float, step: float) -> NDArray[np.float64]:
    """The multiples of a step between low and high, both excluded, rounded to the step's digits."""
    digits = max(0, 2 - math.floor(math.log10(step)))
    rounded = np.round(np.arange(math.ceil(low / step), math.ceil(high / step) + 1) * step, digits)
    return rounded[(rounded > low) & (rounded < high)]


def _check_number(n_classes: int) -> None:
    if not FEWEST <= n_classes <= MOST:
        raise ValueError(f"A map has {FEWEST} to {MOST} classes, not {n_classes}.")
