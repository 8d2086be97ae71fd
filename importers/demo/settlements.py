"""Built-up land: every settlement grows from its middle over the cheapest ground until its people have room.

Flat ground near the middle is cheap, slopes and far corners are dear, water and the neighbour's land are closed. So
towns fill their valley floor, wine villages stretch along the river, and villages on the plateau become round.
"""

import heapq
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.demo import curves
from importers.demo.boundaries import Boundaries
from importers.demo.facts import FloatArray, RegionFacts, Settlement
from importers.demo.grid import Grid, blurred
from importers.demo.terrain import Terrain

CELL_M = 50.0
SLOPE_COST = 14.0  # a slope of 0.1 makes ground this much · 0.1 dearer
ROUGHNESS = 0.75  # how uneven the edge of a settlement is
ROADSIDE_COST = 0.62
WATER_MARGIN_M = 45.0
PROMENADE_M = 16.0  # from the water to the path along it; built-up land near the river reaches up to this path
RIVERSIDE_M = 95.0
NEIGHBOUR_HA = {"town": 140.0, "village": 24.0}
FEWEST_CELLS = 16
SMOOTH_M = 45.0
SPIKE_M = 41.0  # narrower tongues of land, twice this wide, are not built on
SMALLEST_AREA_M2 = 15_000.0
SMALLEST_HOLE_M2 = 30_000.0
STEPS = [(dr, dc, float(np.hypot(dr, dc))) for dr in (-1, 0, 1) for dc in (-1, 0, 1) if dr or dc]


class BuiltUp:
    """Which land is built up, and by which settlement."""

    def __init__(
        self,
        facts: RegionFacts,
        terrain: Terrain,
        boundaries: Boundaries,
        *,
        closed: shapely.Geometry,
        sites: shapely.Geometry,
        roads: shapely.Geometry,
    ) -> None:
        """`closed` is land that must stay free: parks, motorways, harbours; along `roads` settlements grow faster.

        `sites` (works, campuses) are built up in any case.
        """
        self.facts = facts
        self.terrain = terrain
        self.boundaries = boundaries
        self.closed = closed
        self.sites = sites
        self.roads = roads
        self.grid = Grid.over(facts.bounds, CELL_M)

    @cached_property
    def owner(self) -> NDArray[np.int32]:
        """For each cell the index of its settlement in `facts.settlements`, then the neighbours; -1 is open land."""
        owner = np.full(self.grid.shape, -1, dtype=np.int32)
        ground = self._ground()
        unit = self._units()
        # Small ones first: a hamlet beside a town keeps its place.
        order = sorted(range(len(self.facts.settlements)), key=lambda i: self.facts.settlements[i].population)
        for index in order:
            settlement = self.facts.settlements[index]
            room = unit == self._unit_number(settlement)
            self._grow(owner, index, (settlement.x, settlement.y), settlement.built_ha, ground, room)
        outside = unit == -1
        for index, neighbour in enumerate(self.facts.neighbours, start=len(self.facts.settlements)):
            self._grow(owner, index, (neighbour.x, neighbour.y), NEIGHBOUR_HA[neighbour.kind], ground, outside)
        return owner

    @cached_property
    def promenade(self) -> shapely.Geometry:
        """The dividing river with its banks, up to the path along it."""
        return shapely.simplify(self.terrain.river.buffer(PROMENADE_M, quad_segs=4), 2.0)

    @cached_property
    def area(self) -> shapely.Geometry:
        """All built-up land of the region with soft edges; settlements that touch are one."""
        return self._outline(self.owner_mask(range(len(self.facts.settlements))), self.sites)

    @cached_property
    def neighbouring_area(self) -> shapely.Geometry:
        """Built-up land of the places outside of the region."""
        count = len(self.facts.settlements)
        return self._outline(self.owner_mask(range(count, count + len(self.facts.neighbours))), shapely.Polygon())

    def owner_mask(self, indices: range) -> NDArray[np.bool_]:
        """Cells of the settlements in a range of indices."""
        return (self.owner >= indices.start) & (self.owner < indices.stop)

    def settlement_at(self, points: FloatArray) -> NDArray[np.intp]:
        """Index of the settlement at each point (n, 2); off the built-up cells the one whose cell is nearest."""
        own = self.owner[self.grid.cell_of(points)].astype(np.intp)
        elsewhere = np.flatnonzero((own < 0) | (own >= len(self.facts.settlements)))
        tree, owners = self._cells
        if len(elsewhere):
            own[elsewhere] = owners[tree.nearest(shapely.points(points[elsewhere]))]
        return own

    @cached_property
    def _cells(self) -> tuple[shapely.STRtree, NDArray[np.intp]]:
        """The middles of all built-up cells of the region, and the settlement of each."""
        row, column = np.nonzero(self.owner_mask(range(len(self.facts.settlements))))
        middles = shapely.points(np.column_stack([self.grid.xs[column], self.grid.ys[row]]))
        return shapely.STRtree(middles), self.owner[row, column].astype(np.intp)

    def _outline(self, mask: NDArray[np.bool_], sites: shapely.Geometry) -> shapely.Geometry:
        faces = [face for face, label in self.grid.outlines(mask.astype(np.int8)) if label]
        soft = curves.rounded_area(shapely.union_all(faces), radius_m=SMOOTH_M, tolerance_m=4.0)
        river = self.terrain.river
        riverside = shapely.intersection(soft.buffer(RIVERSIDE_M), river.buffer(RIVERSIDE_M))
        whole = shapely.difference(shapely.union_all([soft, riverside, sites]), self.promenade)
        # Corners are rounded on land only: along the water the edge stays on the path.
        rounded = shapely.difference(curves.rounded_area(whole, radius_m=SPIKE_M, tolerance_m=4.0), self.promenade)
        near_water = self.promenade.buffer(SPIKE_M)
        dry = shapely.union(
            rounded, shapely.intersection(shapely.intersection(whole, near_water), rounded.buffer(SPIKE_M * 0.8))
        )
        areas = [area for area in curves.polygons_of(dry) if area.area > SMALLEST_AREA_M2]
        return shapely.union_all([_without_small_holes(area) for area in areas])

    def _ground(self) -> FloatArray:
        """Cost of each cell to build on, 1 on even ground; infinite where nothing is built."""
        centres = self.grid.centres()
        slope = self.terrain.grid.sample(self.terrain.slope, centres).reshape(self.grid.shape)
        rough = self.grid.noise(self.facts.chance("settlements"), wavelength_m=420)
        cost = (1 + SLOPE_COST * slope) * (1 + ROUGHNESS * rough)
        cost[self._roadside()] *= ROADSIDE_COST
        wet = shapely.union_all([self.terrain.river.buffer(WATER_MARGIN_M), self.closed])
        cost[self.grid.inside(wet)] = np.inf
        return cost

    def _roadside(self) -> NDArray[np.bool_]:
        """Cells within about two cells of a road."""
        on_road = np.zeros(self.grid.shape)
        on_road[self.grid.cell_of(shapely.get_coordinates(shapely.segmentize(self.roads, CELL_M)))] = 1
        return blurred(on_road, cells=1) > 0

    def _units(self) -> NDArray[np.int32]:
        """Number of the unit at each cell, -1 outside of the region."""
        unit = np.full(self.grid.shape, -1, dtype=np.int32)
        flat, centres = unit.ravel(), self.grid.centres()
        for number, key in enumerate(self.boundaries.keys):
            area = self.boundaries.cells[key]
            x0, y0, x1, y1 = area.bounds
            near = np.flatnonzero(
                (centres[:, 0] >= x0) & (centres[:, 0] <= x1) & (centres[:, 1] >= y0) & (centres[:, 1] <= y1)
            )
            shapely.prepare(area)
            flat[near[shapely.contains_xy(area, centres[near, 0], centres[near, 1])]] = number
        return unit

    def _unit_number(self, settlement: Settlement) -> int:
        return self.boundaries.keys.index(self.facts.unit_of(settlement))

    def _grow(
        self,
        owner: NDArray[np.int32],
        index: int,
        middle: tuple[float, float],
        hectares: float,
        ground: FloatArray,
        room: NDArray[np.bool_],
    ) -> None:
        """Claims the cheapest cells around `middle` for settlement `index`, in place."""
        wanted = max(FEWEST_CELLS, round(hectares * 1e4 / CELL_M**2))
        (row,), (column,) = self.grid.cell_of(np.array([middle]))
        heap = [(0.0, int(row), int(column))]
        best = {(int(row), int(column)): 0.0}
        while heap and wanted:
            cost, row, column = heapq.heappop(heap)
            if cost > best[row, column]:
                continue
            if owner[row, column] < 0 and np.isfinite(ground[row, column]):
                owner[row, column] = index
                wanted -= 1
            for dr, dc, step in STEPS:
                r, c = row + dr, column + dc
                if not (0 <= r < self.grid.height and 0 <= c < self.grid.width) or not room[r, c]:
                    continue
                onward = cost + step * min(ground[r, c], 8.0)
                if onward < best.get((r, c), np.inf):
                    best[r, c] = onward
                    heapq.heappush(heap, (onward, r, c))


def _without_small_holes(area: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in area.interiors if shapely.Polygon(ring).area > SMALLEST_HOLE_M2]
    return shapely.Polygon(area.exterior, holes)
