"""A network as one profile travels it: the costs of its edges, and the matrices in which the cheapest ways are found.

Methods use this and nothing else of the room. The cost is minutes or metres; one graph has one unit throughout.
Coordinates are EPSG:25832. Nothing here imports Django.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from network.network import Network
from network.segment_grid import places_within

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
class Added:
    """What a scenario lays over a network: A junctions and B edges, numbered after the network's own.

    `x`, `y` (A,) float64; `start`, `end` (B,) int32, rows of all junctions; `length_m` (B,) float64; `point_offset`
    (B + 1,) int64 and `points` (Q, 2) float64 as in a network. `part_of` (B,) int32 says of which edge of the network
    an added one is a part, -1 for a new link; `kind` (B,) uint8 are places in KINDS.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    length_m: NDArray[np.float64]
    point_offset: NDArray[np.int64]
    points: NDArray[np.float64]
    part_of: NDArray[np.int32]
    kind: NDArray[np.uint8]


@dataclass(frozen=True)
class Graph:
    """N junctions, E edges, those of a scenario included: methods ask the graph for them, not the network.

    `forward`, `backward` (E,) float64: cost from start to end and back, inf where it may not
    be travelled. `outward` (N, N) holds the cheapest arc from row to column, `inward` is its transpose: parallel arcs
    are never summed. `cost_per_leg_m` is the cost of a metre of the straight leg between a place and its edge.
    """

    network: Network
    forward: NDArray[np.float64]
    backward: NDArray[np.float64]
    outward: csr_array
    inward: csr_array
    cost_per_leg_m: float
    added: Added | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        network: Network,
        forward: NDArray[np.float64],
        backward: NDArray[np.float64],
        cost_per_leg_m: float,
    ) -> "Graph":
        """Make a graph from the costs of a network's edges, inf where one may not go."""
        return cls.over(network, None, forward, backward, cost_per_leg_m)

    @classmethod
    def over(
        cls,
        network: Network,
        added: Added | None,
        forward: NDArray[np.float64],
        backward: NDArray[np.float64],
        cost_per_leg_m: float,
    ) -> "Graph":
        """Make a graph from the costs of a network's edges, followed by those of what a scenario adds to it."""
        start, end = network.start, network.end
        size = len(network.x)
        if added is not None:
            start, end = np.concatenate([start, added.start]), np.concatenate([end, added.end])
            size += len(added.x)
        outward = cheapest_arcs(
            np.concatenate([start, end]), np.concatenate([end, start]), np.concatenate([forward, backward]), size
        )
        return cls(network, forward, backward, outward, outward.T.tocsr(), cost_per_leg_m, added)

    @cached_property
    def x(self) -> NDArray[np.float64]:
        """Eastings of the junctions (N,), in metres."""
        return self.network.x if self.added is None else np.concatenate([self.network.x, self.added.x])

    @cached_property
    def y(self) -> NDArray[np.float64]:
        """Northings of the junctions (N,), in metres."""
        return self.network.y if self.added is None else np.concatenate([self.network.y, self.added.y])

    @cached_property
    def start(self) -> NDArray[np.int32]:
        """The junction where each edge begins (E,)."""
        return self.network.start if self.added is None else np.concatenate([self.network.start, self.added.start])

    @cached_property
    def end(self) -> NDArray[np.int32]:
        """The junction where each edge ends (E,)."""
        return self.network.end if self.added is None else np.concatenate([self.network.end, self.added.end])

    @cached_property
    def length_m(self) -> NDArray[np.float64]:
        """The length of each edge (E,), along its line."""
        own = self.network.length_m
        return own if self.added is None else np.concatenate([own, self.added.length_m])

    @cached_property
    def turned(self) -> "Graph":
        """The same graph with every direction of travel turned round: ways from a place become ways to it."""
        return replace(self, forward=self.backward, backward=self.forward, outward=self.inward, inward=self.outward)

    @cached_property
    def kind(self) -> NDArray[np.uint8]:
        """The kind of way of each edge (E,), as a place in KINDS."""
        return self.network.kind if self.added is None else np.concatenate([self.network.kind, self.added.kind])

    @cached_property
    def is_travelled(self) -> NDArray[np.bool_]:
        """Say of each edge (E,) whether it may be travelled in one direction at least."""
        return np.isfinite(self.forward) | np.isfinite(self.backward)

    def lines(self, edges: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the lines of some edges (K,): offsets (K + 1,) into points (Q, 2), each from its start to its end."""
        own = len(self.network.start)
        count = np.empty(len(edges), dtype=np.int64)
        is_own = edges < own
        first = self.network.point_offset[edges[is_own]]
        count[is_own] = self.network.point_offset[edges[is_own] + 1] - first
        if self.added is not None:
            extra = edges[~is_own] - own
            extra_first = self.added.point_offset[extra]
            count[~is_own] = self.added.point_offset[extra + 1] - extra_first
        offsets = np.concatenate([[0], np.cumsum(count)])
        points = np.empty((offsets[-1], 2))
        of_own = np.repeat(is_own, count)
        points[of_own] = self.network.points[np.repeat(first, count[is_own]) + places_within(count[is_own])]
        if self.added is not None:
            index = np.repeat(extra_first, count[~is_own]) + places_within(count[~is_own])
            points[~of_own] = self.added.points[index]
        return offsets, points

    @cached_property
    def least_cost_per_m(self) -> float:
        """The cost of a straight metre on the fastest edge: nothing is reached for less; inf if there are no edges."""
        straight_m = np.hypot(self.x[self.start] - self.x[self.end], self.y[self.start] - self.y[self.end])
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
