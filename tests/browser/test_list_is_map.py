"""List and map show the same entries: in random extents, with random filters, on tiles and on fetched points."""

import random
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Page

from frontend.selection import GATHERED_BELOW_ZOOM
from layers.models import Area, Association, Place, PlaceKind, SportsFacility, SupportService
from layers.services import save_entry, save_place_kinds, settle_areas
from tests.browser.conftest import WIDE, open_map
from tests.conftest import OLD_TOWN

SEED = 20261127
VIEWS = [8, pytest.param(40, marks=pytest.mark.long)]
ENTRIES = 160
AROUND_M = 4000


@pytest.fixture
def town(published_committed: None, areas: dict[str, Area]) -> None:
    """Entries of four layers at random places, some as surfaces, some at one address, some without a place."""
    settle_areas()
    save_place_kinds([PlaceKind(code="school", label="Schule"), PlaceKind(code="bench", label="Bank")], by="test")
    chance = random.Random(SEED)
    house = OLD_TOWN
    for number in range(ENTRIES):
        east, north = (chance.gauss(0, AROUND_M / 2) for _axis in "xy")
        place = Point(OLD_TOWN.x + east, OLD_TOWN.y + north, srid=25832)
        if number % 8 == 0:
            place = house  # several at one address
        elif number % 8 == 1:
            house = place
        wheelchair = chance.choice(["yes", "limited", "no", "unknown"])
        common: dict[str, Any] = {"status": "published", "wheelchair": wheelchair}
        kind = number % 5
        entry: Any
        if kind == 0:
            entry = Association(
                name=f"Verein {number}",
                geom=place,
                icnpo_category=chance.choice("145"),
                volunteers_wanted=chance.random() < 0.5,
                summary="Musik" if chance.random() < 0.3 else "",
                **common,
            )
        elif kind == 1:
            surface = place.buffer(chance.uniform(10, 250))
            entry = SportsFacility(name=f"Sportplatz {number}", geom=surface, kind="large_pitch", **common)
        elif kind == 2:
            entry = Place(name=f"Ort {number}", geom=place, kind_id=chance.choice(["school", "bench"]), **common)
        elif kind == 3:
            entry = SportsFacility(name=f"Halle {number}", geom=place, kind="single_hall", **common)
        else:
            entry = SupportService(name=f"Beratung {number}", geom=place if number % 3 else None, cost="free", **common)
        save_entry(entry, by="test")


def a_wish(chance: random.Random) -> tuple[str, float]:
    """Return a random query of the map page and the zoom of its extent."""
    zoom = round(chance.uniform(11, 17), 2)
    east, north = (chance.gauss(0, AROUND_M / 3) for _axis in "xy")
    lon, lat = Point(OLD_TOWN.x + east, OLD_TOWN.y + north, srid=25832).transform(4326, clone=True).coords
    layers = chance.sample(["association", "sports_facility", "place", "support_service", "area"], chance.randint(1, 5))
    query = [f"map={zoom}/{lat:.5f}/{lon:.5f}", f"layers={','.join(layers)}"]
    query += chance.choice([[], [], ["wheelchair=yes,limited"], ["kind=school"], ["volunteers_wanted=true"]])
    query += chance.choice([[], [], [], ["q=musik"], [f"near={lon:.5f},{lat:.5f}", "radius=1000"], ["open_at=now"]])
    return "&".join(query), zoom


def listed(page: Page) -> list[str]:
    """Return `layer/id` of all entries of the list, to its last page."""
    while page.locator("#list [data-more]").count():
        before = page.locator("#list .cards").first.locator("[data-entry]").count()
        page.locator("#list [data-more]").click()
        page.wait_for_function(
            "before => document.querySelectorAll('#list .cards')[0].querySelectorAll('[data-entry]').length > before",
            arg=before,
        )
    cards = page.locator("#list > .cards [data-entry]")
    return cards.evaluate_all("cards => cards.map(({dataset}) => `${dataset.layer}/${dataset.id}`)")


def shown(page: Page, number: int) -> dict[str, Any]:
    """Return what the map says it shows, as soon as that are so many entries; else after a while."""
    found: dict[str, Any] = {}
    for _attempt in range(40):
        found = page.evaluate("document.querySelector('#map').shown()")
        if found["number"] == number:
            break
        page.wait_for_timeout(250)
    return found


@pytest.mark.parametrize("views", VIEWS)
def test_in_random_extents_and_with_random_filters_list_and_map_are_the_same(
    live_server: str, page: Page, town: None, views: int
) -> None:
    page.set_viewport_size(WIDE)
    page.emulate_media(reduced_motion="reduce")
    chance = random.Random(SEED)
    seen = {"by id": 0, "by sum": 0, "entries": 0}
    for _view in range(views):
        wish, zoom = a_wish(chance)
        open_map(page, f"{live_server}/karte/?{wish}")
        in_list = listed(page)
        on_map = shown(page, len(in_list))
        assert len(set(in_list)) == len(in_list), wish
        assert on_map["number"] == len(in_list), wish
        if zoom >= GATHERED_BELOW_ZOOM:
            assert sorted(on_map["entries"]) == sorted(in_list), wish
        else:
            assert set(on_map["entries"]) <= set(in_list), wish
        seen["by id" if zoom >= GATHERED_BELOW_ZOOM else "by sum"] += 1
        seen["entries"] += len(in_list)
    assert min(seen["by id"], seen["by sum"]) >= views // 4
    assert seen["entries"] > views * 3
