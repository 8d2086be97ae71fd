"""The print view: the same entries as the map page, with the same numbers in list and map."""

import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontend.printout import MOST_ENTRIES
from layers.models import Association
from layers.services import save_entry
from tests.conftest import OLD_TOWN, turn
from tests.frontend.test_views import Page

pytestmark = pytest.mark.usefixtures("stock")

SECRET = "Verzweiflung"


def sheet(client: Client, query: str = "", **posted: str) -> Page:
    answer = client.post("/drucken/", posted) if posted else client.get(f"/drucken/{query}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    return Page(answer.content.decode())


def numbers_in_list(client: Client, query: str = "") -> tuple[list[int], list[int]]:
    """Return the numbers in the map and those in the list."""
    text = client.get(f"/drucken/{query}").content.decode()
    drawing, _, rest = text.partition("paper__credit")
    marks = r'<svg class="mark".*?<text[^>]*>(\d+)</text>'
    return [int(each) for each in re.findall(marks, drawing)], [int(each) for each in re.findall(marks, rest)]


def test_the_map_carries_the_numbers_of_the_list(client: Client) -> None:
    in_map, in_list = numbers_in_list(client, "?layers=association,support_service,place")
    assert in_list == [1, 2, 3, 4, 5]
    assert in_map == [1, 2, 3, 5]  # the helpline has no place
    assert "ohne Kartenpunkt" in sheet(client, "?layers=support_service").text


def test_it_says_what_it_shows_whose_it_is_and_of_when(client: Client) -> None:
    found = sheet(client, "?layers=association&wheelchair=yes&area=0966300001")
    for words in (
        "1 Eintrag",
        "Themen: Vereine und Initiativen",
        "Altstadt",
        "rollstuhlgerecht",
        "Äpfel & <b>Birnen</b> e. V.",
        "Domstraße 1",
        "Herkunft der Angaben",
        "Beispieldaten",
        "Gedruckt am",
        "http://testserver/karte/?layers=association&wheelchair=yes&area=0966300001&map=15.5/49.79",
    ):
        assert words in found.text
    assert "Zwölf Stimmen" not in found.text


def test_english_is_english(client: Client) -> None:
    text = Page(client.get("/en/drucken/?layers=association").content.decode()).text
    assert "2 entries" in text
    assert "Printed on" in text
    assert "http://testserver/en/karte/?layers=association&map=" in text


def test_words_and_positions_stay_off_the_paper_unless_ticked(client: Client) -> None:
    private = {"layers": "association", "q": "birnen", "near": "9.93456,49.79321", "radius": "5000"}
    found = sheet(client, **private)
    assert "Äpfel & <b>Birnen</b> e. V." in found.text
    assert "Zwölf Stimmen" not in found.text
    assert "9.93456" not in found.text
    assert "birnen" not in found.text
    assert "Umkreis" not in found.text
    assert " m, " not in found.text
    assert not any("birnen" in str(link.get("href")) for link in found.all("a"))
    forms = [form for form in found.all("form") if form.get("action") == "/drucken/"]
    assert [form["method"] for form in forms] == ["post"]
    carried = sheet(client, **private, carry="yes")
    assert "Suche: „birnen“" in carried.text
    assert "near=9.93456,49.79321" in carried.text
    assert [each for each in carried.all("circle") if each["class"] == "picture__you"]


def test_what_is_printed_is_bounded_and_says_so(client: Client) -> None:
    for number in range(MOST_ENTRIES + 5):
        save_entry(Association(name=f"Verein {number}", status="published", geom=OLD_TOWN, icnpo_category="1"), by="t")
    turn()
    found = sheet(client, "?layers=association")
    assert f"Hier stehen die ersten {MOST_ENTRIES}." in found.text
    assert f"{MOST_ENTRIES + 7} Einträge" in found.text
    assert len([each for each in found.all("li") if each.get("class") == "paper__entry"]) == MOST_ENTRIES


def test_queries_do_not_grow_with_the_entries(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connections["published"]) as queries:
            sheet(client, "?layers=association&area=0966300001")
        return len(queries)

    asked()
    few = asked()
    for number in range(20):
        save_entry(Association(name=f"Verein {number}", status="published", geom=OLD_TOWN, icnpo_category="1"), by="t")
    turn()
    asked()
    assert asked() == few <= 12


def test_nothing_chosen_is_a_sheet_too(client: Client) -> None:
    found = sheet(client, "?layers=")
    assert "0 Einträge" in found.text
    assert "Zu Ihrer Auswahl gibt es keinen Eintrag." in found.text


@pytest.mark.parametrize(
    "query",
    [
        "paper=a0",
        "carry=ja",
        "map=1",
        "map=x/y/z",
        "layers=nowhere",
        "near=1",
        "bbox=1,2,3",
        "foo=bar",
        "paper=%00",
        "area=a%0ab",
        "q=" + "x" * 300,
        "layers[]=association",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_cannot_be_understood_is_refused_with_a_sentence(client: Client, query: str, method: str) -> None:
    if method == "get":
        answer = client.get(f"/drucken/?{query}")
    else:
        answer = client.post("/drucken/", query, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "Diese Adresse stimmt nicht" in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_it_only_reads(client: Client, method: str) -> None:
    assert getattr(client, method)("/drucken/").status_code == 405


def test_hostile_text_is_only_text(client: Client) -> None:
    save_entry(
        Association(name='<script>alert(1)</script>"', status="published", geom=OLD_TOWN, icnpo_category="1"), by="t"
    )
    turn()
    found = sheet(client, "?layers=association")
    assert "<script>alert(1)</script>" in found.text
    assert all(each.get("type") in ("module", "application/json") for each in found.all("script"))
    assert SECRET not in found.text
