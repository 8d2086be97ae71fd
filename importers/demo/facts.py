"""What is known of a region: the facts from which its demo data are laid out.

A region's folder under `fixtures/` holds them as CSV and TOML in WGS 84; here they become typed rows in the stored CRS
(metres). Every file but `municipalities.csv`, `settlements.csv` and `demo.toml` may be missing.
"""

import csv
import hashlib
import math
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

FloatArray = NDArray[np.float64]

UNINCORPORATED = "Gemeindefreies Gebiet"


@dataclass(frozen=True)
class Municipality:
    """A municipality with its official key (AGS, 8 digits)."""

    ags: str
    name: str
    kind: str
    population: int
    area_km2: float
    postcode: str

    @property
    def is_unincorporated(self) -> bool:
        """Forest areas outside every municipality: nobody lives there."""
        return self.kind == UNINCORPORATED


@dataclass(frozen=True)
class District:
    """A city district; its key is that of the city and its number."""

    number: str
    ags: str
    name: str
    x: float
    y: float
    population: int
    area_km2: float
    postcode: str

    @property
    def key(self) -> str:
        """Ten digits: AGS and number."""
        return self.ags + self.number


@dataclass(frozen=True)
class Settlement:
    """A town, village, hamlet or a quarter of a city. `x`, `y` is its middle: church square or market."""

    name: str
    ags: str
    district: str
    kind: str
    x: float
    y: float
    population: int
    density_per_ha: float

    @property
    def built_ha(self) -> float:
        """Hectares that its people need."""
        return self.population / self.density_per_ha

    @property
    def radius_m(self) -> float:
        """Radius of a circle of that size."""
        return math.sqrt(self.built_ha * 1e4 / math.pi)


@dataclass(frozen=True)
class Neighbour:
    """A place outside the region: roads lead to it, boundaries keep away from it."""

    name: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Forest:
    """A large forest as a disc; several discs make one forest. `ags` where it is an area of its own."""

    name: str
    ags: str
    x: float
    y: float
    radius_m: float


@dataclass(frozen=True)
class Line:
    """A river, road or railway by rough waypoints in metres; `tags` are the other keys of its table."""

    name: str
    points: FloatArray
    tags: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Landmark:
    """A known building or place: name, OSM tags, outline kind and size in metres, bearing in degrees."""

    name: str
    x: float
    y: float
    shape: str
    width_m: float
    depth_m: float
    bearing_deg: float
    tags: dict[str, str]


@dataclass(frozen=True)
class RegionFacts:
    """Everything known of one region. Coordinates in `crs`, metres.

    `heights` (n, 3) are points with the height of the land above its valleys; empty where it is about the same.
    """

    id: str
    seed: int
    crs: int
    bounds: tuple[float, float, float, float]
    settings: dict[str, Any]
    heights: FloatArray
    municipalities: list[Municipality]
    districts: list[District]
    settlements: list[Settlement]
    neighbours: list[Neighbour]
    forests: list[Forest]
    waters: list[Line]
    basins: list[Line]
    greens: list[Line]
    sites: list[Line]
    routes: list[Line]
    motorways: list[Line]
    exits: list[Line]
    streets: list[Line]
    railways: list[Line]
    trams: list[Line]
    landmarks: list[Landmark]

    def chance(self, *labels: str | int) -> np.random.Generator:
        """A random stream of its own for each set of labels: one part may change without moving the others.

        >>> facts.chance("streets", "Aub").integers(6) == facts.chance("streets", "Aub").integers(6)  # doctest: +SKIP
        True
        """
        text = "/".join([str(self.seed), *map(str, labels)])
        return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))

    @cached_property
    def municipality_by_ags(self) -> dict[str, Municipality]:
        return {municipality.ags: municipality for municipality in self.municipalities}

    @cached_property
    def district_by_key(self) -> dict[str, District]:
        return {district.key: district for district in self.districts}

    @cached_property
    def to_degrees(self) -> Transformer:
        """From the stored CRS to longitude and latitude."""
        return Transformer.from_crs(self.crs, 4326, always_xy=True)

    def unit_of(self, settlement: Settlement) -> str:
        """Key of the smallest area that the settlement lies in: its district, else its municipality."""
        return settlement.ags + settlement.district


def load_facts(folder: Path) -> RegionFacts:
    """Reads the facts of the region in `folder`.

    Raises FileNotFoundError for a missing required file, KeyError for a missing column, ValueError for a number or a
    place name that cannot be understood.
    """
    settings = tomllib.loads((folder / "demo.toml").read_text(encoding="utf-8"))
    projection = _Projection(int(settings["crs"]))
    municipalities = [
        Municipality(r["ags"], r["name"], r["kind"], int(r["population"]), float(r["area_km2"]), r["postcode"])
        for r in _rows(folder / "municipalities.csv")
    ]
    settlements = [
        Settlement(
            row["name"], row["ags"], row["district"], row["kind"], *projection.of_row(row),
            int(row["population"]), float(row["density_per_ha"]),
        )
        for row in _rows(folder / "settlements.csv")
    ]  # fmt: skip
    neighbours = [
        Neighbour(row["name"], row["kind"], *projection.of_row(row)) for row in _rows(folder / "neighbours.csv")
    ]
    everywhere: list[Settlement | Neighbour] = [*neighbours, *settlements]
    projection.places = {place.name: (place.x, place.y) for place in everywhere}
    waters, roads, greens = (_tables(folder / f"{name}.toml") for name in ("waters", "roads", "greens"))
    west, south, east, north = settings["bbox"]
    corners = projection.points([[west, south], [east, south], [east, north], [west, north]])
    return RegionFacts(
        id=folder.name,
        seed=int(settings["seed"]),
        crs=int(settings["crs"]),
        bounds=(*np.floor(corners.min(axis=0) / 1000) * 1000, *np.ceil(corners.max(axis=0) / 1000) * 1000),
        settings=settings,
        heights=projection.heights(settings.get("heights", [])),
        municipalities=municipalities,
        districts=[
            District(
                row["number"], row["ags"], row["name"], *projection.of_row(row),
                int(row["population"]), float(row["area_km2"]), row["postcode"],
            )
            for row in _rows(folder / "districts.csv")
        ],
        settlements=settlements,
        neighbours=neighbours,
        forests=[
            Forest(row["name"], row["ags"], *projection.of_row(row), float(row["radius_m"]))
            for row in _rows(folder / "forests.csv")
        ],
        waters=list(projection.lines(waters.get("water", []))),
        basins=list(projection.lines(waters.get("basin", []))),
        greens=list(projection.lines(greens.get("green", []))),
        sites=list(projection.lines(greens.get("site", []))),
        routes=list(projection.lines(roads.get("route", []))),
        motorways=list(projection.lines(roads.get("motorway", []))),
        exits=list(projection.lines(roads.get("exit", []))),
        streets=list(projection.lines(roads.get("street", []))),
        railways=list(projection.lines(roads.get("railway", []))),
        trams=list(projection.lines(roads.get("tram", []))),
        landmarks=[_landmark(row, projection) for row in _rows(folder / "landmarks.csv")],
    )  # fmt: skip


class _Projection:
    """Turns longitude and latitude, and names of places, into metres."""

    def __init__(self, crs: int) -> None:
        self.transformer = Transformer.from_crs(4326, crs, always_xy=True)
        self.places: dict[str, tuple[float, float]] = {}

    def of_row(self, row: dict[str, str]) -> tuple[float, float]:
        x, y = self.transformer.transform(float(row["lon"]), float(row["lat"]))
        return float(x), float(y)

    def points(self, waypoints: Iterable[list[float] | str]) -> FloatArray:
        return np.array([self._point(waypoint) for waypoint in waypoints], dtype=float).reshape(-1, 2)

    def _point(self, waypoint: list[float] | str) -> tuple[float, float]:
        if isinstance(waypoint, str):
            if waypoint not in self.places:
                raise ValueError(f"'{waypoint}' is neither in settlements.csv nor in neighbours.csv")
            return self.places[waypoint]
        x, y = self.transformer.transform(waypoint[0], waypoint[1])
        return float(x), float(y)

    def heights(self, rows: list[list[float]]) -> FloatArray:
        """Points with heights (n, 3) from longitude, latitude and metres above sea level."""
        points = self.points([row[:2] for row in rows])
        return np.column_stack([points, [row[2] for row in rows]])

    def lines(self, tables: Iterable[dict[str, Any]]) -> Iterator[Line]:
        """Tables with `points`, `via` or `point`, the rest of their keys as tags."""
        for table in tables:
            waypoints = table.get("points") or table.get("via") or [table["point"]]
            tags = {key: value for key, value in table.items() if key not in ("name", "points", "point")}
            yield Line(table.get("name", ""), self.points(waypoints), tags)


def _landmark(row: dict[str, str], projection: _Projection) -> Landmark:
    tags = dict(pair.split("=", 1) for pair in row["tags"].split(";"))
    size = (float(row["width_m"]), float(row["depth_m"]), float(row["bearing_deg"]))
    return Landmark(row["name"], *projection.of_row(row), row["shape"], *size, tags)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists() and path.name not in ("municipalities.csv", "settlements.csv"):
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _tables(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
