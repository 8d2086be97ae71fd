"""The search for cheapest ways that all methods share: from places on edges, and no further than the limit can lead.

scipy's Dijkstra finds the ways between junctions. Around it stands here what makes it right for places that lie on
edges, and quick for many searches: each search begins at a row of its own that is appended to the matrix, and is given
only the part of the matrix that lies within the limit as the crow flies.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from network.graph import Graph, Places

# Added to every radius, for the rounding of coordinates and costs.
SLACK_M = 1.0


@dataclass(frozen=True)
class Ends:
    """The cost between K places and the two ends of their edges, straight legs included: `start`, `end` (K,) float64.

    inf where the edge may not be travelled that way, and for places that lie on no edge.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]


def leaving(graph: Graph, places: Places) -> Ends:
    """Return the cost from each place to the ends of its edge."""
    edge, fraction, leg = _on_edges(graph, places)
    return Ends(_partial(fraction, graph.backward[edge]) + leg, _partial(1 - fraction, graph.forward[edge]) + leg)


def arriving(graph: Graph, places: Places) -> Ends:
    """Return the cost from the ends of its edge to each place."""
    edge, fraction, leg = _on_edges(graph, places)
    return Ends(_partial(fraction, graph.forward[edge]) + leg, _partial(1 - fraction, graph.backward[edge]) + leg)


def _on_edges(graph: Graph, places: Places) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Return an edge for each place (any where there is none), the fraction, and the cost of the leg (inf there)."""
    is_snapped = places.edge >= 0
    leg = np.where(is_snapped, places.distance_m * graph.cost_per_leg_m, np.inf)
    return np.where(is_snapped, places.edge, 0), places.fraction, leg


def _partial(share: NDArray[np.float64], cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cost of a share of each edge. Nothing of an edge costs nothing, even if one may not go there."""
    return np.multiply(share, cost, out=np.zeros(len(share)), where=share > 0)


def is_within(cost: NDArray[np.float64], limit: float) -> NDArray[np.bool_]:
    """Return which costs are within a limit, the limit included: inf is out of reach even where there is no limit."""
    return (cost <= limit) & (cost < np.inf)


def direct(
    graph: Graph, origins: Places, targets: Places
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the origins and the targets that lie on one edge, as rows of both, and the cost of going straight there.

    Both legs are included; inf where one may not travel that way. Round about may be cheaper.
    """
    origin, target = _on_same_edge(origins.edge, targets.edge)
    edge, step = origins.edge[origin], targets.fraction[target] - origins.fraction[origin]
    cost = _partial(np.abs(step), np.where(step > 0, graph.forward[edge], graph.backward[edge]))
    legs_m = origins.distance_m[origin] + targets.distance_m[target]
    return origin, target, cost + legs_m * graph.cost_per_leg_m


def _on_same_edge(first: NDArray[np.int32], second: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows of both at which the same edge stands.

    >>> _on_same_edge(np.array([4, -1, 7]), np.array([7, 7, -1]))
    (array([2, 2]), array([0, 1]))
    """
    row = np.flatnonzero(second >= 0)
    row = row[np.argsort(second[row], kind="stable")]
    low, high = (np.searchsorted(second[row], first, side) for side in ("left", "right"))
    return np.repeat(np.arange(len(first)), high - low), row[ranges(low, high)]


def ranges(low: NDArray[np.integer], high: NDArray[np.integer]) -> NDArray[np.intp]:
    """Return the numbers from each low up to its high, one range after the other.

    >>> ranges(np.array([3, 7, 9]), np.array([5, 7, 10]))
    array([3, 4, 9])
    """
    count = high - low
    before = np.cumsum(count) - count
    return np.arange(count.sum()) + np.repeat(low - before, count)


def both_ends(graph: Graph, places: Places) -> NDArray[np.int32]:
    """Return the junctions (2 K,) at which the edges of the places start, then those at which they end.

    For places that lie on no edge they are those of any edge.
    """
    edge = np.where(places.edge >= 0, places.edge, 0)
    return np.concatenate([graph.start[edge], graph.end[edge]])


@dataclass(frozen=True)
class Seeds:
    """Where S ways begin: `search` (S,) int32, the number of the search; `junction` (S,) int32; `cost` (S,) float64,
    what has been spent on the way there. A search may have any number of them.
    """

    search: NDArray[np.int32]
    junction: NDArray[np.int32]
    cost: NDArray[np.float64]

    @classmethod
    def at(cls, graph: Graph, places: Places, ends: Ends, search: NDArray[np.int32], limit: float) -> "Seeds":
        """Make the seeds of places at both ends of their edges, where the limit leads there."""
        cost = np.concatenate([ends.start, ends.end])
        is_reached = is_within(cost, limit)
        junction = both_ends(graph, places)[is_reached]
        return cls(np.concatenate([search, search])[is_reached], junction, cost[is_reached])


@dataclass(frozen=True)
class Window:
    """A part of a graph of N junctions: `junction` (M,) int32, its rows in the graph, ascending; `row` (N,) int32, the
    way back, -1 for what is not in it; `matrix` (M, M), the arcs between.
    """

    junction: NDArray[np.int32]
    row: NDArray[np.int32]
    matrix: csr_array

    @classmethod
    def whole(cls, matrix: csr_array) -> "Window":
        """Take all of a matrix."""
        every = np.arange(matrix.shape[0], dtype=np.int32)
        return cls(every, every, matrix)

    @classmethod
    def around(cls, graph: Graph, matrix: csr_array, junction: NDArray[np.int32], limit: float) -> "Window":
        """Cut out of a matrix of the graph what ways from or to any of the junctions may touch within the limit.

        Whatever lies farther away as the crow flies than the fastest edge would carry one cannot be reached.
        """
        radius_m = farthest_m(graph, limit) + SLACK_M
        if len(junction) and not np.isfinite(radius_m):
            return cls.whole(matrix)
        is_inside = np.ones(matrix.shape[0], dtype=bool)
        for position in (graph.x, graph.y):
            around = position[junction]
            is_inside &= position >= around.min(initial=np.inf) - radius_m
            is_inside &= position <= around.max(initial=-np.inf) + radius_m
        return cls._of(matrix, np.flatnonzero(is_inside).astype(np.int32))

    @classmethod
    def _of(cls, matrix: csr_array, junction: NDArray[np.int32]) -> "Window":
        """Take the rows and the same columns of a square matrix: as matrix[rows][:, rows], in one go."""
        row = np.full(matrix.shape[0], -1, dtype=np.int32)
        row[junction] = np.arange(len(junction), dtype=np.int32)
        low, high = matrix.indptr[junction], matrix.indptr[junction + 1]
        arc = ranges(low, high)
        column = row[matrix.indices[arc]]
        is_kept = column >= 0
        kept_before = np.concatenate([[0], np.cumsum(is_kept)])
        row_start = kept_before[np.concatenate([[0], np.cumsum(high - low)])].astype(np.int32)
        shape = (len(junction), len(junction))
        return cls(junction, row, csr_array((matrix.data[arc[is_kept]], column[is_kept], row_start), shape=shape))

    def with_searches(self, seeds: Seeds, searches: int) -> csr_array:
        """Return the matrix (M + searches, M + searches) in which each search is a row with arcs to its seeds."""
        order = np.argsort(seeds.search, kind="stable")
        row_start = self.matrix.nnz + np.searchsorted(seeds.search[order], np.arange(1, searches + 1))
        size = len(self.junction) + searches
        return csr_array(
            (
                np.concatenate([self.matrix.data, seeds.cost[order]]),
                np.concatenate([self.matrix.indices, self.row[seeds.junction[order]]]),
                np.concatenate([self.matrix.indptr, row_start.astype(np.int32)]),
            ),
            shape=(size, size),
        )


def farthest_m(graph: Graph, budget: float) -> float:
    """Return how far a budget may lead as the crow flies, in metres; inf if there are edges that cost nothing."""
    return budget / graph.least_cost_per_m if graph.least_cost_per_m > 0 else np.inf
