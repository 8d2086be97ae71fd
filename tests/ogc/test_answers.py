"""What all answers share: ETag and 304, how long they may be kept, form, language, HEAD, OPTIONS, links."""

import json

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from layers.models import SportsFacility
from layers.services import save_entry
from published.services import turn_version
from tests.conftest import OLD_TOWN, turn
from tests.ogc.conftest import Ask

pytestmark = pytest.mark.usefixtures("published_in_test")

ITEMS = "/collections/sports_facility/items"
PATHS = ["/", "/api", "/conformance", "/collections", "/collections/sports_facility", ITEMS, f"{ITEMS}/ITEM"]
LATEST = "/collections/climate_station/latest"


@pytest.fixture
def paths(areas: object) -> list[str]:
    entry = SportsFacility(name="Mainwiese", status="published", geom=OLD_TOWN)
    save_entry(entry, by="test")
    turn()
    return [path.replace("ITEM", entry.pk) for path in [*PATHS, LATEST]]


@pytest.mark.parametrize("html", ["json", "html"])
def test_who_knows_an_answer_gets_304(ask: Ask, paths: list[str], html: str) -> None:
    for path in paths:
        tag = ask(path, f=html)["ETag"]
        for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
            answer = ask(path, f=html, headers={"if-none-match": known})
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
        assert ask(path, f=html, headers={"if-none-match": '"other"'}).status_code == 200


def test_304_looks_at_no_entry(ask: Ask, paths: list[str]) -> None:
    for path in paths:
        tag = ask(path)["ETag"]
        with CaptureQueriesContext(connections["published"]) as captured:
            assert ask(path, headers={"if-none-match": tag}).status_code == 304
        assert not any("feature_public" in each["sql"] or "datastream" in each["sql"] for each in captured)
        assert len(captured) <= 1


def test_an_etag_changes_with_the_layer_and_with_it_alone(ask: Ask, paths: list[str]) -> None:
    def tags() -> dict[str, str]:
        return {path: ask(path)["ETag"] for path in paths}

    before = tags()
    assert tags() == before
    turn_version("association")
    turn()
    assert {path for path, tag in tags().items() if tag != before[path]} == {"/collections"}
    turn_version("sports_facility")
    turn()
    after = tags()
    assert {path for path, tag in after.items() if tag != before[path]} == set(paths) - {
        "/",
        "/api",
        "/conformance",
        LATEST,
    }


def test_an_etag_depends_on_language_form_host_and_parameters(ask: Ask, paths: list[str]) -> None:
    answers = [
        ask(ITEMS),
        ask(ITEMS, prefix="/en/ogc"),
        ask(ITEMS, headers={"accept": "text/html"}),
        ask(ITEMS, limit=5),
        ask(ITEMS, limit=6),
        ask(ITEMS, headers={"host": "localhost"}),
    ]
    assert len({answer["ETag"] for answer in answers}) == len(answers)


def test_a_wildcard_for_what_does_not_exist_is_404(ask: Ask, paths: list[str]) -> None:
    for path in (f"{ITEMS}/nosuch", "/collections/nosuch/items"):
        assert ask(path, headers={"if-none-match": "*"}).status_code == 404


def test_answers_may_be_kept_but_must_be_checked(ask: Ask, paths: list[str]) -> None:
    for path in paths:
        assert ask(path)["Cache-Control"] == ("max-age=60" if path == LATEST else "no-cache")


def test_what_was_read_about_help_is_kept_by_nobody(ask: Ask, paths: list[str]) -> None:
    answer = ask("/collections/support_service/items")
    assert answer["Cache-Control"] == "private, no-store"
    known = ask("/collections/support_service/items", headers={"if-none-match": answer["ETag"]})
    assert (known.status_code, known["Cache-Control"]) == (304, "private, no-store")


def test_head_answers_as_get_without_a_body(client: Client, paths: list[str]) -> None:
    for path in paths:
        with_body, without = client.get(f"/ogc{path}"), client.head(f"/ogc{path}")
        assert (without.status_code, without.content) == (200, b"")
        assert without["Content-Length"] == str(len(with_body.content))
        assert without["ETag"] == with_body["ETag"]


def test_options_says_what_is_allowed_to_a_page_of_another_host(client: Client, paths: list[str]) -> None:
    answer = client.options(f"/ogc{ITEMS}", headers={"origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Allow"] == answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: Client, paths: list[str], method: str) -> None:
    for path in paths:
        answer = getattr(client, method)(f"/ogc{path}", b"\x00garbage", content_type="application/json")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("application/geo+json, text/html;q=0.5", "application/geo+json"),
        ("text/html", "text/html; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/html;q=0.1, application/json", "application/geo+json"),
        ("image/png", "application/geo+json"),
        ("nonsense", "application/geo+json"),
    ],
)
def test_the_form_is_what_is_accepted(ask: Ask, paths: list[str], accept: str | None, media_type: str) -> None:
    answer = ask(ITEMS, headers={"accept": accept} if accept else None)
    assert answer["Content-Type"] == media_type
    assert answer["Vary"] == "Accept"


def test_f_counts_more_than_accept(ask: Ask, paths: list[str]) -> None:
    assert ask(ITEMS, f="json", headers={"accept": "text/html"})["Content-Type"] == "application/geo+json"
    assert ask(ITEMS, f="html", headers={"accept": "application/json"})["Content-Type"].startswith("text/html")


def test_links_keep_host_scheme_and_language(client: Client, paths: list[str], settings: object) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    headers = {"host": "localhost:8443", "x-forwarded-proto": "https"}
    for prefix in ("/ogc", "/en/ogc"):
        for path in paths:
            document = json.loads(client.get(f"{prefix}{path}", headers=headers).content)
            for each in document.get("links", document.get("servers")):
                assert each.get("href", each.get("url")).startswith(f"https://localhost:8443{prefix}")


@pytest.mark.parametrize(("prefix", "language"), [("/ogc", "de"), ("/en/ogc", "en")])
def test_the_language_is_part_of_the_path(ask: Ask, paths: list[str], prefix: str, language: str) -> None:
    answer = ask("/collections/sports_facility", prefix=prefix)
    assert answer["Content-Language"] == language
    region = settings.REGION
    assert json.loads(ask("/", prefix=prefix).content)["title"] == (region.name if language == "de" else region.name_en)


def test_no_answer_sets_a_cookie_or_forgets_its_headers(ask: Ask, paths: list[str]) -> None:
    for path in [*paths, "/collections/nosuch", f"{ITEMS}?limit=0"]:
        for form in ("json", "html"):
            answer = ask(path.partition("?")[0], f=form, **({"limit": 0} if "limit" in path else {}))
            assert "Set-Cookie" not in answer
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert "default-src 'self'" in answer["Content-Security-Policy"]
            assert "unsafe" not in answer["Content-Security-Policy"]


def test_json_says_umlauts_as_they_are(ask: Ask, paths: list[str]) -> None:
    assert "Sportstätten" in ask("/collections").content.decode()
