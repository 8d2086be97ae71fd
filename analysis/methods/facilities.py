"""Facilities: what people go to, each with one entrance or several."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.graph import Places


@dataclass(frozen=True)
class Facilities:
    """F facilities. `entrances` holds the E places where one gets in; `facility` (E,) int32 the facility of each, from
    0 to `number` - 1. A facility without an entrance on the network is out of reach.
    """

    entrances: Places
    facility: NDArray[np.int32]
    number: int

    @classmethod
    def with_one_entrance(cls, places: Places) -> "Facilities":
        """Take each place as a facility."""
        return cls(places, np.arange(len(places), dtype=np.int32), len(places))

    def chosen(self, facility: NDArray[np.int32]) -> "Facilities":
        """Return some of the facilities, numbered anew in the order given; each may be named once.

        >>> doors = Places(np.array([5, 6, 7]), np.zeros(3), np.zeros(3))
        >>> chosen = Facilities(doors, np.array([0, 1, 0]), 2).chosen(np.array([0]))
        >>> chosen.entrances.edge.tolist(), chosen.facility.tolist(), chosen.number
        ([5, 7], [0, 0], 1)
        """
        new = np.full(self.number, -1, dtype=np.int32)
        new[facility] = np.arange(len(facility), dtype=np.int32)
        is_kept = new[self.facility] >= 0
        return Facilities(self.entrances.chosen(is_kept), new[self.facility[is_kept]], len(facility))
