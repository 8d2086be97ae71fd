"""The public pages for people with a keyboard, a screen reader, large type or a finger (WCAG 2.2 AA)."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CLOSE, NARROW, WIDE, open_map

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Default words of MapLibre: none of them may be left on a German page.
ENGLISH = re.compile(r"\b(Zoom|Map|marker|Toggle|attribution|Close|popup|Drag|rotate)\b")
MAP_TABS = 8  # so many stops at most before the keyboard is through the map


def violations(page: Page) -> list[str]:
    """Run axe with every rule of these sets, none switched off; return what it finds, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))  # evaluated, not added: the policy blocks a script tag
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide light", "narrow dark"])
def test_axe_finds_nothing_on_the_map_with_its_popup(
    live_server: str, page: Page, entries: dict[str, str], size: dict[str, int], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size(size)
    open_map(page, f"{live_server}/karte/?layers=association,place,sports_facility&{CLOSE}")
    page.get_by_text("Weitere Orte: Arten wählen").click()
    page.get_by_text("Eingrenzen").click()
    assert violations(page) == []
    page.get_by_role("button", name="Turnverein Mitte auf der Karte zeigen").click()
    expect(page.locator(".maplibregl-popup")).to_contain_text("Alle Angaben")
    assert violations(page) == []


def test_axe_finds_nothing_on_the_other_pages(live_server: str, page: Page, entries: dict[str, str]) -> None:
    paths = [
        f"/karte/association/{entries['club']}/",
        "/quellen/",
        "/impressum/",
        "/datenschutz/",
        "/barrierefreiheit/",
    ]
    for path in [*paths, "/en/karte/", "/karte/?page=x", "/gibt/es/nicht/"]:
        page.emulate_media(color_scheme="light")
        page.goto(f"{live_server}{path}")
        assert violations(page) == [], path
        page.emulate_media(color_scheme="dark")
        assert violations(page) == [], f"{path} in the dark"


def test_the_map_speaks_german(live_server: str, page: Page, entries: dict[str, str]) -> None:
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    page.get_by_role("button", name="Turnverein Mitte auf der Karte zeigen").click()
    expect(page.locator(".maplibregl-popup")).to_contain_text("Alle Angaben")
    words = page.evaluate(
        "[...document.querySelectorAll('#map [aria-label], #map [title], #map canvas')]"
        ".flatMap(each => [each.getAttribute('aria-label'), each.title]).filter(Boolean)"
    )
    assert len(words) > 5
    assert [word for word in words if ENGLISH.search(word)] == []


def test_the_keyboard_reaches_and_leaves_the_map(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zur Liste")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zur Karte")).to_be_focused()
    page.keyboard.press("Enter")
    stops = 0
    inside = True
    while inside:
        page.keyboard.press("Tab")
        inside = page.evaluate("!!document.activeElement.closest('#map')")
        stops += inside
        assert stops <= MAP_TABS
    assert stops >= 4  # the map itself, larger, smaller, whole region
    expect(page.locator("footer a").first).to_be_focused()


def test_everything_with_the_keyboard_shows_it_and_is_not_covered(
    live_server: str, page: Page, entries: dict[str, str]
) -> None:
    page.set_viewport_size(NARROW)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    seen = 0
    while True:
        page.keyboard.press("Tab")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        state = page.evaluate(
            """() => {
              const active = document.activeElement;
              if (active === document.body) return null;
              const box = active.getBoundingClientRect();
              const ring = getComputedStyle(active.closest('.chip') ?? active);
              const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
              return {
                what: `${active.outerHTML.slice(0, 100)} under ${top?.outerHTML.slice(0, 60)}`,
                ring: ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2,
                seen: !!top && (active === top || active.contains(top) || top.contains(active)),
              };
            }"""
        )
        if state is None:
            break
        seen += 1
        assert state["ring"], f"no ring: {state['what']}"
        assert state["seen"], f"covered: {state['what']}"
        assert seen < 80
    assert seen > 15


def test_targets_are_large_enough_for_a_finger(live_server: str, browser: Browser, entries: dict[str, str]) -> None:
    context = browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, .chip, .footer a, .header a, select')]
          .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
          .filter(([, box]) => box.width > 0 && (box.width < 44 || box.height < 44))
          .map(([html, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""
    )
    # MapLibre's switch of the sources is small, and what it shows stands in the footer's page of sources as well.
    assert [each for each in small if "maplibregl-ctrl-attrib-button" not in each] == []
    context.close()


def test_at_400_percent_nothing_scrolls_sideways(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    for path in ("/karte/", f"/karte/association/{entries['club']}/", "/quellen/", "/barrierefreiheit/"):
        page.goto(f"{live_server}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_less_motion_is_respected(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?map=11/49.79/9.93")
    page.get_by_role("button", name="Turnverein Mitte auf der Karte zeigen").click()
    # Without a flight the address says the goal as soon as the list has followed.
    page.wait_for_url(re.compile(r"map=15/"), timeout=2000)
