"""The street plan: roads, streets, field tracks and paths of the whole region as one connected network."""

from functools import cached_property

import numpy as np
import shapely

from importers.demo import curves, streets
from importers.demo.facts import FloatArray, Line, RegionFacts
from importers.demo.landmarks import outline_of, yard_of
from importers.demo.roads import Roads
from importers.demo.settlements import BuiltUp
from importers.demo.ways import Way, joined_at_crossings, joined_at_ends, links, rounded_points

OLD_MIDDLE_SHARE = 0.38  # of a settlement's radius: the old village with small blocks
OLD_MIDDLE_HA = 0.75
VILLAGE_BLOCK_HA = 1.7
HAMLET_BLOCK_HA = 0.7
QUARTER_BLOCK_HA = (0.95, 3.0)  # dense and loose quarters of a city
QUARTER_PERSONS_PER_BLOCK = 115.0
SITE_BLOCK_HA = 8.0
FIELD_BLOCK_HA = 42.0
NARROWEST_STREET_BLOCK_M = 46.0
NARROWEST_FIELD_M = 220.0
LONGEST_LINK_M = 1500.0
ISLAND_HA = 12.0  # parks and sites smaller than this get no paths of their own


class StreetPlan:
    """All ways on the ground, joined where they meet, without names yet."""

    def __init__(self, facts: RegionFacts, roads: Roads, built: BuiltUp, region: shapely.Geometry) -> None:
        self.facts = facts
        self.roads = roads
        self.built = built
        self.region = region

    @cached_property
    def greens(self) -> list[tuple[Line, shapely.Geometry]]:
        """Known parks and other green areas with their outline, dry and apart from the rivers."""
        return [(line, shapely.difference(area_of(line), self.built.promenade)) for line in self.facts.greens]

    @cached_property
    def sites(self) -> list[tuple[Line, shapely.Geometry]]:
        """Known works, campuses and stations with their outline."""
        return [(line, shapely.difference(area_of(line), self.built.promenade)) for line in self.facts.sites]

    @cached_property
    def ways(self) -> list[Way]:
        """Roads, edges of settlements, banks, streets and tracks. The kinds tell them apart."""
        frame = self.roads.ways + self._edges()
        joined_at_crossings(frame)
        streets_ = self._streets(frame)
        tracks = self._tracks(frame)
        ways = frame + streets_ + tracks
        for way in ways:
            way.points = rounded_points(way.points)
        joined_at_ends(streets_ + tracks, hosts=ways)
        known = [shapely.Polygon(outline_of(landmark)) for landmark in self.facts.landmarks]
        barrier = shapely.union_all([self.built.promenade, *known])
        missing = links(ways, barrier=barrier, longest_m=LONGEST_LINK_M)
        joined_at_ends(missing, hosts=ways)
        return ways + missing

    @cached_property
    def _kept_free(self) -> list[shapely.Geometry]:
        """Parks, and the ground around known buildings: paths lead around them, streets not through."""
        return [area for _, area in self.greens] + [yard_of(landmark) for landmark in self.facts.landmarks]

    def _edges(self) -> list[Way]:
        """Outlines of settlements, river banks and parks as ways of the kinds 'edge', 'promenade' and 'park'."""
        bank = self.built.promenade.boundary
        parks = shapely.union_all(self._kept_free).boundary
        network = shapely.union_all([self.built.area.boundary, bank, parks], grid_size=0.01)
        yards = shapely.union_all([yard_of(landmark) for landmark in self.facts.landmarks])
        network = shapely.line_merge(shapely.difference(network, yards.buffer(-0.5, quad_segs=2)))
        lines = [line for line in curves.lines_of(network) if line.length > 8]
        middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
        at_bank, at_park = shapely.distance(middle, bank) < 0.5, shapely.distance(middle, parks) < 0.5
        kinds = np.where(at_bank, "promenade", np.where(at_park, "park", "edge")).tolist()
        return [
            Way(rounded_points(shapely.get_coordinates(line)), {}, kind)
            for line, kind in zip(lines, kinds, strict=True)
        ]

    def _streets(self, frame: list[Way]) -> list[Way]:
        rails = [way.line for way in self.roads.railways if way.tags["railway"] == "rail"]
        ground = shapely.difference(self.built.area, shapely.union_all(self._kept_free))
        divider = streets.Divider(
            self.facts.chance("streets"),
            target_ha=self._street_block_ha,
            narrowest_m=NARROWEST_STREET_BLOCK_M,
            turn_rad=0.14,
            bend=0.04,
        )
        faces = streets.blocks([*[way.line for way in frame], *rails], ground)
        return streets.as_ways([cut for face in faces for cut in divider.divided(face)], "street")

    def _tracks(self, frame: list[Way]) -> list[Way]:
        islands = [area for area in self._kept_free if area.area < ISLAND_HA * 1e4]
        closed = [self.built.area, self.built.promenade, *islands]
        ground = shapely.difference(self.region, shapely.union_all(closed))
        divider = streets.Divider(
            self.facts.chance("tracks"),
            target_ha=lambda _: FIELD_BLOCK_HA,
            narrowest_m=NARROWEST_FIELD_M,
            turn_rad=0.3,
            bend=0.09,
        )
        faces = streets.blocks([*[way.line for way in frame], self.region.boundary], ground)
        return streets.as_ways([cut for face in faces for cut in divider.divided(face)], "track")

    def _street_block_ha(self, point: FloatArray) -> float:
        """How large a block at `point` should be."""
        if shapely.contains_xy(self._site_area, *point):
            return SITE_BLOCK_HA
        place = self.facts.settlements[int(self.built.settlement_at(point[None, :])[0])]
        if place.kind == "quarter":
            return float(np.clip(QUARTER_PERSONS_PER_BLOCK / place.density_per_ha, *QUARTER_BLOCK_HA))
        if place.kind == "hamlet":
            return HAMLET_BLOCK_HA
        is_old = np.hypot(*(point - (place.x, place.y))) < OLD_MIDDLE_SHARE * place.radius_m
        return OLD_MIDDLE_HA if is_old else VILLAGE_BLOCK_HA

    @cached_property
    def _site_area(self) -> shapely.Geometry:
        area = shapely.union_all([area for _, area in self.sites])
        shapely.prepare(area)
        return area


def area_of(line: Line) -> shapely.Geometry:
    """The outline of a green area or site: a strip of `width_m` along its points, else the polygon of them."""
    if "width_m" in line.tags:
        axis = shapely.LineString(curves.spline(line.points, spacing_m=60))
        return shapely.simplify(axis.buffer(line.tags["width_m"] / 2, cap_style="flat", quad_segs=3), 2.0)
    return shapely.simplify(shapely.make_valid(shapely.Polygon(line.points)), 1.0)
