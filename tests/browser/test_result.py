"""The page of a released result: its map is drawn, and without a script table and still picture say the same."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, NO_WEBGL, Portal, watch
from tests.browser.test_accessibility import look_at

SCHEMES = ("light", "dark")


def test_the_map_is_drawn_without_complaint_or_foreign_host(portal: Portal, page: Page) -> None:
    seen = watch(page)
    page.goto(f"{portal.base}/auswertungen/{portal.ids['result']}/")
    page.locator("#result-map.maplibregl-map:not([aria-busy])").wait_for()
    assert seen.complaints == []
    assert seen.hosts - {""} == {portal.base.split("/")[2]}


def test_without_a_script_table_and_picture_are_there(portal: Portal, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{portal.base}/auswertungen/{portal.ids['result']}/")
    expect(page.locator(".result__picture svg[role=img]")).to_be_visible()
    expect(page.locator(".table tbody tr")).to_have_count(2)
    expect(page.locator("#result-map")).to_be_hidden()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert overflow <= 0


def test_a_browser_without_webgl_keeps_the_page(portal: Portal, page: Page) -> None:
    page.add_init_script(NO_WEBGL)
    portal.open(page, f"/auswertungen/{portal.ids['result']}/")
    expect(page.locator("#result-map")).to_be_hidden()
    expect(page.locator(".result__picture svg[role=img]")).to_be_visible()


@pytest.mark.parametrize("state", ["results", "result", "in English: result", "municipality"])
@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_axe_finds_nothing(portal: Portal, page: Page, state: str, size: str) -> None:
    assert look_at(portal, page, state, size, SCHEMES).faults == []
