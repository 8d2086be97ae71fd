"""What the ways are: highway class, surface and lighting, and street names that occur once in each municipality."""

import tomllib
from collections import defaultdict
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely

from importers.demo.facts import FloatArray, Neighbour, RegionFacts, Settlement
from importers.demo.settlements import BuiltUp
from importers.demo.streetplan import OLD_MIDDLE_SHARE, StreetPlan
from importers.demo.terrain import Terrain
from importers.demo.ways import Way, split_at

WORDS = tomllib.loads((Path(__file__).parent / "words" / "streets.toml").read_text(encoding="utf-8"))

STEPS_SLOPE = 0.098  # from here on a short way between houses has steps
STEPS_LONGEST_M = 170.0
OLD_QUARTER_PER_HA = 86.0  # the old town of a city
FOOTWAY_LONGEST_M = 62.0
FOOTWAY_SHARE = 0.4
MAIN_STREET_M = 330.0
FARTHEST_SIGNPOST_M = 14_000.0
TRACK_TAGS = [
    {"highway": "track", "tracktype": "grade1", "surface": "asphalt"},
    {"highway": "track", "tracktype": "grade2", "surface": "compacted"},
    {"highway": "track", "tracktype": "grade3", "surface": "gravel"},
    {"highway": "track", "tracktype": "grade4", "surface": "grass"},
]
PATH_TAGS = {"highway": "path", "surface": "ground"}
SPEED = {"primary": 100, "secondary": 100, "tertiary": 100}
TOWN_SPEED = {"primary": 50, "secondary": 50, "tertiary": 50, "residential": 30}


class NamedWays:
    """The ways of the street plan with all tags; roads are cut where they enter a settlement."""

    def __init__(
        self, facts: RegionFacts, terrain: Terrain, built: BuiltUp, plan: StreetPlan, forest: shapely.Geometry
    ) -> None:
        self.facts = facts
        self.terrain = terrain
        self.built = built
        self.plan = plan
        self.forest = forest
        self.chance = facts.chance("names")
        self.pools: dict[str, NamePool] = {}

    @cached_property
    def ways(self) -> list[Way]:
        """All ways with their OSM tags."""
        ways = [part for way in self.plan.ways for part in self._cut_at_the_edge(way)]
        middles = np.array([self._middle(way) for way in ways])
        inside = self._inside(middles)
        settlement = self.built.settlement_at(middles)
        shapely.prepare(self.forest)
        in_forest = shapely.contains_xy(self.forest, middles[:, 0], middles[:, 1])
        for way, middle, is_in, index, wooded in zip(ways, middles, inside, settlement, in_forest, strict=True):
            place = self.facts.settlements[index]
            kind, _, generation = way.kind.partition(" ")
            if kind in ("country", "street") and way.highway:
                self._tag_road(way, middle, place if is_in else None)
            elif kind == "street":
                self._tag_street(way, middle, place, int(generation))
            elif kind == "edge":
                self._tag_edge(way, place)
            elif kind == "promenade":
                way.tags |= {
                    "highway": "path",
                    "foot": "designated",
                    "bicycle": "designated",
                    "surface": "asphalt",
                } | self._path_name
            elif kind == "park":
                way.tags |= {"highway": "footway", "surface": "compacted", "lit": "yes"}
            elif kind == "link":
                way.tags |= {"highway": "unclassified", "surface": "asphalt"}
            else:
                self._tag_track(way, int(generation), bool(wooded))
        return [way for way in ways if len(way.points) > 1]

    @cached_property
    def _path_name(self) -> dict[str, str]:
        """Name of the path along the dividing river, from the facts."""
        names = [line.tags["path_name"] for line in self.facts.waters if "path_name" in line.tags]
        return {"name": names[0]} if names else {}

    def _cut_at_the_edge(self, way: Way) -> list[Way]:
        if way.kind != "country":
            return [way]
        crossings = shapely.intersection(way.line, self.built.area.boundary)
        points = shapely.points(shapely.get_coordinates(crossings))
        return split_at(way, shapely.line_locate_point(way.line, points).tolist())

    @staticmethod
    def _middle(way: Way) -> FloatArray:
        return shapely.get_coordinates(shapely.line_interpolate_point(way.line, 0.5, normalized=True))[0]

    def _inside(self, points: FloatArray) -> np.ndarray:
        shapely.prepare(self.built.area)
        return shapely.contains_xy(self.built.area, points[:, 0], points[:, 1])

    def _pool(self, settlement: Settlement) -> "NamePool":
        if settlement.ags not in self.pools:
            taken = {line.name for line in self.facts.streets}
            pool = NamePool(self.facts.chance("street names", settlement.ags), taken)
            same = [
                place for place in self.facts.settlements if place.ags == settlement.ags and place.kind != "quarter"
            ]
            for place in sorted(same, key=lambda place: -place.population):
                pool.main_street(place.name)
            self.pools[settlement.ags] = pool
        return self.pools[settlement.ags]

    def _tag_road(self, way: Way, middle: FloatArray, place: Settlement | None) -> None:
        """A road of the country or a known street; within `place` it has a name and a lower speed."""
        if place is None:
            way.tags |= {"maxspeed": str(SPEED.get(way.highway, 50)), "surface": "asphalt"}
            return
        if way.highway in TOWN_SPEED:
            way.tags |= {"maxspeed": str(TOWN_SPEED[way.highway]), "lit": "yes", "sidewalk": "both"}
        way.tags |= {"surface": "sett" if way.highway == "pedestrian" else "asphalt"}
        if "name" not in way.tags:
            way.tags["name"] = self._road_name(place, middle)

    def _road_name(self, place: Settlement, middle: FloatArray) -> str:
        """The main street in the middle, further out the name of the next place in this direction."""
        outward = middle - (place.x, place.y)
        if np.hypot(*outward) < MAIN_STREET_M:
            return self._pool(place).main_street(place.name)
        return f"{demonym(self._signpost(place, outward))} Straße"

    def _signpost(self, place: Settlement, outward: FloatArray) -> str:
        """Name of the place that lies nearest in the direction `outward`."""
        others: list[Settlement | Neighbour] = [*self.facts.settlements, *self.facts.neighbours]
        others = [other for other in others if other.name != place.name and other.kind != "quarter"]
        away = np.array([(other.x - place.x, other.y - place.y) for other in others])
        distance = np.hypot(*away.T)
        angle = np.arccos(np.clip(away @ outward / (distance * np.hypot(*outward)), -1, 1))
        score = np.where(distance < FARTHEST_SIGNPOST_M, distance * (1 + (angle / 0.4) ** 2), np.inf)
        return others[int(np.argmin(score))].name

    def _tag_street(self, way: Way, middle: FloatArray, place: Settlement, generation: int) -> None:
        length = way.line.length
        rise = abs(float(np.diff(self.terrain.height_at(way.points[[0, -1]]))[0]))
        if length < STEPS_LONGEST_M and rise / length > STEPS_SLOPE:
            way.tags |= {
                "highway": "steps",
                "step_count": str(max(3, round(rise / 0.16))),
                "lit": "yes",
                "incline": "up",
            }
            return
        if length < FOOTWAY_LONGEST_M and self.chance.random() < FOOTWAY_SHARE:
            way.tags |= {"highway": "footway", "surface": "paving_stones", "lit": "yes"}
            return
        is_old = (
            np.hypot(middle[0] - place.x, middle[1] - place.y) < OLD_MIDDLE_SHARE * place.radius_m
            and place.kind != "quarter"
        )
        is_old = is_old or (place.kind == "quarter" and place.density_per_ha > OLD_QUARTER_PER_HA)
        highway = "living_street" if generation >= 4 and self.chance.random() < 0.25 else "residential"
        surface = "sett" if is_old and self.chance.random() < 0.5 else "asphalt"
        name = self._pool(place).old_town() if is_old else self._pool(place).anywhere()
        way.tags |= {"highway": highway, "name": name, "surface": surface, "lit": "yes", "maxspeed": "30"}

    def _tag_edge(self, way: Way, place: Settlement) -> None:
        if way.line.length > 90 and self.chance.random() < 0.45:
            way.tags |= {
                "highway": "residential",
                "name": self._pool(place).at_the_edge(),
                "surface": "asphalt",
                "maxspeed": "30",
            }
        else:
            way.tags |= TRACK_TAGS[1] if self.chance.random() < 0.6 else PATH_TAGS

    def _tag_track(self, way: Way, generation: int, wooded: bool) -> None:
        if wooded and generation >= 3:
            way.tags |= PATH_TAGS
        else:
            way.tags |= TRACK_TAGS[min(generation, 3)]


class NamePool:
    """Street names of one municipality: each is given once."""

    def __init__(self, chance: np.random.Generator, taken: set[str]) -> None:
        self.chance = chance
        self.taken = set(taken)
        compounds = [stem + ending for stem in WORDS["stems"] for ending in WORDS["endings"]]
        compounds += [f"{name}-Straße" if "-" in name else f"{name}straße" for name in WORDS["people"]] * 2
        compounds += [f"{city} Straße" for city in WORDS["cities"]] * 2
        self.common = self._shuffled(compounds + WORDS["places"] * 2)
        self.old = self._shuffled(WORDS["old_town"])
        self.edge = self._shuffled(WORDS["places"])
        self.main: dict[str, str] = {}

    def _shuffled(self, names: list[str]) -> list[str]:
        return [names[index] for index in self.chance.permutation(len(names))]

    def _next(self, names: list[str]) -> str:
        while names:
            name = names.pop()
            if name not in self.taken:
                self.taken.add(name)
                return name
        return ""

    def main_street(self, place: str) -> str:
        """The main street of `place`; the same for all of its stretches."""
        if place not in self.main:
            free = [name for name in WORDS["main_street"] if name not in self.taken]
            self.main[place] = free[0] if free else f"{demonym(place)} Hauptstraße"
            self.taken.add(self.main[place])
        return self.main[place]

    def anywhere(self) -> str:
        """A name for a street in a housing area."""
        return self._next(self.common) or self._combined()

    def old_town(self) -> str:
        """A name for a lane in an old middle."""
        return self._next(self.old) or self.anywhere()

    def at_the_edge(self) -> str:
        """A name for a street with houses on one side."""
        return self._next(self.edge) or self.anywhere()

    def _combined(self) -> str:
        """Used up: 'Obere Ahornstraße', and at last a number."""
        known: dict[str, int] = defaultdict(int)
        for _ in range(50):
            prefix, stem = self.chance.choice(WORDS["prefixes"]), self.chance.choice(WORDS["stems"])
            name = f"{prefix} {stem}straße"
            if name not in self.taken:
                self.taken.add(name)
                return name
            known[name] += 1
        name = f"Straße {len(self.taken)}"
        self.taken.add(name)
        return name


def demonym(place: str) -> str:
    """The adjective of a German place name.

    >>> [demonym(name) for name in ("Kist", "Eisingen", "Sommerhausen", "Sonderhofen", "Zell am Main", "Giebelstadt")]
    ['Kister', 'Eisinger', 'Sommerhäuser', 'Sonderhofer', 'Zeller', 'Giebelstädter']
    """
    name = place.split(" ")[0]
    for ending, adjective in (
        ("ingen", "inger"),
        ("hausen", "häuser"),
        ("hofen", "hofer"),
        ("stadt", "städter"),
        ("e", "er"),
    ):
        if name.endswith(ending):
            return name[: -len(ending)] + adjective
    return name + "er"
