"""The cheapest way between two places."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from analysis.methods import search
from analysis.methods.reach import Parts, cut
from analysis.methods.search import Seeds, Window
from network.graph import Graph, Places
from network.network import KINDS


@dataclass(frozen=True)
class Route:
    """A way along L edges, in the order of travel: `edge` (L,) int32; `origin`, `target` (L,) float64, the fractions of
    the edge between which it is travelled, against its direction where origin > target.

    `cost` and `length_m` include the straight legs; `points` (Q, 2) float64, EPSG:25832, leads from where the first leg
    meets its edge to where the last leaves its own.
    """

    graph: Graph
    edge: NDArray[np.int32]
    origin: NDArray[np.float64]
    target: NDArray[np.float64]
    cost: float
    length_m: float
    points: NDArray[np.float64]

    @property
    def length_by_kind_m(self) -> dict[str, float]:
        """The metres on each kind of way that is met (see network.KINDS), such as steps."""
        kinds = self.graph.kind[self.edge]
        length_m = np.abs(self.target - self.origin) * self.graph.length_m[self.edge]
        by_kind = np.bincount(kinds, length_m, minlength=len(KINDS))
        return {KINDS[kind]: float(by_kind[kind]) for kind in np.unique(kinds)}


def route(graph: Graph, origin: Places, target: Places, limit: float = np.inf) -> Route | None:
    """Return the cheapest way from one place to another (each a Places of one), None if there is none within the limit.

    Of parallel edges at the same cost it takes the first; on one edge it goes straight unless round about is cheaper.
    """
    if origin.edge[0] < 0 or target.edge[0] < 0:
        return None
    _, _, direct = search.direct(graph, origin, target)
    direct_cost = float(direct[0]) if len(direct) else np.inf
    cost, junctions = _over_junctions(graph, origin, target, min(limit, direct_cost))
    if not search.is_within(np.array([cost, direct_cost]), limit).any():
        return None
    if direct_cost <= cost:
        edge, begin, finish = origin.edge, origin.fraction, target.fraction
        cost = direct_cost
    else:
        edge, begin, finish = _edges(graph, origin, target, junctions)
    return _drawn(graph, edge, begin, finish, cost, float(origin.distance_m[0] + target.distance_m[0]))


def _over_junctions(graph: Graph, origin: Places, target: Places, limit: float) -> tuple[float, NDArray[np.int32]]:
    """Return the least cost of a way over junctions and these junctions; inf and none if it is beyond the limit."""
    seeds = Seeds.at(graph, origin, search.leaving(graph, origin), np.zeros(1, dtype=np.int32), limit)
    window = Window.around(graph, graph.outward, search.both_ends(graph, origin), limit)
    size = len(window.junction)
    matrix = window.with_searches(seeds, 1)
    cost, before = dijkstra(matrix, indices=size, limit=limit, return_predecessors=True)
    ends, arriving = window.row[search.both_ends(graph, target)], search.arriving(graph, target)
    to_target = np.where(ends >= 0, cost[ends] + np.concatenate([arriving.start, arriving.end]), np.inf)
    last = int(np.argmin(to_target))
    if not search.is_within(to_target, limit)[last]:
        return np.inf, np.empty(0, dtype=np.int32)
    walked = [int(ends[last])]
    while before[walked[-1]] != size:
        walked.append(int(before[walked[-1]]))
    return float(to_target[last]), window.junction[walked[::-1]]


def _edges(
    graph: Graph, origin: Places, target: Places, junctions: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Return the edges of a way over junctions and the fractions between which each is travelled."""
    edge, is_forward = _cheapest_edges(graph, junctions)
    first, last = origin.edge[0], target.edge[0]
    leaving, arriving = search.leaving(graph, origin), search.arriving(graph, target)
    to_end = _is_by_end(graph.start[first], graph.end[first], leaving, junctions[0])
    from_end = _is_by_end(graph.start[last], graph.end[last], arriving, junctions[-1])
    return (
        np.concatenate([[first], edge, [last]]).astype(np.int32),
        np.concatenate([origin.fraction, np.where(is_forward, 0.0, 1.0), [1.0 if from_end else 0.0]]),
        np.concatenate([[1.0 if to_end else 0.0], np.where(is_forward, 1.0, 0.0), target.fraction]),
    )


def _is_by_end(start: int, end: int, ends: search.Ends, junction: int) -> bool:
    """Whether the way between a place and a junction uses the end of the edge: of a loop, the cheaper half."""
    return bool(end == junction and (start != junction or ends.end[0] < ends.start[0]))


def _cheapest_edges(graph: Graph, junctions: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return the cheapest edge between each junction and the next, and whether it is travelled from start to end."""
    # Other junctions stand at -2, which is not one step from any on the way.
    place = np.full(len(graph.x), -2, dtype=np.int32)
    place[junctions] = np.arange(len(junctions))
    step = place[graph.end] - place[graph.start]
    forward, backward = np.flatnonzero(step == 1), np.flatnonzero(step == -1)
    edge = np.concatenate([forward, backward])
    is_forward = np.arange(len(edge)) < len(forward)
    cost = np.concatenate([graph.forward[forward], graph.backward[backward]])
    hop = np.concatenate([place[graph.start[forward]], place[graph.end[backward]]])
    order = np.lexsort((edge, cost, hop))
    _, first = np.unique(hop[order], return_index=True)
    return edge[order[first]].astype(np.int32), is_forward[order[first]]


def _drawn(graph: Graph, edge: NDArray, origin: NDArray, target: NDArray, cost: float, legs_m: float) -> Route:
    """Return the route without the edges of which nothing is travelled, drawn along their geometry."""
    is_travelled = origin != target
    is_travelled[0] |= not is_travelled.any()
    edge, origin, target = edge[is_travelled], origin[is_travelled], target[is_travelled]
    drawn = cut(graph, Parts(edge, np.minimum(origin, target), np.maximum(origin, target)))
    point = np.arange(drawn.offset[-1])
    piece = np.repeat(np.arange(len(edge)), np.diff(drawn.offset))
    mirrored = drawn.offset[piece] + drawn.offset[piece + 1] - 1 - point
    points = drawn.points[np.where((origin > target)[piece], mirrored, point)]
    is_repeated = np.zeros(len(points), dtype=bool)
    is_repeated[drawn.offset[1:-1]] = True
    length_m = float(np.sum(np.abs(target - origin) * graph.length_m[edge])) + legs_m
    return Route(graph, edge, origin, target, cost, length_m, points[~is_repeated])
