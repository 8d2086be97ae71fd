"""A scenario: edges that are closed and links that are built, laid over a graph. The network itself stays as it is.

An added link may begin and end anywhere: at a junction, or within an edge, which then counts as its two parts.
Coordinates are EPSG:25832, lengths metres.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.graph import Added, Graph
from network.network import KINDS, Mode, Network
from network.profiles import Profile, Unit
from network.segment_grid import along_m
from network.snapping import snap

# A link joins what its end lies on; drawn by hand on a map, it seldom lies there exactly.
MAX_JOIN_M = 25.0


@dataclass(frozen=True)
class Link:
    """A new way: its line (n >= 2, 2), which of KINDS it is, and who may travel it onward and back."""

    points: NDArray[np.float64]
    kind: str = "footway"
    allowed_forward: Mode = Mode.FOOT | Mode.WHEELCHAIR
    allowed_backward: Mode = Mode.FOOT | Mode.WHEELCHAIR


@dataclass(frozen=True)
class Scenario:
    """What is different: edges of the network that nobody may travel any more, and links that are new."""

    closed_edges: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()


def edges_at(graph: Graph, xy: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return for positions (K, 2) the network's nearest edge (K,), whoever may travel it; -1 beyond MAX_JOIN_M."""
    anybody = np.zeros(len(graph.network.start))
    places = snap(Graph(graph.network, anybody, anybody, graph.outward, graph.inward, 0.0), xy)
    return np.where(places.distance_m <= MAX_JOIN_M, places.edge, np.int32(-1))


@dataclass
class _Laid:
    """What is added so far: junctions, and edges with their lines and costs."""

    first_junction: int
    junctions: list[NDArray[np.float64]]
    edges: list[tuple[int, int, NDArray[np.float64], float, float, int]]

    def junction(self, point: NDArray[np.float64]) -> int:
        self.junctions.append(point)
        return self.first_junction + len(self.junctions) - 1

    def edge(
        self, start: int, end: int, points: NDArray[np.float64], forward: float, backward: float, part_of: int = -1
    ) -> None:
        self.edges.append((start, end, points, forward, backward, part_of))


def overlay(graph: Graph, scenario: Scenario, profile: Profile, unit: Unit) -> Graph:
    """Return the graph as it is under a scenario, for the profile and unit that the graph was made for.

    The ends of links join the nearest way that the profile may travel within MAX_JOIN_M, else they stay loose ends.
    Where a link joins within an edge, the edge costs inf and its parts are added behind all edges; a link that the
    profile may not travel is not added. Raises ValueError for a closed edge that does not exist and for a link that is
    no line.
    """
    size = len(graph.network.start)
    if graph.added is not None:
        raise ValueError("A scenario is laid over the network, not over another scenario.")
    if any(not 0 <= edge < size for edge in scenario.closed_edges):
        raise ValueError("A closed edge does not exist.")
    forward, backward = np.array(graph.forward), np.array(graph.backward)
    closed = list(scenario.closed_edges)
    forward[closed] = backward[closed] = np.inf
    links = [link for link in scenario.links if profile.mode & (link.allowed_forward | link.allowed_backward)]
    laid = _Laid(len(graph.x), [], [])
    ends = _joined_ends(Graph(graph.network, forward, backward, graph.outward, graph.inward, 0.0), links, laid)
    split = [edge for edge, _, _ in ends.cuts]
    for edge, fractions, junctions in ends.cuts:
        _lay_parts(graph, laid, edge, fractions, junctions, float(forward[edge]), float(backward[edge]))
    forward[split] = backward[split] = np.inf
    for link, (start, end) in zip(links, ends.junctions, strict=True):
        points = np.asarray(link.points, dtype=np.float64)
        cost = float(along_m(np.array([0, len(points)]), points)[-1]) * _cost_per_m(profile, unit, link.kind)
        laid.edge(
            start,
            end,
            points,
            cost if profile.mode & link.allowed_forward else np.inf,
            cost if profile.mode & link.allowed_backward else np.inf,
        )
    added = _added(graph.network, laid, links)
    more_forward, more_backward = np.array([edge[3:5] for edge in laid.edges], dtype=np.float64).reshape(-1, 2).T
    return Graph.over(
        graph.network,
        added,
        np.concatenate([forward, more_forward]),
        np.concatenate([backward, more_backward]),
        graph.cost_per_leg_m,
    )


@dataclass
class _Ends:
    """The junctions at both ends of each link, and the edges that are cut: where, and into which junctions."""

    junctions: list[tuple[int, int]]
    cuts: list[tuple[int, list[float], list[int]]]


def _joined_ends(graph: Graph, links: Sequence[Link], laid: _Laid) -> _Ends:
    """Find for both ends of all links where they join; the graph says which edges are still there."""
    for link in links:
        if np.ndim(link.points) != 2 or len(link.points) < 2 or not np.isfinite(link.points).all():
            raise ValueError("A link needs a line of two points or more.")
    tips = np.array([link.points[end] for link in links for end in (0, -1)], dtype=np.float64).reshape(-1, 2)
    places = snap(graph, tips)
    own: list[int] = []
    cut_at: dict[int, dict[float, int]] = defaultdict(dict)
    loose: dict[tuple[float, ...], int] = {}
    for tip, edge, fraction, distance_m in zip(
        tips, places.edge.tolist(), places.fraction.tolist(), places.distance_m.tolist(), strict=True
    ):
        if edge < 0 or distance_m > MAX_JOIN_M:
            # Two links that begin in the same point are joined there.
            key = tuple(tip.tolist())
            if key not in loose:
                loose[key] = laid.junction(tip)
            own.append(loose[key])
        elif fraction in (0.0, 1.0):
            own.append(int(graph.start[edge] if fraction == 0.0 else graph.end[edge]))
        else:
            if fraction not in cut_at[edge]:
                cut_at[edge][fraction] = laid.junction(tip)
            own.append(cut_at[edge][fraction])
    cuts = [(edge, sorted(at), [at[fraction] for fraction in sorted(at)]) for edge, at in sorted(cut_at.items())]
    return _Ends(list(zip(own[0::2], own[1::2], strict=True)), cuts)


def _lay_parts(
    graph: Graph,
    laid: _Laid,
    edge: int,
    fractions: Sequence[float],
    junctions: Sequence[int],
    forward: float,
    backward: float,
) -> None:
    """Add the parts of an edge between its ends and the places where it is cut."""
    _, line = graph.lines(np.array([edge]))
    along = along_m(np.array([0, len(line)]), line)
    at = [0.0, *fractions, 1.0]
    rows = [int(graph.start[edge]), *junctions, int(graph.end[edge])]
    corners = np.column_stack([np.interp(np.array(at) * along[-1], along, line[:, axis]) for axis in (0, 1)])
    for place in range(len(at) - 1):
        share = at[place + 1] - at[place]
        inner = line[(along > at[place] * along[-1]) & (along < at[place + 1] * along[-1])]
        points = np.vstack([corners[place], inner, corners[place + 1]])
        laid.edge(rows[place], rows[place + 1], points, forward * share, backward * share, edge)


def _cost_per_m(profile: Profile, unit: Unit, kind: str) -> float:
    if kind not in KINDS:
        raise ValueError(f"„{kind}“ is no kind of way.")
    return profile.cost_per_m(unit, profile.by_kind.get(kind, profile.speed_kmh))


def _added(network: Network, laid: _Laid, links: Sequence[Link]) -> Added:
    """Return what was laid as arrays: the parts of edges, which are of the kind of these, and then the links."""
    lines = [edge[2] for edge in laid.edges]
    junctions = np.array(laid.junctions, dtype=np.float64).reshape(-1, 2)
    point_offset = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int64)
    points = np.concatenate([np.zeros((0, 2)), *lines])
    part_of = np.array([edge[5] for edge in laid.edges], dtype=np.int32)
    kinds = [*network.kind[part_of[part_of >= 0]].tolist(), *(KINDS.index(link.kind) for link in links)]
    return Added(
        x=junctions[:, 0],
        y=junctions[:, 1],
        start=np.array([edge[0] for edge in laid.edges], dtype=np.int32),
        end=np.array([edge[1] for edge in laid.edges], dtype=np.int32),
        length_m=np.array([along_m(np.array([0, len(line)]), line)[-1] for line in lines], dtype=np.float64),
        point_offset=point_offset,
        points=points,
        part_of=part_of,
        kind=np.array(kinds, dtype=np.uint8),
    )
