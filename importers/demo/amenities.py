"""Places of everyday life: pharmacies, schools, bakeries, … in houses with an address, by how many people share one."""

import tomllib
from pathlib import Path

import numpy as np

from importers.demo.buildings import Building
from importers.demo.facts import FloatArray, RegionFacts, Settlement
from importers.demo.ways import Way

KINDS = tomllib.loads((Path(__file__).parent / "words" / "places.toml").read_text(encoding="utf-8"))["kind"]
BUS_STOP_EVERY_M = 420.0
BESIDE_ROAD_M = 5.0
CENTRAL_M = 320.0
FOUNTAIN_PEOPLE = 6_000
FOUNTAIN = {"amenity": "drinking_water"}
TOILETS = {"amenity": "toilets", "wheelchair": "yes", "fee": "no"}


def settle(facts: RegionFacts, buildings: list[Building]) -> None:
    """Gives houses the tags of the places in them, in place. No house gets two."""
    chance = facts.chance("amenities")
    houses: dict[int, list[Building]] = {}
    for building in buildings:
        if building.address:
            houses.setdefault(building.settlement, []).append(building)
    for index, place in enumerate(facts.settlements):
        free = _from_the_middle(place, houses.get(index, []))
        for kind in KINDS:
            for _ in range(_count(kind, place, facts, chance)):
                reach = 60 if kind["near"] == "middle" else len(free)
                if not free:
                    break
                house = free.pop(int(chance.integers(min(reach, len(free)))))
                house.tags |= kind["tags"] | {"name": str(chance.choice(kind["names"]))} | _extras(kind, chance)


def _from_the_middle(place: Settlement, houses: list[Building]) -> list[Building]:
    return sorted(houses, key=lambda house: float(np.hypot(*(house.middle - (place.x, place.y)))))


def _count(kind: dict, place: Settlement, facts: RegionFacts, chance: np.random.Generator) -> int:
    """How many places of a kind a settlement has: its share, rounded by chance."""
    if place.population < kind["smallest_place"]:
        return 0
    if not kind["people_per_place"]:
        # One for each settlement; a town hall only in the settlement that gives the municipality its name.
        is_seat = place.name == facts.municipality_by_ags[place.ags].name
        return int(kind["tags"].get("amenity") != "townhall" or is_seat)
    return int(place.population / kind["people_per_place"] + chance.random())


def _extras(kind: dict, chance: np.random.Generator) -> dict[str, str]:
    extras = {"wheelchair": str(chance.choice(["yes", "limited", "no"], p=[0.5, 0.3, 0.2]))}
    if kind["opening_hours"]:
        extras["opening_hours"] = str(chance.choice(kind["opening_hours"]))
    return extras


def bus_stops(ways: list[Way]) -> list[tuple[FloatArray, dict[str, str]]]:
    """Bus stops beside main roads inside of settlements, some distance apart: point and tags."""
    stops: list[tuple[FloatArray, dict[str, str]]] = []
    for way in ways:
        if way.highway not in ("secondary", "tertiary", "primary") or "name" not in way.tags or way.is_bridge:
            continue
        middle = len(way.points) // 2
        along = way.points[middle] - way.points[middle - 1]
        beside = np.array([-along[1], along[0]]) / max(0.01, float(np.hypot(*along))) * BESIDE_ROAD_M
        point = np.round(way.points[middle] + beside, 2)
        if all(np.hypot(*(point - other)) > BUS_STOP_EVERY_M for other, _ in stops):
            stops.append((point, {"highway": "bus_stop", "public_transport": "platform", "name": way.tags["name"]}))
    return stops


def fountains(facts: RegionFacts, ways: list[Way]) -> list[tuple[FloatArray, dict[str, str]]]:
    """Drinking fountains and public toilets at street corners in the middles of larger places: point and tags."""
    chance = facts.chance("fountains")
    corners = np.vstack(
        [way.points[[0, -1]] for way in ways if way.highway in ("residential", "pedestrian", "tertiary")]
    )
    found = []
    for place in facts.settlements:
        near = corners[np.hypot(*(corners - (place.x, place.y)).T) < CENTRAL_M]
        for number in range(max(int(place.population >= 2500), place.population // FOUNTAIN_PEOPLE * 3)):
            if len(near):
                point = np.round(near[int(chance.integers(len(near)))] + (BESIDE_ROAD_M, BESIDE_ROAD_M), 2)
                found.append((point, FOUNTAIN if number % 2 == 0 else TOILETS))
    return found
