"""The way to an entry: in words and as a line, the accessible one beside it; from where one comes is kept nowhere."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client

from layers.models import Association, Source
from layers.services import save_entry
from network.models import Edition
from network.network import KINDS, Mode
from network.services import store_edition
from tests.analysis.conftest import streets
from tests.conftest import OLD_TOWN, turn
from tests.frontend.test_views import Page

LON, LAT = OLD_TOWN.transform(4326, clone=True).coords
NEAR = f"{LON:.6f},{LAT:.6f}"


def club(east_m: float, north_m: float = 0.0, **said: Any) -> str:
    place = Point(OLD_TOWN.x + east_m, OLD_TOWN.y + north_m, srid=25832)
    entry = Association(name="Verein am Weg", icnpo_category="1", status="published", geom=place, **said)
    made = save_entry(entry, by="test")
    turn()
    return made.pk


@pytest.fixture
def house(published_in_test: None) -> None:
    """One house, in the old town."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO published.address (source, street, housenumber, city, geom) VALUES"
            " ('test', 'Domgasse', '3', 'Würzburg', ST_SetSRID(ST_MakePoint(%s, %s), 4326))",
            [LON, LAT],
        )


def ask(client: Client, entry: str, status: int = 200, language: str = "", **posted: str) -> Page:
    answer = client.post(f"{language}/karte/association/{entry}/weg/", posted)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    found = Page(answer.content.decode())
    found.words = [word.replace("\N{NO-BREAK SPACE}", " ") for word in found.words]
    return found


pytestmark = pytest.mark.usefixtures("street_network")


@pytest.mark.usefixtures("house")
def test_length_minutes_and_kinds_of_way_stand_in_words(client: Client) -> None:
    found = ask(client, club(300, 200), address="Domgasse 3")
    assert "von Domgasse 3, Würzburg" in found.text
    assert "Zu Fuß 6 Minuten, 500 m" in found.text
    assert "Mit Rollstuhl 8 Minuten, 500 m" in found.text
    assert "Fußwege und Plätze 500 m" in found.text


def test_the_line_is_told_to_the_map_and_drawn_without_scripts(client: Client) -> None:
    found = ask(client, club(300, 200), near=NEAR)
    config = json.loads(next(words for words in found.words if words.startswith("{")))
    assert [each["by"] for each in config["routes"]] == ["foot", "wheelchair"]
    line = config["routes"][0]["geometry"]["coordinates"]
    assert line[0] == pytest.approx([LON, LAT], abs=2e-6)
    assert config["from"] == pytest.approx([LON, LAT], abs=2e-6)
    assert len([each for each in found.all("path") if "picture__line" in str(each.get("class"))]) == 2


def test_steps_are_named_and_a_wheelchair_goes_round(client: Client, source: Source) -> None:
    made = streets("with-steps")
    # The street that leads east from the old town is a flight of steps.
    x, y = made.x, made.y
    to_east = (x[made.start] == OLD_TOWN.x) & (x[made.end] == OLD_TOWN.x + 100)
    is_steps = to_east & (y[made.start] == OLD_TOWN.y) & (y[made.end] == OLD_TOWN.y)
    assert is_steps.sum() == 1
    kind = np.where(is_steps, KINDS.index("steps"), made.kind).astype(np.uint8)
    allowed = np.where(is_steps, int(Mode.FOOT), made.allowed_forward).astype(np.uint8)
    changed = replace(made, kind=kind, allowed_forward=allowed, allowed_backward=allowed)
    store_edition(network=changed, source_id=source.pk, file_name="steps", counts={})
    found = ask(client, club(200), near=NEAR)
    assert "Zu Fuß 3 Minuten, 200 m Fußwege und Plätze 100 m Treppen 100 m" in found.text
    assert "Mit Rollstuhl 6 Minuten, 400 m Fußwege und Plätze 400 m" in found.text


def test_where_no_wheelchair_gets_a_sentence_says_so(client: Client, source: Source) -> None:
    made = streets("on-foot-only")
    on_foot = np.full(len(made.start), int(Mode.FOOT), dtype=np.uint8)
    changed = replace(made, allowed_forward=on_foot, allowed_backward=on_foot)
    store_edition(network=changed, source_id=source.pk, file_name="foot", counts={})
    found = ask(client, club(200), near=NEAR)
    assert "3 Minuten, 200 m" in found.text
    assert "Im Umkreis von 500 m um diesen Ort gibt es mit Rollstuhl keinen Weg." in found.text


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"near": "9.5,49.2"}, "Dieser Ort liegt außerhalb der Region"),
        ({"near": f"{LON + 0.05:.5f},{LAT:.5f}"}, "gibt es zu Fuß keinen Weg."),
        ({"address": "Nirgendgasse 99"}, "Die Adresse „Nirgendgasse 99“ haben wir nicht gefunden."),
        ({"address": "<script>alert(1)</script>"}, "haben wir nicht gefunden."),
        ({}, "Geben Sie eine Straße mit Hausnummer und den Ort ein."),
    ],
)
def test_where_there_is_no_answer_a_sentence_says_why(client: Client, posted: dict[str, str], sentence: str) -> None:
    found = ask(client, club(200), **posted)
    assert sentence in found.text
    assert "Weg zeigen" in found.text


def test_an_entry_off_the_streets_has_no_way(client: Client) -> None:
    found = ask(client, club(5000), near=NEAR)
    assert "Einen Weg von dort hierher gibt es nach den bekannten Daten nicht." in found.text


def test_without_a_network_it_says_so(client: Client) -> None:
    Edition.objects.all().delete()
    assert "noch kein Wegenetz eingelesen" in ask(client, club(200), near=NEAR).text


@pytest.mark.parametrize(
    "posted",
    [{"near": "x"}, {"near": "nan,nan"}, {"near": "9.9,190"}, {"address": "a" * 201}, {"address": "\x00"}, {"x": "1"}],
)
def test_what_cannot_be_understood_is_said(client: Client, posted: dict[str, str]) -> None:
    assert "„" in ask(client, club(200), 400, **posted).text


def test_a_position_is_not_taken_from_the_address_line(client: Client) -> None:
    assert client.get(f"/karte/association/{club(200)}/weg/?near={NEAR}").status_code == 400


@pytest.mark.parametrize("said", [{"location_precision": "street"}, {"location_precision": "district"}])
def test_nobody_is_led_to_a_place_that_is_known_roughly_only(client: Client, said: dict[str, str]) -> None:
    entry = club(200, **said)
    assert client.get(f"/karte/association/{entry}/weg/").status_code == 404
    assert "Weg dorthin" not in client.get(f"/karte/association/{entry}/").content.decode()


def test_the_page_of_an_entry_offers_the_form(client: Client) -> None:
    entry = club(200)
    found = Page(client.get(f"/karte/association/{entry}/").content.decode())
    forms = [each for each in found.all("form") if each.get("action") == f"/karte/association/{entry}/weg/"]
    assert [each["method"] for each in forms] == ["post"]


def test_in_english(client: Client) -> None:
    found = ask(client, club(200), language="/en", near=NEAR)
    assert "On foot 3 minutes, 200 m Footpaths and squares 200 m" in found.text


def test_what_lies_off_the_streets_is_counted_as_such(client: Client) -> None:
    found = ask(client, club(240, 40), near=NEAR)
    assert "Zu Fuß 4 Minuten, 280 m Fußwege und Plätze 240 m abseits der bekannten Wege 40 m" in found.text
