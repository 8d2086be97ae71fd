"""The view that others frame: it alone may be framed, reads only and knows nobody; and the builder of its address."""

import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.frontend.test_views import Page
from tests.gisportal.test_urls import EVERYONE

pytestmark = pytest.mark.usefixtures("stock")

HOSTILE = [
    "layers=nowhere",
    "layers[]=association",
    "show=everything",
    "map=1",
    "map=x/y/z",
    "map=%3Cscript%3E",
    "bbox=1,2,3",
    "area=a%0ab",
    "foo=bar",
    "open_at=yesterday",
]
PRIVATE = ["q=birnen", "near=9.93,49.79", "address=Domstra%C3%9Fe+1", "near=9.93,49.79&radius=500"]
FRAMED = ["width=1", "width=wide", "width=99999", "height=0", "height=-5", "height=6e2", "language=fr", "language=%00"]


def page(client: Client, path: str, status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status, path
    assert answer.cookies == {}
    return Page(answer.content.decode())


def framing(client: Client, path: str) -> tuple[str, str | None]:
    """Return what an answer says of who may frame it: the policy's word and the older header."""
    answer = client.get(path)
    policy = answer.headers.get("Content-Security-Policy", "")
    found = re.search(r"frame-ancestors ([^;]*)", policy)
    return (found[1] if found else ""), answer.headers.get("X-Frame-Options")


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", sorted(EVERYONE.values()))
def test_only_the_embedded_view_may_be_framed_by_others(client: Client, path: str, language: str) -> None:
    ancestors, older = framing(client, language + path)
    if path == "/embed/":
        assert (ancestors, older) == ("*", None)
    else:
        # The older header is read where there is no policy; it must not allow what the policy forbids.
        assert ancestors == "'self'"
        assert older in ("SAMEORIGIN", "DENY", None)


def test_a_refusal_may_be_framed_too_so_that_its_sentence_is_read(client: Client) -> None:
    assert framing(client, "/embed/?layers=nowhere") == ("*", None)


def test_the_rest_of_the_policy_stays(client: Client) -> None:
    policy = client.get("/embed/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert client.get("/embed/")["Referrer-Policy"] == "no-referrer"


def test_it_shows_the_same_entries_as_the_map_page_with_sources_and_a_way_to_it(client: Client) -> None:
    found = page(client, "/embed/?layers=association&area=0966300001&map=14/49.79/9.93")
    assert "1 Eintrag" in found.text
    assert "Äpfel & <b>Birnen</b> e. V." in found.text
    assert "Zwölf Stimmen" not in found.text
    portal = [str(link["href"]) for link in found.all("a") if link.get("class") == "embed__portal"]
    assert portal == ["/karte/?layers=association&area=0966300001&map=14/49.79/9.93"]
    assert found.all("base") == [{"target": "_blank"}]
    assert {"/impressum/", "/datenschutz/", "/barrierefreiheit/"} <= {link.get("href") for link in found.all("a")}
    assert [image["src"] for image in found.all("img")]
    assert len(found.all("h1")) == 1


def test_nothing_in_it_is_a_form(client: Client) -> None:
    found = page(client, "/embed/")
    assert found.all("form") == found.all("input") == []
    assert client.post("/embed/").status_code == 405


def test_english_is_english(client: Client) -> None:
    answer = client.get("/en/embed/?layers=association")
    assert '<html lang="en">' in answer.content.decode()
    assert "2 entries" in Page(answer.content.decode()).text


def test_a_list_alone_loads_no_map(client: Client) -> None:
    found = page(client, "/embed/?layers=association&show=list")
    assert found.all("script") == found.all("img") == []
    assert page(client, "/embed/?layers=association&show=map").all("script") != []


def test_support_services_carry_the_crisis_numbers_and_are_kept_by_nobody(client: Client) -> None:
    answer = client.get("/embed/?layers=support_service")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "Hilfe sofort" in answer.content.decode()
    assert "Hilfe sofort" not in client.get("/embed/?layers=association").content.decode()


@pytest.mark.parametrize("query", [*HOSTILE, *PRIVATE])
def test_what_cannot_be_shown_is_refused_with_a_sentence(client: Client, query: str) -> None:
    for path in ("/embed/", "/einbetten/"):
        assert "Diese Adresse stimmt nicht" in page(client, f"{path}?{query}", 400).text


@pytest.mark.parametrize("query", FRAMED)
def test_sizes_and_languages_have_bounds(client: Client, query: str) -> None:
    page(client, f"/einbetten/?{query}", 400)


def test_queries_do_not_grow_with_the_entries(client: Client) -> None:
    def asked(layers: str) -> int:
        with CaptureQueriesContext(connections["published"]) as queries:
            page(client, f"/embed/?layers={layers}")
        return len(queries)

    asked("association,support_service,sports_facility")
    assert asked("association,support_service,sports_facility") == asked("support_service") <= 12


def snippet(found: str) -> str:
    """Return the HTML that the builder offers, as somebody would copy it."""
    from html import unescape

    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", found, re.DOTALL)
    assert text
    return unescape(text[1])


def test_the_builder_offers_a_frame_with_what_was_chosen(client: Client) -> None:
    query = "layers=&layers=association&layers=place&kind=school&wheelchair=yes&show=map&height=450&width=&language=en"
    found = client.get(f"/einbetten/?{query}&map=13/49.79/9.93").content.decode()
    frame = Page(snippet(found)).all("iframe")
    src = "/en/embed/?layers=association,place&kind=school&wheelchair=yes&map=13/49.79/9.93&show=map"
    assert frame == [
        {
            "src": f"http://testserver{src}",
            "title": "Karte: Vereine und Initiativen, Weitere Orte",
            "width": "100%",
            "height": "450",
            "loading": "lazy",
            "referrerpolicy": "no-referrer",
        }
    ]
    # The preview is the same view, from this portal.
    assert [each["src"] for each in Page(found).all("iframe")] == [src]
    page(client, src)


def test_the_builder_says_what_holds_for_support_services(client: Client) -> None:
    words = "Der Rahmen wird nirgends zwischengespeichert."
    assert words in page(client, "/einbetten/?layers=support_service").text
    assert words not in page(client, "/einbetten/?layers=place").text


def test_the_snippet_cannot_be_broken_out_of(client: Client) -> None:
    area = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    found = client.get(f"/einbetten/?layers=association&area={area}").content.decode()
    assert Page(snippet(found)).all("script") == []
    assert len(Page(snippet(found)).all("iframe")) == 1
    assert "<script>alert" not in found
