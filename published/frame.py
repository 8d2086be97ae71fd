"""The frame of a still picture of the map: its middle, zoom and size, and where a position lies in it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from published.parameters import BBox, parse_integer, parse_view

HALF_WORLD_M = 20037508.342789244  # π · 6378137 m: half the side of the Web Mercator square
WORLD_PX = 512  # the side of the whole world at zoom 0, as MapLibre counts
MIN_ZOOM, MAX_ZOOM = 6, 18
MIN_SIDE_PX, MAX_SIDE_PX = 100, 1200
# Frames around entries lie on a grid: similar selections share a picture, and none is centred on what somebody
# searched for.
ZOOM_STEP = 0.25
MIDDLE_STEP_PX = 32
CLOSEST_ZOOM = 15.5  # of a frame around few entries: their surroundings say where they are


@dataclass(frozen=True)
class Frame:
    """A rectangle of the map: the middle in degrees (EPSG:4326), MapLibre's zoom, width and height in CSS pixels."""

    zoom: float
    lat: float
    lon: float
    width: int
    height: int

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Frame":
        """Read `map=zoom/lat/lon`, `width` and `height`. Raises BadParameter."""
        zoom, lat, lon = parse_view("map", query.get("map", ""))
        width, height = (
            parse_integer(name, query.get(name, ""), MIN_SIDE_PX, MAX_SIDE_PX) for name in ("width", "height")
        )
        return cls(min(max(zoom, MIN_ZOOM), MAX_ZOOM), lat, lon, width, height)

    @classmethod
    def around(cls, positions: Iterable[tuple[float, float]], width: int, height: int, *, margin_px: int) -> "Frame":
        """Return the closest frame on the grid that holds all (lon, lat) with a margin. Raises ValueError for none."""
        flat = [mercator(lon, lat) for lon, lat in positions]
        if not flat:
            raise ValueError("There is nothing to put a frame around.")
        (west, east), (south, north) = ((min(side), max(side)) for side in zip(*flat, strict=True))
        room = 2 * margin_px + MIDDLE_STEP_PX
        pixel_m = max((east - west) / (width - room), (north - south) / (height - room), _pixel_m(CLOSEST_ZOOM))
        zoom = max(math.floor(_zoom_of(pixel_m) / ZOOM_STEP) * ZOOM_STEP, MIN_ZOOM)
        step_m = _pixel_m(zoom) * MIDDLE_STEP_PX
        x, y = (round(middle / step_m) * step_m for middle in ((west + east) / 2, (south + north) / 2))
        lon, lat = degrees(x, y)
        return cls(zoom, round(lat, 5), round(lon, 5), width, height)

    @property
    def pixel_m(self) -> float:
        """The length of a pixel in metres of EPSG:3857."""
        return _pixel_m(self.zoom)

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres of EPSG:3857."""
        x, y = mercator(self.lon, self.lat)
        across, up = self.width / 2 * self.pixel_m, self.height / 2 * self.pixel_m
        return x - across, y - up, x + across, y + up

    @property
    def bbox(self) -> BBox:
        """The rectangle in degrees."""
        west, south, east, north = self.corners
        return BBox(*degrees(west, south), *degrees(east, north))

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a position lies, in pixels from the upper left corner; outside for what the frame leaves out."""
        x, y = mercator(lon, lat)
        west, _south, _east, north = self.corners
        return (x - west) / self.pixel_m, (north - y) / self.pixel_m

    def holds(self, lon: float, lat: float) -> bool:
        """Say whether a position lies within the frame."""
        x, y = self.place(lon, lat)
        return 0 <= x <= self.width and 0 <= y <= self.height

    @property
    def view(self) -> str:
        """The middle as the portal's addresses carry it: `zoom/lat/lon`."""
        return f"{self.zoom:g}/{self.lat:.5f}/{self.lon:.5f}"

    @property
    def query(self) -> str:
        """The frame as the query string that `parse` reads."""
        return urlencode({"map": self.view, "width": self.width, "height": self.height}, safe="/")

    def __str__(self) -> str:
        return f"{self.width}x{self.height}-{self.view.replace('/', '_')}"


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Return a position in metres of EPSG:3857."""
    return lon / 180 * HALF_WORLD_M, math.asinh(math.tan(math.radians(lat))) / math.pi * HALF_WORLD_M


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a position in metres of EPSG:3857."""
    return x / HALF_WORLD_M * 180, math.degrees(math.atan(math.sinh(y / HALF_WORLD_M * math.pi)))


def _pixel_m(zoom: float) -> float:
    return float(2 * HALF_WORLD_M / WORLD_PX / 2**zoom)


def _zoom_of(pixel_m: float) -> float:
    return math.log2(2 * HALF_WORLD_M / WORLD_PX / pixel_m)
