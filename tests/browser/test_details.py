"""Stations, support pages and my area in a browser: drawn under the policy, left without a way back."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from layers.models import ClimateStation, SupportService
from layers.services import save_entry
from observations.models import Datastream
from observations.services import store_readings
from tests.browser.axe import violations
from tests.browser.conftest import NARROW, OLD_TOWN_LAT, OLD_TOWN_LON, WIDE, beside, watch
from tests.conftest import OLD_TOWN

VALUES = [12.0, 11.4, 14.2, 19.9, 29.8, 26.5]


@pytest.fixture
def station(entries: dict[str, str]) -> str:
    """A station that has measured for six hours, beside one in the open country."""
    ids = []
    for name, lift, rural in (("Klimastation Mitte", 0.0, False), ("Klimastation Feld", -3.0, True)):
        made = save_entry(
            ClimateStation(name=name, geom=OLD_TOWN, status="published", elevation_m=200, is_rural_reference=rural),
            by="test",
        )
        stream = Datastream.objects.create(station=made, observed_property="air_temperature")
        last = timezone.now().replace(minute=0, second=0, microsecond=0)
        store_readings(stream, [(last - timedelta(hours=5 - n), value + lift) for n, value in enumerate(VALUES)])
        ids.append(made.pk)
    return str(ids[0])


@pytest.fixture
def helpline(entries: dict[str, str]) -> str:
    """A support service in the middle of the city."""
    service = SupportService(
        name="Sorgentelefon", status="published", geom=beside(30, 30), website="https://hilfe.invalid/", phone="0931 1"
    )
    return str(save_entry(service, by="test").pk)


@pytest.fixture
def elsewhere(page: Page) -> list[str | None]:
    """The page to which the quick exit leads, without the internet; collects the referrers that it is told."""
    referrers: list[str | None] = []

    def answer(route: Route) -> None:
        referrers.append(route.request.header_value("Referer"))
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>Wetter</title><h1>Wetter</h1>")

    page.context.route(f"{settings.REGION.quick_exit}**", answer)
    return referrers


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chart_is_drawn_under_the_policy_from_the_numbers_of_the_table(
    live_server: str, page: Page, station: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size(NARROW)
    seen = watch(page)
    page.goto(f"{live_server}/karte/climate_station/{station}/")
    chart = page.locator("[data-chart=air_temperature-hours]")
    expect(chart.locator("svg path[stroke-width='2.5']")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert seen.complaints == []
    assert seen.hosts == {urlsplit(str(live_server)).netloc}
    drawn = chart.evaluate("figure => JSON.parse(figure.querySelector('script').textContent)")
    rows = chart.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))"
    )
    columns = [[value for value in line["values"] if value is not None] for line in drawn["lines"]]
    tabled = [[float(cell.replace(",", ".")) for cell in column] for column in zip(*rows, strict=True)]
    assert tabled == columns
    assert columns[0] == VALUES
    # Each line has as many corners as the table has rows.
    lines = chart.locator("svg path[fill=none]").evaluate_all(
        "paths => paths.map(each => each.getAttribute('d')).filter(d => d && !/Z/i.test(d))"
        ".map(d => (d.match(/-?[\\d.]+ -?[\\d.]+/g) ?? []).length)"
    )
    assert lines.count(len(VALUES)) >= 2
    assert violations(page) == []


def test_the_chart_of_a_station_is_loaded_on_such_pages_only(
    live_server: str, page: Page, station: str, entries: dict[str, str]
) -> None:
    page.goto(f"{live_server}/karte/association/{entries['club']}/")
    assert not [src for src in page.locator("script[src]").evaluate_all("all => all.map(s => s.src)") if "chart" in src]


def test_without_scripts_the_station_says_all_in_words(live_server: str, browser: Browser, station: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{live_server}/karte/climate_station/{station}/")
    expect(page.locator(".latest__value")).to_have_text(re.compile("26,5"))
    expect(page.locator(".chart__drawing").first).to_be_hidden()
    page.get_by_text("als Tabelle").first.click()
    expect(page.locator(".chart__table").first).to_contain_text("29,8")
    context.close()


@pytest.mark.parametrize("way", ["click", "keyboard"])
def test_the_quick_exit_leaves_no_way_back(
    live_server: str, page: Page, helpline: str, elsewhere: list[str | None], way: str
) -> None:
    page.goto(f"{live_server}/impressum/")
    page.goto(f"{live_server}/karte/support_service/{helpline}/")
    if way == "click":
        page.get_by_role("link", name="Seite schnell verlassen").click()
    else:
        for _press in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(f"{settings.REGION.quick_exit}**")
    expect(page.get_by_role("heading", name="Wetter")).to_be_visible()
    assert elsewhere == [None]
    # „Back“ skips the page that was left, and „forward“ ends at the ordinary one again.
    page.go_back()
    assert "support_service" not in page.url
    expect(page.get_by_role("heading", name="Impressum")).to_be_visible()
    page.go_forward()
    page.wait_for_url(f"{settings.REGION.quick_exit}**")


def test_one_escape_closes_a_popup_and_leaves_nobody(live_server: str, page: Page, helpline: str) -> None:
    page.goto(f"{live_server}/karte/support_service/{helpline}/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(2500)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.startswith(str(live_server))


def test_the_quick_exit_works_without_scripts(live_server: str, browser: Browser, helpline: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    context.route(
        f"{settings.REGION.quick_exit}**", lambda route: route.fulfill(body="<h1>Wetter</h1>", content_type="text/html")
    )
    page = context.new_page()
    page.goto(f"{live_server}/karte/support_service/{helpline}/")
    page.get_by_role("link", name="Seite schnell verlassen").click()
    expect(page.get_by_role("heading", name="Wetter")).to_be_visible()
    context.close()


def test_crisis_numbers_appear_with_the_topic_and_leave_with_it(live_server: str, page: Page, helpline: str) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server}/karte/?layers=association,support_service")
    crisis = page.locator("#crisis")
    expect(crisis).to_be_visible()
    expect(crisis.get_by_role("link", name=re.compile("^112"))).to_have_attribute("href", "tel:112")
    page.get_by_label("Hilfe und Beratung").uncheck()
    expect(crisis).to_be_hidden()
    page.get_by_label("Hilfe und Beratung").check()
    expect(crisis).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "light"), (WIDE, "dark")], ids=["narrow light", "wide dark"])
def test_axe_finds_nothing_on_support_pages_and_my_area(
    live_server: str, page: Page, helpline: str, station: str, size: dict[str, int], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size(size)
    page.goto(f"{live_server}/karte/support_service/{helpline}/")
    assert violations(page) == []
    page.goto(f"{live_server}/mein-ort/")
    assert violations(page) == []
    page.get_by_label("Ihre Adresse").fill("Nirgendwogasse 3")
    page.get_by_role("button", name="Umgebung zeigen").click()
    expect(page.locator("#problem")).to_contain_text("keine Adresse gefunden")
    assert violations(page) == []
    page.goto(f"{live_server}/mein-ort/?area=09663000")
    page.get_by_text("Anderen Ort wählen").click()
    assert violations(page) == []


def test_my_area_takes_the_position_only_when_asked_and_keeps_it_out_of_the_address(
    live_server: str, browser: Browser, station: str, helpline: str
) -> None:
    position = {"latitude": OLD_TOWN_LAT, "longitude": OLD_TOWN_LON}
    context = browser.new_context(viewport=NARROW, geolocation=position, permissions=["geolocation"])
    page = context.new_page()
    seen = watch(page)
    page.add_init_script(
        "const asks = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);"
        "window.asked = 0;"
        "navigator.geolocation.getCurrentPosition = (...all) => { window.asked++; asks(...all); };"
    )
    page.goto(f"{live_server}/mein-ort/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Meinen Standort nehmen").click()
    expect(page.get_by_text("Temperatur jetzt")).to_be_visible()
    expect(page.get_by_text("Sorgentelefon")).to_be_visible()
    assert page.url == f"{live_server}/mein-ort/"
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert seen.complaints == []
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()


def test_my_area_says_what_to_do_when_the_device_refuses(live_server: str, page: Page, station: str) -> None:
    page.goto(f"{live_server}/mein-ort/")
    page.evaluate(
        "() => { navigator.geolocation.getCurrentPosition ="
        " (_yes, no) => no({code: GeolocationPositionError.PERMISSION_DENIED}); }"
    )
    page.get_by_role("button", name="Meinen Standort nehmen").click()
    expect(page.locator("#place-status")).to_contain_text("Ihr Gerät gibt den Standort nicht frei.")


def test_a_point_on_the_map_is_taken_by_keyboard(live_server: str, page: Page, station: str, helpline: str) -> None:
    page.set_viewport_size(NARROW)
    seen = watch(page)
    page.goto(f"{live_server}/mein-ort/")
    assert not [host for host in seen.hosts if host != urlsplit(str(live_server)).netloc]
    page.get_by_role("button", name="Auf der Karte zeigen").press("Enter")
    page.locator("#place-drawing canvas").wait_for()
    expect(page.locator("#place-drawing canvas")).to_be_focused()
    assert violations(page) == []
    page.get_by_role("button", name="Diesen Ort nehmen").press("Enter")
    expect(page.get_by_text("Wer zuständig ist")).to_be_visible()
    assert page.url == f"{live_server}/mein-ort/"
    assert seen.complaints == []
