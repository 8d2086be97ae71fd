"""A network as one profile travels it: the costs of its edges, and the matrices in which the cheapest ways are found.

Methods use this and nothing else of the room. The cost is minutes or metres; one graph has one unit throughout.
Coordinates are EPSG:25832. Nothing here imports Django.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from network.network import Network

MAX_SNAP_M = 500.0


@dataclass(frozen=True)
class Places:
    """K positions snapped to edges. `edge` (K,) int32, -1 where none lies within MAX_SNAP_M; `fraction` (K,) float64,
    the share of the edge between its start and the place; `distance_m` (K,) float64, the straight leg to the edge.
    """

    edge: NDArray[np.int32]
    fraction: NDArray[np.float64]
    distance_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.edge)

    def chosen(self, which: NDArray) -> "Places":
        """Return some of the places, by a mask or by their rows."""
        return Places(self.edge[which], self.fraction[which], self.distance_m[which])

    def on_network(self) -> "Places":
        """Return the places that lie on an edge."""
        return self.chosen(self.edge >= 0)


@dataclass(frozen=True)
class Graph:
    """N junctions, E edges. `forward`, `backward` (E,) float64: cost from start to end and back, inf where it may not
    be travelled. `outward` (N, N) holds the cheapest arc from row to column, `inward` is its transpose: parallel arcs
    are never summed. `cost_per_leg_m` is the cost of a metre of the straight leg between a place and its edge.
    """

    network: Network
    forward: NDArray[np.float64]
    backward: NDArray[np.float64]
    outward: csr_array
    inward: csr_array
    cost_per_leg_m: float

    @classmethod
    def of(
        cls,
        network: Network,
        forward: NDArray[np.float64],
        backward: NDArray[np.float64],
        cost_per_leg_m: float,
    ) -> "Graph":
        """Make a graph from the costs of a network's edges, inf where one may not go."""
        outward = cheapest_arcs(
            np.concatenate([network.start, network.end]),
            np.concatenate([network.end, network.start]),
            np.concatenate([forward, backward]),
            len(network.x),
        )
        return cls(network, forward, backward, outward, outward.T.tocsr(), cost_per_leg_m)

    @cached_property
    def least_cost_per_m(self) -> float:
        """The cost of a straight metre on the fastest edge: nothing is reached for less; inf if there are no edges."""
        network = self.network
        straight_m = np.hypot(
            network.x[network.start] - network.x[network.end], network.y[network.start] - network.y[network.end]
        )
        leads_on = straight_m > 0
        cost = np.minimum(self.forward, self.backward)[leads_on]
        return float(np.min(cost / straight_m[leads_on], initial=np.inf))


def cheapest_arcs(tail: NDArray[np.int32], head: NDArray[np.int32], cost: NDArray[np.float64], size: int) -> csr_array:
    """Return the matrix (size, size) of the cheapest arc between each pair of junctions; loops and inf are left out.

    scipy sums what stands twice in a COO matrix, so the minimum is taken here. Arcs that cost nothing are kept.
    """
    usable = np.isfinite(cost) & (tail != head)
    tail, head, cost = tail[usable], head[usable], cost[usable]
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    is_first = np.ones(len(tail), dtype=bool)
    is_first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    tail, head, cost = tail[is_first], head[is_first], cost[is_first]
    row_start = np.searchsorted(tail, np.arange(size + 1))
    return csr_array((cost, head.astype(np.int32), row_start.astype(np.int32)), shape=(size, size))
