"""Snap positions to the nearest edge that a profile may travel: to the edge, not to its ends.

Distances are straight, in metres, EPSG:25832. Beyond MAX_SNAP_M a position has no way: no isochrone starts in a lake.
"""

import numpy as np
from numpy.typing import NDArray

from network.graph import MAX_SNAP_M, Graph, Places
from network.segment_grid import along_m

# Most positions have a way within the first radius; each further one asks only for those that found none so far.
RADII_M = (25.0, 75.0, 200.0, MAX_SNAP_M)
# Positions looked at together, so that their candidates stay within some 20 MB.
AT_ONCE = 4096


def snap(graph: Graph, xy: NDArray[np.float64]) -> Places:
    """Return for positions (K, 2) the nearest place on an edge that may be travelled in one direction at least.

    Of edges equally near the one with the smaller number is taken. Edge -1, with fraction and distance NaN, where none
    lies within MAX_SNAP_M or the position is not a number. No positions give no places.
    """
    xy = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    size = len(xy)
    edge = np.full(size, -1, dtype=np.int32)
    fraction, distance_m = np.full(size, np.nan), np.full(size, np.nan)
    grid, points = graph.network.grid, graph.network.points
    # Nothing is near a position that is not finite, and its cell would be no number.
    open_ = np.flatnonzero(np.isfinite(xy).all(axis=1))
    for radius_m in RADII_M:
        found: list[NDArray[np.int64]] = []
        for begin in range(0, len(open_), AT_ONCE):
            asked = open_[begin : begin + AT_ONCE]
            position, segment, candidate = grid.near(xy[asked], radius_m)
            usable = np.take(graph.is_travelled, candidate)
            position, segment, candidate = position[usable], segment[usable], candidate[usable]
            away_m, share = nearest_on_segments(
                np.take(xy, asked[position], axis=0),
                np.take(points, segment, axis=0),
                np.take(points, segment + 1, axis=0),
            )
            best = _first_of_each(position, away_m, candidate, segment)
            best = best[away_m[best] <= radius_m]
            rows, segments, edges = asked[position[best]], segment[best], candidate[best]
            at_m = grid.along_m[segments] + share[best] * np.hypot(*(points[segments + 1] - points[segments]).T)
            edge[rows], distance_m[rows] = edges, away_m[best]
            fraction[rows] = _fraction(at_m, graph.network.length_m[edges])
            found.append(rows)
        if found:
            open_ = np.setdiff1d(open_, np.concatenate(found), assume_unique=True)
    if graph.added is not None and len(graph.added.start):
        _prefer_added(graph, xy, edge, fraction, distance_m)
    return Places(edge, fraction, distance_m)


def points_at(graph: Graph, places: Places) -> NDArray[np.float64]:
    """Return the positions (K, 2) of places on their edges, in metres; NaN for what was not snapped."""
    points = np.full((len(places), 2), np.nan)
    snapped = np.flatnonzero(places.edge >= 0)
    if not len(snapped):
        return points
    offsets, line = graph.lines(places.edge[snapped])
    along = along_m(offsets, line)
    last = offsets[1:] - 1
    target_m = places.fraction[snapped] * along[last]
    # Lines one behind the other on a common scale: each begins a metre after the one before it has ended.
    shift = np.concatenate([[0.0], np.cumsum(along[last] + 1.0)[:-1]])
    scale = along + np.repeat(shift, np.diff(offsets))
    before = np.clip(np.searchsorted(scale, target_m + shift, side="right") - 1, offsets[:-1], np.maximum(last - 1, 0))
    a, b = line[before], line[before + 1]
    step_m = along[before + 1] - along[before]
    share = np.divide(target_m - along[before], step_m, out=np.zeros(len(snapped)), where=step_m > 0)
    points[snapped] = a + np.clip(share, 0.0, 1.0)[:, None] * (b - a)
    return points


def nearest_on_segments(
    xy: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for positions and segments (C, 2) their distance in metres and the share of the segment before the place.

    Where the end of a segment is nearest, the distance is that to the end itself: two edges that meet there are then
    equally near to the last digit.

    >>> distance_m, share = nearest_on_segments(np.array([[5.0, 3.0]]), np.array([[0.0, 0.0]]), np.array([[10.0, 0.0]]))
    >>> distance_m.tolist(), share.tolist()
    ([3.0], [0.5])
    """
    ax, ay = (start - xy).T
    bx, by = (end - xy).T
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    share = np.clip(-(ax * dx + ay * dy) / np.where(length2 > 0, length2, 1.0), 0.0, 1.0)
    at_end = share == 1.0
    x = np.where(at_end, bx, ax + share * dx)
    y = np.where(at_end, by, ay + share * dy)
    return np.hypot(x, y), share


def _first_of_each(
    position: NDArray[np.int64],
    away_m: NDArray[np.float64],
    edge: NDArray[np.int32],
    segment: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Return which candidates (C,) are the best of their position: nearest, then smaller edge, then smaller segment.

    `position` is ascending.
    """
    if not len(position):
        return np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(np.diff(position, prepend=-1))
    nearest = np.minimum.reduceat(away_m, begins)
    tied = np.flatnonzero(away_m == np.repeat(nearest, np.diff(begins, append=len(position))))
    order = tied[np.lexsort((segment[tied], edge[tied], position[tied]))]
    return order[np.flatnonzero(np.diff(position[order], prepend=-1))]


def _fraction(at_m: NDArray[np.float64], length_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which share of its edge lies before a place; 0 on an edge without length."""
    return np.clip(np.divide(at_m, length_m, out=np.zeros(len(at_m)), where=length_m > 0), 0.0, 1.0)


def _prefer_added(
    graph: Graph,
    xy: NDArray[np.float64],
    edge: NDArray[np.int32],
    fraction: NDArray[np.float64],
    distance_m: NDArray[np.float64],
) -> None:
    """Move places to a scenario's edges where those are nearer, in place. They are few: each is tried."""
    added, own = graph.added, len(graph.network.start)
    assert added is not None
    along = along_m(added.point_offset, added.points)
    for number in np.flatnonzero(graph.is_travelled[own:]).tolist():
        for first in range(int(added.point_offset[number]), int(added.point_offset[number + 1]) - 1):
            a, b = added.points[first], added.points[first + 1]
            away_m, share = nearest_on_segments(xy, np.broadcast_to(a, xy.shape), np.broadcast_to(b, xy.shape))
            nearer = (away_m <= MAX_SNAP_M) & ~(away_m >= distance_m)
            at_m = along[first] + share[nearer] * np.hypot(*(b - a))
            edge[nearer], distance_m[nearer] = own + number, away_m[nearer]
            fraction[nearer] = _fraction(at_m, np.full(len(at_m), added.length_m[number]))
