"""What the open land is used for: forest on plateaus and shady slopes, vineyards on sunny ones, meadows in valleys."""

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.demo import curves
from importers.demo.facts import FloatArray, RegionFacts
from importers.demo.grid import Grid, blurred
from importers.demo.settlements import BuiltUp
from importers.demo.terrain import Terrain

FARMLAND, FOREST, VINEYARD, MEADOW, ORCHARD, GRASS, NONE = range(7)
TAGS = {
    FARMLAND: {"landuse": "farmland"},
    FOREST: {"landuse": "forest"},
    VINEYARD: {"landuse": "vineyard"},
    MEADOW: {"landuse": "meadow"},
    ORCHARD: {"landuse": "orchard"},
    GRASS: {"landuse": "grass"},
}

VINE_SUNNY = 0.068  # rise per metre to the north-east
VINE_REACH_M = 2400.0  # from a river
WOODED_SLOPE = 0.135
WOODED_REACH_M = 2600.0
MEADOW_BROOK_M = 130.0
MEADOW_RIVER_M = 260.0
ORCHARD_REACH_M = 350.0
FOREST_CLEARANCE_M = 120.0  # around settlements
GAP_M = 165.0
SMALLEST_GAP_M2 = 2500.0
SMALLEST_HA = 2.5
SIMPLIFY_M = 95.0


class LandUse:
    """Use of the open land of the whole frame, as areas without gaps."""

    def __init__(self, facts: RegionFacts, terrain: Terrain, built: BuiltUp, *, closed: shapely.Geometry) -> None:
        """`closed` is land with a use of its own: parks, sites, harbours."""
        self.facts = facts
        self.terrain = terrain
        self.built = built
        self.closed = closed

    @cached_property
    def gaps(self) -> shapely.Geometry:
        """Open land that towns enclose: too small for fields, so it is grass."""
        towns = shapely.union_all([self.built.area, self.closed, self.built.promenade])
        filled = towns.buffer(GAP_M, quad_segs=3).buffer(-GAP_M, quad_segs=3)
        gaps = shapely.difference(filled, towns.buffer(1.0, quad_segs=1))
        return shapely.union_all([part for part in curves.polygons_of(gaps) if part.area > SMALLEST_GAP_M2])

    @cached_property
    def areas(self) -> list[tuple[int, shapely.Polygon]]:
        """Class and outline of each area of open land."""
        outlines = curves.swinging(self.terrain.grid.outlines(self._classes()), simplify_m=SIMPLIFY_M)
        taken = [self.built.area, self.built.neighbouring_area, self.built.promenade, self.closed, self.gaps]
        towns = shapely.union_all(taken)
        shapely.prepare(towns)
        areas = [(GRASS, gap) for gap in curves.polygons_of(self.gaps)]
        for face, label in outlines:
            if label == NONE:
                continue
            for area in curves.polygons_of(
                shapely.difference(face, towns) if shapely.intersects(towns, face) else face
            ):
                if area.area > SMALLEST_HA * 1e4:
                    areas.append(
                        (label, shapely.Polygon(area.exterior, [hole for hole in area.interiors if hole.length > 300]))
                    )
        return areas

    @cached_property
    def forest(self) -> shapely.Geometry:
        """All forest as one area."""
        return shapely.union_all([area for label, area in self.areas if label == FOREST])

    def _classes(self) -> NDArray[np.int8]:
        grid, terrain = self.terrain.grid, self.terrain
        chance = self.facts.chance("land use")
        town = self._town_distance(grid)
        river = self._water_distance("river")
        brook = self._water_distance("stream")
        fine = grid.noise(chance, wavelength_m=900)
        broad = grid.noise(chance, wavelength_m=2600)

        use = np.full(grid.shape, FARMLAND, dtype=np.int8)
        use[(town < ORCHARD_REACH_M) & (fine > 0.38)] = ORCHARD
        use[(brook < MEADOW_BROOK_M) | (river < MEADOW_RIVER_M)] = MEADOW
        use[self._wooded(grid, fine, broad, river) & (town > FOREST_CLEARANCE_M) & (use != MEADOW)] = FOREST
        sunny = blurred(terrain.sunny, cells=1)
        if self.facts.settings.get("vineyards", True):
            use[(sunny > VINE_SUNNY + 0.025 * fine) & (river < VINE_REACH_M) & (river > 150)] = VINEYARD
        use[grid.inside(shapely.union_all([self.built.promenade, self.closed]))] = NONE
        return _without_specks(use)

    def _wooded(self, grid: Grid, fine: FloatArray, broad: FloatArray, river: FloatArray) -> NDArray[np.bool_]:
        centres = grid.centres()
        wooded = fine + 0.6 * broad > 0.78
        swing = 0.42 * fine.ravel() + 0.5 * broad.ravel()
        for forest in self.facts.forests:
            distance = np.hypot(centres[:, 0] - forest.x, centres[:, 1] - forest.y) / forest.radius_m
            wooded |= (distance + swing < 1.0).reshape(grid.shape)
        slope = blurred(self.terrain.slope, cells=1)
        wooded |= (slope > WOODED_SLOPE + 0.03 * fine) & (self.terrain.sunny < 0.03) & (river < WOODED_REACH_M)
        return wooded

    def _town_distance(self, grid: Grid) -> FloatArray:
        own = self.built.owner >= 0
        row, column = np.nonzero(own)
        seeds = np.column_stack([self.built.grid.xs[column], self.built.grid.ys[row]])
        return self._fine(self._coarse.nearest(seeds)[1])

    def _water_distance(self, kind: str) -> FloatArray:
        lines = [water.centre for water in self.terrain.waters if water.kind == kind]
        if not lines:
            return np.full(self.terrain.grid.shape, np.inf)
        return self._fine(self._coarse.distances(shapely.multilinestrings(lines)))

    @cached_property
    def _coarse(self) -> Grid:
        """A grid of twice the cell size: four times as fast, and fine enough for distances."""
        return Grid.over(self.facts.bounds, 2 * self.terrain.grid.cell_m)

    def _fine(self, values: FloatArray) -> FloatArray:
        return self._coarse.sample(values, self.terrain.grid.centres()).reshape(self.terrain.grid.shape)


def _without_specks(use: NDArray[np.int8]) -> NDArray[np.int8]:
    """Cells that differ from nearly all of their neighbours take their use."""
    counts = np.stack([blurred((use == label).astype(float), cells=1) for label in range(NONE + 1)])
    own = np.take_along_axis(counts, use[None].astype(np.intp), axis=0)[0]
    best = counts.argmax(axis=0).astype(np.int8)
    return np.where((own < 0.3) & (use != NONE) & (best != NONE), best, use)
