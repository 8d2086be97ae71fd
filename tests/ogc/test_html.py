"""Pages for people: complete, escaped, without scripts, styles or hosts of their own, with every link of the data."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ogc import urls
from published.catalogue import catalogue
from tests.ogc.conftest import Ask

pytestmark = pytest.mark.usefixtures("region", "published_in_test")

LATEST = "/collections/climate_station/latest"


class Page(HTMLParser):
    """What a test asks of a page: its tags with their attributes, its links, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def addresses(self) -> set[str]:
        return {attributes["href"] or "" for attributes in self.all("a")}


@pytest.fixture
def paths(region: dict[str, str]) -> list[str]:
    items = [f"/collections/{layer.id}/items" for layer in catalogue]
    item = f"/collections/sports_facility/items/{region['Mainwiese']}"
    unplaced = f"/collections/support_service/items/{region['Telefon der Zuversicht']}"
    return ["/", "/api", "/conformance", "/collections", "/collections/association", *items, item, unplaced, LATEST]


@pytest.mark.parametrize(("prefix", "language"), [("/ogc", "de"), ("/en/ogc", "en")])
def test_a_page_keeps_the_rules_of_the_portal(ask: Ask, paths: list[str], prefix: str, language: str) -> None:
    for path in [*paths, "/collections/nosuch"]:
        text = ask(path, prefix=prefix, f="html").content.decode()
        page = Page(text)
        assert page.all("html") == [{"lang": language}]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert all(script.get("src", "").startswith("/static/build/") for script in page.all("script"))
        assert not page.all("style")
        assert not any("style" in attributes or "onclick" in attributes for _, attributes in page.tags)
        for _, attributes in page.tags:
            for name in ("src", "href", "action"):
                assert urlsplit(attributes.get(name) or "").hostname in (None, "testserver")
        assert all(attributes.get("scope") == "col" for attributes in page.all("th"))
        assert ("/en/karte/" if language == "en" else "/karte/") in page.addresses()


def test_every_link_of_the_data_is_a_link_of_the_page(ask: Ask, paths: list[str]) -> None:
    for path in paths:
        document = json.loads(ask(path).content)
        parts = [document, *document.get("collections", [])]
        addresses = Page(ask(path, f="html").content.decode()).addresses()
        for each in [link for part in parts for link in part.get("links", [])]:
            if each["rel"] not in ("self", "alternate"):
                assert each["href"] in addresses or f"{each['href']}?f=html" in addresses
        if path != "/api":
            assert f"http://testserver/ogc{path}?f=json" in addresses


def test_the_page_of_a_collection_names_its_entries(ask: Ask, region: dict[str, str]) -> None:
    page = Page(ask("/collections/sports_facility/items", f="html").content.decode())
    rows = set(re.split(r"\s*\n\s*", page.words))
    assert all(any(row.startswith(name) for row in rows) for name in ("Mainwiese", "Dorfplatz", "Uferweg"))
    assert f"http://testserver/ogc/collections/sports_facility/items/{region['Mainwiese']}?f=html" in page.addresses()
    assert "4 Einträge" in page.words


def test_pages_lead_from_one_to_the_next(ask: Ask) -> None:
    page = Page(ask("/collections/sports_facility/items", f="html", limit=3).content.decode())
    (following,) = [attributes["href"] for attributes in page.all("a") if attributes.get("rel") == "next"]
    answer = ask(following.removeprefix("http://testserver/ogc"))
    assert answer["Content-Type"].startswith("text/html")
    assert "1 auf dieser Seite" in answer.content.decode()


def test_the_page_of_an_entry_says_its_properties_in_words(ask: Ask, region: dict[str, str]) -> None:
    page = Page(ask(f"/collections/sports_facility/items/{region['Mainwiese']}", f="html").content.decode())
    for words in ("Mainwiese", "Rollstuhl", "Sportarten", "Fußball", "Würzburg", "Länge 9.9"):
        assert words in page.words
    unplaced = ask(f"/collections/support_service/items/{region['Telefon der Zuversicht']}", f="html")
    assert "ohne Kartenpunkt" in unplaced.content.decode()


def test_an_empty_page_says_so(ask: Ask) -> None:
    assert "Hier passt kein Eintrag." in ask("/collections/counting_station/items", f="html").content.decode()


def test_every_sentence_of_this_room_is_said_in_english() -> None:
    room = Path(urls.__file__).parent
    translations = (room / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text()
    sentences = set(re.findall(r'^msgid "(.+)"$', translations, re.MULTILINE))
    assert 'msgstr ""' not in translations.partition("\n\n")[2]
    spoken = {
        words
        for template in room.rglob("*.html")
        for words in re.findall(r'{% translate "(.+?)" %}', template.read_text())
    }
    assert spoken <= sentences


def test_english_pages_and_refusals_are_english(ask: Ask) -> None:
    assert "Open data" in ask("/", prefix="/en/ogc", f="html").content.decode()
    assert json.loads(ask("/collections/x", prefix="/en/ogc").content)["detail"] == "There is no such topic."
