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


def along_edge(
    graph: Graph, edge: NDArray[np.int32], origin: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the cost from one fraction of each edge straight to another of the same, without the legs."""
    cost = np.where(target >= origin, graph.forward[edge], graph.backward[edge])
    return _partial(np.abs(target - origin), cost)


def on_same_edge(first: Places, second: Places) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of places of the first and the second that lie on one edge, as rows of both.

    >>> first = Places(np.array([4, -1, 7]), np.zeros(3), np.zeros(3))
    >>> second = Places(np.array([7, 7, -1]), np.zeros(3), np.zeros(3))
    >>> on_same_edge(first, second)
    (array([2, 2]), array([0, 1]))
    """
    rows = np.flatnonzero(second.edge >= 0)
    rows = rows[np.argsort(second.edge[rows], kind="stable")]
    edges = second.edge[rows]
    low, high = (np.searchsorted(edges, first.edge, side) for side in ("left", "right"))
    return np.repeat(np.arange(len(first)), high - low), rows[ranges(low, high)]


def ranges(low: NDArray[np.integer], high: NDArray[np.integer]) -> NDArray[np.intp]:
    """Return the numbers from each low up to its high, one range after the other.

    >>> ranges(np.array([3, 7, 9]), np.array([5, 7, 10]))
    array([3, 4, 9])
    """
    count = high - low
    before = np.cumsum(count) - count
    return np.arange(count.sum()) + np.repeat(low - before, count)


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
        edge = np.where(places.edge >= 0, places.edge, 0)
        junction = np.concatenate([graph.network.start[edge], graph.network.end[edge]])
        cost = np.concatenate([ends.start, ends.end])
        is_reached = (cost <= limit) & np.isfinite(cost)
        return cls(np.concatenate([search, search])[is_reached], junction[is_reached], cost[is_reached])


@dataclass(frozen=True)
class Window:
    """A part of a graph: `junction` (M,) int32, its rows in the graph, ascending; `matrix` (M, M), the arcs between."""

    junction: NDArray[np.int32]
    matrix: csr_array

    @classmethod
    def around(cls, graph: Graph, matrix: csr_array, seeds: Seeds, limit: float) -> "Window":
        """Cut out of a matrix of the graph what ways from the seeds may touch within the limit, and some more.

        Whatever lies farther away as the crow flies than the fastest edge would carry one cannot be reached.
        """
        size = matrix.shape[0]
        if len(seeds.cost) == 0:
            return cls(np.empty(0, dtype=np.int32), csr_array((0, 0)))
        if not np.isfinite(limit) or graph.least_cost_per_m <= 0:
            return cls(np.arange(size, dtype=np.int32), matrix)
        radius_m = (limit - seeds.cost.min()) / graph.least_cost_per_m + SLACK_M
        x, y = graph.network.x, graph.network.y
        at_x, at_y = x[seeds.junction], y[seeds.junction]
        is_inside = (x >= at_x.min() - radius_m) & (x <= at_x.max() + radius_m)
        is_inside &= (y >= at_y.min() - radius_m) & (y <= at_y.max() + radius_m)
        junction = np.flatnonzero(is_inside).astype(np.int32)
        return cls(matrix=matrix if len(junction) == size else _part(matrix, junction), junction=junction)

    def local(self, junction: NDArray[np.int32]) -> NDArray[np.intp]:
        """Return the rows of junctions in this window; any row for those that are not in it."""
        row = np.searchsorted(self.junction, junction)
        return np.minimum(row, len(self.junction) - 1)

    def holds(self, junction: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return which junctions are in this window."""
        return self.junction[self.local(junction)] == junction if len(self.junction) else np.zeros(len(junction), bool)

    def with_searches(self, seeds: Seeds, searches: int) -> csr_array:
        """Return the matrix (M + searches, M + searches) in which each search is a row with arcs to its seeds."""
        order = np.argsort(seeds.search, kind="stable")
        row_start = np.searchsorted(seeds.search[order], np.arange(1, searches + 1)) + self.matrix.nnz
        size = len(self.junction) + searches
        return csr_array(
            (
                np.concatenate([self.matrix.data, seeds.cost[order]]),
                np.concatenate([self.matrix.indices, self.local(seeds.junction[order]).astype(np.int32)]),
                np.concatenate([self.matrix.indptr, row_start.astype(np.int32)]),
            ),
            shape=(size, size),
        )


def _part(matrix: csr_array, rows: NDArray[np.int32]) -> csr_array:
    """Return the rows and the same columns of a square matrix: as matrix[rows][:, rows], in one go."""
    new = np.full(matrix.shape[0], -1, dtype=np.int32)
    new[rows] = np.arange(len(rows), dtype=np.int32)
    low, high = matrix.indptr[rows], matrix.indptr[rows + 1]
    taken = ranges(low, high)
    column = new[matrix.indices[taken]]
    is_kept = column >= 0
    kept_before = np.concatenate([[0], np.cumsum(is_kept)])
    row_start = kept_before[np.concatenate([[0], np.cumsum(high - low)])]
    return csr_array(
        (matrix.data[taken[is_kept]], column[is_kept], row_start.astype(np.int32)), shape=(len(rows), len(rows))
    )
