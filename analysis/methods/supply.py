"""Supply per head where people compete for it: the floating catchment area methods.

A facility shares what it has among the people in its reach; a place adds up its share of every facility in its own.
Whatever the method, people times access add up to the supply of all facilities that anyone reaches.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.methods.decay import Decay
from analysis.methods.inputs import check_amounts, check_pairs
from analysis.methods.sums import sum_by

# Fewer people than this are nobody: they come from weights that have all but underflowed, and a ratio could overflow.
_NOBODY = 1e-200


@dataclass(frozen=True)
class SupplyRatio:
    """Supply per head. `access` (places,) is what a person there has, 0 without any facility in reach; `ratio`
    (facilities,) what a facility has for each person in its reach; `without_demand` the rows of the facilities that
    nobody reaches: their ratio is 0 and their supply is in nobody's access.
    """

    access: NDArray[np.float64]
    ratio: NDArray[np.float64]
    without_demand: NDArray[np.intp]


def two_step(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    population: NDArray[np.float64],
    supply: NDArray[np.float64],
    decay: Decay,
) -> SupplyRatio:
    """Two-step floating catchment area: R_j = S_j / Σ_i W_ij P_i, then A_i = Σ_j W_ij R_j.

    With `decay.step` it is 2SFCA (Luo & Wang 2003, Environment and Planning B 30:865), with `decay.stepwise` E2SFCA
    (Luo & Qi 2009, Health & Place 15:1100). `place`, `facility`, `cost` (M,) are a cost table, `population` (places,)
    who competes, `supply` (facilities,) in any unit, which is then that of the answer per head. Raises ValueError for a
    table that does not fit, and for amounts that are negative or not finite.

    >>> from analysis.methods.decay import step
    >>> table = np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([5.0, 9.0, 12.0])
    >>> found = two_step(*table, np.array([30.0, 70.0, 10.0]), np.array([20.0, 8.0]), step(10))
    >>> found.access.tolist(), found.ratio.tolist(), found.without_demand.tolist()
    ([0.2, 0.2, 0.0], [0.2, 0.0], [1])
    """
    _check(place, facility, cost, population, supply)
    return _shared(place, facility, decay(cost), population, supply)


def three_step(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    population: NDArray[np.float64],
    supply: NDArray[np.float64],
    decay: Decay,
    choice: Decay | None = None,
) -> SupplyRatio:
    """Three-step floating catchment area: people divide themselves among the facilities that they reach beforehand.

    G_ij = W_ij / Σ_k W_ik is the share of i that chooses j; then as in `two_step` with G_ij · W_ij for W_ij (Wan, Zou &
    Sternberg 2012, International Journal of Geographical Information Science 26:1073). `choice` is the decay by which
    people choose, if it is another: PySAL lets facilities beyond the catchment draw people away. Only facilities in the
    cost table can be chosen. Arguments and errors as in `two_step`.

    >>> from analysis.methods.decay import step
    >>> table = np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([5.0, 9.0, 9.0])
    >>> three_step(*table, np.array([30.0, 70.0]), np.array([20.0, 8.0]), step(10)).ratio.round(4).tolist()
    [0.3077, 0.2286]
    """
    _check(place, facility, cost, population, supply)
    weight = decay(cost)
    attraction = weight if choice is None else choice(cost)
    total = sum_by(place, attraction, len(population))[place]
    share = np.divide(attraction, total, out=np.zeros(len(attraction)), where=total > 0)
    return _shared(place, facility, share * weight, population, supply)


def _shared(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    weight: NDArray[np.float64],
    population: NDArray[np.float64],
    supply: NDArray[np.float64],
) -> SupplyRatio:
    demand = sum_by(facility, weight * population[place], len(supply))
    is_demanded = demand > _NOBODY
    ratio = np.divide(supply, demand, out=np.zeros(len(supply)), where=is_demanded)
    access = sum_by(place, weight * ratio[facility], len(population))
    return SupplyRatio(access, ratio, np.flatnonzero(~is_demanded))


def _check(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    population: NDArray[np.float64],
    supply: NDArray[np.float64],
) -> None:
    check_pairs(place, facility, cost, len(population), len(supply))
    check_amounts("population", population)
    check_amounts("supply", supply)
