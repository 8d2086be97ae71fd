"""Distance decay: how much a facility still counts at a cost, as functions of an array of costs.

Each constructor returns a function from costs (M,) to weights (M,). The unit of its parameters is that of the costs. An
infinite cost weighs nothing. `named` makes one from a name and parameters as a run stores them.
"""

import inspect
import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Decay = Callable[[NDArray[np.float64]], NDArray[np.float64]]

# Minutes and weights of the enhanced two-step floating catchment area: Luo & Qi 2009, Health & Place 15:1100.
LUO_QI_STEPS: Mapping[float, float] = {10: 1.0, 20: 0.68, 30: 0.22}


def step(limit: float) -> Decay:
    """Weigh 1 up to and including the limit, then 0.

    >>> step(10)(np.array([0.0, 10.0, 10.1])).tolist()
    [1.0, 1.0, 0.0]
    """
    return stepwise({_positive("limit", limit): 1.0})


def stepwise(weights: Mapping[float, float]) -> Decay:
    """Weigh each ring of costs alike: {10: 1, 20: 0.68} is 1 up to and including 10, 0.68 up to 20, then 0.

    Limits may be texts of numbers, as JSON writes keys. Raises ValueError where weights grow with the cost.

    >>> stepwise(LUO_QI_STEPS)(np.array([0, 10, 10.5, 20, 30, 31])).tolist()
    [1.0, 1.0, 0.68, 0.68, 0.22, 0.0]
    """
    if not isinstance(weights, Mapping):
        raise ValueError("The weights of a stepwise decay are given by their limits.")
    rings = sorted((_positive("limit", _number(limit)), weight) for limit, weight in weights.items())
    if not rings:
        raise ValueError("A stepwise decay needs at least one ring.")
    values = [_not_negative("weight", weight) for _limit, weight in rings]
    if any(inner < outer for inner, outer in pairwise(values)):
        raise ValueError("The weights of a stepwise decay must not grow with the cost.")

    by_rings_passed = np.array([*values, 0.0])

    def weigh(cost: NDArray[np.float64]) -> NDArray[np.float64]:
        # Four times as fast as a mask for each ring; small integers, or adding takes longer than comparing.
        passed = np.zeros(np.shape(cost), dtype=np.int16)
        for limit, _weight in rings:
            passed += ~(cost <= limit)
        return by_rings_passed[passed]

    return weigh


def linear(limit: float) -> Decay:
    """Fall evenly from 1 at no cost to 0 at the limit: 1 - c / limit.

    >>> linear(20)(np.array([0.0, 5.0, 20.0, 25.0])).tolist()
    [1.0, 0.75, 0.0, 0.0]
    """
    limit = _positive("limit", limit)
    return lambda cost: np.maximum(0.0, 1.0 - np.asarray(cost) / limit)


def exponential(rate: float) -> Decay:
    """Fall by the same share with each unit of cost: exp(-rate · c).

    >>> exponential(0.1)(np.array([0.0, 10.0])).round(6).tolist()
    [1.0, 0.367879]
    """
    rate = _positive("rate", rate)
    return lambda cost: np.exp(-rate * np.asarray(cost))


def gaussian(deviation: float) -> Decay:
    """Fall like a bell: exp(-c² / (2 · deviation²)), 1 at no cost (the density's factor is left out, as in PySAL).

    >>> gaussian(20)(np.array([0, 20, 40, 60])).round(10).tolist()
    [1.0, 0.6065306597, 0.1353352832, 0.0111089965]
    """
    deviation = _positive("deviation", deviation)
    return lambda cost: np.exp(-0.5 * (np.asarray(cost) / deviation) ** 2)


def power(exponent: float, scale: float, minimum: float) -> Decay:
    """Fall as a power: (scale / max(c, minimum)) ^ exponent. The minimum keeps weights finite; they may exceed 1.

    >>> power(2, 20, 1)(np.array([0, 1, 2, 20, 40, 60])).round(2).tolist()
    [400.0, 400.0, 100.0, 1.0, 0.25, 0.11]
    """
    exponent, scale, minimum = (
        _positive("exponent", exponent),
        _positive("scale", scale),
        _positive("minimum", minimum),
    )
    return lambda cost: (scale / np.maximum(cost, minimum)) ** exponent


def logistic(midpoint: float, deviation: float) -> Decay:
    """Fall like an S: the logistic survival function with this median and standard deviation, scaled to 1 at no cost.

    As in R5 and in ipeaGIT's `accessibility` (decay_logistic).

    >>> logistic(20, 2)(np.array([0.0, 20.0, 40.0])).round(6).tolist()
    [1.0, 0.5, 0.0]
    """
    midpoint, deviation = _positive("midpoint", midpoint), _positive("deviation", deviation)
    half_slope = math.pi / (2 * math.sqrt(3) * deviation)

    def survive(cost: NDArray[np.float64]) -> NDArray[np.float64]:
        # 1 / (1 + exp(2 z)), written so that it never overflows.
        return 0.5 * (1.0 - np.tanh(half_slope * (np.asarray(cost) - midpoint)))

    at_no_cost = survive(np.zeros(1))[0]
    return lambda cost: survive(cost) / at_no_cost


DECAYS: dict[str, Callable[..., Decay]] = {
    make.__name__: make for make in (step, stepwise, linear, exponential, gaussian, power, logistic)
}


def named(name: str, parameters: Mapping[str, Any]) -> Decay:
    """Make the decay of this name. Raises ValueError if there is none, or if its parameters are not these.

    >>> named("linear", {"limit": 20})(np.array([5.0])).tolist()
    [0.75]
    """
    make = DECAYS.get(name)
    if make is None:
        raise ValueError(f"There is no decay {name!r}, but {', '.join(DECAYS)}.")
    wanted = list(inspect.signature(make).parameters)
    if set(parameters) != set(wanted):
        raise ValueError(f"The decay {name!r} takes {', '.join(wanted)}, not {', '.join(parameters) or 'nothing'}.")
    return make(**parameters)


def _number(text: Any) -> Any:
    try:
        return float(text) if isinstance(text, str) else text
    except ValueError:
        return text


def _positive(name: str, value: Any) -> float:
    if _not_negative(name, value) == 0:
        raise ValueError(f"The {name} of a decay must be more than 0.")
    return float(value)


def _not_negative(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ValueError(f"The {name} of a decay must be a finite number that is not negative, not {value!r}.")
    return float(value)
