"""The public pages for large type, small screens, fingers, forced colours, little motion; in the reader's language."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CLOSE, NARROW, WIDE, open_map
from tests.browser.states import MAPS, PATHS, STATES, Portal

# Default words of MapLibre: none of them may be left on a German page.
ENGLISH = re.compile(r"\b(Zoom|Map|marker|Toggle|attribution|Close|popup|Drag|rotate|Enter|Exit|fullscreen)\b")
SMALLEST = {"width": 320, "height": 256}  # 1280 × 1024 pixels at 400 %
# WCAG 1.4.12: what people may set without losing a word.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
# What is too small for its measure. Links within a sentence, and what only a screen reader meets, need not be large.
SMALL = """(least) => [...document.querySelectorAll('a, button, summary, select, input, textarea, [role=button]')]
  .map((each) => each.closest('label, .chip, .pill') ?? (each.id && document.querySelector(`label[for="${each.id}"]`)
    && each.matches('[type=checkbox], [type=radio]') ? each.parentElement : each))
  .filter((each) => each.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
  .filter((each) => !each.closest('.skip, .kern-sr-only, .form__trap, [inert]'))
  .filter((each) => getComputedStyle(each).display !== 'inline')
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (Math.round(box.width) < least || Math.round(box.height) < least))
  .map(([each, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${each.outerHTML.slice(0, 110)}`)"""
# Words that are cut off: their box hides what runs over, and something does.
CUT = """() => [...document.querySelectorAll('main *, header *, footer *, aside *')]
  .filter((each) => each.checkVisibility() && !each.closest('.kern-sr-only, .skip, .form__trap, svg, select'))
  .filter((each) => !each.closest('.maplibregl-map'))
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .filter((each) => {
    for (let box = each; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      const hides = [style.overflowX, style.overflowY].some((value) => ['hidden', 'clip'].includes(value));
      if (hides && style.webkitLineClamp === 'none'
        && (box.scrollHeight > box.clientHeight + 2 || box.scrollWidth > box.clientWidth + 2)) return true;
      if (style.overflowX === 'auto' || style.overflowY === 'auto' || style.overflowY === 'scroll') return false;
    }
    return false;
  }).map((each) => each.outerHTML.slice(0, 120))"""


def test_the_map_speaks_german(live_server: str, page: Page, entries: dict[str, str]) -> None:
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    page.get_by_role("button", name="Turnverein Mitte auf der Karte zeigen").click()
    expect(page.locator(".maplibregl-popup")).to_contain_text("Alle Angaben")
    words = page.evaluate(
        "[...document.querySelectorAll('.sheet [aria-label], .sheet [title], #map canvas')]"
        ".flatMap(each => [each.getAttribute('aria-label'), each.title]).filter(Boolean)"
    )
    assert len(words) > 5
    assert [word for word in words if ENGLISH.search(word)] == []


def test_pages_have_titles_of_their_own_one_heading_and_their_language(portal: Portal, page: Page) -> None:
    titles: dict[str, str] = {}
    for name, path in {**PATHS, **MAPS}.items():
        page.goto(portal.base + path.format(**portal.ids))
        said = page.evaluate("[document.title, document.documentElement.lang, document.querySelectorAll('h1').length]")
        title, language, headings = said
        assert (language, headings) == ("en" if path.startswith("/en/") else "de", 1), path
        if not path.startswith("/karte/?"):
            assert title not in titles, f"{path} and {titles[title]} have one title: {title}"
            titles[title] = name


def test_a_field_for_what_a_browser_knows_says_so(portal: Portal, page: Page) -> None:
    portal.open(page, "/melden/")
    expect(page.get_by_label("E-Mail für eine Antwort")).to_have_attribute("autocomplete", "email")
    portal.open(page, "/karte/")
    expect(page.get_by_label("In der Nähe von")).to_have_attribute("autocomplete", "address-line1")


@pytest.mark.parametrize("finger", [False, True], ids=["mouse", "finger"])
def test_targets_are_large_enough(portal: Portal, browser: Browser, finger: bool) -> None:
    context = browser.new_context(viewport=NARROW, has_touch=finger, is_mobile=finger)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    page = context.new_page()
    faults = []
    for name in [
        "start",
        "filters",
        "popup",
        "station",
        "topics",
        "areas",
        "municipality",
        "print",
        "report",
        "menu of the map",
    ]:
        STATES[name](portal, page)
        # MapLibre's switch of the sources is small, and what it shows stands in the footer's page of sources as well.
        small = [each for each in page.evaluate(SMALL, 44 if finger else 24) if "ctrl-attrib" not in each]
        faults += [f"{name}: {each}" for each in small]
    context.close()
    assert not faults, "\n".join(faults)


def test_at_400_percent_nothing_scrolls_sideways(portal: Portal, page: Page) -> None:
    page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
    wide = []
    for path in [*PATHS.values(), *MAPS.values()]:
        page.goto(portal.base + path.format(**portal.ids))
        width = page.evaluate("document.documentElement.scrollWidth")
        wide += [f"{path}: {width}"] if width > SMALLEST["width"] else []
    assert not wide, "\n".join(wide)


def test_wider_spacing_cuts_nothing_off(portal: Portal, page: Page) -> None:
    faults = []
    for path in [*PATHS.values(), *MAPS.values()]:
        page.goto(portal.base + path.format(**portal.ids))
        page.evaluate(
            "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);"
            " document.adoptedStyleSheets = [sheet]; }",
            SPACING,
        )
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            faults += [f"{path}, {size['width']}: {each}" for each in page.evaluate(CUT)]
            width = page.evaluate("document.documentElement.scrollWidth")
            faults += [f"{path}: {width} px wide at {size['width']}"] if width > size["width"] else []
    assert not faults, "\n".join(faults)


def test_less_motion_is_respected(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?map=11/49.79/9.93")
    page.get_by_role("button", name="Turnverein Mitte auf der Karte zeigen").click()
    # Without a flight the address says the goal as soon as the list has followed.
    page.wait_for_url(re.compile(r"map=15/"), timeout=2000)


def test_forced_colours_leave_controls_and_signs(portal: Portal, page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.set_viewport_size(WIDE)
    portal.open_map(page, MAPS["map"])
    unseen = page.evaluate(
        """() => [...document.querySelectorAll('.chip, .pill, .button, .toggle, .maplibregl-ctrl-group button, .card')]
          .filter((each) => each.checkVisibility())
          .filter((each) => {
            const borders = [each, each.parentElement].map((one) => getComputedStyle(one).borderTopStyle);
            return borders.every((style) => style === 'none');
          }).map((each) => each.outerHTML.slice(0, 110))"""
    )
    assert unseen == []
    ticked = page.evaluate(
        """() => ['.chip:has(:checked)', '.chip:not(:has(:checked))'].map((which) => {
          const style = getComputedStyle(document.querySelector(which));
          return [style.borderTopWidth, style.borderTopColor, style.fontWeight, style.backgroundColor].join();
        })"""
    )
    assert ticked[0] != ticked[1]
