"""Choosing on the map page: how few actions it takes, what marks what, the map's own controls."""

import os
import re

import pytest
from django.db import connection
from playwright.sync_api import Page, Playwright, expect

from layers.models import Association, SupportService
from layers.services import save_entry
from published.renewal import renew
from tests.browser.conftest import CLOSE, NARROW, OLD_TOWN_LAT, OLD_TOWN_LON, WIDE, open_map
from tests.conftest import OLD_TOWN

BUDGET = 3


def test_all_sports_facilities_of_a_district_in_three_actions(
    live_server: str, page: Page, entries: dict[str, str]
) -> None:
    page.set_viewport_size(NARROW)
    page.goto(f"{live_server}/")
    actions = 0
    page.get_by_role("main").get_by_role("link", name="Sportstätten").first.click()
    actions += 1
    page.locator("#map.maplibregl-map:not([aria-busy])").wait_for()
    page.get_by_text("Eingrenzen").click()
    actions += 1
    page.get_by_label("Gemeinde oder Stadtbezirk").select_option("Altstadt")
    actions += 1
    expect(page.locator(".choice-made")).to_contain_text("Altstadt")
    expect(page.locator("#list > .cards [data-entry]")).to_have_count(1)
    expect(page.locator("#list")).to_contain_text("Bolzplatz")
    assert actions <= BUDGET


def test_counselling_near_an_address_that_is_open_now_in_three_actions(
    live_server: str, page: Page, entries: dict[str, str]
) -> None:
    save_entry(
        SupportService(name="Beratung offen", geom=OLD_TOWN, status="published", opening_hours="24/7"), by="test"
    )
    save_entry(SupportService(name="Beratung zu", geom=OLD_TOWN, status="published", opening_hours="off"), by="test")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO published.address (source, street, housenumber, city, geom) VALUES"
            " ('test', 'Domgasse', '3', 'Würzburg', public.ST_SetSRID(public.ST_MakePoint(%s, %s), 4326))",
            [OLD_TOWN_LON, OLD_TOWN_LAT],
        )
    renew()
    page.set_viewport_size(NARROW)
    page.goto(f"{live_server}/")
    actions = 0
    page.get_by_role("main").get_by_role("link", name="Hilfe und Beratung").first.click()
    actions += 1
    page.locator("#map.maplibregl-map:not([aria-busy])").wait_for()
    page.get_by_label("In der Nähe von").fill("Domgasse 3")
    page.get_by_label("In der Nähe von").press("Enter")
    actions += 1
    expect(page.locator(".choice-made")).to_contain_text("Domgasse 3")
    page.get_by_label("jetzt geöffnet").check()
    actions += 1
    expect(page.locator("#list")).not_to_contain_text("Beratung zu")
    expect(page.locator("#list > .cards [data-entry]").first).to_contain_text("Beratung offen")
    assert actions <= BUDGET


def test_a_filter_leaves_out_topics_that_cannot_answer_and_says_so(
    live_server: str, page: Page, entries: dict[str, str]
) -> None:
    club = Association.objects.get(pk=entries["club"])
    club.volunteers_wanted = True
    save_entry(club, by="test")
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?layers=association,sports_facility&{CLOSE}")
    page.get_by_text("Eingrenzen").click()
    page.get_by_label("sucht Ehrenamtliche").check()
    expect(page.locator("#list > .cards [data-entry]")).to_have_count(1)
    expect(page.locator('[data-layer="sports_facility"].chip')).to_contain_text("ohne diese Angabe")
    expect(page.locator('[data-layer="association"].chip .chip__out')).to_be_hidden()
    page.wait_for_function("() => document.querySelector('#map').shown().number === 1")
    page.get_by_role("button", name="sucht Ehrenamtliche entfernen").click()
    expect(page.locator("#list")).to_contain_text("Bolzplatz")
    expect(page.get_by_label("sucht Ehrenamtliche")).not_to_be_checked()


def test_several_entries_at_one_address_are_a_list_of_cards(
    live_server: str, page: Page, entries: dict[str, str]
) -> None:
    save_entry(Association(name="Zweiter Verein", geom=OLD_TOWN, status="published", icnpo_category="1"), by="test")
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    box = page.locator(".maplibregl-canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    popup = page.locator(".maplibregl-popup")
    expect(popup).to_contain_text("2 Einträge an dieser Stelle")
    expect(popup.locator("[data-entry]")).to_have_count(2)
    expect(popup).to_contain_text("Zweiter Verein")
    expect(popup.get_by_role("link", name="Turnverein Mitte")).to_be_focused()


def test_pointing_at_a_card_marks_the_sign_and_back(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    box = page.locator(".maplibregl-canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".card--pointed")).to_contain_text("Turnverein Mitte")
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    expect(page.locator(".card--pointed")).to_have_count(0)
    plain = page.locator("#map").screenshot()
    page.get_by_role("link", name="Chor am Ufer").focus()
    page.wait_for_timeout(800)
    assert page.locator("#map").screenshot() != plain


def test_the_map_has_a_legend_looks_and_arrows(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    button = page.get_by_role("button", name="Zeichen und Darstellung der Karte")
    button.click()
    menu = page.get_by_role("group", name="Zeichen und Darstellung der Karte")
    expect(menu).to_contain_text("Sportstätten")
    with page.expect_response(re.compile("theme=contrast")):
        menu.get_by_label("kontrastreich").check()
    with page.expect_response(re.compile("theme=dark")):
        menu.get_by_label("dunkel").check()
    menu.get_by_label("Pfeile zum Verschieben zeigen").check()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    before = page.url
    page.get_by_role("button", name="Karte nach Norden verschieben").click()
    page.wait_for_function("before => location.href !== before", arg=before)


@pytest.mark.usefixtures("entries")
def test_with_webgl_switched_off_the_list_is_all_there_and_says_why(live_server: str, playwright: Playwright) -> None:
    browser = playwright.chromium.launch(
        executable_path=os.environ.get("GISPORTAL_CHROMIUM", "/usr/bin/chromium"),
        args=["--no-sandbox", "--disable-gpu", "--disable-webgl", "--disable-3d-apis"],
    )
    page = browser.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{live_server}/karte/")
    expect(page.locator("#map-fallback")).to_contain_text("Ihr Browser kann die Karte nicht zeichnen.")
    expect(page.locator("#list > .cards [data-entry]")).to_have_count(9)
    expect(page.get_by_role("button", name="Punkt auf der Karte")).to_be_hidden()
    page.get_by_role("searchbox", name="Was suchen Sie?").fill("chor")
    page.get_by_role("searchbox", name="Was suchen Sie?").press("Enter")
    expect(page.locator("#list > .cards [data-entry]")).to_have_count(1)
    assert "chor" not in page.url
    browser.close()
