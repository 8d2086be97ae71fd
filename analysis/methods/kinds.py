"""Kinds of facilities around each place: the nearest of each, and how many of each."""

import numpy as np
from numpy.typing import NDArray

from analysis.methods.inputs import check_pairs, check_rows


def nearest_by_kind(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    kind: NDArray[np.integer],
    n_places: int,
    n_kinds: int,
) -> NDArray[np.float64]:
    """Return the cost (n_places, n_kinds) to the nearest facility of each kind, inf where none is in reach.

    `place`, `facility`, `cost` (M,) are a cost table, `kind` (F,) the kind of each facility. Raises ValueError for a
    table or kinds that do not fit.

    >>> table = np.array([0, 0, 0]), np.array([0, 1, 2]), np.array([7.0, 3.0, 9.0])
    >>> nearest_by_kind(*table, kind=np.array([0, 0, 1]), n_places=2, n_kinds=2).tolist()
    [[3.0, 9.0], [inf, inf]]
    """
    check_pairs(place, facility, cost, n_places, len(kind))
    check_rows("kind", kind, n_kinds)
    nearest = np.full(n_places * n_kinds, np.inf)
    np.minimum.at(nearest, place * np.int64(n_kinds) + kind[facility], cost)
    return nearest.reshape(n_places, n_kinds)


def count_by_kind(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    kind: NDArray[np.integer],
    cut_off: float,
    n_places: int,
    n_kinds: int,
) -> NDArray[np.int64]:
    """Return the number (n_places, n_kinds) of facilities of each kind within the cut-off. As `nearest_by_kind`.

    >>> table = np.array([0, 0, 0]), np.array([0, 1, 2]), np.array([7.0, 3.0, 9.0])
    >>> count_by_kind(*table, kind=np.array([0, 0, 1]), cut_off=7, n_places=2, n_kinds=2).tolist()
    [[2, 0], [0, 0]]
    """
    check_pairs(place, facility, cost, n_places, len(kind))
    check_rows("kind", kind, n_kinds)
    reached = cost <= cut_off
    cells = place[reached] * np.int64(n_kinds) + kind[facility[reached]]
    return np.bincount(cells, minlength=n_places * n_kinds).reshape(n_places, n_kinds)
