"""Published rows to draw, and tiles read as a map reads them."""

import math
from dataclasses import dataclass, field
from typing import Any

import mapbox_vector_tile
from django.db import connection
from django.test import Client

from published.services import turn_version
from tests.conftest import turn
from tiles.tile import EXTENT, HALF_WORLD_M, Tile


@dataclass(frozen=True)
class Row:
    """One row of published.feature; `wkt` in EPSG:4326, empty for none."""

    id: str
    wkt: str
    name: str = ""
    kind: str = ""
    layer: str = "place"
    audience: str = "public"
    properties: str = "{}"


@dataclass
class Drawn:
    """A decoded tile: features of one source-layer with positions in EPSG:3857 metres."""

    tile: Tile
    features: list[dict[str, Any]] = field(default_factory=list)

    @property
    def points(self) -> list[dict[str, Any]]:
        return [each for each in self.features if each["geometry"]["type"] == "Point"]

    @property
    def shapes(self) -> list[dict[str, Any]]:
        return [each for each in self.features if each["geometry"]["type"] != "Point"]

    @property
    def entries(self) -> int:
        """How many entries the points stand for."""
        return sum(each["properties"].get("count", 1) for each in self.points)


def publish_rows(*rows: Row) -> None:
    """Write rows as publish() would leave them, and turn the versions of their layers."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO published.feature (layer, id, audience, kind, name, geom, properties, geojson, terms, words,"
            " changed_at) VALUES (%s, %s, %s, %s, %s, public.ST_GeomFromText(NULLIF(%s, ''), 4326), %s, '', %s,"
            " published.search_words(published.search_text(%s)), now())",
            [
                (r.layer, r.id, r.audience, r.kind, r.name, r.wkt, r.properties, [f"kind:{r.kind}"], r.name)
                for r in rows
            ],
        )
    for layer in {row.layer for row in rows}:
        turn_version(layer)
    turn()


def point(lon: float, lat: float) -> str:
    """A point as text."""
    return f"POINT({lon!r} {lat!r})"


def square(lon: float, lat: float, side_deg: float) -> str:
    """A square as text, by its south-west corner."""
    east, north = lon + side_deg, lat + side_deg
    return f"POLYGON(({lon} {lat}, {east} {lat}, {east} {north}, {lon} {north}, {lon} {lat}))"


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """EPSG:4326 to EPSG:3857 by its formula, apart from PostGIS."""
    return (
        math.radians(lon) * HALF_WORLD_M / math.pi,
        math.asinh(math.tan(math.radians(lat))) * HALF_WORLD_M / math.pi,
    )


def degrees(x: float, y: float) -> tuple[float, float]:
    """EPSG:3857 to EPSG:4326 by its formula."""
    return (
        math.degrees(x * math.pi / HALF_WORLD_M),
        math.degrees(math.atan(math.sinh(y * math.pi / HALF_WORLD_M))),
    )


def tile_at(lon: float, lat: float, zoom: int) -> Tile:
    """The tile of a zoom in which a position lies."""
    x, y = mercator(lon, lat)
    side = 2 * HALF_WORLD_M / 2**zoom
    return Tile(zoom, int((x + HALF_WORLD_M) // side), int((HALF_WORLD_M - y) // side))


def url(tile: Tile, layer: str = "place", query: str = "") -> str:
    """The address of a tile."""
    return f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.pbf{query and '?' + query}"


def drawn(client: Client, tile: Tile, layer: str = "place", query: str = "") -> Drawn:
    """Ask for a tile and decode it; 204 is an empty one."""
    response = client.get(url(tile, layer, query))
    assert response.status_code in (200, 204), response.content
    return decoded(response.content, tile, layer)


def decoded(body: bytes, tile: Tile, layer: str) -> Drawn:
    """Decode one source-layer of a tile."""
    return Drawn(tile, source_layers(body, tile).get(layer, []))


def source_layers(body: bytes, tile: Tile) -> dict[str, list[dict[str, Any]]]:
    """Decode all source-layers of a tile, with positions in EPSG:3857."""
    if not body:
        return {}

    def metres(x: float, y: float) -> tuple[float, float]:
        return tile.west + x * tile.unit_m, tile.north - y * tile.unit_m

    found = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True, "transformer": metres})
    assert all(layer["extent"] == EXTENT for layer in found.values())
    return {name: layer["features"] for name, layer in found.items()}


def tiles_of(zoom: int, west: float, south: float, east: float, north: float) -> list[Tile]:
    """All tiles of a zoom that touch a rectangle in degrees."""
    first, last = tile_at(west, north, zoom), tile_at(east, south, zoom)
    return [Tile(zoom, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)]
