"""Ways: lines with OSM tags that share a node wherever they meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from importers.demo.facts import FloatArray

TOUCH_M = 0.02  # ends nearer than this to a line lie on it
LINKS_TRIED = 30
DECIMALS = 2  # coordinates are rounded to centimetres; equal coordinates are the same node


@dataclass
class Way:
    """A line (n, 2) in metres with OSM tags. `kind` is how the generator made it, never written out."""

    points: FloatArray
    tags: dict[str, str] = field(default_factory=dict)
    kind: str = ""

    @property
    def line(self) -> shapely.LineString:
        return shapely.LineString(self.points)

    @property
    def highway(self) -> str:
        return self.tags.get("highway", "")

    @property
    def is_bridge(self) -> bool:
        return self.tags.get("bridge") == "yes"


def rounded_points(points: FloatArray) -> FloatArray:
    """Points rounded to centimetres, without immediate repetitions."""
    points = np.round(points, DECIMALS)
    if len(points) < 2:
        return points
    return points[np.concatenate([[True], np.any(points[1:] != points[:-1], axis=1)])]


def joined_at_ends(ways: Sequence[Way], *, hosts: Sequence[Way] | None = None) -> None:
    """Makes the end of each of `ways` a vertex of every other way of `hosts` (or `ways`) that it touches, in place."""
    hosts = ways if hosts is None else hosts
    ends = np.array([end for way in ways for end in (way.points[0], way.points[-1])]).reshape(-1, 2)
    tree = shapely.STRtree([way.line for way in hosts])
    end, host = tree.query(shapely.points(ends), predicate="dwithin", distance=TOUCH_M)
    added: dict[int, list[FloatArray]] = {}
    for e, h in zip(end.tolist(), host.tolist(), strict=True):
        added.setdefault(h, []).append(ends[e])
    for h, points in sorted(added.items()):
        hosts[h].points = with_vertices(hosts[h].points, np.array(points))


def joined_at_crossings(ways: Sequence[Way]) -> None:
    """Makes each crossing of two ways a vertex of both, in place. Bridges join at their ends only."""
    lines = [way.line for way in ways]
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    added: dict[int, list[FloatArray]] = {}
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a >= b or ways[a].is_bridge or ways[b].is_bridge:
            continue
        ends = np.array([ways[a].points[0], ways[a].points[-1], ways[b].points[0], ways[b].points[-1]])
        for point in shapely.get_coordinates(shapely.intersection(lines[a], lines[b])):
            if np.min(np.hypot(*(ends - point).T)) > TOUCH_M:
                rounded = np.round(point, DECIMALS)
                added.setdefault(a, []).append(rounded)
                added.setdefault(b, []).append(rounded)
    for index, points in sorted(added.items()):
        ways[index].points = with_vertices(ways[index].points, np.array(points))
    joined_at_ends(ways)


def with_vertices(points: FloatArray, added: FloatArray) -> FloatArray:
    """The line `points` with the points `added` (n, 2), which lie on it, among its vertices.

    >>> with_vertices(np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([[4.0, 0.0], [10.0, 0.0]])).tolist()
    [[0.0, 0.0], [4.0, 0.0], [10.0, 0.0]]
    """
    known = {tuple(point) for point in points.tolist()}
    fresh = [point for point in dict.fromkeys(map(tuple, np.asarray(added).tolist())) if point not in known]
    if not fresh:
        return points
    own = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    positions = shapely.line_locate_point(shapely.LineString(points), shapely.points(np.array(fresh)))
    merged = np.vstack([points, fresh])
    return merged[np.argsort(np.concatenate([own, positions]), kind="stable")]


def split_at(way: Way, positions: Iterable[float]) -> list[Way]:
    """The parts of a way cut at `positions` (metres from its start), each with the way's tags."""
    own = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way.points, axis=0).T))])
    cuts = sorted({round(p, DECIMALS) for p in positions if TOUCH_M < p < own[-1] - TOUCH_M})
    places = [
        np.round(shapely.get_coordinates(shapely.line_interpolate_point(way.line, cut))[0], DECIMALS) for cut in cuts
    ]
    parts = []
    starts, ends = [0.0, *cuts], [*cuts, own[-1]]
    heads, tails = [way.points[0], *places], [*places, way.points[-1]]
    for start, end, head, tail in zip(starts, ends, heads, tails, strict=True):
        inner = way.points[(own > start + TOUCH_M) & (own < end - TOUCH_M)]
        parts.append(Way(rounded_points(np.vstack([head, inner, tail])), dict(way.tags), way.kind))
    return parts


def components(ways: Sequence[Way]) -> list[int]:
    """For each way the index of the first way that it hangs together with over common nodes."""
    group: dict[tuple[float, float], int] = {}
    parent = list(range(len(ways)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, way in enumerate(ways):
        for point in map(tuple, way.points.tolist()):
            other = root(group.setdefault(point, index))
            own = root(index)
            if own != other:
                parent[max(own, other)] = min(own, other)
    return [root(index) for index in range(len(ways))]


def links(ways: Sequence[Way], *, barrier: shapely.Geometry, longest_m: float) -> list[Way]:
    """Short ways without tags that join each smaller part of the network to the largest, but not through `barrier`."""
    labels = np.array(components(ways))
    largest = int(np.bincount(labels).argmax())
    lines = np.array([way.line for way in ways])
    main = lines[labels == largest]
    shapely.prepare(barrier)
    found = []
    for label in np.unique(labels[labels != largest]).tolist():
        part = shapely.union_all(lines[labels == label])
        distance = shapely.distance(part, main)
        for line in main[np.argsort(distance, kind="stable")[:LINKS_TRIED]]:
            link = shapely.shortest_line(part, line)
            if TOUCH_M < link.length < longest_m and not shapely.intersects(barrier, link):
                found.append(Way(rounded_points(shapely.get_coordinates(link)), {}, "link"))
                break
    return found
