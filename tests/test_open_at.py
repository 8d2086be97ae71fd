"""What is open: list, tiles and items give the same entries, and nobody keeps such an answer beyond its minute."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from layers.models import Association, SupportService
from layers.services import save_entry
from published.renewal import renew
from tests.conftest import OLD_TOWN, turn
from tests.tiles.drawn import drawn, tile_at
from tiles.services import _cache

Clock = Callable[[str], None]

HOURS = {"Vormittags": "Mo-Fr 09:00-12:00", "Nachmittags": "Mo-Fr 14:00-18:00", "Ohne": "", "Termine": '"nach Termin"'}
TILE = tile_at(9.931, 49.793, 14)
TILES = f"/tiles/association/{TILE.z}/{TILE.x}/{TILE.y}.pbf"
ITEMS = "/ogc/collections/association/items"
LIST = "/karte/liste/"
MORNING, NOON = {"Vormittags", "Ohne", "Termine"}, {"Ohne", "Termine"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at a local time."""

    def stop(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=settings.REGION.tzinfo).astimezone(UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return stop


@pytest.fixture(autouse=True)
def entries(published_in_test: None, clock: Clock) -> None:
    """Associations of the old town with several hours, on a Monday morning."""
    clock("2026-11-23T11:59:30")
    for name, hours in HOURS.items():
        save_entry(Association(name=name, status="published", geom=OLD_TOWN, opening_hours=hours), by="test")
    save_entry(SupportService(name="Hilfe", status="published", geom=OLD_TOWN, opening_hours="24/7"), by="test")
    renew()
    turn()


def in_tile(client: Client, query: str) -> set[str]:
    return {each["properties"]["name"] for each in drawn(client, TILE, "association", query).points}


def in_items(client: Client, query: str) -> set[str]:
    collection = json.loads(client.get(f"{ITEMS}?{query}").content)
    names = {each["properties"]["name"] for each in collection["features"]}
    assert collection["numberMatched"] == len(names)
    return names


def in_list(client: Client, query: str) -> set[str]:
    page = client.get(f"{LIST}?layers=association&{query}").content.decode()
    return {name for name in HOURS if f">{name}</a>" in page}


@pytest.mark.parametrize("ask", [in_tile, in_items, in_list])
def test_all_of_them_say_the_same_and_follow_the_clock(
    client: Client, clock: Clock, ask: Callable[..., set[str]]
) -> None:
    assert ask(client, "open_at=now") == MORNING
    assert ask(client, "open_at=2026-11-23T14:00") == {"Nachmittags", "Ohne", "Termine"}
    clock("2026-11-23T12:00")
    assert ask(client, "open_at=now") == NOON
    assert ask(client, "") == set(HOURS)


@pytest.mark.parametrize("ask", [in_tile, in_items, in_list])
def test_a_moment_to_come_is_not_kept_by_the_version_alone(
    client: Client, clock: Clock, ask: Callable[..., set[str]]
) -> None:
    assert ask(client, "open_at=2026-11-28T10:00") == NOON
    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM published.opening")  # nothing is known any more, and no version turns
    clock("2026-11-23T12:01")
    assert ask(client, "open_at=2026-11-28T10:00") == set(HOURS)


@pytest.mark.parametrize("path", [TILES, ITEMS])
@pytest.mark.parametrize("at", ["now", "2026-11-28T10:00"])
def test_whoever_knows_an_answer_knows_it_for_its_minute(client: Client, clock: Clock, path: str, at: str) -> None:
    first = client.get(path, {"open_at": at})
    assert "max-age=60" in first.headers["Cache-Control"]
    assert "immutable" not in first.headers["Cache-Control"]
    known = {"If-None-Match": first.headers["ETag"]}
    clock("2026-11-23T11:59:59")
    assert client.get(path, {"open_at": at}, headers=known).status_code == 304
    clock("2026-11-23T12:00")
    assert client.get(path, {"open_at": at}, headers=known).status_code == 200


def test_a_tile_that_names_its_edition_is_not_kept_for_ever(client: Client) -> None:
    tilejson = json.loads(client.get("/tiles/association.json?open_at=now").content)
    [template] = tilejson["tiles"]
    assert "open_at=now" in template
    path = template.format(z=TILE.z, x=TILE.x, y=TILE.y).split("testserver", 1)[1]
    assert client.get(path).headers["Cache-Control"] == "public, max-age=60"


def test_no_such_tile_comes_to_the_disk(client: Client) -> None:
    client.get(TILES)
    before = sorted(_cache().folder.rglob("*"))
    client.get(f"{TILES}?open_at=now")
    assert sorted(_cache().folder.rglob("*")) == before


@pytest.mark.parametrize(
    "path", [TILES.replace("association", "support_service"), ITEMS.replace("association", "support_service")]
)
def test_what_is_open_of_support_services_is_kept_by_nobody(client: Client, path: str) -> None:
    assert "no-store" in client.get(path, {"open_at": "now"}).headers["Cache-Control"]


@pytest.mark.parametrize("path", [TILES, ITEMS, LIST])
@pytest.mark.parametrize("at", ["jetzt", "2026-11-23", "1999-01-01T10:00", "2026-11-23T10:00;DROP"])
def test_nonsense_is_refused(client: Client, path: str, at: str) -> None:
    response = client.get(path, {"open_at": at})
    assert response.status_code == 400
    assert "open_at" in response.content.decode()


def test_what_is_open_is_one_more_condition_and_no_more_queries(client: Client) -> None:
    def asked(query: dict[str, Any]) -> int:
        client.get(ITEMS, query)
        with CaptureQueriesContext(connections["published"]) as queries:
            client.get(ITEMS, query)
        return len(queries)

    assert asked({"open_at": "now"}) == asked({"q": "vor"})
