"""The pages around the map in a browser: reporting an error in three actions, and axe on each of them."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from participation.models import Report
from tests.browser.axe import violations
from tests.browser.conftest import NARROW, WIDE, watch
from texts.models import PageText
from texts.services import save_page_text

TIME_TO_READ_MS = 3500  # a form that comes back sooner is taken for a program's; the token's clock has whole seconds
PATHS = ["/", "/themen/", "/themen/association/", "/gebiete/", "/gebiete/09663000/", "/hilfe/", "/quellen/"]
PATHS += ["/impressum/", "/datenschutz/", "/barrierefreiheit/", "/leichte-sprache/", "/melden/", "/melden/danke/"]


@pytest.fixture
def pages(entries: dict[str, str]) -> list[str]:
    """The addresses of all these pages, a slot with a text and the form of an entry among them."""
    text = PageText(slug="easy-language", title="Leichte Sprache", body="Hier steht etwas.", status="published")
    save_page_text(text, by="test")
    return [*PATHS, f"/melden/association/{entries['club']}/"]


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide light", "narrow dark"])
def test_axe_finds_nothing_on_the_pages(
    live_server: str, page: Page, pages: list[str], size: dict[str, int], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size(size)  # type: ignore[arg-type]
    seen = watch(page)
    found = {}
    for path in pages:
        page.goto(f"{live_server}{path}")
        found[path] = violations(page)
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found["errors"] = violations(page)
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert [each for each in seen.complaints if "400" not in each] == []
    assert page.context.cookies() == []


def test_nothing_scrolls_sideways_on_the_smallest_screen(live_server: str, page: Page, pages: list[str]) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    for path in pages:
        page.goto(f"{live_server}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_error_is_reported_in_three_actions_on_a_phone(
    live_server: str, browser: Browser, entries: dict[str, str], scripts: bool
) -> None:
    context = browser.new_context(viewport=NARROW, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live_server}/karte/?layers=association")
    page.get_by_role("link", name="Turnverein Mitte", exact=True).click()  # 1
    page.get_by_role("main").get_by_role("link", name="Fehler melden").click()  # 2
    page.get_by_label("Was stimmt nicht?").fill("Der Verein ist umgezogen.")
    page.wait_for_timeout(TIME_TO_READ_MS)
    page.get_by_role("button", name="Meldung senden").click()  # 3
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke, Ihre Meldung ist angekommen")
    report = Report.objects.get()
    assert (report.layer, report.entry_id, report.text) == (
        "association",
        entries["club"],
        "Der Verein ist umgezogen.",
    )
    assert context.cookies() == []
    context.close()


def test_what_is_wrong_has_the_keyboard_and_leads_to_its_field(
    live_server: str, page: Page, entries: dict[str, str]
) -> None:
    page.goto(f"{live_server}/melden/association/{entries['club']}/")
    page.get_by_label("E-Mail für eine Antwort").fill("max")
    page.wait_for_timeout(TIME_TO_READ_MS)
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^Angaben prüfen: "))
    page.get_by_role("link", name="Schreiben Sie, was nicht stimmt.").click()
    expect(page.get_by_label("Was stimmt nicht?")).to_be_focused()


def test_a_barrier_is_reported_from_the_statement(live_server: str, page: Page, entries: dict[str, str]) -> None:
    page.goto(f"{live_server}/barrierefreiheit/")
    page.get_by_label("Was stimmt nicht?").fill("Der Knopf ist zu klein.")
    page.wait_for_timeout(TIME_TO_READ_MS)
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke, Ihre Meldung ist angekommen")
    assert (Report.objects.get().kind, Report.objects.get().url) == ("barrier", "/barrierefreiheit/")
