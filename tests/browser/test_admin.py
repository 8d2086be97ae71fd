"""The administration in a browser: sign in, draw, save; the open map follows; the security policy has no complaint."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from layers.models import Association, Heimatforum
from layers.services import save_entry
from tests.browser.axe import Findings
from tests.browser.conftest import CLOSE, NARROW, WIDE, Watch, open_map, watch
from tests.staff import person

PASSWORD = "Mainbrücke im Nebel 7"


@pytest.fixture
def editor(entries: dict[str, str]) -> str:
    """Somebody who edits the whole region; returns the name with which she signs in."""
    edith = person("edith", "editor", whole_region=True)
    edith.set_password(PASSWORD)
    edith.save()
    return edith.username


def sign_in(page: Page, url: str, username: str) -> Watch:
    """Sign in through the form, as a person does: a browser's Origin and cookies have to pass."""
    seen = watch(page)
    page.goto(f"{url}/verwaltung/")
    page.get_by_label("Benutzername").fill(username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Überblick")).to_be_visible()
    return seen


def test_a_place_is_set_and_the_open_map_shows_it_at_the_next_look(
    live_server: str, page: Page, browser: Browser, entries: dict[str, str], editor: str
) -> None:
    page.set_viewport_size(WIDE)
    open_map(page, f"{live_server}/karte/?{CLOSE}")
    expect(page.locator("#list")).to_contain_text("Turnverein Mitte")

    desk = browser.new_context(locale="de-DE", viewport=WIDE).new_page()
    seen = sign_in(desk, str(live_server), editor)
    desk.goto(f"{live_server}/verwaltung/layers/association/{entries['club']}/change/")
    desk.get_by_label("Name:", exact=True).fill("Turnverein am Tor")
    desk.locator(".map-field .maplibregl-canvas").wait_for()
    desk.get_by_placeholder("49.7936, 9.9294").fill("49.79300, 9.93100")
    desk.get_by_role("button", name="Setzen", exact=True).click()
    desk.get_by_role("button", name="Speichern", exact=True).click()
    expect(desk.locator(".messagelist .success")).to_contain_text("Turnverein am Tor")
    moved = Association.objects.get(pk=entries["club"]).geom.transform(4326, clone=True)
    assert (round(moved.y, 5), round(moved.x, 5)) == (49.793, 9.931)
    assert seen.hosts == {urlsplit(str(live_server)).netloc}
    assert seen.complaints == []
    desk.context.close()

    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#list")).to_contain_text("Turnverein am Tor")


def test_without_script_the_place_is_a_text(
    live_server: str, browser: Browser, entries: dict[str, str], editor: str
) -> None:
    page = browser.new_context(locale="de-DE", java_script_enabled=False).new_page()
    sign_in(page, str(live_server), editor)
    page.goto(f"{live_server}/verwaltung/layers/association/{entries['club']}/change/")
    page.get_by_label("Lage:", exact=True).fill("49,7930 9,9310")
    page.get_by_role("button", name="Speichern und zurückziehen").click()
    expect(page.locator(".entry-state")).to_contain_text("zurückgezogen")
    assert round(Association.objects.get(pk=entries["club"]).geom.transform(4326, clone=True).y, 5) == 49.793
    page.context.close()


def test_a_stay_is_added_with_a_map_of_its_own(
    live_server: str, page: Page, entries: dict[str, str], editor: str
) -> None:
    forum = save_entry(Heimatforum(name="Klimarondell", moves=True), by="test")
    page.set_viewport_size(WIDE)
    seen = sign_in(page, str(live_server), editor)
    page.goto(f"{live_server}/verwaltung/layers/heimatforum/{forum.pk}/change/")
    page.get_by_role("button", name="Standort von … bis … hinzufügen").click()
    stay = page.locator("#stays-0")
    stay.get_by_label("Ort:").fill("Marktplatz")
    stay.locator("#id_stays-0-starts_at_0").fill("01.05.2026")
    stay.locator("#id_stays-0-starts_at_1").fill("08:00")
    stay.locator("#id_stays-0-ends_at_0").fill("01.06.2026")
    stay.locator("#id_stays-0-ends_at_1").fill("18:00")
    stay.locator(".maplibregl-canvas").wait_for()
    stay.get_by_placeholder("49.7936, 9.9294").fill("49.79300, 9.93100")
    stay.get_by_role("button", name="Setzen", exact=True).click()
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert forum.stays.get().place_name == "Marktplatz"
    assert seen.complaints == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_fit_the_screen_and_the_policy(
    live_server: str, page: Page, entries: dict[str, str], editor: str, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    seen = sign_in(page, str(live_server), editor)
    club = entries["club"]
    for path in (
        "",
        "layers/association/",
        f"layers/association/{club}/change/",
        f"layers/association/{club}/history/",
    ):
        page.goto(f"{live_server}/verwaltung/{path}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert seen.complaints == []


def test_fields_with_completion_have_the_name_of_their_label(
    live_server: str, page: Page, entries: dict[str, str], editor: str
) -> None:
    sign_in(page, str(live_server), editor)
    page.goto(f"{live_server}/verwaltung/layers/association/{entries['club']}/change/")
    page.wait_for_load_state("load")
    expect(page.get_by_role("combobox", name="Träger")).to_be_visible()
    page.get_by_role("combobox", name="Träger").click()
    expect(page.locator(".select2-container--open .select2-search__field")).to_have_accessible_name(
        re.compile("Träger")
    )
    page.keyboard.press("Escape")
    findings = Findings()
    findings.look(page, "the form of an association")
    assert [fault for fault in findings.faults if "select2" in fault] == []
