"""Opportunities in reach of each place: how many, in how much time, or with less weight the farther they are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.methods.decay import Decay
from analysis.methods.inputs import check_amounts, check_pairs
from analysis.methods.sums import sum_by


def cumulative_opportunities(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    opportunities: NDArray[np.float64],
    cut_offs: Sequence[float],
    n_places: int,
) -> NDArray[np.float64]:
    """Sum what is offered within each cut-off: A_i(T) = Σ_j O_j · [c_ij ≤ T].

    `place`, `facility`, `cost` (M,) are a cost table, `opportunities` (F,) what each facility offers (ones count
    facilities), `cut_offs` (K,) rising, in the unit of the costs. Returns (n_places, K); 0 where nothing is in reach.
    Raises ValueError for a table that does not fit, for negative amounts, and for cut-offs that do not rise.

    >>> table = np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([10.0, 15.1, 0.0])
    >>> cumulative_opportunities(*table, np.array([3.0, 5.0]), [10, 20], n_places=3).tolist()
    [[3.0, 8.0], [5.0, 5.0], [0.0, 0.0]]
    """
    check_pairs(place, facility, cost, n_places, len(opportunities))
    check_amounts("opportunities", opportunities)
    limits = np.asarray(cut_offs, dtype=float)
    if not (len(limits) and (limits[0] >= 0) and (np.diff(limits) > 0).all()):
        raise ValueError("Cut-offs must be at least one, not negative, and rise.")
    # The first cut-off that reaches; the column after the last takes what none does.
    first = np.searchsorted(limits, cost, side="left")
    columns = len(limits) + 1
    cells = sum_by(place * np.int64(columns) + first, opportunities[facility], n_places * columns)
    return cells.reshape(n_places, columns)[:, :-1].cumsum(axis=1)


def gravity(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    opportunities: NDArray[np.float64],
    decay: Decay,
    n_places: int,
) -> NDArray[np.float64]:
    """Sum what is offered, weighted by the decay of its cost: A_i = Σ_j O_j · f(c_ij) (Hansen 1959).

    Arguments as in `cumulative_opportunities`. Returns (n_places,); 0 where nothing is in reach.

    >>> from analysis.methods.decay import linear
    >>> table = np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([10.0, 15.0, 0.0])
    >>> gravity(*table, np.array([3.0, 4.0]), linear(20), n_places=3).tolist()
    [2.5, 4.0, 0.0]
    """
    check_pairs(place, facility, cost, n_places, len(opportunities))
    check_amounts("opportunities", opportunities)
    return sum_by(place, opportunities[facility] * decay(cost), n_places)
