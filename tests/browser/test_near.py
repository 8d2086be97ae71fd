"""Near a place, and what must stay between a person and the server: words, addresses and positions in no address."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.conftest import CLOSE, NARROW, OLD_TOWN_LAT, OLD_TOWN_LON, WIDE, open_map

START = "map=12/49.79/9.95"


@pytest.fixture
def addresses(entries: dict[str, str]) -> None:
    """Two houses of one street in the middle of the city, and one of the same name in a village."""
    houses = [
        ("3", OLD_TOWN_LON, OLD_TOWN_LAT, "Würzburg"),
        ("5", OLD_TOWN_LON + 0.0002, OLD_TOWN_LAT, "Würzburg"),
        ("3", OLD_TOWN_LON + 0.05, OLD_TOWN_LAT - 0.14, "Ochsenfurt"),
    ]
    with connection.cursor() as cursor:
        for house, lon, lat, city in houses:
            cursor.execute(
                "INSERT INTO published.address (source, street, housenumber, postcode, city, geom) VALUES"
                " ('test', 'Geheimgasse', %s, '97070', %s, public.ST_SetSRID(public.ST_MakePoint(%s, %s), 4326))",
                [house, city, lon, lat],
            )


def spoken(page: Page) -> list[str]:
    """Note every address that the page asks for and every referrer that it names."""
    said: list[str] = []

    def note(request: Request) -> None:
        said.append(request.url)
        if (referrer := request.headers.get("referer")) is not None:
            said.append(f"{request.url} tells {referrer}")

    page.on("request", note)
    return said


def look_near(page: Page, address: str) -> None:
    page.get_by_label("In der Nähe von").fill(address)
    page.get_by_label("In der Nähe von").press("Enter")


@pytest.mark.usefixtures("addresses")
def test_near_an_address_the_nearest_comes_first_and_nothing_tells(live_server: str, page: Page) -> None:
    page.set_viewport_size(WIDE)
    said = spoken(page)
    open_map(page, f"{live_server}/karte/?{START}")
    look_near(page, "Geheimgasse 3 Würzburg")
    chip = page.locator(".choice-made")
    expect(chip).to_contain_text("Geheimgasse 3, 97070 Würzburg, Umkreis 2 km")
    cards = page.locator("#list > .cards [data-entry]")
    expect(cards.first).to_contain_text("Turnverein Mitte")
    expect(cards.nth(1)).to_contain_text("130 m westlich, etwa 3 Minuten zu Fuß, nach Luftlinie geschätzt")
    expect(cards.nth(2)).to_contain_text("130 m nordöstlich")
    expect(cards).to_have_count(3)
    page.get_by_role("searchbox", name="Was suchen Sie?").fill("chor")
    page.get_by_role("searchbox", name="Was suchen Sie?").press("Enter")
    expect(cards).to_have_count(1)
    page.get_by_role("button", name="Chor am Ufer auf der Karte zeigen").click()
    expect(page.locator(".maplibregl-popup")).to_contain_text("130 m nordöstlich")
    page.wait_for_load_state("networkidle")
    assert len(said) > 20
    secret = re.compile(rf"eheimgasse|chor|near=|{OLD_TOWN_LON:.5f},{OLD_TOWN_LAT:.4f}", re.IGNORECASE)
    assert [each for each in said if secret.search(each)] == []
    assert not secret.search(page.url)
    page.get_by_role("button", name=re.compile("^Geheimgasse 3.* entfernen")).click()
    expect(page.locator(".choice-made")).to_have_count(1)
    page.get_by_role("button", name="Filter zurücksetzen").click()
    expect(page.locator(".choice-made")).to_have_count(0)


@pytest.mark.usefixtures("addresses")
def test_the_map_draws_the_same_entries_without_tiles(live_server: str, page: Page) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    look_near(page, "Geheimgasse 3 Würzburg")
    page.wait_for_function("() => document.querySelector('#map').shown().number === 3")
    page.get_by_role("searchbox", name="Was suchen Sie?").fill("chor")
    page.get_by_role("searchbox", name="Was suchen Sie?").press("Enter")
    # The tiles hold three: where one is drawn, they have given way.
    page.wait_for_function("() => document.querySelector('#map').shown().number === 1")
    page.locator("#map:not([aria-busy])").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    here = page.url
    page.locator(".maplibregl-ctrl-zoom-in").click()
    page.wait_for_url(lambda url: url != here)
    page.wait_for_function("() => document.querySelector('#map').shown().number === 1")
    assert asked
    assert [url for url in asked if re.search("/tiles/(?!basemap)", url)] == []


@pytest.mark.usefixtures("addresses")
def test_an_unknown_address_is_said_and_another_town_is_offered(live_server: str, page: Page) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{START}")
    look_near(page, "Nirgendgasse 99")
    expect(page.locator("#list")).to_contain_text("Die Adresse „Nirgendgasse 99“ haben wir nicht gefunden.")
    expect(page.locator("#status")).to_contain_text("haben wir nicht gefunden")
    look_near(page, "Geheimgasse 3")
    expect(page.locator("#list")).to_contain_text("Oder meinten Sie:")


@pytest.mark.usefixtures("addresses")
def test_back_leads_to_the_earlier_selection_also_to_a_position(live_server: str, page: Page) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{START}")
    page.get_by_label("Sportstätten").uncheck()
    expect(page.locator("#list")).not_to_contain_text("Bolzplatz")
    look_near(page, "Geheimgasse 3 Würzburg")
    expect(page.locator(".choice-made")).to_have_count(1)
    expect(page.locator("#list > .cards [data-entry]")).to_have_count(2)
    page.get_by_role("link", name="Turnverein Mitte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Turnverein Mitte")
    page.go_back()
    expect(page.locator(".choice-made")).to_contain_text("Geheimgasse 3")
    page.go_back()
    expect(page.locator(".choice-made")).to_have_count(0)
    expect(page.get_by_label("Sportstätten")).not_to_be_checked()
    page.go_back()
    expect(page.get_by_label("Sportstätten")).to_be_checked()
    expect(page.locator("#list")).to_contain_text("Bolzplatz")


@pytest.mark.usefixtures("addresses")
def test_a_link_carries_a_position_only_if_that_is_ticked(live_server: str, page: Page) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{START}")
    look_near(page, "Geheimgasse 3 Würzburg")
    expect(page.locator(".choice-made")).to_have_count(1)
    page.get_by_role("button", name="Link teilen").click()
    link = page.get_by_label("Adresse", exact=True)
    assert "near" not in parse_qs(urlsplit(link.input_value()).query)
    assert "map" in parse_qs(urlsplit(link.input_value()).query)
    page.get_by_label("auch den gewählten Ort mitgeben").check()
    shared = parse_qs(urlsplit(link.input_value()).query)
    assert shared["near"] == [f"{OLD_TOWN_LON:.5f},{OLD_TOWN_LAT:.5f}"]
    page.get_by_role("button", name="Link kopieren").click()
    expect(page.locator("#share-done")).not_to_be_empty()
    said = spoken(page)
    link_url = link.input_value()
    open_map(page, link_url)
    expect(page.locator(".choice-made")).to_contain_text("Geheimgasse 3")
    page.get_by_label("Sportstätten").uncheck()
    page.wait_for_load_state("networkidle")
    assert "near" not in page.url
    told = [each for each in said if "near=" in each]
    assert told == [link_url], "\n".join(told)


def test_the_device_is_asked_on_a_click_only(
    live_server: str, context: BrowserContext, entries: dict[str, str]
) -> None:
    page = context.new_page()
    page.set_viewport_size(WIDE)
    page.add_init_script(
        "const ask = Geolocation.prototype.getCurrentPosition; window.asked = 0;"
        "Geolocation.prototype.getCurrentPosition = function (...all) { window.asked++; return ask.apply(this, all); }"
    )
    open_map(page, f"{live_server}/karte/?{START}")
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Mein Standort").click()
    expect(page.get_by_role("alert")).to_contain_text("Ihr Gerät gibt den Standort nicht frei.")
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"longitude": OLD_TOWN_LON, "latitude": OLD_TOWN_LAT})
    page.get_by_role("button", name="Mein Standort").click()
    expect(page.locator(".choice-made")).to_contain_text("Umkreis 2 km")
    expect(page.locator("#list > .cards [data-entry]").first).to_contain_text("Turnverein Mitte")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_point_on_the_map_needs_no_dragging(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.set_viewport_size(NARROW)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    page.get_by_role("button", name="Punkt auf der Karte").click()
    expect(page.get_by_role("button", name="Hier suchen")).to_be_focused()
    for way in ("Osten", "Osten", "Westen", "Westen"):
        page.get_by_role("button", name=f"Karte nach {way} verschieben").click()
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Hier suchen").click()
    expect(page.locator(".choice-made")).to_contain_text("gewählter Punkt, Umkreis 2 km")
    expect(page.locator("#list > .cards [data-entry]").first).to_contain_text("Turnverein Mitte")


@pytest.mark.usefixtures("addresses")
def test_without_scripts_one_looks_near_an_address_as_well(live_server: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{live_server}/karte/")
    page.get_by_label("In der Nähe von").fill("Geheimgasse 3 Würzburg")
    page.get_by_role("button", name="Suchen", exact=True).click()
    assert page.url.endswith("/karte/")
    expect(page.locator("#list > .cards [data-entry]")).to_have_count(3)
    page.get_by_text("Eingrenzen").click()
    page.locator("label", has_text="sucht Ehrenamtliche").or_(page.get_by_label("jetzt geöffnet")).first.click()
    page.get_by_role("button", name="Auswahl anwenden").click()
    expect(page.locator(".choice-made")).to_have_count(2)
    page.locator(".choice-made").first.click()
    assert "open_at=now" in page.url  # what may stand in an address leads to one
    expect(page.locator(".choice-made")).to_have_count(1)
    context.close()


@pytest.mark.usefixtures("addresses", "street_network")
def test_within_minutes_by_keyboard_on_a_phone(live_server: str, page: Page) -> None:
    page.set_viewport_size(NARROW)
    said = spoken(page)
    open_map(page, f"{live_server}/karte/?{START}")
    look_near(page, "Geheimgasse 3 Würzburg")
    far = page.get_by_label("Wie weit")
    far.focus()
    page.keyboard.press("ArrowDown")  # in 5 minutes
    chosen = page.locator(".choice-made", has_text="in 5 Minuten zu Fuß")
    expect(chosen).to_be_visible()
    expect(far).to_be_focused()
    cards = page.locator("#list > .cards [data-entry]")
    expect(cards).to_have_count(3)
    expect(cards.nth(1)).to_contain_text("3 Minuten zu Fuß, Luftlinie 130 m")
    page.wait_for_function("() => document.querySelector('#map').shown().number === 3")
    page.get_by_label("unterwegs").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".choice-made", has_text="in 5 Minuten mit Rollstuhl")).to_be_visible()
    page.wait_for_url(lambda url: "minutes=5" in url and "by=wheelchair" in url)
    assert [each for each in said if re.search("eheimgasse|near=", each)] == []
    page.locator("#map:not([aria-busy])").wait_for()
    page.wait_for_load_state("networkidle")
    page.locator(".choice-made", has_text="in 5 Minuten").press("Enter")
    expect(page.locator(".choice-made", has_text="Umkreis 2 km")).to_be_visible()
    expect(page.locator(".choice-made")).to_have_count(1)
    assert "minutes" not in page.url
