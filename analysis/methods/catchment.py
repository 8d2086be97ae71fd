"""Catchments: how many people reach a facility, or any facility at all, by age group."""

import numpy as np
from numpy.typing import NDArray

from analysis.methods.inputs import check_amounts, check_pairs
from analysis.methods.sums import sum_by


def population_by_facility(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    population: NDArray[np.float64],
    cut_off: float,
    n_facilities: int,
) -> NDArray[np.float64]:
    """Sum the people within the cut-off of each facility: Σ_i P_ig · [c_ij ≤ T].

    `place`, `facility`, `cost` (M,) are a cost table, `population` (n_places, G) people by age group. Who reaches
    several facilities counts for each of them: the rows must not be added up, see `population_of_any`. Returns
    (n_facilities, G). Raises ValueError for a table that does not fit and for negative amounts.

    >>> table = np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([10.0, 15.0, 30.0])
    >>> population_by_facility(*table, np.array([[7.0, 1.0], [9.0, 2.0]]), 15, n_facilities=3).tolist()
    [[7.0, 1.0], [7.0, 1.0], [0.0, 0.0]]
    """
    check_pairs(place, facility, cost, len(population), n_facilities)
    check_amounts("population", population)
    reached = cost <= cut_off
    place, facility = place[reached], facility[reached]
    people = np.zeros((n_facilities, population.shape[1]))
    for group in range(population.shape[1]):
        people[:, group] = sum_by(facility, population[place, group], n_facilities)
    return people


def population_of_any(
    place: NDArray[np.integer],
    cost: NDArray[np.float64],
    population: NDArray[np.float64],
    cut_off: float,
) -> NDArray[np.float64]:
    """Sum the people who reach at least one facility within the cut-off, each once, by age group.

    `place`, `cost` (M,) are the rows of a cost table, `population` (n_places, G). Returns (G,).

    >>> table = np.array([0, 0, 1]), np.array([10.0, 15.0, 30.0])
    >>> population_of_any(*table, np.array([[7.0, 1.0], [9.0, 2.0]]), 15).tolist()
    [7.0, 1.0]
    """
    check_pairs(place, place, cost, len(population), len(population))
    check_amounts("population", population)
    is_reached = np.zeros(len(population), dtype=bool)
    is_reached[place[cost <= cut_off]] = True
    return population[is_reached].sum(axis=0)
