"""Tiles of layers, read as a map reads them."""

import gzip
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.http import QueryDict
from django.test import Client

from layers.models import SportsFacility
from layers.services import save_entry, set_status
from published.filters import FeatureFilter
from published.models import PublicFeature
from published.services import turn_version
from tests.conftest import OLD_TOWN, turn
from tests.tiles.drawn import (
    Drawn,
    Row,
    decoded,
    degrees,
    drawn,
    mercator,
    point,
    publish_rows,
    square,
    tile_at,
    tiles_of,
    url,
)
from tiles import drawing
from tiles.edition import edition_of
from tiles.tile import EXTENT, Tile

pytestmark = pytest.mark.usefixtures("published_in_test")

REGION = (9.6, 49.5, 10.2, 49.95)
MIDDLE = (9.93, 49.79)
# Where four tiles of zoom 14, and so of no lower zoom, meet near the middle.
CROSSING = Tile(14, 8643, 5572)


def scattered(number: int, *, layer: str = "place", kinds: int = 3, seed: int = 1) -> list[Row]:
    chance = random.Random(seed)
    west, south, east, north = REGION
    return [
        Row(
            f"e{i:05}",
            point(chance.uniform(west, east), chance.uniform(south, north)),
            f"Ort {i}",
            f"k{i % kinds}",
            layer,
        )
        for i in range(number)
    ]


def all_entries(client: Client, zoom: int, query: str = "", layer: str = "place") -> int:
    return sum(drawn(client, tile, layer, query).entries for tile in tiles_of(zoom, *REGION))


def positions(tile: Drawn) -> list[tuple[float, float]]:
    return [tuple(each["geometry"]["coordinates"]) for each in tile.points]


# --- where things are, and what they say ---------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", [0, 5, 11, 12, 14])
def test_an_entry_stands_where_it_is_and_says_three_things(client: Client, zoom: int) -> None:
    publish_rows(Row("abc", point(*MIDDLE), "Trinkbrunnen am Markt", "drinking_water"))
    tile = tile_at(*MIDDLE, zoom)
    found = drawn(client, tile)
    assert [each["properties"] for each in found.features] == [
        {"id": "abc", "name": "Trinkbrunnen am Markt", "kind": "drinking_water"}
    ]
    (x, y), (wanted_x, wanted_y) = positions(found)[0], mercator(*MIDDLE)
    assert 0 <= wanted_x - x < tile.unit_m
    assert 0 <= y - wanted_y < tile.unit_m


def test_what_has_no_position_or_is_for_staff_is_not_drawn(client: Client) -> None:
    publish_rows(
        Row("phone", "", "Telefon"),
        Row("empty", "POINT EMPTY", "Leer"),
        Row("secret", point(*MIDDLE), "Ergebnis", audience="staff"),
        Row("elsewhere", point(*MIDDLE), "Verein", layer="association"),
    )
    for zoom in (0, 9, 12, 14):
        assert drawn(client, tile_at(*MIDDLE, zoom)).features == []


def test_nothing_there_is_204_with_an_etag(client: Client) -> None:
    for rows in ([], [Row("a", point(*MIDDLE))]):
        if rows:
            publish_rows(*rows)
        for tile in (Tile(0, 0, 0), Tile(14, 0, 0)) if not rows else (Tile(14, 0, 0), Tile(5, 31, 31)):
            response = client.get(url(tile))
            assert (response.status_code, response.content) == (204, b"")
            assert client.get(url(tile), headers={"If-None-Match": response["ETag"]}).status_code == 304


# --- nothing is lost, nothing is counted twice ---------------------------------------------------------------------


def test_every_entry_is_in_exactly_one_tile_of_each_zoom(client: Client) -> None:
    publish_rows(*scattered(3000))
    for zoom in (5, 7, 8, 9, 10, 11, 12):
        assert all_entries(client, zoom) == 3000


def test_positions_at_an_edge_are_in_one_tile_only(client: Client) -> None:
    """At a crossing of four tiles to the last bit of a position, and on the equator and the meridian of Greenwich."""
    chance = random.Random(2)
    rows = [Row("null", point(0.0, 0.0)), Row("greenwich", point(0.0, 51.4779)), Row("equator", point(10.0, 0.0))]
    for number in range(300):
        step_m = chance.choice([0, 1e-9, 1e-8, 1e-6, 0.01, 0.1, 0.3])
        lon, lat = degrees(
            CROSSING.west + chance.choice([-1, 0, 1]) * step_m, CROSSING.north + chance.choice([-1, 0, 1]) * step_m
        )
        rows.append(Row(f"edge{number}", point(lon, lat)))
    publish_rows(*rows)
    for zoom in (3, 12, 13, 14):
        tiles = {tile for lon in (-0.001, 0.001, 9.999, 10.001) for lat in (-0.001, 0.001, 51.4779)
                 for tile in [tile_at(lon, lat, zoom)]}  # fmt: skip
        corner = CROSSING.x >> (14 - zoom), CROSSING.y >> (14 - zoom)
        tiles |= {Tile(zoom, corner[0] - i, corner[1] - j) for i in (0, 1) for j in (0, 1)}
        ids = Counter(each["properties"]["id"] for tile in tiles for each in drawn(client, tile).points)
        assert set(ids.values()) == {1}
        assert len(ids) == len(rows)


def test_all_points_lie_inside_so_that_no_map_drops_one(client: Client) -> None:
    """MapLibre leaves out points at unit 4096 and beyond: they are the neighbour's."""
    lon, lat = degrees(CROSSING.west - 1e-7, CROSSING.north + 1e-7)
    publish_rows(Row("a", point(lon, lat)))
    tile = Tile(14, CROSSING.x - 1, CROSSING.y - 1)
    (x, y) = positions(drawn(client, tile))[0]
    assert (x - tile.west) / tile.unit_m == pytest.approx(EXTENT - 1)
    assert (tile.north - y) / tile.unit_m == pytest.approx(EXTENT - 1)


# --- overviews -----------------------------------------------------------------------------------------------------


def test_a_few_entries_are_drawn_one_by_one_at_every_zoom(client: Client) -> None:
    publish_rows(*scattered(drawing.OVERVIEW_POINTS))
    found = drawn(client, tile_at(*MIDDLE, 4))
    assert len({each["properties"]["id"] for each in found.points}) == drawing.OVERVIEW_POINTS
    assert not any("count" in each["properties"] for each in found.points)


def test_many_are_gathered_and_still_all_counted(client: Client) -> None:
    publish_rows(*scattered(drawing.OVERVIEW_POINTS + 1))
    found = drawn(client, tile_at(*MIDDLE, 6))
    assert found.entries == drawing.OVERVIEW_POINTS + 1
    assert len(found.points) <= drawing.OVERVIEW_POINTS


def test_a_cell_says_its_number_and_what_its_entries_share(client: Client) -> None:
    """A crowd in one place, beside it two of one kind, and one alone, all in one tile of an overview."""
    crowd = [Row(f"c{i}", point(9.93, 49.79), kind=f"k{i % 2}") for i in range(1500)]
    pair = [Row(f"p{i}", point(9.70, 49.60), "Paar", "school") for i in range(2)]
    single = Row("alone", point(10.1, 49.9), "Der Einzige", "pharmacy")
    unnamed = [Row("n1", point(10.1, 49.6), kind=""), Row("n2", point(10.1, 49.6), kind="school")]
    publish_rows(*crowd, *pair, single, *unnamed)
    found = drawn(client, tile_at(*MIDDLE, 7))
    said = sorted((each["properties"] for each in found.points), key=lambda each: (each["count"], str(each)))
    assert said == [
        {"count": 1, "id": "alone", "name": "Der Einzige", "kind": "pharmacy"},
        {"count": 2},
        {"count": 2, "kind": "school"},
        {"count": 1500},
    ]


def test_a_cell_stands_in_the_middle_of_its_entries(client: Client) -> None:
    tile = tile_at(*MIDDLE, 8)
    cell_m = tile.side_m / drawing.OVERVIEW_CELLS
    x, y = tile.west + 10.25 * cell_m, tile.north - 20.25 * cell_m
    corners = [degrees(x + i * cell_m / 2, y - j * cell_m / 2) for i in (0, 1) for j in (0, 1)]
    publish_rows(*(Row(f"e{i}", point(*corners[i % 4])) for i in range(2000)))
    ((found_x, found_y),) = positions(drawn(client, tile))
    assert found_x == pytest.approx(x + cell_m / 4, abs=2 * tile.unit_m)
    assert found_y == pytest.approx(y - cell_m / 4, abs=2 * tile.unit_m)


def test_a_crowded_tile_of_a_high_zoom_is_gathered_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "DETAIL_POINTS", 50)
    tile = tile_at(*MIDDLE, 13)
    lon, lat = MIDDLE
    publish_rows(*(Row(f"e{i}", point(lon + i % 3 * 1e-5, lat)) for i in range(60)))
    found = drawn(client, tile)
    assert found.entries == 60
    assert len(found.points) < 60


def test_an_overview_of_thousands_is_small(client: Client) -> None:
    publish_rows(*scattered(6000))
    for tile in tiles_of(6, *REGION) + tiles_of(9, *REGION):
        assert len(client.get(url(tile)).content) < 100_000


# --- lines and surfaces --------------------------------------------------------------------------------------------


def test_a_surface_across_tiles_has_one_point_and_meets_at_the_edge(client: Client) -> None:
    lon, lat = degrees(CROSSING.west, CROSSING.north)
    publish_rows(Row("area", square(lon - 0.004, lat - 0.003, 0.01), "Park", "park"))
    found = [drawn(client, Tile(14, CROSSING.x - i, CROSSING.y - j)) for i in (0, 1) for j in (0, 1)]
    assert [len(each.shapes) for each in found] == [1, 1, 1, 1]
    assert sum(len(each.points) for each in found) == 1
    assert sum(each.entries for each in found) == 1
    for each in found:
        assert each.shapes[0]["properties"] == {"id": "area", "name": "Park", "kind": "park"}
        xs = [x for x, _y in each.shapes[0]["geometry"]["coordinates"][0]]
        # Each part reaches 64 units over the common edge: the seam is not to be seen.
        assert min(xs) == pytest.approx(CROSSING.west - 64 * each.tile.unit_m, abs=each.tile.unit_m) or max(
            xs
        ) == pytest.approx(CROSSING.west + 64 * each.tile.unit_m, abs=each.tile.unit_m)


def test_a_tile_within_a_surface_is_covered(client: Client) -> None:
    publish_rows(Row("land", square(9.0, 49.0, 2.0)))
    found = drawn(client, tile_at(*MIDDLE, 14))
    ring = found.shapes[0]["geometry"]["coordinates"][0]
    assert min(x for x, _y in ring) < found.tile.west
    assert max(y for _x, y in ring) > found.tile.north


@pytest.mark.parametrize(
    "wkt",
    [
        "LINESTRING(9.92 49.78, 9.94 49.80)",
        "MULTIPOLYGON(((9.92 49.78, 9.93 49.79, 9.9 49.79, 9.92 49.78)), ((9.8 49.7, 9.9 49.8, 9.8 49.8, 9.8 49.7)))",
        "MULTIPOINT(9.92 49.78, 9.94 49.80)",
        "GEOMETRYCOLLECTION(POINT(9.92 49.78), LINESTRING(9.92 49.78, 9.94 49.80))",
        "POLYGON((9.92 49.78, 9.94 49.80, 9.94 49.78, 9.92 49.80, 9.92 49.78))",
        "POLYGON((9.92 49.78, 9.92 49.78, 9.92 49.78, 9.92 49.78))",
    ],
)
def test_every_geometry_counts_once(client: Client, wkt: str) -> None:
    publish_rows(Row("a", wkt))
    for zoom in (6, 11, 12, 14):
        around = tiles_of(zoom, 9.79, 49.69, 9.96, 49.81)
        assert sum(drawn(client, tile).entries for tile in around) == 1


def test_a_small_surface_is_a_point_until_it_can_be_seen(client: Client) -> None:
    pitch = square(*MIDDLE, 0.001)  # 72 m wide
    publish_rows(Row("pitch", pitch))
    counts = {
        zoom: len(drawn(client, tile_at(MIDDLE[0] + 0.0005, MIDDLE[1] + 0.0005, zoom)).shapes) for zoom in (6, 10, 14)
    }
    assert counts == {6: 0, 10: 0, 14: 1}
    assert all_entries(client, 6) == 1


def test_outlines_are_simplified_by_zoom(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.ST_AsText(public.ST_Buffer('SRID=4326;POINT(9.93 49.79)'::public.geometry, 0.2, 500))"
        )
        (wkt,) = cursor.fetchone()
    publish_rows(Row("a", wkt, layer="area"))
    corners = {
        zoom: len(drawn(client, tile_at(*MIDDLE, zoom), "area").shapes[0]["geometry"]["coordinates"][0])
        for zoom in (5, 8)
    }
    assert 8 < corners[5] < corners[8] < 500


# --- one filter for all --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "kind=k1",
        "kind=k0,k2",
        "q=Ort+1",
        "q=ort+77",
        "bbox=9.7,49.6,9.9,49.8",
        "near=9.93,49.79&radius=5000",
        "kind=k1&bbox=9.7,49.6,9.9,49.8&q=2",
        "q=%25",
        "q=%27%3B--",
        "kind=k1%25s",
        "area=09663000",
    ],
)
@pytest.mark.parametrize("zoom", [8, 12])
def test_a_tile_holds_what_lists_hold(client: Client, query: str, zoom: int) -> None:
    publish_rows(*scattered(1300))
    wanted = FeatureFilter.from_query(QueryDict(query)).of_layer("place")
    assert all_entries(client, zoom, query) == PublicFeature.objects.matching(wanted).count()


def test_a_filter_holds_for_surfaces_as_well(client: Client) -> None:
    publish_rows(Row("a", square(*MIDDLE, 0.01), kind="park"), Row("b", square(*MIDDLE, 0.01), kind="square"))
    found = drawn(client, tile_at(*MIDDLE, 14), query="kind=park")
    assert {each["properties"]["id"] for each in found.features} == {"a"}


def test_tiles_of_different_filters_are_kept_apart(client: Client) -> None:
    publish_rows(*scattered(40))
    tile = tile_at(*MIDDLE, 7)
    numbers = [drawn(client, tile, query=query).entries for query in ("", "kind=k0", "kind=k1", "", "kind=k0")]
    assert numbers == [40, 14, 13, 40, 14]


# --- what may be kept, and for how long ----------------------------------------------------------------------------


@pytest.fixture
def statements() -> Any:
    """The SQL that asks the published side, as it is sent."""
    seen: list[str] = []

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connections["published"].execute_wrapper(watch):
        yield seen


def test_unchanged_is_answered_without_the_features(client: Client, statements: list[str]) -> None:
    publish_rows(*scattered(10))
    address = url(tile_at(*MIDDLE, 9), query="kind=k1")
    etag = client.get(address)["ETag"]
    for known in (etag, f'"a", {etag}', "*"):
        statements.clear()
        response = client.get(address, headers={"If-None-Match": known})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert len(statements) == 1
        assert "feature" not in statements[0]


def test_a_kept_tile_asks_for_the_version_and_nothing_else(client: Client, statements: list[str]) -> None:
    publish_rows(*scattered(10))
    address = url(tile_at(*MIDDLE, 9))
    first = client.get(address)
    statements.clear()
    again = client.get(address)
    assert (again.status_code, again.content, again["ETag"]) == (200, first.content, first["ETag"])
    assert len(statements) == 1
    assert "feature" not in statements[0]


def test_a_cold_tile_takes_two_statements_however_much_it_holds(client: Client, statements: list[str]) -> None:
    numbers = []
    for rows in (scattered(10), [Row(f"more{i}", point(*MIDDLE)) for i in range(2000)]):
        publish_rows(*rows)
        statements.clear()
        client.get(url(tile_at(*MIDDLE, 9)))
        numbers.append(len(statements))
    assert numbers == [2, 2]


def test_a_change_makes_a_new_tile_at_once(client: Client) -> None:
    entry = save_entry(SportsFacility(name="Mainwiese", status="published", geom=OLD_TOWN), by="test")
    turn()
    lon, lat = OLD_TOWN.transform(4326, clone=True).coords
    tile = tile_at(lon, lat, 14)
    address = url(tile, "sports_facility")
    before = client.get(address)
    entry.name = "Sanderau"
    save_entry(entry, by="test")
    turn()
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert decoded(after.content, tile, "sports_facility").points[0]["properties"]["name"] == "Sanderau"
    set_status(SportsFacility, [entry.pk], "withdrawn", by="test")
    turn()
    gone = client.get(address, headers={"If-None-Match": after["ETag"]})
    assert gone.status_code == 204


def test_a_named_edition_is_kept_for_a_year_while_it_is_the_present_one(client: Client) -> None:
    publish_rows(*scattered(5))
    tile = tile_at(*MIDDLE, 9)
    edition = edition_of("place")
    for named in (str(edition), str(edition.version)):
        assert client.get(url(tile, query=f"v={named}"))["Cache-Control"] == "public, max-age=31536000, immutable"
        unchanged = client.get(url(tile, query=f"v={named}"), headers={"If-None-Match": "*"})
        assert unchanged["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in ("", "v=", "v=1", "v=NaN", f"v={edition.version + 1}", "v=" + "9" * 500):
        assert client.get(url(tile, query=other))["Cache-Control"] == "no-cache"
    turn_version("place")
    turn()
    assert client.get(url(tile, query=f"v={edition}"))["Cache-Control"] == "no-cache"


def test_a_change_while_a_tile_is_drawn_does_not_come_under_the_old_name(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statement that draws says of which edition its rows are: it may be later than the one asked before."""
    publish_rows(*scattered(5))
    tile, before = tile_at(*MIDDLE, 9), edition_of("place")
    draw = drawing._ask

    def change_first(statement: str, parameters: dict[str, Any]) -> Any:
        publish_rows(Row("late", point(*MIDDLE)))
        return draw(statement, parameters)

    monkeypatch.setattr(drawing, "_ask", change_first)
    response = client.get(url(tile, query=f"v={before}"))
    monkeypatch.undo()
    assert response["Cache-Control"] == "no-cache"
    assert "late" in {each["properties"]["id"] for each in decoded(response.content, tile, "place").points}
    assert client.get(url(tile))["ETag"] == response["ETag"]


def test_sensitive_layers_leave_nothing_behind(client: Client, cache_folder: Any) -> None:
    publish_rows(Row("help", point(*MIDDLE), "Beratung", "addiction", layer="support_service"))
    tile = tile_at(*MIDDLE, 9)
    version = edition_of("support_service").version
    plain = client.get(url(tile, "support_service", f"v={version}"))
    narrowed = client.get(url(tile, "support_service", "q=Beratung"))
    assert plain["Cache-Control"] == "private, no-cache"
    assert narrowed["Cache-Control"] == "private, no-store"
    assert plain.status_code == narrowed.status_code == 200
    assert not list(cache_folder.rglob("*-*-*-*"))


def test_gzip_for_those_who_take_it_and_equal_bytes_for_all(client: Client) -> None:
    publish_rows(*scattered(50))
    address = url(tile_at(*MIDDLE, 9))
    for _cold_then_kept in range(2):
        plain = client.get(address)
        packed = client.get(address, headers={"Accept-Encoding": "br, gzip"})
        assert "Content-Encoding" not in plain.headers
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
        assert plain["Content-Type"] == packed["Content-Type"] == "application/vnd.mapbox-vector-tile"
        assert not plain.cookies


def test_serving_needs_no_disk(client: Client, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "in the way").write_text("")
    settings.TILE_CACHE_DIR = tmp_path / "in the way"
    publish_rows(*scattered(5))
    for _ in range(2):
        assert drawn(client, tile_at(*MIDDLE, 7)).entries == 5


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/tiles/nothing/5/1/1.pbf",
        "/tiles/nothing.json",
        "/tiles/place/31/0/0.pbf",
        "/tiles/place/15/0/0.pbf",
        "/tiles/place/5/32/0.pbf",
        "/tiles/place/-1/0/0.pbf",
        "/tiles/place/5/-1/0.pbf",
        "/tiles/place/5/99999999999999999999/0.pbf",
        "/tiles/place/NaN/0/0.pbf",
        "/tiles/place/5/0/0.5.pbf",
        "/tiles/place/5/0/%00.pbf",
        "/tiles/basemap/18/0/0.pbf",
        "/tiles/basemap/-1/0/0.pbf",
        "/en/tiles/place/31/0/0.pbf",
    ],
)
def test_what_is_not_there_is_404(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "bbox=NaN,1,2,3",
        "bbox=9,49,8,50",
        "near=9.9",
        "layers=nothing",
        "datetime=never",
        "q=" + "x" * 300,
        "kind=" + ",".join(f"k{i}" for i in range(100)),
        "q=%00",
    ],
)
def test_a_filter_that_cannot_be_understood_is_400(client: Client, query: str) -> None:
    for address in (url(Tile(5, 16, 10), query=query), f"/tiles/place.json?{query}"):
        response = client.get(address)
        assert response.status_code == 400
        assert "<" not in response.json()["detail"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_tiles_are_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)(url(Tile(5, 16, 10))).status_code == 405


def test_head_says_what_get_says(client: Client) -> None:
    publish_rows(*scattered(5))
    address = url(tile_at(*MIDDLE, 7))
    got, asked = client.get(address), client.head(address)
    assert (asked.status_code, asked.content, asked["ETag"]) == (200, b"", got["ETag"])
