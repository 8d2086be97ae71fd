"""Overviews that are gathered beforehand."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from published.services import turn_version
from tests.conftest import turn
from tests.tiles.drawn import Drawn, Row, drawn, point, publish_rows, square, tile_at, tiles_of
from tests.tiles.test_layer_tiles import MIDDLE, REGION, scattered
from tiles import drawing, grid, services
from tiles.tasks import build_outdated_grids

pytestmark = pytest.mark.usefixtures("published_in_test")

LARGE = 1500


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Building a grid turns no version, for tiles do not change by it: here they are compared, so none is kept."""
    monkeypatch.setattr(services.TileCache, "get", lambda *_: None)


def marked(layer: str = "place") -> None:
    """Make the grid tell by its numbers that it was asked."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE published.grid SET count = count + 1000000 WHERE layer = %s", [layer])


def is_from_grid(tile: Drawn) -> bool:
    return tile.entries > 1_000_000


def said(tile: Drawn) -> Counter:
    return Counter(str(each["properties"]) for each in tile.points)


def sums_by_zoom(layer: str = "place") -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT zoom, sum(count) FROM published.grid WHERE layer = %s GROUP BY zoom", [layer])
        return dict(cursor.fetchall())


def test_every_zoom_holds_every_entry() -> None:
    publish_rows(
        *scattered(LARGE),
        Row("park", square(*MIDDLE, 0.1)),
        Row("phone", ""),
        Row("staff", point(*MIDDLE), audience="staff"),
    )
    cells = grid.build("place")
    assert sums_by_zoom() == dict.fromkeys(range(drawing.OVERVIEW_MAX_ZOOM + 1), LARGE + 1)
    assert cells >= drawing.OVERVIEW_MAX_ZOOM


@pytest.mark.parametrize("zoom", [0, 6, 8])
def test_a_tile_from_the_grid_is_the_tile_from_the_entries(client: Client, zoom: int) -> None:
    publish_rows(*scattered(2 * LARGE, kinds=2), Row("park", square(*MIDDLE, 0.2), "Park"))
    tiles = tiles_of(zoom, *REGION)
    from_entries = [drawn(client, tile) for tile in tiles]
    grid.build("place")
    from_grid = [drawn(client, tile) for tile in tiles]
    assert [said(tile) for tile in from_grid] == [said(tile) for tile in from_entries]
    assert [len(tile.shapes) for tile in from_grid] == [len(tile.shapes) for tile in from_entries]
    marked()
    assert any(is_from_grid(drawn(client, tile)) for tile in tiles)


def test_single_entries_of_the_grid_say_who_they_are(client: Client) -> None:
    crowd = [Row(f"c{i}", point(9.93, 49.79)) for i in range(LARGE)]
    publish_rows(*crowd, Row("alone", point(10.1, 49.9), "Der Einzige", "pharmacy"))
    grid.build("place")
    found = drawn(client, tile_at(*MIDDLE, 7))
    assert {"count": 1, "id": "alone", "name": "Der Einzige", "kind": "pharmacy"} in [
        e["properties"] for e in found.points
    ]


def test_a_grid_of_a_former_version_is_not_used(client: Client) -> None:
    publish_rows(*scattered(LARGE))
    grid.build("place")
    marked()
    tile = tile_at(*MIDDLE, 6)
    assert is_from_grid(drawn(client, tile))
    publish_rows(Row("new", point(*MIDDLE)))
    assert drawn(client, tile).entries == LARGE + 1


def test_filters_and_higher_zooms_ask_the_entries(client: Client) -> None:
    publish_rows(*scattered(LARGE, kinds=1))
    grid.build("place")
    marked()
    assert drawn(client, tile_at(*MIDDLE, 6), query="kind=k0").entries == LARGE
    assert not is_from_grid(drawn(client, tile_at(*MIDDLE, drawing.OVERVIEW_MAX_ZOOM + 1)))


def test_only_large_layers_get_a_grid_and_only_when_they_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "LARGE", 100)
    publish_rows(*scattered(101), *scattered(100, layer="association"))
    assert grid.refresh().keys() == {"place"}
    assert grid.refresh() == {}
    publish_rows(Row("new", point(*MIDDLE)))
    assert grid.refresh().keys() == {"place"}
    assert sums_by_zoom()[0] == 102


def test_a_grid_of_no_use_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_rows(*scattered(20), *scattered(20, layer="association"))
    grid.build("place")
    grid.build("association")
    turn_version("place")
    turn()
    assert grid.refresh() == {}
    assert sums_by_zoom("place") == {}
    assert sums_by_zoom("association")


def test_the_task_and_the_command_build_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "LARGE", 10)
    publish_rows(*scattered(11))
    build_outdated_grids(timestamp=0)
    assert sums_by_zoom()[0] == 11
    publish_rows(*scattered(5, layer="association"))
    out = StringIO()
    call_command("build_grids", "association", stdout=out)
    assert out.getvalue().startswith("association: ")
    assert sums_by_zoom("association")[11] == 5
    out = StringIO()
    call_command("build_grids", stdout=out)
    assert out.getvalue() == ""


def test_the_command_names_the_layers_there_are() -> None:
    with pytest.raises(CommandError, match=r"no layer 'nonsense'.*association"):
        call_command("build_grids", "nonsense")


def test_an_empty_layer_has_an_empty_grid() -> None:
    assert grid.build("place") == 0
