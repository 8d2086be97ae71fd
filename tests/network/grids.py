"""Small networks and graphs made by hand."""

from collections.abc import Sequence

import numpy as np

from bench.reachability.streets import footways
from network.graph import Graph, Places
from network.network import Network


def network(junctions: Sequence[tuple[float, float]], edges: Sequence[tuple[int, int]]) -> Network:
    """Make a network of straight footways between junctions."""
    at = np.array(junctions, dtype=float).reshape(-1, 2)
    start, end = np.array(edges, dtype=np.int32).reshape(-1, 2).T
    points = np.stack([at[start], at[end]], axis=1).reshape(-1, 2)
    length_m = np.hypot(*(at[start] - at[end]).T)
    return footways(*at.T, start, end, length_m, np.arange(0, len(points) + 1, 2), points)


def bent(points: Sequence[tuple[float, float]]) -> Network:
    """Make a network of one edge along the points."""
    line = np.array(points, dtype=float)
    length_m = np.hypot(*np.diff(line, axis=0).T).sum()
    return footways(
        *line[[0, -1]].T, np.array([0]), np.array([1]), np.array([length_m]), np.array([0, len(line)]), line
    )


def in_metres(network: Network) -> Graph:
    """Make the graph of a network whose costs, legs included, are metres."""
    return Graph.of(network, network.length_m, network.length_m, cost_per_leg_m=1.0)


def graph(
    junctions: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    forward: Sequence[float] | None = None,
    backward: Sequence[float] | None = None,
    cost_per_leg_m: float = 1.0,
) -> Graph:
    """Make a graph of straight edges; a cost that is not given is the length."""
    made = network(junctions, edges)
    costs = [
        made.length_m if each is None else np.array(each, dtype=float)
        for each in (forward, forward if backward is None else backward)
    ]
    return Graph.of(made, costs[0], costs[1], cost_per_leg_m)


def lattice(columns: int, rows: int, side_m: float = 100.0) -> Graph:
    """Make a grid of streets, its costs metres. Junction (column, row) is column * rows + row."""
    junctions = [(column * side_m, row * side_m) for column in range(columns) for row in range(rows)]
    upward = [(at, at + 1) for at in range(columns * rows) if (at + 1) % rows]
    across = [(at, at + rows) for at in range((columns - 1) * rows)]
    return graph(junctions, upward + across)


def places(*on_edges: tuple[int, float] | tuple[int, float, float]) -> Places:
    """Make places from (edge, fraction) or (edge, fraction, leg in metres)."""
    edge = np.array([each[0] for each in on_edges], dtype=np.int32)
    fraction = np.array([each[1] for each in on_edges], dtype=float)
    distance_m = np.array([each[2] if len(each) == 3 else 0.0 for each in on_edges], dtype=float)
    return Places(edge, fraction, distance_m)


def at_junctions(graph: Graph, junctions: Sequence[int]) -> Places:
    """Return places that lie exactly at junctions."""
    found = []
    for junction in junctions:
        starting = np.flatnonzero(graph.network.start == junction)
        ending = np.flatnonzero(graph.network.end == junction)
        found.append((int(starting[0]), 0.0) if len(starting) else (int(ending[0]), 1.0))
    return places(*found)
