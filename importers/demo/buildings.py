"""Houses along the streets, with addresses: rows in old towns, detached houses at the edge, halls on works sites."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.demo.facts import FloatArray, Landmark, RegionFacts
from importers.demo.landmarks import outline_of
from importers.demo.settlements import BuiltUp
from importers.demo.streetplan import OLD_MIDDLE_SHARE, StreetPlan
from importers.demo.ways import Way

HOUSE_ROADS = ("residential", "living_street", "tertiary", "secondary", "primary", "pedestrian")
ROAD_CLEARANCE_M = 3.5
OLD_TOWN_PER_HA = 86.0
DENSE_PER_HA = 50.0
RAIL_CLEARANCE_M = 14.0
JUNCTION_CLEARANCE_M = 9.0
TOUCHING_M = 0.25  # walls may reach into each other this far: rows touch


@dataclass(frozen=True)
class Style:
    """How houses stand: metres of street per house, depth, gap to the next house, from the middle of the street."""

    frontage_m: float
    depth_m: float
    gap_m: float
    setback_m: float
    kinds: tuple[str, ...]


OLD_TOWN = Style(24, 13, 0.6, 6.5, ("yes", "house", "apartments", "residential"))
DENSE = Style(33, 13, 2.0, 9.5, ("apartments", "apartments", "residential", "yes"))
QUARTER = Style(38, 14, 16.0, 12.5, ("apartments", "house", "residential", "house"))
OLD_VILLAGE = Style(27, 13, 6.0, 7.5, ("house", "farm", "house", "yes"))
VILLAGE = Style(36, 12.5, 20.0, 12.0, ("house", "house", "detached", "semidetached_house"))
SITE = Style(120, 48, 40.0, 36.0, ("industrial", "commercial", "warehouse"))
STYLES = [OLD_TOWN, DENSE, QUARTER, OLD_VILLAGE, VILLAGE, SITE]


@dataclass(frozen=True)
class Address:
    """One address. `x`, `y` is the middle of the building; `settlement` an index in `facts.settlements`."""

    street: str
    number: str
    postcode: str
    city: str
    suburb: str
    settlement: int
    x: float
    y: float


@dataclass
class Building:
    """The outline of a building (n, 2), closed, with OSM tags and its address, if it has one."""

    outline: FloatArray
    tags: dict[str, str]
    settlement: int
    address: Address | None = None

    @property
    def middle(self) -> FloatArray:
        return self.outline[:-1].mean(axis=0)


@dataclass(frozen=True)
class Plots:
    """Candidate houses, one array each: middle (n, 2), direction along the street (n, 2), size, way, side, position."""

    middle: FloatArray
    along: FloatArray
    width: FloatArray
    depth: FloatArray
    way: NDArray[np.intp]
    side: NDArray[np.intp]
    position: FloatArray
    style: NDArray[np.intp]
    settlement: NDArray[np.intp]

    def only(self, keep: NDArray) -> "Plots":
        """The plots that a mask or a list of indices names."""
        return Plots(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))

    def rectangles(self, *, margin_m: float = 0.0) -> FloatArray:
        """Corners (n, 5, 2), closed, of each house and `margin_m` around it."""
        u = self.along * (self.width / 2 + margin_m)[:, None]
        v = _left(self.along) * (self.depth / 2 + margin_m)[:, None]
        m = self.middle
        return np.stack([m - u - v, m + u - v, m + u + v, m - u + v, m - u - v], axis=1)


class Buildings:
    """All buildings of the region: landmarks, churches and town halls, then houses where there is room."""

    def __init__(
        self,
        facts: RegionFacts,
        built: BuiltUp,
        plan: StreetPlan,
        ways: list[Way],
        rails: list[Way],
        *,
        closed: shapely.Geometry,
    ) -> None:
        """`closed` is land inside of settlements on which no house stands, like brooks."""
        self.facts = facts
        self.built = built
        self.plan = plan
        self.ways = ways
        self.rails = rails
        self.closed = closed
        self.chance = facts.chance("buildings")

    @cached_property
    def all(self) -> list[Building]:
        """Landmarks first, then houses in the order of their streets."""
        public = self._landmarks()
        plots = self._free_plots([shapely.Polygon(building.outline) for building in public])
        corners = np.round(plots.rectangles(), 2)
        kinds = self.chance.integers(0, 1 << 30, len(corners))
        houses = [
            Building(outline, {"building": STYLES[style].kinds[kind % len(STYLES[style].kinds)]}, int(settlement))
            for outline, style, kind, settlement in zip(corners, plots.style, kinds, plots.settlement, strict=True)
        ]
        self._number(houses, plots)
        return public + houses

    @cached_property
    def addresses(self) -> list[Address]:
        """All addresses, in the order of their buildings."""
        return [building.address for building in self.all if building.address]

    # --- Where houses may stand ---

    def _free_plots(self, taken: list[shapely.Polygon]) -> Plots:
        plots = self._plots()
        x, y = plots.middle.T
        ground = shapely.difference(self.built.area, shapely.union_all([area for _, area in self.plan.greens]))
        shapely.prepare(ground)
        plots = plots.only(shapely.contains_xy(ground, x, y))
        yards = shapely.polygons(plots.rectangles(margin_m=ROAD_CLEARANCE_M))
        blocked = np.zeros(len(yards), dtype=bool)
        obstacles = [way.line for way in self.ways] + [way.line.buffer(RAIL_CLEARANCE_M) for way in self.rails] + taken
        blocked[shapely.STRtree(obstacles).query(yards, predicate="intersects")[0]] = True
        blocked |= shapely.intersects(self.closed, yards)
        return self._without_overlaps(plots.only(~blocked))

    def _without_overlaps(self, plots: Plots) -> Plots:
        """Of houses that overlap, the one on the more important street and then the earlier one stays."""
        rank = np.array([HOUSE_ROADS.index(way.highway) if way.highway in HOUSE_ROADS else 0 for way in self.ways])
        plots = plots.only(np.lexsort((plots.position, plots.way, -rank[plots.way])))
        shapes = shapely.polygons(plots.rectangles(margin_m=-TOUCHING_M))
        first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        rivals: dict[int, list[int]] = defaultdict(list)
        for a, b in zip(first.tolist(), second.tolist(), strict=True):
            if a < b:
                rivals[a].append(b)
        keep = np.ones(len(shapes), dtype=bool)
        for index in sorted(rivals):
            if keep[index]:
                keep[rivals[index]] = False
        return plots.only(keep)

    def _plots(self) -> Plots:
        """A house on both sides of each street, every frontage, whether there is room or not."""
        parts = []
        for index, way in enumerate(self.ways):
            if way.highway not in HOUSE_ROADS or way.is_bridge or "name" not in way.tags:
                continue
            line = way.line
            middle = shapely.get_coordinates(shapely.line_interpolate_point(line, 0.5, normalized=True))[0]
            style = self._style(middle)
            positions = np.arange(
                JUNCTION_CLEARANCE_M + STYLES[style].frontage_m / 2,
                line.length - JUNCTION_CLEARANCE_M,
                STYLES[style].frontage_m,
            )
            if len(positions):
                parts.append(self._row(line, index, style, positions))
        return Plots(*(np.concatenate(values) for values in zip(*parts, strict=True)))

    def _row(
        self, line: shapely.LineString, index: int, style_index: int, positions: FloatArray
    ) -> tuple[NDArray, ...]:
        style = STYLES[style_index]
        at = shapely.get_coordinates(shapely.line_interpolate_point(line, positions))
        ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(positions + 3, line.length)))
        behind = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(positions - 3, 0)))
        along = (ahead - behind) / np.hypot(*(ahead - behind).T)[:, None]
        rows = []
        for side in (1, -1):
            n = len(positions)
            depth = style.depth_m * self.chance.uniform(0.85, 1.2, n)
            width = (style.frontage_m - style.gap_m) * self.chance.uniform(0.88, 1.0 if style.gap_m < 2 else 1.15, n)
            setback = style.setback_m + self.chance.uniform(0, 0.35, n) * style.gap_m * 0.5
            middle = at + side * _left(along) * (setback + depth / 2)[:, None]
            numbers = [np.full(n, number) for number in (index, side, style_index)]
            settlement = self.built.settlement_at(middle)
            rows.append((middle, along, width, depth, *numbers[:2], positions, numbers[2], settlement))
        return tuple(np.concatenate(values) for values in zip(*rows, strict=True))

    def _style(self, point: FloatArray) -> int:
        if shapely.contains_xy(self._sites, *point):
            return STYLES.index(SITE)
        place = self.facts.settlements[int(self.built.settlement_at(point[None, :])[0])]
        is_middle = np.hypot(*(point - (place.x, place.y))) < OLD_MIDDLE_SHARE * place.radius_m
        if place.kind == "quarter":
            density = place.density_per_ha
            return STYLES.index(OLD_TOWN if density > OLD_TOWN_PER_HA else DENSE if density > DENSE_PER_HA else QUARTER)
        return STYLES.index(OLD_VILLAGE if is_middle else VILLAGE)

    @cached_property
    def _sites(self) -> shapely.Geometry:
        area = shapely.union_all([area for _, area in self.plan.sites])
        shapely.prepare(area)
        return area

    # --- Numbers ---

    def _number(self, houses: list[Building], plots: Plots) -> None:
        """House numbers: along each street outward from the middle of its place, odd on the left, even on the right."""
        streets: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, (way, settlement) in enumerate(zip(plots.way, plots.settlement, strict=True)):
            place = self.facts.settlements[settlement]
            streets[place.ags, self.ways[way].tags["name"]].append(index)
        for (ags, name), members in streets.items():
            middle = self._middle_of_numbers(ags, int(plots.settlement[members[0]]))
            distance = np.hypot(*(plots.middle[members] - middle).T)
            following = {1: 1, -1: 2}
            for member in np.array(members)[np.argsort(distance, kind="stable")].tolist():
                side = int(plots.side[member])
                number = str(following[side])
                houses[member].address = self._address(
                    int(plots.settlement[member]), name, number, plots.middle[member]
                )
                following[side] += 2

    def _middle_of_numbers(self, ags: str, settlement: int) -> tuple[float, float]:
        """Where numbers begin: in the first quarter of a city, else in the settlement itself."""
        place = self.facts.settlements[settlement]
        if place.kind == "quarter":
            place = next(other for other in self.facts.settlements if other.ags == ags)
        return place.x, place.y

    def _address(self, settlement: int, street: str, number: str, middle: FloatArray) -> Address:
        place = self.facts.settlements[settlement]
        municipality = self.facts.municipality_by_ags[place.ags]
        district = self.facts.district_by_key.get(place.ags + place.district)
        suburb = district.name if district else (place.name if place.name != municipality.name else "")
        postcode = district.postcode if district else municipality.postcode
        return Address(
            street, number, postcode, municipality.name, suburb, settlement, float(middle[0]), float(middle[1])
        )

    # --- Known and public buildings ---

    def _landmarks(self) -> list[Building]:
        known = [
            Building(outline_of(landmark), {**landmark.tags, "name": landmark.name}, self._settlement_of(landmark))
            for landmark in self.facts.landmarks
        ]
        return known + self._churches([shapely.Polygon(building.outline) for building in known])

    def _settlement_of(self, landmark: Landmark) -> int:
        return int(self.built.settlement_at(np.array([[landmark.x, landmark.y]]))[0])

    def _churches(self, taken: list[shapely.Polygon]) -> list[Building]:
        """A church beside the middle of each place that has none, where no street runs."""
        lines = shapely.STRtree([way.line for way in self.ways] + taken + [self.closed])
        churches = []
        for index, place in enumerate(self.facts.settlements):
            if place.kind == "hamlet" and place.population < 150:
                continue
            size = 24 + min(14.0, place.population / 400)
            for angle, radius in _spiral(self.chance.uniform(0, 2 * np.pi)):
                middle = (place.x + radius * np.cos(angle), place.y + radius * np.sin(angle))
                church = Landmark("", *middle, "cross", size, size * 0.55, 90 + self.chance.uniform(-15, 15), {})
                outline = outline_of(church)
                if not len(lines.query(shapely.Polygon(outline).buffer(6), predicate="intersects")):
                    tags = {
                        "building": "church",
                        "amenity": "place_of_worship",
                        "religion": "christian",
                        "name": self._church_name(),
                    }
                    churches.append(Building(outline, tags, index))
                    break
        return churches

    def _church_name(self) -> str:
        saints = self.facts.settings.get("church_names", ["Kirche"])
        return str(saints[int(self.chance.integers(len(saints)))])


def _spiral(start: float) -> list[tuple[float, float]]:
    """Directions and distances around a middle, nearest first."""
    return [(start + turn * np.pi / 6, radius) for radius in range(30, 160, 12) for turn in range(12)]


def _left(vectors: FloatArray) -> FloatArray:
    return np.column_stack([-vectors[:, 1], vectors[:, 0]])
