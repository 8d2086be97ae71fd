"""Rivers and heights: valleys cut along the real courses of the waters into a rolling plateau."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.demo import curves
from importers.demo.facts import FloatArray, Line, RegionFacts
from importers.demo.grid import Grid, blurred

CELL_M = 100.0
PLATEAU_M = 305.0  # Gäu plateaus around 300 m above sea level
HILLS_M = 45.0  # swing of the land at the height of the plateau; a plain is flat
SOFTENING_M = 300.0
VALLEY_HALF_WIDTH_M = 2100.0  # from the river to the edge of the plateau
FLOOR_HALF_WIDTH_M = 260.0  # flat valley floor beside the river
BROOK_DEPTH_M = 70.0
BROOK_HALF_WIDTH_M = 520.0
STREAM_WIDTH_M = 4.0


@dataclass(frozen=True)
class Water:
    """A river or stream with its smooth centre line and, if it is wide, its surface."""

    name: str
    kind: str
    centre: shapely.LineString
    width_m: float
    level_m: tuple[float, float]
    divides: bool


class Terrain:
    """Heights in metres above sea level on a grid, and the waters that made them."""

    def __init__(self, facts: RegionFacts) -> None:
        self.facts = facts
        self.grid = Grid.over(facts.bounds, CELL_M)
        self.frame = shapely.box(*facts.bounds)
        self.waters = [_water(line) for line in facts.waters]

    @cached_property
    def river(self) -> shapely.Geometry:
        """Surface of the dividing rivers: crossed on bridges only."""
        return self._surface([water for water in self.waters if water.divides])

    @cached_property
    def surfaces(self) -> list[tuple[str, shapely.Geometry]]:
        """Name and surface of each river that is wide enough to be drawn as an area."""
        wide = [water for water in self.waters if water.kind == "river"]
        return [(water.name, self._surface([water])) for water in wide]

    def _surface(self, waters: list[Water]) -> shapely.Geometry:
        surface = shapely.union_all([w.centre.buffer(w.width_m / 2, cap_style="flat", quad_segs=6) for w in waters])
        return shapely.simplify(surface, 3.0)

    @cached_property
    def banks(self) -> list[shapely.Polygon]:
        """The parts into which the dividing rivers' centre lines cut the frame; the frame itself without them."""
        cuts = [water.centre for water in self.waters if water.divides]
        return curves.polygons_of(shapely.polygonize([shapely.union_all([self.frame.boundary, *cuts])]))

    def bank_of(self, points: FloatArray) -> NDArray[np.intp]:
        """Index in `banks` of each point (n, 2)."""
        bank = np.zeros(len(points), dtype=np.intp)
        for index, area in enumerate(self.banks):
            shapely.prepare(area)
            bank[shapely.contains_xy(area, points[:, 0], points[:, 1])] = index
        return bank

    @cached_property
    def heights(self) -> FloatArray:
        """Height of each cell."""
        grid = self.grid
        chance = self.facts.chance("terrain")
        rolling = grid.noise(chance, wavelength_m=9000) + 0.4 * grid.noise(chance, wavelength_m=2500)
        land = self._land()
        plateau = land + HILLS_M * rolling * np.clip(land / PLATEAU_M, 0.05, 1) ** 3
        # The plateau sinks towards the large rivers, and brooks cut into it.
        heights = plateau
        for water in self._of_kind("river"):
            distance, level = self._nearest_water([water])
            # The valley is wide here and narrow there.
            reach = VALLEY_HALF_WIDTH_M * (1 + 0.35 * grid.noise(chance, wavelength_m=5000))
            share = np.clip((distance - FLOOR_HALF_WIDTH_M) / (reach - FLOOR_HALF_WIDTH_M), 0, 1)
            heights = np.minimum(heights, level + 2 + (plateau - level) * share**0.8)
        if streams := self._of_kind("stream"):
            distance, level = self._nearest_water(streams)
            valley = level + 2 + np.maximum(distance - 60, 0) * (BROOK_DEPTH_M / BROOK_HALF_WIDTH_M)
            heights = _soft_minimum(heights, valley)
        return blurred(heights, cells=1)

    def _land(self) -> FloatArray:
        """Height of the land above its valleys: between the known points by inverse distance, cubed."""
        if not len(self.facts.heights):
            return np.full(self.grid.shape, PLATEAU_M)
        centres = self.grid.centres()
        weight, total = np.zeros(len(centres)), np.zeros(len(centres))
        for x, y, height in self.facts.heights.tolist():
            nearness = (np.hypot(centres[:, 0] - x, centres[:, 1] - y) + SOFTENING_M) ** -3.0
            weight += nearness
            total += nearness * height
        return (total / weight).reshape(self.grid.shape)

    def _of_kind(self, kind: str) -> list[Water]:
        return [water for water in self.waters if water.kind == kind]

    def _nearest_water(self, waters: list[Water]) -> tuple[FloatArray, FloatArray]:
        """Metres from each cell to the nearest of `waters`, and the height of its surface there."""
        courses = [shapely.get_coordinates(shapely.segmentize(water.centre, CELL_M / 2)) for water in waters]
        levels = [np.linspace(*water.level_m, len(course)) for water, course in zip(waters, courses, strict=True)]
        index, distance = self.grid.nearest(np.concatenate(courses))
        return distance, np.concatenate(levels)[index]

    @cached_property
    def gradient(self) -> tuple[FloatArray, FloatArray]:
        """Rise per metre to the east and to the north."""
        to_north, to_east = np.gradient(self.heights, CELL_M)
        return np.asarray(to_east, dtype=np.float64), np.asarray(to_north, dtype=np.float64)

    @cached_property
    def slope(self) -> FloatArray:
        """Rise per metre, always positive."""
        to_east, to_north = self.gradient
        return np.hypot(to_east, to_north)

    @cached_property
    def sunny(self) -> FloatArray:
        """How far each cell's slope faces south-west, where wine grows: rise per metre towards the north-east."""
        to_east, to_north = self.gradient
        return 0.8 * to_north + 0.6 * to_east

    def height_at(self, points: FloatArray) -> FloatArray:
        """Heights (n,) at `points` (n, 2)."""
        return self.grid.sample(self.heights, points)


def _water(line: Line) -> Water:
    centre = shapely.LineString(curves.spline(line.points, spacing_m=70))
    width = float(line.tags.get("width_m", STREAM_WIDTH_M))
    first, last = line.tags["level_m"]
    return Water(line.name, line.tags["kind"], centre, width, (first, last), bool(line.tags.get("divides", False)))


def _soft_minimum(a: FloatArray, b: FloatArray) -> FloatArray:
    """The smaller of both, with a rounded edge of some 15 m."""
    softness = 15.0
    h = np.clip(0.5 + 0.5 * (b - a) / softness, 0, 1)
    return b * (1 - h) + a * h - softness * h * (1 - h)
