"""The nearest facility of every place, by the cost of getting there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from analysis.methods import search
from analysis.methods.facilities import Facilities
from analysis.methods.search import Seeds, Window
from network.graph import Graph, Places


@dataclass(frozen=True)
class Nearest:
    """The nearest facility of each of K places (or junctions): `facility` (K,) int32, -1 where none is in reach;
    `cost` (K,) float64 of getting there, inf where none is.
    """

    facility: NDArray[np.int32]
    cost: NDArray[np.float64]

    @classmethod
    def within(cls, facility: NDArray[np.integer], cost: NDArray[np.float64], limit: float) -> "Nearest":
        """Take what lies within the limit, and nothing for the rest."""
        is_near = search.is_within(cost, limit)
        return cls(np.where(is_near, facility, -1).astype(np.int32), np.where(is_near, cost, np.inf))

    def or_nearer(self, other: "Nearest") -> "Nearest":
        """Return the nearer of two for each place, at equal cost the one with the smaller number."""
        is_nearer = (other.cost < self.cost) | ((other.cost == self.cost) & (other.facility < self.facility))
        return Nearest(np.where(is_nearer, other.facility, self.facility), np.where(is_nearer, other.cost, self.cost))


def nearest(graph: Graph, places: Places, facilities: Facilities, limit: float = np.inf) -> Nearest:
    """Return the facility that each place reaches at the least cost, the limit included.

    Of several at the same cost it is the one with the smallest number, whatever the order of the search. A facility
    counts by its best entrance; the straight legs at both sides are part of the cost.
    """
    at_junctions = _of_junctions(graph, facilities, limit)
    leaving = search.leaving(graph, places)
    start, end = search.both_ends(graph, places).reshape(2, -1)
    by_start, by_end = (
        Nearest.within(at_junctions.facility[junction], at_junctions.cost[junction] + cost, limit)
        for junction, cost in ((start, leaving.start), (end, leaving.end))
    )
    return by_start.or_nearer(by_end).or_nearer(_on_own_edge(graph, places, facilities, limit))


def _of_junctions(graph: Graph, facilities: Facilities, limit: float) -> Nearest:
    size = len(graph.x)
    if not facilities.number:
        return Nearest(np.full(size, -1, dtype=np.int32), np.full(size, np.inf))
    entrances = facilities.entrances
    seeds = Seeds.at(graph, entrances, search.arriving(graph, entrances), facilities.facility, limit)
    matrix = Window.whole(graph.inward).with_searches(seeds, facilities.number)
    rows = size + np.arange(facilities.number)
    cost, _, source = dijkstra(matrix, indices=rows, limit=limit, min_only=True, return_predecessors=True)
    facility = _smallest_of_ties(matrix, cost, source - size)
    return Nearest.within(facility[:size], cost[:size], limit)


def _smallest_of_ties(matrix: csr_array, cost: NDArray[np.float64], facility: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return for each row the smallest number among all facilities from which it is reached at its least cost.

    Dijkstra keeps one way of several that cost the same. The smaller number is handed on along all of them.
    """
    tail = np.repeat(np.arange(len(cost)), np.diff(matrix.indptr))
    is_on_cheapest = np.isfinite(cost[tail]) & (cost[tail] + matrix.data == cost[matrix.indices])
    tail, head = tail[is_on_cheapest], matrix.indices[is_on_cheapest]
    smallest = facility.copy()
    while True:
        is_smaller = smallest[tail] < smallest[head]
        if not is_smaller.any():
            return smallest
        np.minimum.at(smallest, head[is_smaller], smallest[tail[is_smaller]])


def _on_own_edge(graph: Graph, places: Places, facilities: Facilities, limit: float) -> Nearest:
    """Return the nearest facility that each place reaches without leaving its edge."""
    origin, entrance, cost = search.direct(graph, places, facilities.entrances)
    order = np.lexsort((facilities.facility[entrance], cost, origin))
    place, first = np.unique(origin[order], return_index=True)
    facility, least = np.full(len(places), -1, dtype=np.int32), np.full(len(places), np.inf)
    facility[place] = facilities.facility[entrance[order[first]]]
    least[place] = cost[order[first]]
    return Nearest.within(facility, least, limit)
