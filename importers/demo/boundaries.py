"""Municipal and district boundaries: wavy cells around the settlements, of the official sizes, kept to the river.

A weighted Voronoi diagram on a grid: each cell belongs to the unit (district, municipality, forest area) whose nearest
settlement is nearest, in distances divided by a weight that is tuned until the unit has about its official area. Places
outside the region hold their ground, so the outline of the region comes out of the same diagram.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.demo import curves
from importers.demo.facts import FloatArray, RegionFacts
from importers.demo.grid import Grid
from importers.demo.terrain import Terrain

CELL_M = 100.0
TUNING_CELL_M = 250.0
TUNING_ROUNDS = 60
LARGEST_LOG_WEIGHT = 1.1
WARP_M = 420.0  # how far a boundary swings
WARP_WAVELENGTH_M = 2200.0
OTHER_BANK_M = 2500.0  # a place on the other bank of the river is that much further away
SIMPLIFY_M = 110.0
SNAP_M = 0.01
CHUNK = 60_000  # cells at a time: memory stays below 50 MB


@dataclass(frozen=True)
class Sites:
    """Points that claim land, the unit of each and the bank that it lies on. Unit -1 is outside of the region."""

    points: FloatArray
    unit: NDArray[np.intp]
    bank: NDArray[np.intp]


class Boundaries:
    """The cells of all units of a region: `cells[key]` by AGS of a municipality, or by key of a district."""

    def __init__(self, facts: RegionFacts, terrain: Terrain) -> None:
        self.facts = facts
        self.terrain = terrain
        chance = facts.chance("boundaries")
        coarse = Grid.over(facts.bounds, 500.0)
        self.coarse = coarse
        self.warp = [WARP_M * coarse.noise(chance, wavelength_m=WARP_WAVELENGTH_M) for _ in range(2)]
        self.keys = self._keys()

    def _keys(self) -> list[str]:
        cities = {district.ags for district in self.facts.districts}
        whole = [municipality.ags for municipality in self.facts.municipalities if municipality.ags not in cities]
        return whole + [district.key for district in self.facts.districts]

    @cached_property
    def cells(self) -> dict[str, shapely.Polygon | shapely.MultiPolygon]:
        """Area of each unit: valid, without gaps or overlaps between them."""
        weight = self._tuned()
        grid = Grid.over(self.facts.bounds, CELL_M)
        edges = [self.terrain.frame.boundary]
        coverages = []
        for bank, area in enumerate(self.terrain.banks):
            outlines = grid.outlines(self._owners(grid.centres(), weight, bank).reshape(grid.shape))
            smooth = curves.swinging(outlines, simplify_m=SIMPLIFY_M)
            coverages.append(smooth)
            arcs = shapely.union_all([face.boundary for face, _ in smooth])
            edges += [area.boundary, shapely.intersection(arcs, area)]
        network = shapely.union_all([line for edge in edges for line in curves.lines_of(edge)], grid_size=SNAP_M)
        faces = shapely.get_parts(shapely.polygonize([network]))
        return self._dissolved(faces, coverages)

    def _dissolved(
        self, faces: NDArray[np.object_], coverages: list[list[tuple[shapely.Polygon, int]]]
    ) -> dict[str, shapely.Polygon | shapely.MultiPolygon]:
        inner = shapely.point_on_surface(faces)
        bank = self.terrain.bank_of(shapely.get_coordinates(inner))
        owner = np.full(len(faces), -1)
        for index, outlines in enumerate(coverages):
            mine = np.flatnonzero(bank == index)
            point, area = shapely.STRtree([face for face, _ in outlines]).query(inner[mine], predicate="within")
            owner[mine[point]] = np.array([label for _, label in outlines])[area]
        _without_exclaves(faces, owner, self.sites)
        pieces = {unit: faces[owner == unit] for unit in range(len(self.keys))}
        return {self.keys[unit]: shapely.coverage_union_all(parts) for unit, parts in pieces.items() if len(parts)}

    @cached_property
    def municipalities(self) -> dict[str, shapely.Polygon | shapely.MultiPolygon]:
        """Area of each municipality by AGS; a city is the union of its districts."""
        parts: dict[str, list[shapely.Geometry]] = {}
        for key, area in self.cells.items():
            parts.setdefault(key[:8], []).append(area)
        return {ags: shapely.coverage_union_all(areas) for ags, areas in parts.items()}

    @cached_property
    def region(self) -> shapely.Geometry:
        """The whole region."""
        return shapely.coverage_union_all(list(self.municipalities.values()))

    @cached_property
    def sites(self) -> Sites:
        """Where each unit has its settlements, a forest area its parts, and the outside its places."""
        points, unit = [], []
        number = {key: index for index, key in enumerate(self.keys)}
        for settlement in self.facts.settlements:
            points.append((settlement.x, settlement.y))
            unit.append(number[self.facts.unit_of(settlement)])
        for forest in self.facts.forests:
            if forest.ags:
                points.append((forest.x, forest.y))
                unit.append(number[forest.ags])
        for neighbour in self.facts.neighbours:
            points.append((neighbour.x, neighbour.y))
            unit.append(-1)
        place = np.array(points).reshape(-1, 2)
        return Sites(place, np.array(unit, dtype=np.intp), self.terrain.bank_of(place))

    def _official_m2(self) -> FloatArray:
        """Area of each unit in m², NaN where it is not known."""
        known = {municipality.ags: municipality.area_km2 for municipality in self.facts.municipalities}
        known |= {district.key: district.area_km2 for district in self.facts.districts}
        return np.array([known.get(key, np.nan) for key in self.keys]) * 1e6

    def _tuned(self) -> FloatArray:
        """Weight of each unit, and last of the outside, with which the areas come out about as they officially are."""
        grid = Grid.over(self.facts.bounds, TUNING_CELL_M)
        centres = grid.centres()
        reach = np.log(self._reach(centres, self.terrain.bank_of(centres)))
        target = np.nan_to_num(self._official_m2())
        weight = np.zeros(len(self.keys) + 1)
        for _ in range(TUNING_ROUNDS):
            owner = np.argmin(reach - weight[:, None], axis=0)
            area = np.bincount(owner, minlength=len(weight))[:-1] * grid.cell_m**2
            known = (target > 0) & (area > 0)
            weight[:-1][known] += 0.3 * np.log(target[known] / area[known])
            weight = np.clip(weight, -LARGEST_LOG_WEIGHT, LARGEST_LOG_WEIGHT)
        return weight

    def _reach(self, points: FloatArray, bank: NDArray[np.intp]) -> FloatArray:
        """Distance in metres (units + 1, points) from each point on its `bank` to the nearest site of each unit.

        The last row is the outside.
        """
        warped = points + np.column_stack([self.coarse.sample(warp, points) for warp in self.warp])
        reach = np.full((len(self.keys) + 1, len(points)), np.inf)
        for site, unit, site_bank in zip(self.sites.points, self.sites.unit, self.sites.bank, strict=True):
            dx, dy = warped[:, 0] - site[0], warped[:, 1] - site[1]
            distance = np.hypot(dx, dy) + np.where(bank == site_bank, 1, OTHER_BANK_M)
            np.minimum(reach[unit], distance, out=reach[unit])
        return reach

    def _owners(self, points: FloatArray, weight: FloatArray, bank: int) -> NDArray[np.intp]:
        """Unit of each point, or -1 for the outside, as if all points lay on `bank`."""
        chunks = [points[start : start + CHUNK] for start in range(0, len(points), CHUNK)]
        divisor = np.exp(weight)[:, None]
        owners = [np.argmin(self._reach(c, np.full(len(c), bank)) / divisor, axis=0) for c in chunks]
        owner = np.concatenate(owners)
        return np.where(owner == len(self.keys), -1, owner)


def _without_exclaves(faces: NDArray[np.object_], owner: NDArray[np.intp], sites: Sites) -> None:
    """Gives each part of a unit without a settlement to the neighbour with the longest common border, in place."""
    tree = shapely.STRtree(faces)
    for _ in range(4):
        kept = _joined(faces, owner, sites, tree)
        if kept.all():
            return
        for index in np.flatnonzero(~kept):
            near = [n for n in tree.query(faces[index], predicate="intersects") if n != index and kept[n]]
            if near:
                border = shapely.length(shapely.intersection(faces[index], faces[near]))
                owner[index] = owner[near[int(np.argmax(border))]]


def _joined(
    faces: NDArray[np.object_], owner: NDArray[np.intp], sites: Sites, tree: shapely.STRtree
) -> NDArray[np.bool_]:
    """Which faces hang together with a settlement of their owner; faces outside of the region always do."""
    joined = owner == -1
    site, face = tree.query(shapely.points(sites.points), predicate="within")
    joined[face[owner[face] == sites.unit[site]]] = True
    first, second = tree.query(faces, predicate="intersects")
    border = shapely.length(shapely.intersection(faces[first], faces[second])) > SNAP_M
    first, second = first[border & (owner[first] == owner[second])], second[border & (owner[first] == owner[second])]
    for _ in range(len(faces)):
        grown = joined.copy()
        grown[second[joined[first]]] = True
        if (grown == joined).all():
            return joined
        joined = grown
    return joined
