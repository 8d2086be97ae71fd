"""Streets to measure on and to test with: the paths on foot of a real OpenStreetMap extract, read without our importer.

Every point of a way is a node here, as the programs beside ours take it. `contracted` makes of it the network that the
portal computes with. Coordinates are EPSG:25832, lengths metres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from network.network import KINDS, Mode, Network

NOT_ON_FOOT = {"motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed", "raceway", "platform"}
SHORTEST_M = 0.1
# Between two copies of the extract that lie beside each other: so many of the shortest links, none longer than this.
LINKS, LONGEST_LINK_M = 60, 400.0


@dataclass(frozen=True)
class Streets:
    """N nodes, E two-way segments, no parallels or loops: `x`, `y` (N,); `start`, `end` (E,); `length_m` (E,)."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    length_m: NDArray[np.float64]


def read(extract: Path) -> Streets:
    """Read the largest connected part of what one may walk from an OSM PBF."""
    position: dict[int, tuple[float, float]] = {}
    pairs: list[tuple[int, int]] = []
    ways = osmium.FileProcessor(str(extract)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    for way in ways:
        if not way.is_way() or not _is_walked(way.tags):
            continue
        nodes = [node for node in way.nodes if node.location.valid()]
        position.update((node.ref, (node.location.lon, node.location.lat)) for node in nodes)
        pairs += [(one.ref, other.ref) for one, other in pairwise(nodes)]
    row_of = {ref: row for row, ref in enumerate(position)}
    to_metres = Transformer.from_crs(4326, 25832, always_xy=True)
    x, y = to_metres.transform(*np.array(list(position.values())).T)
    ends = np.array([(row_of[one], row_of[other]) for one, other in pairs])
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    return _largest_part(x, y, ends)


def _is_walked(tags: osmium.osm.TagList) -> bool:
    if tags["highway"] in NOT_ON_FOOT or tags.get("area") == "yes" or tags.get("foot") == "no":
        return False
    return tags.get("access") not in {"no", "private"} or tags.get("foot") in {"yes", "designated", "permissive"}


def _largest_part(x: NDArray, y: NDArray, ends: NDArray) -> Streets:
    ones = np.ones(len(ends), dtype=bool)
    _, part = connected_components(coo_array((ones, ends.T), shape=(len(x), len(x))), directed=False)
    return _chosen(x, y, ends, part == np.bincount(part).argmax())


def _chosen(x: NDArray, y: NDArray, ends: NDArray, is_kept: NDArray[np.bool_]) -> Streets:
    row = np.cumsum(is_kept) - 1
    start, end = row[ends[is_kept[ends].all(axis=1)]].T.astype(np.int32)
    x, y = x[is_kept], y[is_kept]
    length_m = np.maximum(np.hypot(x[start] - x[end], y[start] - y[end]), SHORTEST_M)
    return Streets(x, y, start, end, length_m)


def around_middle(streets: Streets, nodes: int) -> Streets:
    """Return the connected part of the streets in the square around their median that holds about so many nodes."""
    reach = np.maximum(np.abs(streets.x - np.median(streets.x)), np.abs(streets.y - np.median(streets.y)))
    is_kept = reach <= np.partition(reach, nodes - 1)[nodes - 1]
    ends = np.column_stack([streets.start, streets.end])
    cut = _chosen(streets.x, streets.y, ends, is_kept)
    return _largest_part(cut.x, cut.y, np.column_stack([cut.start, cut.end]))


def laid_out(streets: Streets, columns: int, rows: int) -> Streets:
    """Return copies of the streets side by side, joined where they come close to each other: a larger town alike.

    The few streets far out (1 % on each side) are left out, so that the copies lie close.
    """
    (west, east), (south, north) = (np.percentile(axis, [1, 99]) for axis in (streets.x, streets.y))
    is_inside = (streets.x >= west) & (streets.x <= east) & (streets.y >= south) & (streets.y <= north)
    one = _chosen(streets.x, streets.y, np.column_stack([streets.start, streets.end]), is_inside)
    size = len(one.x)
    copies = [(column, row) for column in range(columns) for row in range(rows)]
    x = np.concatenate([one.x + column * (east - west) for column, _ in copies])
    y = np.concatenate([one.y + row * (north - south) for _, row in copies])
    ends = [np.column_stack([one.start, one.end]) + copy * size for copy in range(len(copies))]
    for copy, (column, row) in enumerate(copies):
        beside = [copies.index(each) for each in ((column + 1, row), (column, row + 1)) if each in copies]
        ends += [_links(x, y, copy * size, other * size, size) for other in beside]
    return _largest_part(x, y, np.concatenate(ends))


def _links(x: NDArray, y: NDArray, first: int, second: int, size: int) -> NDArray:
    here, there = (np.column_stack([x[at : at + size], y[at : at + size]]) for at in (first, second))
    distance, nearest = KDTree(there).query(here, distance_upper_bound=LONGEST_LINK_M)
    shortest = np.argsort(distance, kind="stable")[:LINKS]
    shortest = shortest[np.isfinite(distance[shortest])]
    return np.column_stack([first + shortest, second + nearest[shortest]])


def uncontracted(streets: Streets) -> Network:
    """Return the streets as a network in which each segment is an edge."""
    points = np.empty((2 * len(streets.start), 2))
    points[0::2] = np.column_stack([streets.x, streets.y])[streets.start]
    points[1::2] = np.column_stack([streets.x, streets.y])[streets.end]
    point_offset = np.arange(0, len(points) + 1, 2)
    return footways(streets.x, streets.y, streets.start, streets.end, streets.length_m, point_offset, points)


@dataclass(frozen=True)
class Contraction:
    """The network of the junctions alone, and where each node of the streets lies on it: `edge`, `fraction` (N,)."""

    network: Network
    edge: NDArray[np.int32]
    fraction: NDArray[np.float64]


def contracted(streets: Streets) -> Contraction:
    """Follow each chain of nodes with two neighbours from junction to junction: the chain is one edge."""
    neighbours = _neighbours(streets)
    is_junction = np.array([len(each) != 2 for each in neighbours])
    if not is_junction.any():
        is_junction[0] = True
    chains, lengths = _chains(neighbours, is_junction)
    return _as_edges(streets, is_junction, chains, lengths)


def _neighbours(streets: Streets) -> list[list[tuple[int, int]]]:
    """Return of each node the nodes beside it, each with the segment that leads there."""
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(len(streets.x))]
    for segment, (start, end) in enumerate(zip(streets.start.tolist(), streets.end.tolist(), strict=True)):
        neighbours[start].append((end, segment))
        neighbours[end].append((start, segment))
    return neighbours


def _chains(
    neighbours: Sequence[Sequence[tuple[int, int]]], is_junction: NDArray[np.bool_]
) -> tuple[list[list[int]], list[list[int]]]:
    """Return the nodes and the segments of each chain, every segment in one chain only."""
    ends_chain = is_junction.tolist()
    seen = bytearray(sum(map(len, neighbours)) // 2)
    all_nodes, all_segments = [], []
    for junction in np.flatnonzero(is_junction).tolist():
        for following, first in neighbours[junction]:
            if seen[first]:
                continue
            node, segment, nodes, segments = following, first, [junction, following], [first]
            seen[first] = True
            while not ends_chain[node]:
                one, other = neighbours[node]
                node, segment = other if one[1] == segment else one
                nodes.append(node)
                segments.append(segment)
                seen[segment] = True
            all_nodes.append(nodes)
            all_segments.append(segments)
    return all_nodes, all_segments


def _as_edges(
    streets: Streets, is_junction: NDArray[np.bool_], chains: list[list[int]], segments: list[list[int]]
) -> Contraction:
    row = np.cumsum(is_junction) - 1
    point_offset = np.concatenate([[0], np.cumsum([len(chain) for chain in chains])])
    node = np.concatenate(chains)
    along = [np.concatenate([[0.0], np.cumsum(streets.length_m[each])]) for each in segments]
    length_m = np.array([each[-1] for each in along])
    edge, fraction = np.empty(len(streets.x), dtype=np.int32), np.empty(len(streets.x))
    edge[node] = np.repeat(np.arange(len(chains)), np.diff(point_offset))
    fraction[node] = np.concatenate(along) / np.repeat(length_m, np.diff(point_offset))
    network = footways(
        streets.x[is_junction],
        streets.y[is_junction],
        row[node[point_offset[:-1]]],
        row[node[point_offset[1:] - 1]],
        length_m,
        point_offset,
        np.column_stack([streets.x[node], streets.y[node]]),
    )
    return Contraction(network, edge, fraction)


def footways(
    x: NDArray, y: NDArray, start: NDArray, end: NDArray, length_m: NDArray, point_offset: NDArray, points: NDArray
) -> Network:
    """Return a network of footways without further tags, all open both ways."""
    size = len(start)
    on_foot = np.full(size, Mode.FOOT, dtype=np.uint8)
    return Network(
        x=np.asarray(x, dtype=np.float64),
        y=np.asarray(y, dtype=np.float64),
        start=np.asarray(start, dtype=np.int32),
        end=np.asarray(end, dtype=np.int32),
        length_m=np.asarray(length_m, dtype=np.float64),
        point_offset=np.asarray(point_offset, dtype=np.int64),
        points=np.asarray(points, dtype=np.float64),
        allowed_forward=on_foot,
        allowed_backward=on_foot,
        kind=np.full(size, KINDS.index("footway"), dtype=np.uint8),
        surface=np.zeros(size, dtype=np.uint8),
        incline_percent=np.full(size, np.nan, dtype=np.float32),
        max_speed_kmh=np.zeros(size, dtype=np.uint8),
        raised_kerb=np.zeros(size, dtype=bool),
        fixed_minutes=np.full(size, np.nan, dtype=np.float32),
        way_id=np.arange(size, dtype=np.int64),
    )
