"""The layout of a region: everything that the demo data are written from, computed once from the facts."""

from functools import cached_property

import shapely

from importers.demo import amenities
from importers.demo.boundaries import Boundaries
from importers.demo.buildings import Buildings
from importers.demo.facts import RegionFacts
from importers.demo.grounds import Grounds
from importers.demo.landuse import FOREST, VINEYARD, LandUse
from importers.demo.naming import NamedWays
from importers.demo.roads import Roads
from importers.demo.settlements import BuiltUp
from importers.demo.streetplan import StreetPlan, area_of
from importers.demo.terrain import Terrain
from importers.demo.ways import Way

MOTORWAY_MARGIN_M = 90.0
RAIL_MARGIN_M = 15.0
BROOK_MARGIN_M = 8.0


class Layout:
    """One region: its terrain, boundaries, roads, settlements, streets and buildings."""

    def __init__(self, facts: RegionFacts) -> None:
        self.facts = facts
        self.terrain = Terrain(facts)
        self.boundaries = Boundaries(facts, self.terrain)
        self.roads = Roads(facts, self.terrain)

    @cached_property
    def built(self) -> BuiltUp:
        """Built-up land."""
        motorways = [way.line.buffer(MOTORWAY_MARGIN_M) for way in self.roads.motorways if way.highway == "motorway"]
        parks = [area_of(line) for line in [*self.facts.greens, *self.facts.basins]]
        closed = shapely.union_all([*motorways, *parks])
        along = shapely.union_all([way.line for way in self.roads.ways])
        sites = shapely.union_all([area_of(line) for line in self.facts.sites])
        return BuiltUp(self.facts, self.terrain, self.boundaries, closed=closed, sites=sites, roads=along)

    @cached_property
    def landuse(self) -> LandUse:
        """Forests, vineyards, fields and meadows."""
        own = [area_of(line) for line in [*self.facts.greens, *self.facts.sites, *self.facts.basins]]
        return LandUse(self.facts, self.terrain, self.built, closed=shapely.union_all(own))

    @cached_property
    def ways(self) -> list[Way]:
        """All ways with their OSM tags and names."""
        return NamedWays(self.facts, self.terrain, self.built, self.plan, self.landuse.forest).ways

    @cached_property
    def buildings(self) -> Buildings:
        """Buildings and addresses."""
        rails = [way for way in self.roads.railways if way.tags["railway"] == "rail"]
        buildings = Buildings(self.facts, self.built, self.plan, self.ways, rails, closed=self.brooks)
        amenities.settle(self.facts, buildings.all)
        return buildings

    @cached_property
    def brooks(self) -> shapely.Geometry:
        """Brooks with their banks: nothing is built there."""
        lines = [water.centre for water in self.terrain.waters if water.kind == "stream"]
        return shapely.union_all([line.buffer(BROOK_MARGIN_M, quad_segs=2) for line in lines])

    @cached_property
    def grounds(self) -> Grounds:
        """Sports grounds, playgrounds, car parks."""
        closed = [area for label, area in self.landuse.areas if label in (FOREST, VINEYARD)]
        closed += [self.built.promenade, *[area for _, area in [*self.plan.greens, *self.plan.sites]]]
        closed += [way.line.buffer(MOTORWAY_MARGIN_M / 2) for way in self.roads.motorways]
        closed += [way.line.buffer(RAIL_MARGIN_M) for way in self.roads.railways]
        avoid = shapely.union_all([*closed, self.brooks])
        everything = self.buildings.all
        return Grounds(
            self.facts, self.terrain, self.built, self.ways, everything, avoid=avoid, region=self.boundaries.region
        )

    @cached_property
    def plan(self) -> StreetPlan:
        """Streets and tracks."""
        return StreetPlan(self.facts, self.roads, self.built, self.boundaries.region)
