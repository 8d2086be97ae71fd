"""The table of costs between places and facilities: what every measure of supply and access is computed from.

It is searched from the facilities, which are few, against the direction of travel.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from analysis.methods import search
from analysis.methods.facilities import Facilities
from analysis.methods.search import Ends, Seeds, Window
from network.graph import Graph, Places

# Neighbouring facilities that are searched in one window of the network.
FACILITIES_AT_ONCE = 16
# Of the dense costs that are held at once, in bytes.
MEMORY_AT_ONCE = 32_000_000


@dataclass(frozen=True)
class CostTable:
    """R pairs of a place and a facility within the limit, by place and then facility, no pair twice: `place`,
    `facility` (R,) int32; `cost` (R,) float64. Pairs that are not there are out of reach.
    """

    place: NDArray[np.int32]
    facility: NDArray[np.int32]
    cost: NDArray[np.float64]
    n_places: int
    n_facilities: int

    def __len__(self) -> int:
        return len(self.cost)

    @classmethod
    def of(
        cls,
        place: NDArray[np.integer],
        facility: NDArray[np.integer],
        cost: NDArray[np.float64],
        n_places: int,
        n_facilities: int,
    ) -> "CostTable":
        """Make a table of pairs in any order, none twice.

        >>> table = CostTable.of(np.array([1, 0, 1]), np.array([0, 0, 1]), np.array([3.0, 0.0, 2.0]), 2, 2)
        >>> table.place.tolist(), table.facility.tolist(), table.cost.tolist()
        ([0, 1, 1], [0, 0, 1], [0.0, 3.0, 2.0])
        """
        # A sparse matrix sorts by counting, and keeps costs of 0.
        by_place = coo_array((cost, (place, facility)), shape=(n_places, n_facilities)).tocsr()
        places = np.repeat(np.arange(n_places, dtype=np.int32), np.diff(by_place.indptr))
        return cls(places, by_place.indices.astype(np.int32, copy=False), by_place.data, n_places, n_facilities)


def cost_table(
    graph: Graph,
    places: Places,
    facilities: Facilities,
    limit: float,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> CostTable:
    """Return the cost from each place to each facility within the limit, the limit included.

    The least over a facility's entrances counts; the straight legs at both sides are part of it. `progress` is told
    after each batch how many of how many facilities are done; what it raises ends the computation.
    """
    return cost_table_of_range(graph, places, facilities, limit, 0, facilities.number, progress=progress)


def cost_table_of_range(
    graph: Graph,
    places: Places,
    facilities: Facilities,
    limit: float,
    first: int,
    last: int,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> CostTable:
    """Return the rows of `cost_table` for the facilities from first up to, not including, last.

    Ranges are independent of each other: several workers may take some each, and `merged` puts them together.
    """
    leaving = search.leaving(graph, places)
    nothing = np.empty(0, dtype=np.int32)
    found: list[tuple[NDArray, NDArray, NDArray]] = [(nothing, nothing, np.empty(0))]
    done, batches = 0, _batches(graph, facilities, first, last, limit)
    for batch in batches:
        for place, facility, cost in _costs_to(graph, places, leaving, facilities.chosen(batch), limit):
            found.append((place, batch[facility], cost))
        done += len(batch)
        if progress is not None:
            progress(done, sum(map(len, batches)))
    place, facility, cost = (np.concatenate(column) for column in zip(*found, strict=True))
    return CostTable.of(place, facility, cost, len(places), facilities.number)


def costs_from(graph: Graph, origin: Places, facilities: Facilities, limit: float) -> NDArray[np.float64]:
    """Return the cost (F,) from one place to each facility, inf beyond the limit, in one search from that place.

    The same numbers as a row of `cost_table`, for when there is one place and there are many facilities: the search
    runs once, against the direction of travel of the graph turned round.
    """
    to_origin = cost_table(graph.turned, facilities.entrances, Facilities.with_one_entrance(origin), limit)
    cost = np.full(facilities.number, np.inf)
    np.minimum.at(cost, facilities.facility[to_origin.place], to_origin.cost)
    return cost


def merged(tables: Sequence[CostTable]) -> CostTable:
    """Return one table of those for several ranges of the same facilities that do not overlap. Needs at least one."""
    place, facility, cost = (
        np.concatenate([getattr(table, name) for table in tables]) for name in ("place", "facility", "cost")
    )
    return CostTable.of(place, facility, cost, tables[0].n_places, tables[0].n_facilities)


def _batches(graph: Graph, facilities: Facilities, first: int, last: int, limit: float) -> list[NDArray[np.int32]]:
    """Return the facilities of a range that are on the network in groups that lie close together.

    The groups follow each other in columns as wide as the limit leads.
    """
    edge = facilities.entrances.edge
    is_in_range = (facilities.facility >= first) & (facilities.facility < last) & (edge >= 0)
    facility, entrance = np.unique(facilities.facility[is_in_range], return_index=True)
    junction = graph.start[edge[is_in_range][entrance]]
    column = graph.x[junction] // (search.farthest_m(graph, limit) + search.SLACK_M)
    ordered = facility[np.lexsort((graph.y[junction], column))]
    return [ordered[at : at + FACILITIES_AT_ONCE] for at in range(0, len(ordered), FACILITIES_AT_ONCE)]


def _costs_to(
    graph: Graph, places: Places, leaving: Ends, batch: Facilities, limit: float
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]]:
    """Yield the places, the facilities and the costs of pairs within the limit, some facilities at a time."""
    entrances = batch.entrances.on_network()
    window = Window.around(graph, graph.inward, search.both_ends(graph, entrances), limit)
    size = len(window.junction)
    start, end = window.row[search.both_ends(graph, places)].reshape(2, -1)
    near = np.flatnonzero((start >= 0) | (end >= 0))
    start, end = start[near], end[near]
    from_start = np.where(start >= 0, leaving.start[near], np.inf)
    from_end = np.where(end >= 0, leaving.end[near], np.inf)
    seeds = Seeds.at(graph, batch.entrances, search.arriving(graph, batch.entrances), batch.facility, limit)
    matrix = window.with_searches(seeds, batch.number)
    direct_from, entrance, direct_cost = search.direct(graph, places.chosen(near), batch.entrances)
    direct_to = batch.facility[entrance]
    at_once = max(1, MEMORY_AT_ONCE // (8 * (size + batch.number + 3 * len(near))))
    for first in range(0, batch.number, at_once):
        facility = np.arange(first, min(first + at_once, batch.number))
        to_junction = dijkstra(matrix, indices=size + facility, limit=limit)
        cost = np.minimum(
            np.take(to_junction, start, axis=1) + from_start, np.take(to_junction, end, axis=1) + from_end
        )
        is_here = (direct_to >= first) & (direct_to < first + at_once)
        np.minimum.at(cost, (direct_to[is_here] - first, direct_from[is_here]), direct_cost[is_here])
        row, column = np.nonzero(search.is_within(cost, limit))
        yield near[column], facility[row], cost[row, column]
