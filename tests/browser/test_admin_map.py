"""The map in forms of the administration: drawn, typed or written as text. Saving is tested with the administration."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Person
from tests.browser.conftest import WIDE

PASSWORD = "ein langes Passwort nur hier"


@pytest.fixture
def signed_in(live_server: str, page: Page, entries: dict[str, str]) -> Page:
    """A page of an administrator who has signed in with the form, as a browser does it."""
    Person.objects.create_superuser("chefin", password=PASSWORD)
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server}/verwaltung/")
    page.get_by_label("Benutzername").fill("chefin")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("link", name="Abmelden").or_(page.get_by_role("button", name="Abmelden"))).to_be_visible()
    return page


def map_field(page: Page) -> Locator:
    """Return the first map of a form once it can be drawn on."""
    field = page.locator(".map-field").first
    field.locator(".maplibregl-canvas").wait_for()
    expect(field.get_by_role("button", name=re.compile("."), pressed=True)).to_have_count(1)
    field.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    return field


def drawn(field: Locator) -> dict[str, object]:
    """Return the geometry that stands in the text of a field."""
    return json.loads(field.locator("textarea").input_value())


def test_a_surface_is_drawn(signed_in: Page, live_server: str, entries: dict[str, str]) -> None:
    signed_in.goto(f"{live_server}/verwaltung/layers/sportsfacility/{entries['pitch']}/change/")
    field = map_field(signed_in)
    before = drawn(field)
    field.get_by_role("button", name="Fläche zeichnen").click()
    box = field.locator(".maplibregl-canvas").bounding_box()
    assert box
    for east, south in [(250, 80), (400, 80), (400, 220), (250, 220), (250, 220)]:
        signed_in.mouse.move(box["x"] + east, box["y"] + south)
        signed_in.mouse.click(box["x"] + east, box["y"] + south)
        signed_in.wait_for_timeout(400)  # two clicks at once would count as one double click
    after = drawn(field)
    assert after["type"] == "Polygon"
    assert after != before


def test_text_and_map_follow_each_other(signed_in: Page, live_server: str, entries: dict[str, str]) -> None:
    signed_in.goto(f"{live_server}/verwaltung/layers/association/{entries['club']}/change/")
    field = map_field(signed_in)
    text, status = field.locator("textarea"), field.get_by_role("status")
    field.get_by_text("Lage als Text").click()
    for wrong in [
        '{"type": "Point", "coordinates": [1]}',
        "Rathaus",
        '{"type": "GeometryCollection", "geometries": []}',
    ]:
        text.fill(wrong)
        text.blur()
        expect(status).to_contain_text("keine GeoJSON-Geometrie")
    text.fill("49,8 9,95")
    text.blur()
    expect(status).to_be_empty()
    field.get_by_label("Breite, Länge").fill("achtundvierzig")
    field.get_by_role("button", name="Setzen", exact=True).click()
    expect(status).to_contain_text("Es braucht zwei Zahlen")
    field.get_by_label("Breite, Länge").fill("49,81, 9,96")
    field.get_by_role("button", name="Setzen", exact=True).click()
    assert drawn(field) == {"type": "Point", "coordinates": [9.96, 49.81]}
    field.get_by_role("button", name="Lage entfernen").click()
    assert text.input_value() == ""
    expect(field.get_by_role("button", name="Punkt setzen")).to_have_attribute("aria-pressed", "true")
