"""The area around what is reached, from a surface of distances: all that lies within some metres of a reached street.

Not a hull: a hull of the reached junctions swallows fields and the far bank of a river.
"""

from itertools import pairwise

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray

from analysis.methods.reach import Pieces
from analysis.methods.search import ranges

# Cells of the grid in a width: at 2 the area agrees with the union of exact buffers to some 2 % (see the tests).
CELLS_IN_WIDTH = 2
# How far from the middle of a segment distances are needed, in cells: the width and the diagonal of a cell beyond it,
# half of a segment (which is no longer than a width), half a diagonal for the rounding of its middle.
NEAR_CELLS = CELLS_IN_WIDTH + np.sqrt(2) + CELLS_IN_WIDTH / 2 + np.sqrt(0.5)
# Distances computed together, and nodes of the grid at most: they bound the memory, to some 30 and 400 MB.
DISTANCES_AT_ONCE = 500_000
MOST_NODES = 50_000_000


def area_around(pieces: Pieces, width_m: float = 25.0) -> shapely.MultiPolygon:
    """Return all that lies within a width of the pieces, with its holes, in EPSG:25832; empty if there are none.

    The distance to the nearest piece is computed exactly at the nodes of a grid, and its line of equal distance drawn
    through them (marching squares). Choose a width in keeping with the extent, such as 25 m on foot and 100 m by car.
    Raises ValueError if the grid would have more than MOST_NODES nodes.
    """
    if not len(pieces):
        return shapely.MultiPolygon()
    cell_m = width_m / CELLS_IN_WIDTH
    margin = int(NEAR_CELLS) + 1
    corner = np.floor(pieces.points.min(axis=0) / cell_m) - margin
    columns, rows = (np.ceil(pieces.points.max(axis=0) / cell_m) - corner + margin + 1).astype(int).tolist()
    if columns * rows > MOST_NODES:
        raise ValueError(f"{width_m:g} m are too fine a width for {columns * cell_m:,.0f} by {rows * cell_m:,.0f} m")
    begin, end = _segments(pieces, width_m)
    distance = _distances(begin / cell_m - corner, end / cell_m - corner, columns, rows)
    # A node at the very width would let the line touch itself there.
    distance[distance == CELLS_IN_WIDTH] += 1e-6
    return _within(distance, CELLS_IN_WIDTH, corner, cell_m)


def _segments(pieces: Pieces, longest_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the straight segments of the pieces, long ones divided, as their beginnings and ends (S, 2)."""
    is_first = np.zeros(len(pieces.points), dtype=bool)
    is_first[pieces.offset[:-1]] = True
    ends = np.flatnonzero(~is_first)
    begin, step = pieces.points[ends - 1], pieces.points[ends] - pieces.points[ends - 1]
    count = np.maximum(np.ceil(np.hypot(*step.T) / longest_m), 1).astype(int)
    place = ranges(np.zeros_like(count), count)[:, None]
    begin, step = np.repeat(begin, count, axis=0), np.repeat(step / count[:, None], count, axis=0)
    return begin + place * step, begin + (place + 1) * step


def _distances(begin: NDArray, end: NDArray, columns: int, rows: int) -> NDArray[np.float32]:
    """Return the distance (rows, columns) of each node to the nearest segment, all in cells.

    Nodes farther from any than the line needs, a width and the diagonal of a cell, are left at a large number.
    """
    squared = np.full(rows * columns, np.float32(1e6))
    middle = np.rint((begin + end) / 2).astype(np.int32)
    around = np.arange(-int(NEAR_CELLS), int(NEAR_CELLS) + 1, dtype=np.int32)
    dx, dy = (each.ravel() for each in np.meshgrid(around, around))
    is_near = dx**2 + dy**2 <= NEAR_CELLS**2
    dx, dy = dx[is_near], dy[is_near]
    step = (end - begin).astype(np.float32)
    length_squared = np.maximum((step**2).sum(axis=1), np.float32(1e-12))[:, None]
    offset = (middle - begin).astype(np.float32)
    at_once = DISTANCES_AT_ONCE // len(dx)
    for first in range(0, len(begin), at_once):
        chosen = slice(first, first + at_once)
        x, y = offset[chosen, 0, None] + dx.astype(np.float32), offset[chosen, 1, None] + dy.astype(np.float32)
        step_x, step_y = step[chosen, 0, None], step[chosen, 1, None]
        along = np.clip((x * step_x + y * step_y) / length_squared[chosen], 0, 1)
        x -= along * step_x
        y -= along * step_y
        node = (middle[chosen, 1] * columns + middle[chosen, 0])[:, None] + (dy * columns + dx)
        np.minimum.at(squared, node.ravel(), (x * x + y * y).ravel())
    return np.sqrt(squared).reshape(rows, columns)


def _within(distance: NDArray[np.float32], level: float, corner: NDArray, cell_m: float) -> shapely.MultiPolygon:
    """Return what lies within the line of equal distance."""
    generator = contourpy.contour_generator(z=distance, fill_type=contourpy.FillType.OuterOffset)
    filled: tuple[list[NDArray], list[NDArray]] = generator.filled(-1, level)  # type: ignore[assignment]
    polygons = []
    for points, offset in zip(*filled, strict=True):
        line = (points + corner) * cell_m
        rings = [line[low:high] for low, high in pairwise(offset)]
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.MultiPolygon(polygons)
