"""The pages of the portal and the states that they can be in, each by a name: what the accessibility gate looks at."""

from collections.abc import Callable

from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from tests.browser.conftest import CLOSE, NO_WEBGL, Portal

SETTLE_MS = 300  # after an action, until what it moves has come to rest


State = Callable[[Portal, Page], None]
# Pages without a map, or whose map is as it is at first, by their paths.
PATHS = {
    "start": "/",
    "topics": "/themen/",
    "topic": "/themen/association/",
    "sensitive topic": "/themen/support_service/",
    "areas": "/gebiete/",
    "municipality": "/gebiete/09663000/",
    "district": "/gebiete/0966300001/",
    "results": "/auswertungen/",
    "result": "/auswertungen/{result}/",
    "help": "/hilfe/",
    "sources": "/quellen/",
    "imprint": "/impressum/",
    "privacy": "/datenschutz/",
    "accessibility": "/barrierefreiheit/",
    "easy language": "/leichte-sprache/",
    "sign language": "/gebaerdensprache/",
    "search": "/suche/",
    "print": "/drucken/",
    "my area": "/mein-ort/",
    "around a district": "/mein-ort/?area=0966300001",
    "builder": "/einbetten/",
    "embedded": "/embed/?layers=association,sports_facility",
    "embedded fault": "/embed/?layers=nichts",
    "report": "/melden/",
    "report on an entry": "/melden/association/{club}/",
    "report sent": "/melden/danke/",
    "not found": "/gibt/es/nicht/",
    "fault": "/karte/?page=x",
    "in English: start": "/en/",
    "in English: topic": "/en/themen/association/",
    "in English: result": "/en/auswertungen/{result}/",
    "in English: my area": "/en/mein-ort/",
    "in English: report": "/en/melden/",
}
MAPS = {
    "map": f"/karte/?layers=association,place,sports_facility&{CLOSE}",
    "map with crisis numbers": f"/karte/?layers=support_service&{CLOSE}",
    "map with circles": "/karte/?layers=association&map=11/49.79/9.97",
    "map without a topic": f"/karte/?layers=&{CLOSE}",
    "map where nothing is": "/karte/?layers=association&map=16/49.5/10.2",
    "association": "/karte/association/{club}/",
    "support service": "/karte/support_service/{advice}/",
    "heimatforum": "/karte/heimatforum/{forum}/",
    "project": "/karte/participation_project/{project}/",
    "station": "/karte/climate_station/{station}/",
    "sports facility": "/karte/sports_facility/{pitch}/",
    "place": "/karte/place/{school}/",
    "in English: map": f"/en/karte/?layers=association,support_service&{CLOSE}",
    "in English: entry": "/en/karte/climate_station/{station}/",
}


def _popup(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    with page.expect_response("**/karte/liste/**"):  # the list follows the map there, and scrolls to the entry
        page.get_by_role("button", name="Turnverein Mitte auf der Karte zeigen").click()
    expect(page.locator(".maplibregl-popup")).to_contain_text("Alle Angaben")
    page.wait_for_timeout(SETTLE_MS)


def _several(portal: Portal, page: Page) -> None:
    """Two entries at one address: the map lets one choose."""
    portal.open_map(page, f"/karte/?layers=sports_facility,heimatforum&{CLOSE}")
    box = page.locator(".maplibregl-canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".maplibregl-popup")).to_contain_text("Wandernder Treff")
    expect(page.locator(".maplibregl-popup")).to_contain_text("Turnhalle Mitte")
    page.wait_for_timeout(SETTLE_MS)


def _filters(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.get_by_text("Weitere Orte: Arten wählen").click()
    page.get_by_text("Eingrenzen").click()


def _narrowed(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.locator(".pill", has_text="jetzt geöffnet").click()
    expect(page.locator(".choices-made")).to_be_visible()
    page.wait_for_timeout(SETTLE_MS)


def _near(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.get_by_label("In der Nähe von").fill("Domstraße 1, Würzburg")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_contain_text("Umkreis")
    page.wait_for_timeout(SETTLE_MS)


def _within_minutes(portal: Portal, page: Page) -> None:
    _near(portal, page)
    page.get_by_label("Wie weit").select_option("10")
    expect(page.locator("#list")).to_contain_text("Minuten zu Fuß, Luftlinie")
    page.locator("#map:not([aria-busy])").wait_for()
    page.wait_for_timeout(SETTLE_MS)


def _minutes_without_a_place(portal: Portal, page: Page) -> None:
    portal.open_map(page, f"/karte/?layers=association&minutes=10&by=foot&{CLOSE}")
    expect(page.locator("#list")).to_contain_text("braucht sie einen Ort")


def _way(portal: Portal, page: Page) -> None:
    _ask(portal, page, f"/karte/association/{portal.ids['choir']}/", "address", "Domstraße 1, Würzburg")
    expect(page.locator("main")).to_contain_text("Fußwege und Plätze")
    page.locator("#map:not([aria-busy])").wait_for()


def _no_way(portal: Portal, page: Page) -> None:
    _ask(portal, page, f"/karte/association/{portal.ids['choir']}/", "address", "Xyxyxy 99")
    expect(page.locator("#route-problem")).to_be_visible()


def _unknown_address(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.get_by_label("In der Nähe von").fill("Xyxyxy 99")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_contain_text("haben wir nicht gefunden")


def _share(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.get_by_role("button", name="Link teilen").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _menu(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.get_by_role("button", name="Zeichen und Darstellung der Karte").click()
    page.get_by_label("Pfeile zum Verschieben zeigen").check()


def _contrast(portal: Portal, page: Page) -> None:
    _menu(portal, page)
    page.get_by_label("kontrastreich").check()
    page.locator("#map:not([aria-busy])").wait_for()


def _crosshair(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.get_by_role("button", name="Punkt auf der Karte").click()
    expect(page.get_by_role("button", name="Hier suchen")).to_be_visible()


def _failed(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.route("**/karte/liste/**", lambda route: route.fulfill(status=500, body=""))
    page.locator(".chip", has_text="Heimatforen").click()
    expect(page.locator("#list")).to_contain_text("Die Liste konnte nicht geladen werden")
    page.unroute("**/karte/liste/**")


def _offline(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    page.context.set_offline(True)
    page.locator(".chip", has_text="Heimatforen").click()
    expect(page.locator("#list")).to_contain_text("Keine Verbindung zum Internet")
    page.context.set_offline(False)


def _report_refused(portal: Portal, page: Page) -> None:
    portal.open(page, f"/melden/association/{portal.ids['club']}/")
    page.get_by_label("E-Mail für eine Antwort").fill("keine Adresse")
    page.wait_for_timeout(2500)  # the form takes nothing that was sent faster than a person can
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.locator(".form-errors")).to_be_visible()


def _ask(portal: Portal, page: Page, path: str, name: str, words: str) -> None:
    """Write into the field of that name of a page, and press Enter."""
    portal.open(page, path)
    page.locator(f"main input[name={name}]").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def _around(portal: Portal, page: Page) -> None:
    _ask(portal, page, "/mein-ort/", "address", "Domstraße 1, Würzburg")
    expect(page.locator("main")).to_contain_text("Entfernungen")


def _around_nothing(portal: Portal, page: Page) -> None:
    _ask(portal, page, "/mein-ort/", "address", "Xyxyxy 99")
    expect(page.locator("main input[name=address]")).to_be_visible()


def _crisis_open(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map with crisis numbers"])
    more = page.get_by_text("Mehr Nummern")
    if more.is_visible():  # on a narrow screen
        more.click()


def _whole_sheet(portal: Portal, page: Page) -> None:
    portal.open_map(page, MAPS["map"])
    button = page.get_by_role("button", name="Karte", exact=True)
    if button.is_visible():  # on a narrow screen
        button.click()
        page.wait_for_timeout(SETTLE_MS)


def _found_something(portal: Portal, page: Page) -> None:
    _ask(portal, page, "/suche/", "q", "Turnverein Mitte")
    expect(page.locator(".found")).to_contain_text("Turnverein Mitte")


def _found_nothing(portal: Portal, page: Page) -> None:
    _ask(portal, page, "/suche/", "q", "Xyxyxy")
    expect(page.locator("main")).to_contain_text("Nichts gefunden")


def _suggestions(portal: Portal, page: Page) -> None:
    portal.open(page, "/")
    page.locator("#search-start").press_sequentially("turn")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")


def _without_webgl(portal: Portal, page: Page) -> None:
    page.add_init_script(f"if (location.hash === '#without-webgl') {{ {NO_WEBGL} }}")  # the other states keep theirs
    portal.open(page, f"{MAPS['map']}#without-webgl")
    expect(page.locator("#map-fallback")).to_be_visible()


def _broken(portal: Portal, page: Page) -> None:
    """The page for our own faults, as the server would send it."""
    html = render_to_string("500.html")
    page.route("**/hilfe/", lambda route: route.fulfill(status=500, content_type="text/html", body=html))
    portal.open(page, "/hilfe/")
    page.unroute("**/hilfe/")
    expect(page.locator("h1")).to_have_text("Das hat nicht geklappt")


def _opened(path: str) -> State:
    return lambda portal, page: portal.open(page, path.format(**portal.ids))


def _opened_map(path: str) -> State:
    return lambda portal, page: portal.open_map(page, path.format(**portal.ids))


ACTIONS: dict[str, State] = {
    "popup": _popup,
    "several at one place": _several,
    "filters": _filters,
    "narrowed": _narrowed,
    "near an address": _near,
    "within minutes": _within_minutes,
    "minutes without a place": _minutes_without_a_place,
    "way": _way,
    "no way": _no_way,
    "unknown address": _unknown_address,
    "share": _share,
    "menu of the map": _menu,
    "high contrast": _contrast,
    "crosshair": _crosshair,
    "list failed": _failed,
    "offline": _offline,
    "around an address": _around,
    "around an unknown address": _around_nothing,
    "report refused": _report_refused,
    "crisis numbers open": _crisis_open,
    "map on the whole screen": _whole_sheet,
    "found": _found_something,
    "nothing found": _found_nothing,
    "suggestions": _suggestions,
    "without WebGL": _without_webgl,
    "broken": _broken,
}
STATES: dict[str, State] = {
    **{name: _opened(path) for name, path in PATHS.items()},
    **{name: _opened_map(path) for name, path in MAPS.items()},
    **ACTIONS,
}
# What an ordinary run looks at: one of each kind of page, and what opens on the map.
SHORT = [
    "start",
    "filters",
    "popup",
    "share",
    "menu of the map",
    "station",
    "topics",
    "result",
    "around an address",
    "within minutes",
    "way",
    "print",
    "report refused",
    "not found",
]
