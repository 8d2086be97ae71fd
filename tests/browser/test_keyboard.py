"""The public pages with nothing but a keyboard: everything is reached, seen, done and left again."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CLOSE, NARROW, WIDE, open_map
from tests.browser.states import MAPS, PATHS, Portal

MAP_TABS = 8  # so many stops at most before the keyboard is through the map
MOST_TABS = 250
FOLLOWED = """() => {
  let active = document.activeElement;
  if (active === document.body || active === document.documentElement) return null;
  while (active.contentDocument?.activeElement) active = active.contentDocument.activeElement;
  if (active === active.ownerDocument.body) return { ring: true, seen: true };  // a frame, before its first stop
  const box = active.getBoundingClientRect();
  const ring = getComputedStyle(active.closest('.chip, .pill') ?? active);
  // A link over two lines: the middle of its box may be beside it.
  const boxes = [box, ...active.getClientRects()];
  const middle = (each) => [each.left + each.width / 2, each.top + each.height / 2];
  const tops = boxes.map((each) => active.ownerDocument.elementFromPoint(...middle(each)));
  const isOn = (top) => !!top && (active === top || active.contains(top) || top.contains(active));
  return {
    what: `${active.outerHTML.slice(0, 110)} under ${tops[0]?.outerHTML.slice(0, 60)}`,
    ring: ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2,
    seen: tops.some(isOn),
  };
}"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the element with this role and name has the focus."""
    target = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {role} “{name}”")


def walk_through(page: Page) -> tuple[int, list[str]]:
    """Press Tab until the page is left; return the number of stops, and what was without a ring or covered."""
    stops, faults = 0, []
    while stops < MOST_TABS:
        page.keyboard.press("Tab")
        page.evaluate(PAINTED)
        state = page.evaluate(FOLLOWED)
        if state is None:
            return stops, faults
        stops += 1
        if not state["ring"]:
            faults.append(f"no ring: {state['what']}")
        if not state["seen"]:
            faults.append(f"covered: {state['what']}")
    return stops, [*faults, f"still not through after {stops} stops"]


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


def test_everything_with_the_keyboard_shows_it_and_is_not_covered(portal: Portal, page: Page) -> None:
    faults = []
    for size, path in [(NARROW, MAPS["map with crisis numbers"]), (NARROW, PATHS["start"]), (WIDE, MAPS["station"])]:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        portal.open(page, path.format(**portal.ids))
        stops, found = walk_through(page)
        faults += [f"{path}: {each}" for each in found]
        assert stops > 12, path
    assert not faults, "\n".join(faults)


@pytest.mark.long
def test_no_page_hides_or_holds_the_keyboard(portal: Portal, page: Page) -> None:
    faults = []
    for path in [*PATHS.values(), *MAPS.values()]:
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            portal.open(page, path.format(**portal.ids))
            faults += [f"{path}, {size['width']}: {each}" for each in walk_through(page)[1]]
    assert not faults, "\n".join(faults)


def test_the_first_stop_leads_past_the_header(portal: Portal, page: Page) -> None:
    for path in ("/", "/themen/", "/melden/"):
        portal.open(page, path)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('main')"), path


def test_one_finds_help_nearby_and_reports_an_error(portal: Portal, page: Page) -> None:
    page.set_viewport_size(WIDE)
    portal.open_map(page, f"/karte/?layers=association,support_service&{CLOSE}")
    tab_to(page, "searchbox", "In der Nähe von")
    page.keyboard.type("Domstraße 1, Würzburg")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_contain_text("Umkreis")
    page.get_by_role("link", name="Zur Liste").focus()
    tab_to(page, "checkbox", "Vereine und Initiativen")
    page.keyboard.press("Space")
    expect(page.locator("#list")).not_to_contain_text("Turnverein Mitte")
    tab_to(page, "checkbox", "jetzt geöffnet")
    page.keyboard.press("Space")
    expect(page.locator(".choices-made")).to_contain_text("jetzt geöffnet")
    tab_to(page, "link", "Beratung am Markt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Beratung am Markt")
    tab_to(page, "link", "Fehler melden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fehler melden")
    page.wait_for_timeout(2500)  # the form takes nothing that was sent faster than a person can
    tab_to(page, "button", "Meldung senden")
    page.keyboard.press("Enter")
    summary = page.locator(".form-errors")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Was stimmt nicht?")).to_be_focused()
    page.keyboard.type("Die Beratung ist umgezogen.")
    tab_to(page, "button", "Meldung senden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/melden/danke/")


def test_escape_leads_back(portal: Portal, page: Page) -> None:
    page.set_viewport_size(WIDE)
    portal.open_map(page, f"/karte/?layers=association&{CLOSE}")  # no support services: Escape does not leave
    find = page.get_by_role("button", name="Turnverein Mitte auf der Karte zeigen")
    find.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".maplibregl-popup").get_by_role("link", name="Turnverein Mitte")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".maplibregl-popup")).to_have_count(0)
    expect(find).to_be_focused()
    share = page.get_by_role("button", name="Link teilen")
    share.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(share).to_be_focused()
    menu = page.get_by_role("button", name="Zeichen und Darstellung der Karte")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map-menu")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#map-menu")).to_be_hidden()
    expect(menu).to_be_focused()
