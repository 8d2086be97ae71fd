"""Sports grounds, playgrounds and other open places: where there is room for them at the edges and inside of places."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.demo.buildings import Building
from importers.demo.facts import FloatArray, RegionFacts, Settlement
from importers.demo.settlements import BuiltUp
from importers.demo.terrain import Terrain
from importers.demo.ways import Way

# Size of playing fields in metres (playing area with run-off), after the dimensions of DIN 18035-1.
SOCCER_M = (109.0, 72.0)
SMALL_SOCCER_M = (68.0, 45.0)
ATHLETICS_M = (176.0, 92.0)
TENNIS_M = (36.6, 18.3)
MULTI_M = (44.0, 24.0)
PLAYGROUND_M = (26.0, 18.0)
PARKING_M = (46.0, 24.0)

STEEPEST = 0.07
OLD_TOWN_PER_HA = 86.0  # no playing fields around an old town
WAY_CLEARANCE_M = 4.0
STEP_M = 55.0  # between places that are tried
CENTRE_REACH_M = 200.0
CENTRE_STEP_M = 25.0
TRIED_AT_ONCE = 24
RECENT = 40  # grounds of this place and the one before


@dataclass(frozen=True)
class Ground:
    """One playing field, playground or car park: outline (5, 2), closed, OSM tags, settlement, size."""

    outline: FloatArray
    tags: dict[str, str]
    settlement: int
    length_m: float
    width_m: float

    @property
    def middle(self) -> FloatArray:
        return self.outline[:-1].mean(axis=0)


class Grounds:
    """All open grounds of the region."""

    def __init__(
        self,
        facts: RegionFacts,
        terrain: Terrain,
        built: BuiltUp,
        ways: list[Way],
        buildings: list[Building],
        *,
        avoid: shapely.Geometry,
        region: shapely.Geometry,
    ) -> None:
        """`avoid` is land where no ground is laid out: forest, vineyards, water."""
        self.facts = facts
        self.terrain = terrain
        self.built = built
        self.region = region
        self.chance = facts.chance("grounds")
        houses = [shapely.Polygon(building.outline) for building in buildings]
        self.obstacles = shapely.STRtree([way.line for way in ways] + houses)
        self.avoid = avoid
        self.laid: list[shapely.Polygon] = []

    @cached_property
    def all(self) -> list[Ground]:
        """Sports grounds at the edges, playgrounds and car parks inside, place by place."""
        shapely.prepare(self.avoid)
        shapely.prepare(self.region)
        grounds: list[Ground] = []
        edge, edge_owner = self._edge_points()
        inside, inside_owner = self._inside_points()
        for index, place in enumerate(self.facts.settlements):
            outer = self._ordered(edge[edge_owner == index])
            inner = self._ordered(inside[inside_owner == index])
            near_first = False
            for tags, size in self._sports_wanted(place):
                placed = self._placed(outer, tags, size, index)
                if placed and not near_first:
                    outer = self._around(placed[0], outer)
                    near_first = True
                grounds += placed
            for tags, size in self._inner_wanted(place):
                grounds += self._placed(inner, tags, size, index)
        return grounds

    def _sports_wanted(self, place: Settlement) -> list[tuple[dict[str, str], tuple[float, float]]]:
        """Playing fields of a place, the largest first."""
        people = place.population if place.density_per_ha < OLD_TOWN_PER_HA else 0
        wanted: list[tuple[dict[str, str], tuple[float, float]]] = []
        if people >= 4500:
            wanted.append(({"leisure": "track", "sport": "athletics", "surface": "tartan", "lit": "yes"}, ATHLETICS_M))
        full_size = 0 if people < 420 else 1 if people < 2600 else 2
        for number in range(full_size):
            surface = "artificial_turf" if number and people > 4000 else "grass"
            lit = "yes" if self.chance.random() < 0.6 else "no"
            wanted.append(({"leisure": "pitch", "sport": "soccer", "surface": surface, "lit": lit}, SOCCER_M))
        if 250 <= people < 420:
            wanted.append(({"leisure": "pitch", "sport": "soccer", "surface": "grass"}, SMALL_SOCCER_M))
        for _ in range(0 if people < 1500 else min(4, 2 + people // 4000)):
            wanted.append(({"leisure": "pitch", "sport": "tennis", "surface": "clay"}, TENNIS_M))
        for _ in range(0 if people < 1000 else min(3, 1 + people // 6000)):
            sport = str(self.chance.choice(["basketball", "beachvolleyball", "multi", "skateboard"]))
            surface = {"beachvolleyball": "sand", "multi": "tartan"}.get(sport, "asphalt")
            wanted.append(({"leisure": "pitch", "sport": sport, "surface": surface, "access": "yes"}, MULTI_M))
        return wanted

    def _inner_wanted(self, place: Settlement) -> list[tuple[dict[str, str], tuple[float, float]]]:
        """Playgrounds and car parks of a place."""
        playgrounds = max(1, round(place.population / 1100)) if place.population >= 120 else 0
        parking = max(1, round(place.population / 2200)) if place.population >= 600 else 0
        return [({"leisure": "playground"}, PLAYGROUND_M)] * playgrounds + [
            ({"amenity": "parking"}, PARKING_M)
        ] * parking

    def _edge_points(self) -> tuple[FloatArray, NDArray[np.intp]]:
        """Points a little outside of built-up land, and the settlement of each."""
        ring = self.built.area.buffer(78, quad_segs=3).boundary
        points = shapely.get_coordinates(shapely.segmentize(ring, STEP_M))
        return points, self.built.settlement_at(points)

    def _inside_points(self) -> tuple[FloatArray, NDArray[np.intp]]:
        """Points inside of built-up land, and the settlement of each."""
        mask = self.built.owner_mask(range(len(self.facts.settlements)))
        row, column = np.nonzero(mask)
        points = np.column_stack([self.built.grid.xs[column], self.built.grid.ys[row]])
        shapely.prepare(self.built.area)
        points = points[shapely.contains_xy(self.built.area, points[:, 0], points[:, 1])]
        return points, self.built.settlement_at(points)

    def _ordered(self, points: FloatArray) -> FloatArray:
        """In random order, but flat ground first."""
        if not len(points):
            return points
        slope = self.terrain.grid.sample(self.terrain.slope, points)
        return points[np.argsort(slope + 0.03 * self.chance.random(len(points)), kind="stable")]

    def _around(self, first: Ground, points: FloatArray) -> FloatArray:
        """More points close to the first ground, then the old ones by distance from it: one sports centre, not many."""
        offsets = np.arange(-CENTRE_REACH_M, CENTRE_REACH_M + 1, CENTRE_STEP_M)
        dx, dy = np.meshgrid(offsets, offsets)
        close = first.middle + np.column_stack([dx.ravel(), dy.ravel()])
        points = np.vstack([close, points])
        return points[np.argsort(np.hypot(*(points - first.middle).T), kind="stable")]

    def _placed(
        self, points: FloatArray, tags: dict[str, str], size: tuple[float, float], settlement: int
    ) -> list[Ground]:
        """The ground at the first point where it fits, in a random bearing; nothing if it fits nowhere."""
        if not len(points):
            return []
        points = points[self.terrain.grid.sample(self.terrain.slope, points) < STEEPEST]
        bearings = self.chance.integers(0, 12, len(points)) * np.pi / 12
        for start in range(0, len(points), TRIED_AT_ONCE):
            some = slice(start, start + TRIED_AT_ONCE)
            yards = shapely.polygons(_rectangles(points[some], size, bearings[some], WAY_CLEARANCE_M))
            free = np.flatnonzero(self._are_free(yards))
            if len(free):
                self.laid.append(yards[free[0]])
                outline = _rectangles(points[some], size, bearings[some], 0.0)[free[0]]
                return [Ground(np.round(outline, 2), dict(tags), settlement, *size)]
        return []

    def _are_free(self, yards: NDArray[np.object_]) -> NDArray[np.bool_]:
        free = shapely.contains(self.region, yards) & ~shapely.intersects(self.avoid, yards)
        free[self.obstacles.query(yards, predicate="intersects")[0]] = False
        for other in self.laid[-RECENT:]:
            free &= ~shapely.intersects(other, yards)
        return free


def _rectangles(middles: FloatArray, size: tuple[float, float], angles: FloatArray, margin_m: float) -> FloatArray:
    """Closed outlines (n, 5, 2) around `middles` (n, 2)."""
    u = np.column_stack([np.cos(angles), np.sin(angles)]) * (size[0] / 2 + margin_m)
    v = np.column_stack([-np.sin(angles), np.cos(angles)]) * (size[1] / 2 + margin_m)
    return np.stack([middles - u - v, middles + u - v, middles + u + v, middles - u + v, middles - u - v], axis=1)
