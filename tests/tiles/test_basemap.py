"""Tiles of the basemap."""

import math
import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from shapely.geometry import shape

from published.services import turn_version
from tests.conftest import turn
from tests.tiles.drawn import degrees, mercator, point, source_layers, square, tile_at
from tiles.basemap import LAST_ZOOM
from tiles.tile import Tile

pytestmark = pytest.mark.usefixtures("published_in_test")

MIDDLE = (9.93, 49.79)


def put(*rows: tuple[str, str, str], name: str = "", rank: int = 0, min_zoom: int = 0) -> None:
    """Write pieces of the basemap: theme, kind, WKT in EPSG:4326."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO published.basemap (source, theme, kind, name, rank, min_zoom, geom_3857)"
            " VALUES ('test', %s, %s, %s, %s, %s, public.ST_Transform(public.ST_GeomFromText(%s, 4326), 3857))",
            [(theme, kind, name, rank, min_zoom, wkt) for theme, kind, wkt in rows],
        )
    turn_version("basemap")
    turn()


def put_address(number: str, lon: float, lat: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO published.address (source, street, housenumber, geom)"
            " VALUES ('test', 'Domstraße', %s, public.ST_GeomFromText(%s, 4326))",
            [number, point(lon, lat)],
        )
    turn_version("address")
    turn()


def drawn(client: Client, tile: Tile) -> dict[str, list[dict[str, Any]]]:
    response = client.get(f"/tiles/basemap/{tile.z}/{tile.x}/{tile.y}.pbf")
    assert response.status_code in (200, 204)
    return source_layers(response.content, tile)


def test_each_theme_is_a_source_layer_of_one_tile(client: Client) -> None:
    lon, lat = MIDDLE
    line = f"LINESTRING({lon - 0.01} {lat}, {lon + 0.01} {lat})"
    surface = square(lon - 0.01, lat - 0.01, 0.03)
    put(
        ("land", "region", surface),
        ("landuse", "forest", surface),
        ("water", "river", surface),
        ("waterway", "river", line),
        ("building", "house", surface),
        ("road", "residential", line),
        ("rail", "rail", line),
        ("boundary", "municipality", line),
        ("place", "village", point(lon, lat)),
        name="Main",
        rank=3,
    )
    found = drawn(client, tile_at(lon, lat, 14))
    said = {theme: [each["properties"] for each in features] for theme, features in found.items()}
    assert said == {
        "land": [{"kind": "region"}],
        "landuse": [{"kind": "forest"}],
        "water": [{"kind": "river", "name": "Main"}],
        "waterway": [{"kind": "river", "name": "Main"}],
        "building": [{"kind": "house"}],
        "road": [{"kind": "residential", "name": "Main"}],
        "rail": [{"kind": "rail"}],
        "boundary": [{"kind": "municipality"}],
        "place": [{"kind": "village", "name": "Main", "rank": 3}],
    }
    x, y = found["place"][0]["geometry"]["coordinates"]
    assert math.dist((x, y), mercator(lon, lat)) < 2 * tile_at(lon, lat, 14).unit_m


def test_pieces_appear_from_their_zoom_on(client: Client) -> None:
    put(("place", "hamlet", point(*MIDDLE)), name="Weiler", min_zoom=12)
    assert "place" not in drawn(client, tile_at(*MIDDLE, 11))
    assert "place" in drawn(client, tile_at(*MIDDLE, 12))


def test_surfaces_too_small_to_be_seen_are_left_out(client: Client) -> None:
    put(("landuse", "park", square(*MIDDLE, 0.001)))
    assert [bool(drawn(client, tile_at(MIDDLE[0] + 5e-4, MIDDLE[1] + 5e-4, zoom))) for zoom in (8, 14, LAST_ZOOM)] == [
        False,
        True,
        True,
    ]


def test_sections_of_a_road_are_one_line(client: Client) -> None:
    lon, lat = MIDDLE
    sections = [f"LINESTRING({lon + i * 1e-3} {lat}, {lon + (i + 1) * 1e-3} {lat + i % 2 * 1e-4})" for i in range(6)]
    joined = [
        f"LINESTRING({lon + i * 1e-3} {lat + i % 2 * 1e-4}, {lon + (i + 1) * 1e-3} {lat + (i + 1) % 2 * 1e-4})"
        for i in range(6)
    ]
    put(*(("road", "primary", wkt) for wkt in joined), name="Ring")
    put(*(("road", "service", wkt) for wkt in sections[:2]))
    roads = drawn(client, tile_at(lon + 3e-3, lat, 13))["road"]
    ring = next(each for each in roads if each["properties"]["kind"] == "primary")
    assert ring["geometry"]["type"] == "LineString"
    assert next(each for each in roads if each["properties"]["kind"] == "service")["properties"] == {"kind": "service"}


def test_names_of_streets_wait_until_they_are_drawn(client: Client) -> None:
    put(("road", "primary", f"LINESTRING({MIDDLE[0]} {MIDDLE[1]}, 9.95 49.80)"), name="B 8")
    assert drawn(client, tile_at(*MIDDLE, 9))["road"][0]["properties"] == {"kind": "primary"}
    assert drawn(client, tile_at(*MIDDLE, 12))["road"][0]["properties"] == {"kind": "primary", "name": "B 8"}


def test_important_roads_come_last_and_lie_above(client: Client) -> None:
    line = f"LINESTRING({MIDDLE[0]} {MIDDLE[1]}, 9.95 49.80)"
    put(("road", "motorway", line), rank=9)
    put(("road", "track", line), rank=1)
    put(("road", "primary", line), rank=7)
    kinds = [each["properties"]["kind"] for each in drawn(client, tile_at(*MIDDLE, 14))["road"]]
    assert kinds == ["track", "primary", "motorway"]


def test_small_surfaces_lie_above_large_ones(client: Client) -> None:
    put(("landuse", "park", square(*MIDDLE, 0.002)))
    put(("landuse", "residential", square(MIDDLE[0] - 0.01, MIDDLE[1] - 0.01, 0.03)))
    kinds = [each["properties"]["kind"] for each in drawn(client, tile_at(*MIDDLE, 14))["landuse"]]
    assert kinds == ["residential", "park"]


def test_a_boundary_kept_as_a_surface_is_drawn_as_its_outline(client: Client) -> None:
    put(("boundary", "municipality", square(MIDDLE[0] - 0.005, MIDDLE[1] - 0.005, 0.01)))
    (boundary,) = drawn(client, tile_at(*MIDDLE, 12))["boundary"]
    assert "LineString" in boundary["geometry"]["type"]


def test_a_common_boundary_is_drawn_once(client: Client) -> None:
    """Two municipalities side by side, together one district: no piece lies upon another."""
    lon, lat = 9.94, 49.79
    neighbours = [square(lon, lat, 0.004), square(lon + 0.004, lat, 0.004)]
    put(*(("boundary", "admin_8", wkt) for wkt in neighbours), rank=40)
    east, north = lon + 0.008, lat + 0.004
    put(
        ("boundary", "admin_6", f"POLYGON(({lon} {lat}, {east} {lat}, {east} {north}, {lon} {north}, {lon} {lat}))"),
        rank=60,
    )
    tile = tile_at(lon + 0.004, lat + 0.002, 13)
    lines = {each["properties"]["kind"]: shape(each["geometry"]) for each in drawn(client, tile)["boundary"]}
    (west_m, south_m), (east_m, north_m) = mercator(lon, lat), mercator(east, north)
    between = north_m - south_m
    assert lines["admin_8"].length == pytest.approx(between, rel=0.02)
    assert lines["admin_6"].length == pytest.approx(2 * between + 2 * (east_m - west_m), rel=0.02)


def test_housenumbers_are_for_the_last_zoom(client: Client) -> None:
    put_address("12a", *MIDDLE)
    assert drawn(client, tile_at(*MIDDLE, 16)) == {}
    found = drawn(client, tile_at(*MIDDLE, 17))["housenumber"]
    assert [each["properties"] for each in found] == [{"number": "12a"}]


def test_the_edge_of_a_tile_is_not_seen(client: Client) -> None:
    tile = Tile(14, 8643, 5571)
    lon, lat = degrees(tile.east, (tile.north + tile.south) / 2)
    put(("road", "primary", f"LINESTRING({lon - 0.01} {lat}, {lon + 0.01} {lat})"))
    left = drawn(client, tile)["road"][0]["geometry"]["coordinates"]
    right = drawn(client, Tile(14, 8644, 5571))["road"][0]["geometry"]["coordinates"]
    assert max(x for x, _y in left) > tile.east > min(x for x, _y in right)


def test_a_new_address_or_piece_makes_new_tiles(client: Client) -> None:
    address = "/tiles/basemap/17/{0.x}/{0.y}.pbf".format(tile_at(*MIDDLE, 17))
    first = client.get(address)
    assert first.status_code == 204
    put_address("1", *MIDDLE)
    second = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    put(("place", "suburb", point(*MIDDLE)), name="Sanderau")
    third = client.get(address, headers={"If-None-Match": second["ETag"]})
    assert third.status_code == 200
    assert client.get(address, headers={"If-None-Match": third["ETag"]}).status_code == 304
    version = client.get("/tiles/basemap.json").json()["version"]
    assert client.get(f"{address}?v={version}")["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(address)["Cache-Control"] == "no-cache"


def test_a_region_of_many_pieces_stays_small_at_low_zooms(client: Client) -> None:
    """Twenty thousand fields, houses and streets that all claim to be important from the first zoom on."""
    chance = random.Random(4)
    rows = []
    for _number in range(7000):
        lon, lat = chance.uniform(9.6, 10.2), chance.uniform(49.5, 49.95)
        rows.append(("landuse", "meadow", square(lon, lat, 0.002)))
        rows.append(("building", "house", square(lon, lat, 0.0002)))
        rows.append(("road", "residential", f"LINESTRING({lon} {lat}, {lon + 0.002} {lat + 0.001})"))
    put(*rows)
    for zoom in (5, 7, 8):
        tile = tile_at(*MIDDLE, zoom)
        assert len(client.get(f"/tiles/basemap/{zoom}/{tile.x}/{tile.y}.pbf").content) < 300_000


def test_other_parameters_are_refused(client: Client) -> None:
    assert client.get("/tiles/basemap/5/16/10.pbf?kind=x").status_code == 400
    assert client.get("/tiles/basemap.json?theme=dark").status_code == 400
