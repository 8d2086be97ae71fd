"""Cost tables that several tests use: the hospital example of PySAL access, and random ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Table:
    """A cost table with who lives and what is offered at its ends."""

    place: NDArray[np.int32]
    facility: NDArray[np.int32]
    cost: NDArray[np.float64]
    population: NDArray[np.float64]
    supply: NDArray[np.float64]

    def within(self, cut_off: float) -> "Table":
        """Leave out the pairs beyond the cut-off, as the search that makes a cost table does."""
        kept = self.cost <= cut_off
        return Table(self.place[kept], self.facility[kept], self.cost[kept], self.population, self.supply)

    @property
    def columns(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        return self.place, self.facility, self.cost


def hospital(inbound: float, outbound: float, cross: float) -> Table:
    """Three places that are also the facilities: 1 to oneself, `inbound` to the third, `outbound` from it, and `cross`
    between the first two. BSD-3, https://github.com/pysal/access, access/tests/test_hospital_example.py.
    """
    pairs = np.array(
        [
            (0, 0, 1),
            (1, 1, 1),
            (2, 2, 1),
            (0, 2, inbound),
            (1, 2, inbound),
            (2, 0, outbound),
            (2, 1, outbound),
            (0, 1, cross),
            (1, 0, cross),
        ]
    )
    place, facility, cost = pairs.T
    return Table(
        place.astype(np.int32),
        facility.astype(np.int32),
        cost.astype(float),
        population=np.array([100.0, 50.0, 10.0]),
        supply=np.array([15.0, 20.0, 100.0]),
    )


def random_table(seed: int, n_places: int = 60, n_facilities: int = 12, n_pairs: int = 300) -> Table:
    """A table of up to 40 minutes in no order, with some places that nobody lives in."""
    random = np.random.default_rng(seed)
    pair = random.choice(n_places * n_facilities, n_pairs, replace=False)
    return Table(
        (pair // n_facilities).astype(np.int32),
        (pair % n_facilities).astype(np.int32),
        random.uniform(0, 40, n_pairs),
        population=random.integers(0, 60, n_places).astype(float),
        supply=random.uniform(1, 20, n_facilities),
    )
