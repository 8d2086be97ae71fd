"""The search: its page without scripts, and the suggestions that the script fetches."""

import pytest
from django.db import connection
from django.test import Client

from tests.frontend.test_views import Page

pytestmark = pytest.mark.usefixtures("stock")


def ask(client: Client, text: str, *, path: str = "/suche/", status: int = 200) -> Page:
    answer = client.post(path, {"q": text})
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    return Page(answer.content.decode())


def links(found: Page) -> set[str | None]:
    return {each.get("href") for each in found.all("a")}


def test_the_page_asks_before_it_answers(client: Client) -> None:
    found = Page(client.get("/suche/").content.decode())
    assert [each["action"] for each in found.all("form") if each.get("method") == "post"] == ["/suche/"]


def test_a_misspelt_entry_is_found_and_leads_to_its_page(client: Client, stock: dict[str, str]) -> None:
    found = ask(client, "Bolzplaz")
    assert f"/karte/sports_facility/{stock['pitch']}/" in links(found)


def test_a_category_leads_to_the_map_filtered_by_it_with_its_number(client: Client) -> None:
    found = ask(client, "Apoteke")
    assert "/karte/?layers=place&kind=pharmacy" in links(found)
    assert "1 Eintrag" in found.text


def test_an_area_leads_to_the_map_of_it(client: Client) -> None:
    assert "/karte/?area=09679170" in links(ask(client, "ochsnfurt"))


@pytest.fixture
def houses() -> None:
    with connection.cursor() as cursor:
        for number, lon in (("8", 9.93), ("12", 9.932)):
            cursor.execute(
                "INSERT INTO published.address (source, street, housenumber, postcode, city, municipality, geom) VALUES"
                " ('test', 'Gerbergasse', %s, '97070', 'Würzburg', '09663000',"
                " public.ST_SetSRID(public.ST_MakePoint(%s, 49.79), 4326))",
                [number, lon],
            )


@pytest.mark.usefixtures("houses")
def test_an_address_leads_to_the_map_by_post_and_a_guess_is_said(client: Client) -> None:
    found = ask(client, "gerbergase 10")
    hidden = {each["name"]: each["value"] for each in found.all("input") if each.get("type") == "hidden"}
    assert hidden["address"] == "Gerbergasse 10, 97070 Würzburg"
    assert "Hausnummer geschätzt" in found.text
    assert not [each for each in links(found) if each and "Gerber" in each]


def test_suggestions_are_options_with_where_they_lead(client: Client, stock: dict[str, str]) -> None:
    found = ask(client, "Bolzpl", path="/suche/vorschlaege/")
    options = [each for each in found.all("div") if each.get("role") == "option"]
    assert f"/karte/sports_facility/{stock['pitch']}/" in {each["data-url"] for each in options}


def test_names_are_escaped_in_both(client: Client) -> None:
    for path in ("/suche/", "/suche/vorschlaege/"):
        assert b"<b>Birnen" not in client.post(path, {"q": "Birnen"}).content


def test_where_nothing_is_found_other_words_are_offered(client: Client) -> None:
    found = ask(client, "Qwxyzzz")
    assert "Nichts gefunden" in found.text
    assert "/themen/" in links(found)


def test_what_a_place_lacks_is_offered_next_door(client: Client) -> None:
    found = ask(client, "Bolzplatz Ochsenfurt")
    sent = {(each["name"], each.get("value")) for each in found.all("input")}
    assert sent >= {("q", "bolzplatz"), ("area", "09663000"), ("layers", "sports_facility")}
    assert "In den Nachbargemeinden" in found.text
    assert "In den Nachbargemeinden" not in ask(client, "Bolzplatz Würzburg").text
    assert "In den Nachbargemeinden" not in ask(client, "Ochsenfurt").text


@pytest.mark.parametrize("text", ["", "\0", "\x07", "x" * 201])
def test_what_is_no_question_is_said_with_status_400(client: Client, text: str) -> None:
    ask(client, text, status=400)


@pytest.mark.parametrize(
    "text", ["%", "_", "'; DROP TABLE x; --", "🙂🙂", "<script>alert(1)</script>", "a b c d e f g h i j"]
)
def test_anything_else_may_be_asked(client: Client, text: str) -> None:
    for path in ("/suche/", "/suche/vorschlaege/"):
        found = ask(client, text, path=path)
        assert not [each for each in found.all("script") if not each.get("src")]


def test_a_search_word_in_an_address_is_refused(client: Client) -> None:
    assert client.get("/suche/?q=geheim").status_code == 400


def test_the_number_of_queries_does_not_grow_with_the_answers(client: Client) -> None:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    ask(client, "Bolzplatz")
    with CaptureQueriesContext(connections["published"]) as few:
        ask(client, "Bolzplatz")
    with CaptureQueriesContext(connections["published"]) as many:
        ask(client, "Würzburg")
    assert 0 < len(many) <= len(few) + 2
