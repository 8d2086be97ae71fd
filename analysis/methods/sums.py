"""Sums over the rows of a table: the one loop of most methods here."""

import numpy as np
from numpy.typing import NDArray


def sum_by(row: NDArray[np.integer], amount: NDArray, n_rows: int) -> NDArray[np.float64]:
    """Sum the amounts (M,) by their row (M,), rows in 0 … n_rows - 1. Returns (n_rows,); 0 for a row without any.

    >>> sum_by(np.array([2, 0, 2]), np.array([1.0, 5.0, 3.0]), n_rows=4).tolist()
    [5.0, 0.0, 4.0, 0.0]
    """
    return np.bincount(row, amount, n_rows).astype(np.float64, copy=False)
