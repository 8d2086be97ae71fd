"""Generated addresses and entries: as many as are asked for, equal ones for equal numbers, all names different."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.search import words

SEED = 20_261_128
WEST, SOUTH, EAST, NORTH = 9.5, 49.4, 10.4, 50.0  # degrees
TOWNS = 70
LARGE_TOWNS = 6
HOUSES_A_STREET = 24


@dataclass(frozen=True)
class Town:
    """A municipality with its postcodes; `key` has the eight digits of an official key."""

    key: str
    name: str
    postcodes: tuple[str, ...]
    lon: float
    lat: float
    weight: int


@dataclass(frozen=True)
class House:
    """One address. `lon`, `lat` in degrees."""

    street: str
    number: str
    postcode: str
    town: Town
    lon: float
    lat: float


@dataclass(frozen=True)
class NamedEntry:
    """One entry of a layer: its name, what it says, and where it is."""

    layer: str
    name: str
    summary: str
    town: Town
    lon: float
    lat: float


def towns() -> list[Town]:
    """Return the municipalities, the large ones first."""
    chance = random.Random(f"{SEED} towns")
    names: list[str] = []
    while len(names) < TOWNS:
        name = chance.choice(words.PLACE_FIRST) + chance.choice(words.PLACE_LAST)
        if name not in names:
            names.append(name)
    made = []
    for number, name in enumerate(names):
        large = number < LARGE_TOWNS
        postcodes = tuple(str(98_000 + number * 12 + each) for each in range(5 if large else 1))
        lon, lat = chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)
        made.append(Town(f"{99_100_000 + number:08}", name, postcodes, lon, lat, 12 if large else 1))
    return made


def houses(number: int) -> list[House]:
    """Return that many addresses: streets of about 24 houses, with gaps between the numbers and some letters."""
    chance = random.Random(f"{SEED} houses")
    there = towns()
    taken: set[tuple[str, str]] = set()
    made: list[House] = []
    while len(made) < number:
        town = chance.choices(there, [each.weight for each in there])[0]
        street = _street(chance)
        if (town.key, street) in taken:
            continue
        taken.add((town.key, street))
        made += _along(chance, town, street)
    return made[:number]


def _street(chance: random.Random) -> str:
    form = chance.random()
    compound = chance.choice(words.STREET_FIRST) + chance.choice(words.STREET_LAST)
    if form < 0.55:
        return compound
    if form < 0.65:
        return f"{chance.choice(words.STREET_BEFORE)} {compound.capitalize()}"
    if form < 0.80:
        return f"{chance.choice(words.STREET_AT)} {chance.choice(words.STREET_AT_WHAT)}"
    if form < 0.95:
        return f"{chance.choice(words.FIRST_NAMES)}-{chance.choice(words.LAST_NAMES)}-Straße"
    return f"{chance.choice(words.LAST_NAMES)}{chance.choice(words.STREET_LAST)}"


def _along(chance: random.Random, town: Town, street: str) -> Iterator[House]:
    postcode = chance.choice(town.postcodes)
    lon, lat = town.lon + chance.gauss(0, 0.01), town.lat + chance.gauss(0, 0.008)
    east, north = chance.gauss(0, 0.0003), chance.gauss(0, 0.0002)
    for number in range(1, 1 + round(chance.uniform(0.3, 1.7) * HOUSES_A_STREET)):
        if chance.random() < 0.12:
            continue
        where = lon + number * east, lat + number * north
        yield House(street, str(number), postcode, town, *where)
        if chance.random() < 0.05:
            yield House(street, f"{number}a", postcode, town, *where)


def entries(number: int) -> list[NamedEntry]:
    """Return that many entries of four layers, no name twice."""
    chance = random.Random(f"{SEED} entries")
    there = towns()
    taken: set[str] = set()
    made: list[NamedEntry] = []
    while len(made) < number:
        town = chance.choices(there, [each.weight for each in there])[0]
        layer, name = _name(chance, town)
        if name in taken:
            continue
        taken.add(name)
        summary = " ".join(chance.sample(words.OFFER, 2))
        made.append(
            NamedEntry(layer, name, summary, town, town.lon + chance.gauss(0, 0.01), town.lat + chance.gauss(0, 0.01))
        )
    return made


def _name(chance: random.Random, town: Town) -> tuple[str, str]:
    """Return the layer and a name as such things are called."""
    form = chance.random()
    group = chance.choice(words.GROUP_FIRST) + chance.choice(words.GROUP_LAST)
    aid = chance.choice(words.HELP_FIRST) + chance.choice(words.HELP_LAST)
    person = f"{chance.choice(words.FIRST_NAMES)} {chance.choice(words.LAST_NAMES)}"
    if form < 0.30:
        year = chance.randrange(1848, 2020)
        return "association", f"{group} {town.name}" + (f" {year} e. V." if chance.random() < 0.4 else " e. V.")
    if form < 0.45:
        return "association", f"{group} {chance.choice(words.ABOUT)} {town.name}"
    if form < 0.60:
        return "support_service", f"{aid} {town.name}"
    if form < 0.70:
        return "support_service", f"Selbsthilfegruppe {chance.choice(words.ABOUT)} {town.name}"
    if form < 0.80:
        return "support_service", f"{person}, {aid}"
    if form < 0.92:
        return (
            "sports_facility",
            f"{chance.choice(words.PLACE_OF_USE)} {town.name}-{chance.choice(words.STREET_AT_WHAT)}",
        )
    return "place", f"{chance.choice(words.PLACE_OF_USE)} {person}"
