"""Streets and field tracks: land between roads is divided again and again until blocks are small enough.

Inside settlements blocks become a hundred metres and a half wide (smaller in the old middle, wider at the edge), in
fields half a kilometre. Every dividing line ends on an older line, so the network hangs together by construction.
"""

from collections.abc import Callable, Iterator

import numpy as np
import shapely

from importers.demo import curves
from importers.demo.facts import FloatArray
from importers.demo.ways import TOUCH_M, Way, rounded_points

# A block is divided while it is larger than this many times its target: so blocks vary by a factor of two.
TOLERANCE = 1.35
OFF_CENTRE = 0.13  # of the block's length
CUT_TOLERANCE_M = 2.5
SHORTEST_CUT_M = 12.0
GRID_M = 0.001
TRIALS = 3
PREFERRED_ENDS_M = 14.0  # a dividing line avoids ends this near to another junction


class Divider:
    """Divides blocks of land into smaller ones and keeps the dividing lines."""

    def __init__(
        self,
        chance: np.random.Generator,
        *,
        target_ha: Callable[[FloatArray], float],
        narrowest_m: float,
        turn_rad: float,
        bend: float,
    ) -> None:
        """`target_ha` tells how large a block should be around a point (2,); none gets narrower than `narrowest_m`.

        Lines deviate by up to `turn_rad` from the right angle and bulge by up to `bend` of their length.
        """
        self.chance = chance
        self.target_ha = target_ha
        self.narrowest_m = narrowest_m
        self.turn_rad = turn_rad
        self.bend = bend

    def divided(self, block: shapely.Polygon) -> Iterator[tuple[FloatArray, int]]:
        """Dividing lines of `block`, each with its generation: 0 divides the whole, 1 its halves, …"""
        waiting = [(block, 0)]
        while waiting:
            part, generation = waiting.pop()
            inner = shapely.get_coordinates(shapely.point_on_surface(part))[0]
            if part.area < self.target_ha(inner) * 1e4 * TOLERANCE:
                continue
            cuts = self._cuts(part)
            # Ends are rounded to centimetres and may miss the boundary: a little too long, they always meet it.
            edges = [part.boundary, *[_overlong(cut) for cut in cuts]]
            faces = curves.polygons_of(shapely.polygonize([shapely.union_all(edges, grid_size=GRID_M)]))
            halves = [face for face in faces if shapely.covers(part.buffer(TOUCH_M), face)]
            if len(halves) < 2:
                continue
            for cut in cuts:
                yield shapely.get_coordinates(cut), generation
            waiting += [(half, generation + 1) for half in halves]

    def _cuts(self, part: shapely.Polygon) -> list[shapely.LineString]:
        """A line across the middle of `part`, at right angles to its length; in pieces where it meets a hole.

        Empty if the halves would be too narrow.
        """
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(part))[:4]
        sides = corners[1] - corners[0], corners[2] - corners[1]
        along, across = sorted(sides, key=lambda side: -np.hypot(*side))
        length, width = float(np.hypot(*along)), float(np.hypot(*across))
        if length < 2 * self.narrowest_m or part.area / length < 0.45 * self.narrowest_m:
            return []
        holes = sorted((shapely.Polygon(ring) for ring in part.interiors), key=lambda hole: -hole.area)
        middle = shapely.get_coordinates((holes[0] if holes else part).centroid)[0]
        for _ in range(TRIALS):
            start = middle + along * self.chance.uniform(-OFF_CENTRE, OFF_CENTRE) * (not holes)
            turn = self.chance.uniform(-self.turn_rad, self.turn_rad)
            direction = _turned(across / width, turn) * (length + width)
            pieces = curves.lines_of(
                shapely.intersection(part, shapely.LineString([start - direction, start + direction]))
            )
            if holes and len(pieces) > 1:
                return [shapely.LineString(rounded_points(shapely.get_coordinates(piece))) for piece in pieces]
            if pieces:
                point = shapely.Point(start)
                piece = min(pieces, key=lambda line: (shapely.distance(line, point), -line.length))
                if piece.length > SHORTEST_CUT_M:
                    return [self._bent(part, shapely.get_coordinates(piece)[[0, -1]])]
        return []

    def _bent(self, part: shapely.Polygon, ends: FloatArray) -> shapely.LineString:
        """A slightly bent line between two points on the boundary of `part`; straight where the bend would leave it."""
        start, end = self._at_corners(part, ends)
        length = float(np.hypot(*(end - start)))
        sideways = np.array([-(end - start)[1], (end - start)[0]]) * self.chance.uniform(-self.bend, self.bend)
        curve = curves.spline(np.array([start, (start + end) / 2 + sideways, end]), spacing_m=max(60.0, length / 6))
        line = shapely.simplify(shapely.LineString(curve), CUT_TOLERANCE_M)
        cut = shapely.LineString(rounded_points(shapely.get_coordinates(line)))
        is_inside = length > SHORTEST_CUT_M and shapely.covers(part.buffer(TOUCH_M), cut)
        return cut if is_inside else shapely.LineString(rounded_points(ends))

    @staticmethod
    def _at_corners(part: shapely.Polygon, ends: FloatArray) -> FloatArray:
        """Moves ends to a corner of the block close by: a crossing instead of two junctions side by side."""
        corners = shapely.get_coordinates(part.exterior)
        ends = ends.copy()
        for index in (0, 1):
            distance = np.hypot(*(corners - ends[index]).T)
            if distance.min() < PREFERRED_ENDS_M:
                ends[index] = corners[np.argmin(distance)]
        return ends


def blocks(lines: list[shapely.Geometry], area: shapely.Geometry) -> list[shapely.Polygon]:
    """The faces between `lines` that lie in `area`, largest first."""
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    shapely.prepare(area)
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    inside = faces[shapely.contains_xy(area, inner[:, 0], inner[:, 1])] if len(faces) else faces
    return sorted(inside.tolist(), key=lambda face: (-face.area, face.centroid.x, face.centroid.y))


def as_ways(cuts: list[tuple[FloatArray, int]], kind: str) -> list[Way]:
    """Dividing lines as ways without tags; the kind holds the generation: 'street 0'."""
    return [Way(points, {}, f"{kind} {generation}") for points, generation in cuts]


def _overlong(cut: shapely.LineString) -> shapely.LineString:
    """The same line with its ends a little beyond the boundary, which rounded coordinates may just miss."""
    points = shapely.get_coordinates(cut)
    for end, inner in ((0, 1), (-1, -2)):
        outward = points[end] - points[inner]
        points[end] += outward / np.hypot(*outward) * TOUCH_M
    return shapely.LineString(points)


def _turned(vector: FloatArray, angle: float) -> FloatArray:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([vector[0] * cos - vector[1] * sin, vector[0] * sin + vector[1] * cos])
