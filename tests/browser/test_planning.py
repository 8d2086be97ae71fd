"""The planners' workspace in a browser: from the question to the report by keyboard, axe on every page."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from analysis import services
from analysis.models import Run
from tests.analysis.conftest import Town, asked, town, worked
from tests.browser.axe import Findings
from tests.browser.conftest import NARROW, WIDE, watch

__all__ = ["town"]
PASSWORD = "Mainbrücke im Nebel 7"
MOST_TABS = 120
START = "49.79130, 9.93070"
NEW_PATH = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry":
    {"type": "LineString", "coordinates": [[9.9307, 49.7913], [9.9357, 49.7913]]}}]}"""
SEND = "Auswertung starten"
HAS_FOCUS = """name => {
  const element = document.activeElement;
  const label = element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? element.textContent;
  return (label ?? '').trim().startsWith(name);
}"""


@pytest.fixture
def published_in_test(published_committed: None) -> Iterator[None]:
    """The town is committed here: a browser asks through connections of its own."""
    return


@pytest.fixture
def planner(live_server: Any, page: Page, town: Town) -> Page:
    """A browser in which the analyst of the town has signed in, on the workspace."""
    town.analyst.set_password(PASSWORD)
    town.analyst.save()
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(f"{live_server}/planung/")
    page.get_by_label("Benutzername").fill(town.analyst.username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was möchten Sie wissen?")
    return page


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(HAS_FOCUS, name):
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def drawn(page: Page, selector: str) -> None:
    page.locator(f"{selector}.maplibregl-map:not([aria-busy])").wait_for()


def test_from_the_question_to_the_report_by_keyboard(planner: Page) -> None:
    seen = watch(planner)
    tab_to(planner, "Wie weit ist es zum nächsten?")
    planner.keyboard.press("Enter")
    expect(planner.get_by_role("heading", level=1)).to_have_text("Wie weit ist es zum nächsten?")
    tab_to(planner, "Sportstätten")
    planner.keyboard.press("Space")
    tab_to(planner, "Höchstens so viele Minuten")
    planner.keyboard.press("Control+A")
    planner.keyboard.type("12")
    tab_to(planner, SEND)
    planner.keyboard.press("Enter")
    expect(planner.get_by_role("progressbar")).to_be_visible()
    run = worked(Run.objects.get())
    expect(planner.locator(".answer")).to_have_text(run.sentence)
    drawn(planner, "#result-map")
    tab_to(planner, "Bericht (PDF)")
    with planner.expect_download() as download:
        planner.keyboard.press("Enter")
    with open(download.value.path(), "rb") as report:
        assert report.read(5) == b"%PDF-"
    assert seen.complaints == []


def test_a_run_is_cancelled(planner: Page, town: Town, live_server: Any) -> None:
    run = asked(town)
    planner.goto(f"{live_server}/planung/auswertungen/{run.pk}/")
    planner.get_by_role("button", name="Abbrechen").click()
    expect(planner.get_by_role("heading", name="abgebrochen")).to_be_visible()
    run.refresh_from_db()
    assert run.status == Run.Status.CANCELLED


def test_the_reach_follows_the_point(planner: Page, live_server: Any) -> None:
    seen = watch(planner)
    planner.goto(f"{live_server}/planung/fragen/isochrone/")
    drawn(planner, "#place-map")
    planner.get_by_label("Startpunkt", exact=True).fill(START)
    with planner.expect_response("**/planung/erreichbar.json") as answer:
        planner.get_by_label("Startpunkt", exact=True).press("Tab")
    assert answer.value.ok
    marker = planner.get_by_role("button", name="A: Startpunkt")
    marker.focus()
    with planner.expect_response("**/planung/erreichbar.json") as answer:
        planner.keyboard.press("ArrowRight")
    assert answer.value.ok
    assert planner.get_by_label("Startpunkt", exact=True).input_value() != START
    expect(planner.locator("#place-status")).to_have_text("In 15 Minuten erreichbar")
    box = marker.bounding_box()
    assert box
    planner.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    planner.mouse.down()
    with planner.expect_response("**/planung/erreichbar.json") as answer:
        planner.mouse.move(box["x"] + 40, box["y"] + 40, steps=4)
    planner.mouse.up()
    assert answer.value.ok
    assert "49." not in planner.url
    assert seen.complaints == []


def test_a_scenario_is_drawn_by_keyboard_and_stands_on_the_map_of_its_result(planner: Page, live_server: Any) -> None:
    seen = watch(planner)
    planner.goto(f"{live_server}/planung/fragen/nearest/")
    planner.get_by_label("Sportstätten").check()
    planner.get_by_role("button", name="Weg sperren").press("Enter")
    drawn(planner, "#scenario-map")
    take = planner.get_by_role("button", name="Punkt unter dem Kreuz setzen")
    expect(take).to_be_focused()
    text = planner.locator("#scenario-text")
    take.press("Escape")
    assert text.input_value() == ""
    planner.get_by_label("Art des neuen Wegs").select_option(label="Treppe")
    planner.get_by_role("button", name="Neuen Weg zeichnen").press("Enter")
    take.press("Enter")
    expect(planner.get_by_role("button", name="Weg ist fertig")).to_be_hidden()
    planner.locator("#scenario-map canvas").press("ArrowRight")
    planner.wait_for_timeout(400)  # the map glides
    take.press("Enter")
    planner.get_by_role("button", name="Weg ist fertig").press("Enter")
    expect(planner.get_by_role("button", name="Neuen Weg zeichnen")).to_be_focused()
    expect(planner.locator("#scenario-changes li")).to_have_count(1)
    (way,) = json.loads(text.input_value())["features"]
    assert way["properties"] == {"highway": "steps"}
    assert len(way["geometry"]["coordinates"]) == 2
    planner.get_by_role("button", name="Entfernen: 1, Treppe").press("Enter")
    assert text.input_value() == ""
    planner.locator("summary", has_text="Als GeoJSON").click()
    text.fill(NEW_PATH)
    text.press("Tab")
    expect(planner.locator("#scenario-changes li")).to_contain_text("Gehweg, ")
    planner.get_by_role("button", name=SEND).click()
    expect(planner.get_by_role("progressbar")).to_be_visible()
    worked(Run.objects.get())
    expect(planner.get_by_text("Planspiel: Kreise mit ×")).to_be_visible()
    drawn(planner, "#result-map")
    assert seen.complaints == []


def test_the_reach_follows_a_closed_way(planner: Page, live_server: Any) -> None:
    planner.goto(f"{live_server}/planung/fragen/isochrone/")
    drawn(planner, "#place-map")
    planner.get_by_label("Startpunkt", exact=True).fill(START)
    with planner.expect_response("**/planung/erreichbar.json"):
        planner.get_by_label("Startpunkt", exact=True).press("Tab")
    planner.get_by_role("button", name="Weg sperren").click()
    box = planner.locator("#place-map").bounding_box()
    assert box
    with planner.expect_response("**/planung/erreichbar.json") as answer:
        planner.mouse.click(box["x"] + box["width"] / 2 - 60, box["y"] + box["height"] / 2 - 60)
    (closed,) = json.loads(answer.value.request.post_data or "")["scenario"]["features"]
    assert closed["geometry"]["type"] == "Point"
    expect(planner.locator("#scenario-changes li")).to_contain_text("Weg gesperrt")
    assert planner.get_by_label("Startpunkt", exact=True).input_value() == START


def test_kinds_are_those_of_the_topics_that_are_chosen(planner: Page, live_server: Any) -> None:
    planner.goto(f"{live_server}/planung/fragen/nearest/")
    kinds = planner.get_by_role("group", name="Nur diese Arten")
    expect(kinds).to_be_hidden()
    planner.get_by_label("Sportstätten").check()
    expect(kinds).to_be_visible()
    expect(kinds.locator("details:visible")).to_have_count(1)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_any_page(planner: Page, town: Town, live_server: Any, size: dict[str, int]) -> None:
    done, longer = worked(asked(town, minutes=9)), worked(asked(town, minutes=20))
    point = {"point": [9.9307, 49.7913]}
    reach = worked(services.start("isochrone", point, by=town.analyst))
    Run.objects.filter(pk=done.pk).update(changed_rows=["geändert: Platz Ost"])
    waiting = asked(town, minutes=3)
    planner.set_viewport_size(size)  # type: ignore[arg-type]
    findings = Findings()
    for path, fetched in {
        "": "",
        "auswertungen/": "",
        "nachweis/": "",
        "fragen/cumulative-opportunities/": "",
        "fragen/isochrone/": "#place-map",
        f"auswertungen/{done.pk}/": "#result-map",
        f"auswertungen/{reach.pk}/": "#result-map",
        f"auswertungen/{waiting.pk}/": "",
        f"vergleich/{done.pk}/{longer.pk}/": "#result-map",
        "fragen/none/": "",
    }.items():
        planner.goto(f"{live_server}/planung/{path}")
        for scheme in ("light", "dark"):
            planner.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if fetched:
                drawn(planner, fetched)
            findings.look(planner, f"{path}, {scheme}")
        assert planner.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    planner.goto(f"{live_server}/planung/fragen/nearest/")
    planner.get_by_role("button", name=SEND).click()
    expect(planner.get_by_role("alert")).to_be_focused()
    findings.look(planner, "a form with errors")
    assert not findings.faults, "\n".join(findings.faults)
