"""What can be reached from one place or several within a limit: junctions, and edges as far as the limit leads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from analysis.methods import search
from analysis.methods.search import Seeds, Window
from network.graph import Graph, Places


@dataclass(frozen=True)
class Reach:
    """One search from the origins up to the limit. `junction` (J,) int32, ascending, the reached ones; `cost` (J,)
    float64, what it takes to get there, at most the limit. Costs and limit have the unit of the graph. `origins` are
    those that lie on the network.
    """

    graph: Graph
    origins: Places
    limit: float
    junction: NDArray[np.int32]
    cost: NDArray[np.float64]


@dataclass(frozen=True)
class Parts:
    """P parts of edges, none overlapping another, by edge and then along it: `edge` (P,) int32; `low`, `high` (P,)
    float64, fractions of the edge between which the part lies, low < high.
    """

    edge: NDArray[np.int32]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.edge)

    def length_m(self, graph: Graph) -> float:
        """Return the length of all parts together, in metres."""
        return float(np.sum((self.high - self.low) * graph.length_m[self.edge]))


@dataclass(frozen=True)
class Pieces:
    """P polylines: that of piece p is `points[offset[p]:offset[p + 1]]`. `offset` (P + 1,) int64; `points` (Q, 2)
    float64, EPSG:25832.
    """

    offset: NDArray[np.int64]
    points: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.offset) - 1


def reach(graph: Graph, origins: Places, limit: float) -> Reach:
    """Search from the origins, each at cost 0, along the directions of travel, up to and including the limit.

    Several origins count as one: what any of them reaches is reached, at the least cost. An origin that lies on no edge
    reaches nothing. Smaller limits need no further search: see `parts`.
    """
    origins = origins.on_network()
    seeds = Seeds.at(graph, origins, search.leaving(graph, origins), np.zeros(len(origins), dtype=np.int32), limit)
    window = Window.around(graph, graph.outward, search.both_ends(graph, origins), limit)
    size = len(window.junction)
    cost = dijkstra(window.with_searches(seeds, 1), indices=size, limit=limit)[:size]
    reached = np.flatnonzero(search.is_within(cost, limit))
    return Reach(graph, origins, limit, window.junction[reached], cost[reached])


def parts(found: Reach, limit: float | None = None) -> Parts:
    """Return what of the edges is reached within a limit, at most that of the search (which is taken if none is given).

    An edge is entered from both ends and, where an origin lies on it, from there; what overlaps is joined. Raises
    ValueError for a limit beyond that of the search.
    """
    limit = found.limit if limit is None else limit
    if limit > found.limit:
        raise ValueError(f"the search went up to {found.limit:g}, not to {limit:g}")
    from_ends, from_origins = _from_ends(found, limit), _from_origins(found, limit)
    edge, low, high = (np.concatenate(each) for each in zip(from_ends, from_origins, strict=True))
    return _joined(edge, low, high)


def _from_ends(found: Reach, limit: float) -> tuple[NDArray, NDArray, NDArray]:
    graph = found.graph
    budget = np.full(len(graph.x), -1.0)
    budget[found.junction] = limit - found.cost
    touched = np.flatnonzero((budget[graph.start] >= 0) | (budget[graph.end] >= 0)).astype(np.int32)
    from_start = _bought(budget[graph.start[touched]], graph.forward[touched])
    from_end = _bought(budget[graph.end[touched]], graph.backward[touched])
    return (
        np.concatenate([touched, touched]),
        np.concatenate([np.zeros(len(touched)), 1 - from_end]),
        np.concatenate([from_start, np.ones(len(touched))]),
    )


def _from_origins(found: Reach, limit: float) -> tuple[NDArray, NDArray, NDArray]:
    origins, graph = found.origins, found.graph
    edge, fraction = origins.edge, origins.fraction
    budget = limit - origins.distance_m * graph.cost_per_leg_m
    low = np.maximum(fraction - _bought(budget, graph.backward[edge]), 0)
    return edge, low, np.minimum(fraction + _bought(budget, graph.forward[edge]), 1)


def _bought(budget: NDArray[np.float64], cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of each edge that a budget pays for, from 0 to 1; nothing for a budget below 0."""
    share = np.where((budget >= 0) & (cost < np.inf), 1.0, 0.0)
    return np.divide(budget, cost, out=share, where=(budget >= 0) & (cost > budget))


def _joined(edge: NDArray[np.int32], low: NDArray[np.float64], high: NDArray[np.float64]) -> Parts:
    """Return the union of intervals on edges, without those that have no length."""
    has_length = high > low
    edge, low, high = edge[has_length], low[has_length], high[has_length]
    order = np.lexsort((low, edge))
    edge, low, high = edge[order], low[order], high[order]
    is_new_edge = np.ones(len(edge), dtype=bool)
    is_new_edge[1:] = edge[1:] != edge[:-1]
    # Two apart for each edge, so that the farthest so far of one edge lies before the beginning of the next.
    shift = 2.0 * np.cumsum(is_new_edge)
    farthest = np.maximum.accumulate(shift + high)
    begins = np.ones(len(edge), dtype=bool)
    begins[1:] = shift[1:] + low[1:] > farthest[:-1]
    first = np.flatnonzero(begins)
    return Parts(edge[first], low[first], np.maximum.reduceat(high, first) if len(first) else high)


def reached_length_m(found: Reach, limit: float | None = None) -> float:
    """Return the length of all that is reached within the limit of the search or a smaller one, in metres."""
    return parts(found, limit).length_m(found.graph)


def pieces(found: Reach, limit: float | None = None) -> Pieces:
    """Return what is reached as polylines, each cut along the geometry of its edge at the very limit."""
    return cut(found.graph, parts(found, limit))


def cut(graph: Graph, along: Parts) -> Pieces:
    """Return the polylines of parts of edges, in the direction from start to end."""
    line, points = graph.lines(along.edge)
    part = np.repeat(np.arange(len(along)), np.diff(line))
    first, last = line[:-1], line[1:] - 1
    share = _share_along(points, part, first, last)

    is_between = (share > along.low[part]) & (share < along.high[part])
    count = np.bincount(part[is_between], minlength=len(along)) + 2
    offset = np.concatenate([[0], np.cumsum(count)])
    cut_points = np.empty((offset[-1], 2))
    is_end = np.zeros(len(cut_points), dtype=bool)
    is_end[offset[:-1]] = is_end[offset[1:] - 1] = True
    cut_points[~is_end] = points[is_between]
    cut_points[offset[:-1]] = _points_at(along.low, points, share, first, last)
    cut_points[offset[1:] - 1] = _points_at(along.high, points, share, first, last)
    return Pieces(offset, cut_points)


def _share_along(points: NDArray, part: NDArray, first: NDArray, last: NDArray) -> NDArray[np.float64]:
    """Return for each point the share of its line's length that lies before it."""
    step_m = np.zeros(len(points))
    step_m[1:] = np.hypot(*(points[1:] - points[:-1]).T)
    step_m[first] = 0
    walked_m = np.cumsum(step_m)
    before_m = walked_m[first]
    length_m = (walked_m[last] - before_m)[part]
    return np.divide(walked_m - before_m[part], length_m, out=np.zeros(len(points)), where=length_m > 0)


def _points_at(
    fraction: NDArray, points: NDArray, share: NDArray, first: NDArray, last: NDArray
) -> NDArray[np.float64]:
    """Return the point at a fraction of each line."""
    shift = 2.0 * np.arange(len(first))
    line = np.repeat(shift, last - first + 1)
    after = np.clip(np.searchsorted(share + line, fraction + shift, side="right"), first + 1, last)
    step = share[after] - share[after - 1]
    along = np.divide(fraction - share[after - 1], step, out=np.zeros(len(first)), where=step > 0)
    return points[after - 1] + along[:, None] * (points[after] - points[after - 1])
