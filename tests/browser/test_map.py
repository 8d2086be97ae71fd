"""The map page in a browser: list and map agree, everything can be done with a keyboard, nobody else is asked."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from playwright.sync_api import Browser, Page, expect

from frontend.selection import Selection
from layers.models import Association
from layers.services import save_entry, set_status
from tests.browser.conftest import CLOSE, NARROW, NO_WEBGL, WIDE, beside, open_map, watch


def middle(page: Page) -> tuple[float, float]:
    """Return the middle of the map on the screen."""
    box = page.locator(".maplibregl-canvas").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def count(page: Page) -> int:
    """Return the number that the list's heading says."""
    return int(re.sub(r"\D", "", page.locator(".list__title").inner_text().split(" ")[0]))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_visit_asks_no_other_host_and_leaves_nothing(
    live_server: str, page: Page, entries: dict[str, str], size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    seen = watch(page)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    page.mouse.click(*middle(page))
    expect(page.locator(".maplibregl-popup")).to_contain_text("Turnverein Mitte")
    assert seen.hosts == {urlsplit(str(live_server)).netloc}
    assert seen.complaints == []  # the content security policy would speak here
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_list_holds_what_lies_in_the_extent(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    seen = watch(page)
    found = set()
    for view in [CLOSE, "map=12/49.79/9.95", "map=14.5/49.79/9.97", "map=9/49.7/9.9"]:
        open_map(page, f"{live_server}/karte/?{view}")
        asked = urlsplit(seen.lists[-1]).query
        assert len(parse_qs(asked)["bbox"][0].split(",")) == 4
        in_extent = Selection.from_query(QueryDict(asked)).entries().count()
        assert count(page) == in_extent == page.locator("#list [data-entry]").count(), view
        found.add(in_extent)
    assert len(found) > 2


def test_topics_change_map_list_and_address(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    expect(page.locator("#list")).not_to_contain_text("Schule am Tor")
    with page.expect_response(re.compile(r"/tiles/place/\d+/\d+/\d+\.pbf")):
        page.get_by_label("Weitere Orte").check()
    expect(page.locator("#list")).to_contain_text("Schule am Tor")
    assert "place" in parse_qs(urlsplit(page.url).query)["layers"][0].split(",")
    page.get_by_label("Vereine und Initiativen").uncheck()
    expect(page.locator("#list")).not_to_contain_text("Turnverein Mitte")
    page.reload()
    expect(page.get_by_label("Vereine und Initiativen")).not_to_be_checked()
    expect(page.get_by_label("Weitere Orte")).to_be_checked()


def test_without_any_topic_the_list_says_what_to_do(live_server: str, page: Page, entries: dict[str, str]) -> None:
    open_map(page, f"{live_server}/karte/?layers=association&{CLOSE}")
    page.get_by_label("Vereine und Initiativen").uncheck()
    expect(page.locator("#list")).to_contain_text("Wählen Sie oben mindestens ein Thema")


def test_moving_the_map_moves_list_and_address(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    before = page.url
    page.locator(".maplibregl-canvas").focus()
    for _step in range(6):  # of 100 pixels each
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
    expect(page.locator("#list")).not_to_contain_text("Turnverein Mitte")
    expect(page.locator("#status")).to_contain_text("im Kartenausschnitt")
    assert page.url != before
    assert "map=16/" in page.url


def test_a_sign_opens_its_card_and_escape_leads_back(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    page.locator(".maplibregl-canvas").focus()
    page.mouse.click(*middle(page))
    popup = page.locator(".maplibregl-popup")
    expect(popup).to_contain_text("Turnen für alle.")
    expect(popup.get_by_role("link", name="Turnverein Mitte")).to_be_focused()
    expect(page.locator(".card--selected")).to_contain_text("Turnverein Mitte")
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(page.locator(".maplibregl-canvas")).to_be_focused()
    expect(page.locator(".card--selected")).to_have_count(0)


def test_a_surface_can_be_clicked_beside_its_sign(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    lon, lat = beside(-150 + 15, 40).transform(4326, clone=True).coords  # 15 m beside the middle of a pitch of 25 m
    open_map(page, f"{live_server}/karte/?layers=sports_facility&map=18/{lat:.6f}/{lon:.6f}")
    page.mouse.click(*middle(page))
    expect(page.locator(".maplibregl-popup")).to_contain_text("Bolzplatz")


def test_a_circle_leads_in_until_signs_are_seen(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?layers=association&map=11/49.7885/9.9737")
    page.mouse.click(*middle(page))
    page.wait_for_url(re.compile(r"map=1[2-9]"))


def test_the_card_in_the_list_shows_its_place_on_the_map(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?map=12/49.79/9.95")
    page.get_by_role("button", name="Chor am Ufer auf der Karte zeigen").click()
    expect(page.locator(".maplibregl-popup")).to_contain_text("Chor am Ufer")
    page.wait_for_url(re.compile(r"map=15/"))
    expect(page.locator(".card--selected")).to_contain_text("Chor am Ufer")


def test_an_open_map_shows_a_change_at_the_next_look(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    page.mouse.click(*middle(page))
    expect(page.locator(".maplibregl-popup")).to_contain_text("Turnverein Mitte")
    club = Association.objects.get(pk=entries["club"])
    club.name = "Turnverein Neumitte"
    save_entry(club, by="test")
    with page.expect_response(re.compile(r"/tiles/association/\d+/\d+/\d+\.pbf")):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#list")).to_contain_text("Turnverein Neumitte")
    expect(page.locator(".maplibregl-popup")).to_contain_text("Turnverein Neumitte")
    set_status(Association, [club.pk], "withdrawn", by="test")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#list")).not_to_contain_text("Turnverein Neumitte")
    expect(page.locator(".maplibregl-popup")).to_have_count(0)


def test_the_page_of_an_entry_follows_its_changes(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/association/{entries['club']}/")
    club = Association.objects.get(pk=entries["club"])
    club.summary = "Jetzt auch Yoga."
    save_entry(club, by="test")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#panel")).to_contain_text("Jetzt auch Yoga.")
    set_status(Association, [club.pk], "withdrawn", by="test")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es nicht")


def test_the_map_goes_to_the_municipality_that_is_chosen(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?map=16/49.5/10.2")
    expect(page.locator("#list")).to_contain_text("Hier gibt es zu Ihrer Auswahl keinen Eintrag.")
    page.get_by_text("Eingrenzen").click()
    page.get_by_label("Gemeinde oder Stadtbezirk").select_option("Würzburg")
    expect(page.locator("#list")).to_contain_text("Turnverein Mitte", timeout=20_000)


def test_a_list_that_cannot_be_loaded_says_so_and_tries_again(
    live_server: str, page: Page, entries: dict[str, str]
) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    page.route("**/karte/liste/**", lambda route: route.fulfill(status=500, body=""))
    page.get_by_label("Weitere Orte").check()
    expect(page.locator("#list")).to_contain_text("Die Liste konnte nicht geladen werden")
    page.unroute("**/karte/liste/**")
    page.get_by_role("button", name="Noch einmal laden").click()
    expect(page.locator("#list")).to_contain_text("Schule am Tor")


def test_the_sheet_has_three_heights(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(NARROW)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    sheet, handle = page.locator("#sheet"), page.locator("#sheet-handle")
    heights = {}
    for name in ("half", "full", "peek"):
        expect(sheet).to_have_attribute("data-height", name)
        heights[name] = sheet.evaluate("element => element.offsetHeight")
        handle.click()
    assert heights["peek"] < 120 < 300 < heights["half"] < 400 < 700 < heights["full"]
    expect(sheet).to_have_attribute("data-height", "half")
    page.get_by_role("button", name="Karte", exact=True).click()
    expect(sheet).to_have_attribute("data-height", "full")
    expect(page.locator("#panel")).to_have_attribute("inert", "")


def test_without_scripts_the_list_is_complete(live_server: str, browser: Browser, entries: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{live_server}/karte/")
    expect(page.locator("[data-entry]")).to_have_count(9)
    expect(page.locator("#map-fallback")).to_be_visible()
    expect(page.locator("[data-find]").first).to_be_hidden()
    page.get_by_label("Weitere Orte").check()
    page.get_by_role("button", name="Auswahl anwenden").click()
    expect(page.locator("#list")).to_contain_text("Schule am Tor")
    page.get_by_role("link", name="Turnverein Mitte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Turnverein Mitte")
    context.close()


def test_without_webgl_the_page_says_so_and_the_list_stays(
    live_server: str, page: Page, entries: dict[str, str]
) -> None:
    page.add_init_script(NO_WEBGL)
    page.goto(f"{live_server}/karte/")
    expect(page.locator("#map-fallback")).to_contain_text("Ihr Browser kann die Karte nicht zeichnen.")
    expect(page.locator("[data-entry]")).to_have_count(9)
    page.get_by_label("Weitere Orte").check()
    expect(page.locator("#list")).to_contain_text("Schule am Tor")
