"""A grid over the segments of a network's lines: which of them lie near a position. Pure arrays, fit to be stored.

A line of n points has n - 1 segments; a segment is named by its first point, a row of `points`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# In a German town one or two segments cross a cell of this size. Half of it is hardly faster, and a county then has
# five million cells; twice of it costs a third more.
CELL_M = 50.0
HALF_DIAGONAL_M = CELL_M * np.sqrt(0.5)


@dataclass(frozen=True)
class SegmentGrid:
    """Cells of CELL_M by row and column, each with the segments that may cross it, in the order of the segments.

    `origin` (2,) float64, the lower left corner in metres; `shape` (2,) int64, rows and columns; `cell_offset`
    (rows * columns + 1,) int32: cell c holds `segment[cell_offset[c]:cell_offset[c + 1]]`; `segment` (M,) int32, rows
    of points, and `edge` (M,) int32, the edge that each belongs to; `along_m` (P,) float64, how far each point lies
    from the start of its edge.
    """

    origin: NDArray[np.float64]
    shape: NDArray[np.int64]
    cell_offset: NDArray[np.int32]
    segment: NDArray[np.int32]
    edge: NDArray[np.int32]
    along_m: NDArray[np.float64]

    @classmethod
    def of(cls, point_offset: NDArray[np.int64], points: NDArray[np.float64]) -> "SegmentGrid":
        """Lay a grid over lines given by offsets (E + 1,) and points (P, 2) in metres; without lines it has no cell."""
        if not len(points):
            none = np.zeros(0, dtype=np.int32)
            return cls(np.zeros(2), np.zeros(2, np.int64), np.zeros(1, np.int32), none, none, np.zeros(0))
        edge_of_point = np.repeat(np.arange(len(point_offset) - 1, dtype=np.int32), np.diff(point_offset))
        segment = np.flatnonzero(edge_of_point[1:] == edge_of_point[:-1]).astype(np.int32)
        origin = np.floor(points.min(axis=0) / CELL_M) * CELL_M
        columns, rows = (np.floor((points.max(axis=0) - origin) / CELL_M).astype(np.int64) + 1).tolist()
        cell, crossing = _crossed_cells(points, segment, origin, columns)
        order = np.lexsort((crossing, cell))
        crossing = crossing[order]
        cell_offset = np.searchsorted(cell[order], np.arange(rows * columns + 1))
        return cls(
            origin,
            np.array([rows, columns], dtype=np.int64),
            cell_offset.astype(np.int32),
            crossing,
            edge_of_point[crossing],
            along_m(point_offset, points),
        )

    def near(
        self, xy: NDArray[np.float64], radius_m: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Return for positions (K, 2) all segments within a radius and some more: position, segment, edge, each (C,).

        Ordered by position. A segment comes once for each cell in which it is found.
        """
        rows, columns = self.shape.tolist()
        low = np.floor((xy - radius_m - self.origin) / CELL_M).astype(np.int64)
        high = np.floor((xy + radius_m - self.origin) / CELL_M).astype(np.int64)
        left, right = np.clip(low[:, 0], 0, None), np.clip(high[:, 0], None, columns - 1)
        bottom, top = np.clip(low[:, 1], 0, None), np.clip(high[:, 1], None, rows - 1)
        # Cells of one row lie side by side, so a row of the window is one stretch of `segment`.
        height = np.where(left <= right, np.clip(top - bottom + 1, 0, None), 0)
        of_position = np.repeat(np.arange(len(xy)), height)
        row = bottom[of_position] + places_within(height)
        first = self.cell_offset[row * columns + left[of_position]].astype(np.int64)
        count = self.cell_offset[row * columns + right[of_position] + 1] - first
        index = np.repeat(first, count) + places_within(count)
        return np.repeat(of_position, count), self.segment[index], self.edge[index]


def places_within(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, …, count - 1 for each count, one after the other.

    >>> places_within(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def along_m(point_offset: NDArray[np.int64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each point (P,) how far it lies from the start of its line, in metres.

    >>> along_m(np.array([0, 3, 5]), np.array([[0, 0], [3, 4], [3, 5], [7, 7], [7, 9]], float)).tolist()
    [0.0, 5.0, 6.0, 0.0, 2.0]
    """
    step = np.zeros(len(points))
    step[1:] = np.hypot(*np.diff(points, axis=0).T)
    step[point_offset[:-1][np.diff(point_offset) > 0]] = 0.0
    so_far = np.cumsum(step)
    return so_far - np.repeat(so_far[np.minimum(point_offset[:-1], len(points) - 1)], np.diff(point_offset))


def _crossed_cells(
    points: NDArray[np.float64], segment: NDArray[np.int32], origin: NDArray[np.float64], columns: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return cells and the segments that may cross them, (M,) each: near enough to the middle of the cell."""
    start, end = points[segment] - origin, points[segment + 1] - origin
    low = np.floor(np.minimum(start, end) / CELL_M).astype(np.int64)
    width, height = (np.floor(np.maximum(start, end) / CELL_M).astype(np.int64) - low + 1).T
    of_segment = np.repeat(np.arange(len(segment)), width * height)
    place = places_within(width * height)
    column = low[of_segment, 0] + place % width[of_segment]
    row = low[of_segment, 1] + place // width[of_segment]
    middle = (np.column_stack([column, row]) + 0.5) * CELL_M
    a, along = start[of_segment], (end - start)[of_segment]
    length2 = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((middle - a) * along).sum(axis=1) / length2, 0.0, 1.0)
    away = np.hypot(*(a + share[:, None] * along - middle).T)
    crossed = away <= HALF_DIAGONAL_M + 1e-6
    return (row * columns + column)[crossed], segment[of_segment[crossed]]
