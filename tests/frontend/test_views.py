"""The public pages as a browser gets them, without scripts."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from layers.models import Association, Place
from layers.services import save_entry, set_status
from tests.conftest import OLD_TOWN, turn

pytestmark = pytest.mark.usefixtures("published_in_test")
with_entries = pytest.mark.usefixtures("stock")

PAGES = [
    "/",
    "/karte/",
    "/themen/",
    "/themen/association/",
    "/gebiete/",
    "/hilfe/",
    "/quellen/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
]


class Page(HTMLParser):
    """What a test asks of a page: its elements with their attributes, and the text in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(client: Client, path: str, status: int = 200, **headers: str) -> Page:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    return Page(answer.content.decode())


def cards(found: Page) -> list[str | None]:
    return [attributes["data-id"] for attributes in found.all("article") if "data-entry" in attributes]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_both_languages(client: Client, path: str, prefix: str) -> None:
    found = page(client, prefix + path)
    assert found.all("html") == [{"lang": "en" if prefix else "de"}]
    assert len(found.all("h1")) == 1
    # What a page calls its own text is not what somebody searched for.
    boxes = [each for each in found.all("input") if each.get("type") == "search"]
    assert [each for each in boxes if each.get("value") or "aria-invalid" in each] == []


def test_no_page_sets_a_cookie_or_needs_what_the_csp_forbids(client: Client, stock: dict[str, str]) -> None:
    entry = f"/karte/association/{stock['club']}/"
    for path in [*PAGES, entry, f"{entry}kurz/", "/karte/liste/", "/karte/?layers=", "/gibt/es/nicht/"]:
        answer = client.get(path)
        assert not answer.cookies, path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        found = Page(answer.content.decode())
        scripts = [each for each in found.all("script") if not each.get("src")]
        assert all(each.get("type") == "application/json" for each in scripts), path
        assert found.all("style") == [], path
        assert not [name for _tag, each in found.elements for name in each if name == "style" or name[:2] == "on"], path


def test_no_page_loads_anything_from_another_host(client: Client, stock: dict[str, str]) -> None:
    for path in [*PAGES, f"/karte/association/{stock['club']}/"]:
        found = page(client, path)
        loaded = [each.get("src") for tag in ("script", "img", "iframe") for each in found.all(tag)]
        loaded += [each.get("href") for tag in ("link", "use") for each in found.all(tag)]
        assert len(loaded) > 3
        assert not [url for url in loaded if url and not url.startswith("/")], path


def test_the_list_is_complete_without_scripts(client: Client, stock: dict[str, str]) -> None:
    found = page(client, "/karte/")
    assert set(cards(found)) == {stock[name] for name in ("club", "singers", "pitch", "helpline")}
    assert "4 Einträge" in found.text
    links = {each.get("href") for each in found.all("a")}
    assert f"/karte/association/{stock['club']}/" in links


def test_the_list_is_in_alphabetical_order_with_umlauts_where_people_look(
    client: Client, stock: dict[str, str]
) -> None:
    assert cards(page(client, "/karte/")) == [stock[name] for name in ("club", "pitch", "helpline", "singers")]


def test_names_are_escaped(client: Client, stock: dict[str, str]) -> None:
    for path in ("/karte/", "/karte/liste/", f"/karte/association/{stock['club']}/kurz/"):
        assert b"<b>Birnen</b>" not in client.get(path).content
    assert "Äpfel & <b>Birnen</b> e. V." in page(client, f"/karte/association/{stock['club']}/").text


@with_entries
def test_the_form_shows_what_is_chosen(client: Client) -> None:
    found = page(client, "/karte/?layers=place&kind=school&area=09679170&wheelchair=yes")
    boxes = [each for each in found.all("input") if each.get("type") == "checkbox"]
    assert {each["value"] for each in boxes if "checked" in each} == {"place", "school", "yes"}
    assert [each["value"] for each in found.all("option") if "selected" in each] == ["09679170"]


@with_entries
def test_a_topic_without_entries_is_not_offered(client: Client) -> None:
    offered = {each.get("value") for each in page(client, "/karte/").all("input") if each.get("name") == "layers"}
    assert offered == {"", "association", "support_service", "sports_facility", "place", "area"}


@with_entries
def test_the_button_for_all_topics_says_what_it_does_before_any_script(client: Client) -> None:
    def words(path: str) -> str:
        return "".join(re.findall(r'id="all-topics".*?<span>(.*?)</span>', client.get(path).content.decode()))

    assert words("/karte/?layers=association") == "Kein Thema"
    assert words("/karte/?layers=") == "Alle Themen"


@with_entries
def test_demo_entries_are_marked(client: Client) -> None:
    assert "Beispieldaten" in page(client, "/karte/?layers=association").text
    assert "Beispieldaten" not in page(client, "/karte/liste/?layers=place").text


@with_entries
def test_empty_states_have_a_sentence_and_a_way_on(client: Client) -> None:
    assert "Kein Thema gewählt" in page(client, "/karte/liste/?layers=").text
    assert "Verschieben oder verkleinern Sie die Karte" in page(client, "/karte/liste/?bbox=1,1,2,2").text
    assert "grenzen Sie weniger ein" in page(client, "/karte/liste/?layers=place&wheelchair=yes").text


def test_a_long_list_has_pages_that_meet(
    client: Client, stock: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontend.views.map.ENTRIES_PER_PAGE", 2)
    seen: list[str | None] = []
    path = "/karte/?layers=association,place,support_service"
    while path:
        found = page(client, path)
        seen += cards(found)
        more = [each["href"] for each in found.all("a") if "data-more" in each]
        path = more[0] if more else ""
    assert len(seen) == 5
    assert set(seen) == {stock[name] for name in ("club", "singers", "helpline", "school", "pharmacy")}


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=٣", "layers=secret", "bbox=x", "no_such=1"])
def test_what_cannot_be_understood_is_said_with_status_400(client: Client, query: str) -> None:
    found = page(client, f"/karte/?{query}", status=400)
    assert "Diese Adresse stimmt nicht" in found.text
    assert found.all("h1")


@pytest.mark.parametrize("path", ["/karte/association/nope/", "/karte/secret/nope/", "/karte/x/", "/karte/area/%00/"])
def test_what_is_not_there_is_said_with_status_404(client: Client, path: str) -> None:
    assert "Diese Seite gibt es nicht" in page(client, path, status=404).text


@pytest.mark.parametrize("path", ["/karte/stand/", "/impressum/"])
def test_reading_pages_take_no_writes(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_one_entry_says_what_is_published(client: Client, stock: dict[str, str]) -> None:
    found = page(client, f"/karte/sports_facility/{stock['pitch']}/")
    assert "Sportstätte · Kleinspielfeld" in found.text
    assert "nutzbare Fläche" in found.text
    assert "1.800,5 m²" in found.text


def test_contacts_are_links_to_known_schemes(client: Client, stock: dict[str, str]) -> None:
    found = page(client, f"/karte/support_service/{stock['helpline']}/")
    links = {each.get("href") for each in found.all("a")}
    assert {"tel:0931123456", "https://www.beispiel.invalid/hilfe/"} <= links
    assert "beispiel.invalid/hilfe" in found.text
    assert "Mo–Fr 09:00–17:00" in found.text


def test_an_address_stands_on_one_line(client: Client, stock: dict[str, str]) -> None:
    assert "Adresse Domstraße 1" in page(client, f"/karte/association/{stock['club']}/").text


@with_entries
def test_an_area_to_narrow_by_knows_its_extent(client: Client) -> None:
    options = {each.get("value"): each.get("data-bbox") for each in page(client, "/karte/").all("option")}
    west, south, east, north = map(float, str(options["09679170"]).split(","))
    assert 9 < west < east < 11
    assert 49 < south < north < 50


@with_entries
def test_an_entry_without_a_point_says_so(client: Client) -> None:
    assert "ohne Kartenpunkt" in page(client, "/karte/liste/?layers=support_service").text


def test_a_withdrawn_entry_is_gone_everywhere(client: Client, stock: dict[str, str]) -> None:
    set_status(Association, [stock["club"]], "withdrawn", by="test")
    assert stock["club"] not in cards(page(client, "/karte/"))
    for path in ("", "kurz/"):
        assert client.get(f"/karte/association/{stock['club']}/{path}").status_code == 404


def test_english_pages_have_english_words(client: Client, stock: dict[str, str]) -> None:
    found = page(client, "/en/karte/?layers=association,place")
    assert "4 entries" in found.text
    assert "Apples and Pears" in found.text
    assert "School" in found.text
    assert f"/en/karte/association/{stock['club']}/" in {each.get("href") for each in found.all("a")}


@with_entries
def test_the_other_language_keeps_the_selection(client: Client) -> None:
    found = page(client, "/karte/?layers=place&map=12/49.8/9.9")
    assert "/en/karte/?layers=place&map=12/49.8/9.9" in {each.get("href") for each in found.all("a")}


@with_entries
def test_the_list_is_not_sent_again_while_nothing_changes(client: Client) -> None:
    turn()
    first = client.get("/karte/liste/?layers=place")
    assert client.get("/karte/liste/?layers=place", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get("/en/karte/liste/?layers=place", headers={"If-None-Match": first["ETag"]}).status_code == 200
    save_entry(Place(name="Neue Schule", kind_id="school", status="published", geom=OLD_TOWN), by="test")
    turn()
    again = client.get("/karte/liste/?layers=place", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Neue Schule" in again.content.decode()


@with_entries
def test_a_change_is_seen_in_the_versions(client: Client) -> None:
    turn()
    before = client.get("/karte/stand/").json()
    save_entry(Place(name="Neue Schule", kind_id="school", status="published", geom=OLD_TOWN), by="test")
    turn()
    after = client.get("/karte/stand/").json()
    assert {layer for layer in after if after[layer] != before.get(layer)} == {"place"}


@with_entries
def test_sources_are_named_with_licence_and_number(client: Client) -> None:
    text = page(client, "/quellen/").text
    assert "Testquelle, dl-de/by-2-0" in text
    assert "Beispiel" in text


@with_entries
def test_signs_have_their_colours_in_a_stylesheet(client: Client) -> None:
    answer = client.get("/karte/zeichen.css")
    assert answer["Content-Type"].startswith("text/css")
    assert b".sign--place-pharmacy{--sign:#8A1C1C}" in answer.content


@with_entries
def test_the_number_of_queries_does_not_grow_with_the_list(client: Client) -> None:
    turn()
    client.get("/karte/")  # sources are counted once for each state
    with CaptureQueriesContext(connections["published"]) as few:
        client.get("/karte/")
    for number in range(25):
        save_entry(Association(name=f"Verein {number:02}", status="published", icnpo_category="1"), by="test")
    turn()
    client.get("/karte/")
    with CaptureQueriesContext(connections["published"]) as many:
        client.get("/karte/")
    assert 0 < len(many) == len(few)


@override_settings(DEBUG=False)
def test_a_fault_of_ours_shows_no_stack(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("frontend.views.map.stock", broken)
    client.raise_request_exception = False
    answer = client.get("/karte/")
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    assert "Der Fehler liegt bei uns." in answer.content.decode()
