"""The texts that the office edits: who may, what is public when, and what stands until then."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from published.models import PublishedText
from tests.forms import read_form
from tests.frontend.test_views import Page
from tests.staff import person
from texts.models import PageText
from texts.services import delete_page_text, save_page_text

pytestmark = pytest.mark.usefixtures("published_in_test", "manifest")
LIST, ADD = (reverse(f"admin:texts_pagetext_{name}") for name in ("changelist", "add"))
PAGES = {
    "imprint": "/impressum/",
    "privacy": "/datenschutz/",
    "accessibility": "/barrierefreiheit/",
    "easy-language": "/leichte-sprache/",
    "sign-language": "/gebaerdensprache/",
}
# The headings of the Bavarian model statement.
MODEL = [
    "Geltungsbereich",
    "Stand der Vereinbarkeit mit den Anforderungen",
    "Nicht barrierefreie Inhalte",
    "Unvereinbarkeit mit den Anforderungen",
    "Unverhältnismäßige Belastung",
    "Inhalte außerhalb des Anwendungsbereichs",
    "Erstellung dieser Erklärung",
    "Feedback und Kontaktangaben",
    "Durchsetzungsverfahren",
]


def written(
    slug: str = "imprint", language: str = "de", status: str = "published", body: str = "Wir sind es."
) -> PageText:
    text = PageText(slug=slug, language=language, title=f"Titel {slug} {language}", body=body, status=status)
    return save_page_text(text, by="test")


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("slug", PAGES)
def test_a_published_text_stands_on_its_page_and_a_draft_does_not(client: Client, slug: str) -> None:
    text = written(slug, status="draft", body="Geheimer Entwurf.")
    assert "Geheimer Entwurf." not in read(client, PAGES[slug])
    text.status = "published"
    save_page_text(text, by="test")
    page = read(client, PAGES[slug])
    assert f"Titel {slug} de" in page
    assert "Geheimer Entwurf." in page
    text.status = "draft"
    save_page_text(text, by="test")
    assert "Geheimer Entwurf." not in read(client, PAGES[slug])


def test_drafts_are_not_in_the_published_schema() -> None:
    written(status="draft")
    assert not PublishedText.objects.exists()


@pytest.mark.parametrize("slug", ["easy-language", "sign-language"])
def test_an_empty_slot_is_hidden_everywhere(client: Client, slug: str) -> None:
    path = PAGES[slug]
    assert client.get(path).status_code == 404
    assert path not in read(client, "/")
    text = written(slug)
    assert client.get(path).status_code == 200
    assert f'href="{path}"' in read(client, "/")
    delete_page_text(text, by="test")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("path", "title"), [("/impressum/", "Impressum"), ("/en/impressum/", "Imprint")])
def test_until_then_the_portals_own_text_stands(client: Client, path: str, title: str) -> None:
    page = Page(read(client, path))
    assert f"{title} ·" in page.text
    assert len(page.all("h1")) == 1


def test_a_text_in_another_language_is_better_than_none_and_says_so(client: Client) -> None:
    written("privacy", "de", body="Nur auf Deutsch.")
    page = Page(read(client, "/en/datenschutz/"))
    assert "Nur auf Deutsch." in page.text
    assert "does not exist in your language" in page.text
    assert {"class": "written", "lang": "de"} in page.all("div")


def test_what_is_written_is_no_markup(client: Client) -> None:
    written(body='<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror="alert(1)">')
    page = Page(read(client, "/impressum/"))
    assert not [each for each in page.all("script") if not each.get("src")]
    assert not page.all("img")
    assert not [each for each in page.all("a") if (each.get("href") or "").startswith("javascript")]


def test_the_statement_has_the_headings_of_the_model_and_a_form(client: Client) -> None:
    answer = client.get("/barrierefreiheit/")
    page = answer.content.decode()
    assert [heading for heading in MODEL if f">{heading}</h" not in page] == []
    assert read_form(answer, "report")["token"]
    assert "Landesamt für Digitalisierung" in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_form_stays_when_the_office_writes_the_statement(client: Client) -> None:
    written("accessibility", body="Neu.")
    assert read_form(client.get("/barrierefreiheit/"), "report")["token"]


# --- the administration ---


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(person("vera", "administrator"))
    return client


@pytest.mark.parametrize("kind", ["editor", "analyst", None])
def test_only_who_administers_the_portal_may_write(kind: str | None) -> None:
    text = written()
    client = Client()
    client.force_login(person("nora", kind, whole_region=kind == "editor"))
    change = reverse("admin:texts_pagetext_change", args=[text.pk])
    for path in (LIST, ADD, change):
        assert client.get(path).status_code == 403
        assert client.post(path, {"title": "x"}).status_code == 403


def test_an_administrator_begins_with_the_portals_text_and_publishes_her_own(
    administrator: Client, client: Client
) -> None:
    assert f"{ADD}?slug=accessibility&amp;language=de" in administrator.get(LIST).content.decode()
    given = read_form(administrator.get(f"{ADD}?slug=accessibility&language=de"))
    assert "## Durchsetzungsverfahren" in given["body"]
    sent = given | {"body": f"{given['body']}\n\nErstellt am 27. November 2026.", "status": "published"}
    assert administrator.post(ADD, sent).status_code == 302
    assert "Erstellt am 27. November 2026." in read(client, "/barrierefreiheit/")
    change = reverse("admin:texts_pagetext_change", args=[PageText.objects.get().pk])
    assert "Durchsetzungsverfahren</h2>" in administrator.get(change).content.decode()
    history = reverse("admin:texts_pagetext_history", args=[PageText.objects.get().pk])
    assert "Vera" in administrator.get(history).content.decode()
    delete = reverse("admin:texts_pagetext_delete", args=[PageText.objects.get().pk])
    administrator.post(delete, {"post": "yes"})
    assert not PublishedText.objects.exists()


@pytest.mark.parametrize(
    "query", ["slug=../../settings&language=de", "slug=imprint&language=../de", "slug=x&language=y"]
)
def test_a_forged_beginning_begins_with_nothing(administrator: Client, query: str) -> None:
    answer = administrator.get(f"{ADD}?{query}")
    assert answer.status_code == 200
    assert read_form(answer)["body"] == ""


def test_a_page_has_one_text_in_each_language() -> None:
    written()
    with pytest.raises(ValidationError, match="schon einen Text"):
        written()
