"""Fairness: how evenly access is spread over people. Places without people have no say in any of it."""

import numpy as np
from numpy.typing import NDArray

from analysis.methods.inputs import check_amounts

# The groups that S90/S40 compares: the tenth of the people with most access and the 40 per cent with least.
BEST_SHARE = 0.1
WORST_SHARE = 0.4


def lorenz_points(
    access: NDArray[np.float64], population: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Lorenz curve: shares of people, those with least access first, and the shares of access they have.

    `access` (n,) per head, `population` (n,). Both answers (k + 1,) go from 0 to 1, where k is the number of inhabited
    places; where nobody has any access, all have as much: the diagonal. Without people both are just [0]. Raises
    ValueError for amounts that are negative or not finite (leave out or cap places that reach nothing first).

    >>> [shares.tolist() for shares in lorenz_points(np.array([3.0, 1.0, 9.0]), np.array([1.0, 1.0, 0.0]))]
    [[0.0, 0.5, 1.0], [0.0, 0.25, 1.0]]
    """
    check_amounts("population", population, len(access))
    inhabited = population > 0
    access, population = access[inhabited], population[inhabited]
    check_amounts("access", access)
    if not len(access):
        return np.zeros(1), np.zeros(1)
    order = np.argsort(access, kind="stable")
    people = np.cumsum(population[order])
    held = np.cumsum(population[order] * access[order])
    people_share = np.concatenate([[0.0], people / people[-1]])
    if held[-1] == 0:
        return people_share, people_share
    return people_share, np.concatenate([[0.0], held / held[-1]])


def gini(access: NDArray[np.float64], population: NDArray[np.float64]) -> float:
    """Return the Gini coefficient weighted by people: 0 if all have as much, near 1 if one has it all.

    G = 1 - Σ_k (L_k + L_k-1) · (W_k - W_k-1) over the Lorenz curve (W, L). NaN without people. Arguments and errors
    as in `lorenz_points`.

    >>> round(gini(np.array([1, 2, 3]), np.array([1, 1, 2])), 6)
    0.194444
    """
    people_share, access_share = lorenz_points(access, population)
    if len(people_share) == 1:
        return float("nan")
    return float(1 - np.sum((access_share[1:] + access_share[:-1]) * np.diff(people_share)))


def s90_s40(access: NDArray[np.float64], population: NDArray[np.float64]) -> float:
    """Return the mean access of the tenth with most of it over that of the 40 per cent with least.

    People are ranked by access, not by income, so it is no Palma ratio. A place that straddles a limit is divided
    there. 1 if all have as much; inf where the 40 per cent have nothing; NaN without people. Arguments and errors as in
    `lorenz_points`.

    >>> round(s90_s40(np.array([1.0, 2.0, 5.0]), np.array([40.0, 50.0, 10.0])), 6)
    5.0
    """
    people_share, access_share = lorenz_points(access, population)
    if len(people_share) == 1:
        return float("nan")
    worst, below_best = np.interp([WORST_SHARE, 1 - BEST_SHARE], people_share, access_share)
    if worst == 0:
        return float("inf")
    return float(((1 - below_best) / BEST_SHARE) / (worst / WORST_SHARE))


def share_within(cost: NDArray[np.float64], population: NDArray[np.float64], limit: float) -> NDArray[np.float64]:
    """Return the share of each age group whose cost is at most the limit: Σ_i P_ig · [c_i ≤ X] / Σ_i P_ig.

    `cost` (n,) to the nearest facility, inf where none is in reach; `population` (n, G). Returns (G,), NaN for a group
    without people. Raises ValueError for amounts that are negative or not finite.

    >>> share_within(np.array([5.0, 15.0, np.inf]), np.array([[1, 0], [2, 0], [1, 0]]), 15).tolist()
    [0.75, nan]
    """
    check_amounts("population", population, len(cost))
    total = population.sum(axis=0, dtype=float)
    within = population[cost <= limit].sum(axis=0, dtype=float)
    return np.divide(within, total, out=np.full(len(total), np.nan), where=total > 0)
