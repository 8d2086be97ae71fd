"""What every method here asks of its arrays, refused with a sentence before anything is computed.

Most methods read a sparse cost table: row r says that facility `facility[r]` is reached from place `place[r]` at
`cost[r]`, in minutes or metres. A pair stands in it once (the best of several entrances); what is out of reach is
absent.
"""

import numpy as np
from numpy.typing import NDArray


def check_pairs(
    place: NDArray[np.integer],
    facility: NDArray[np.integer],
    cost: NDArray[np.float64],
    n_places: int,
    n_facilities: int,
) -> None:
    """Raise ValueError unless the three columns (M,) are equally long, in range, and no cost is negative or NaN."""
    if not len(place) == len(facility) == len(cost):
        raise ValueError(f"The cost table has {len(place)} places, {len(facility)} facilities and {len(cost)} costs.")
    check_rows("place", place, n_places)
    check_rows("facility", facility, n_facilities)
    if len(cost) and not cost.min() >= 0:
        raise ValueError("A cost is negative or not a number.")


def check_rows(name: str, rows: NDArray[np.integer], size: int) -> None:
    """Raise ValueError unless all rows (M,) lie in 0 … size - 1. bincount would quietly make its answer longer."""
    if len(rows) and not (rows.min() >= 0 and rows.max() < size):
        raise ValueError(f"A {name} lies outside the {size} that there are.")


def check_amounts(name: str, amounts: NDArray, size: int | None = None) -> None:
    """Raise ValueError unless all amounts are finite and not negative, and, if size is given, for so many rows."""
    if size is not None and len(amounts) != size:
        raise ValueError(f"{len(amounts)} rows of {name} stand beside {size} others.")
    if not (np.isfinite(amounts).all() and (amounts >= 0).all()):
        raise ValueError(f"An amount of {name} is negative or not finite.")
