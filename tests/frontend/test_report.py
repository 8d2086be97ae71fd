"""The form by which anyone reports an error: what it takes, and what it must not take."""

import pytest
from django.core import signing
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontend import report as form_module
from frontend.report import TOKEN_SALT, Token
from layers.models import Association
from layers.services import set_status
from participation.models import Report, ReportSender
from tests.forms import read_form
from tests.frontend.test_views import Page

pytestmark = pytest.mark.usefixtures("published_in_test")

HERE = {"origin": "http://testserver"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests need no time to read; that a form sent at once is given back has a test of its own."""
    monkeypatch.setattr(form_module, "TOO_FAST_S", -1)


@pytest.fixture
def path(stock: dict[str, str]) -> str:
    return f"/melden/association/{stock['club']}/"


def send(client: Client, path: str, headers: dict[str, str] = HERE, **fields: str) -> HttpResponse:
    """Open the form as a browser does, fill it in, send it."""
    given = read_form(client.get(path), "report")
    return client.post(path, given | {"text": "Die Telefonnummer stimmt nicht.", **fields}, headers=headers)


def text_of(answer: HttpResponse) -> str:
    return Page(answer.content.decode()).text


def test_a_report_on_an_entry_lands_in_the_inbox(client: Client, path: str, stock: dict[str, str]) -> None:
    answer = send(client, path, contact="max@beispiel.invalid")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/melden/danke/")
    assert "angekommen" in text_of(client.get(answer.headers["Location"]))
    report = Report.objects.get()
    assert (report.kind, report.layer, report.entry_id) == ("entry", "association", stock["club"])
    assert (report.about, report.municipality) == ("Äpfel & <b>Birnen</b> e. V.", "09663000")
    assert (report.text, report.contact) == ("Die Telefonnummer stimmt nicht.", "max@beispiel.invalid")
    assert (report.url, report.language, report.state) == (f"/karte/association/{stock['club']}/", "de", "open")


def test_a_report_in_english_says_so(client: Client, path: str) -> None:
    assert send(client, f"/en{path}").headers["Location"] == "/en/melden/danke/"
    assert Report.objects.get().language == "en"


def test_a_report_on_the_portal_names_the_page_that_one_came_from(client: Client) -> None:
    before = {"referer": "http://testserver/karte/?layers=place&map=12/49.79/9.93"}
    given = read_form(client.get("/melden/", headers=before), "report")
    client.post("/melden/", given | {"text": "Die Karte bleibt leer."}, headers=HERE)
    report = Report.objects.get()
    assert (report.kind, report.url, report.municipality) == ("other", "/karte/", "")


def test_what_another_site_says_of_the_page_before_is_not_believed(client: Client) -> None:
    given = read_form(client.get("/melden/", headers={"referer": "https://evil.example/karte/"}), "report")
    client.post("/melden/", given | {"text": "Hallo."}, headers=HERE)
    assert Report.objects.get().url == ""


def test_nothing_of_it_is_kept_by_a_cookie_or_a_cache(client: Client, path: str) -> None:
    for answer in (client.get(path), send(client, path), send(client, path, text="")):
        assert not answer.cookies
        assert answer.status_code == 303 or "no-store" in answer.headers["Cache-Control"]


def test_every_entry_leads_to_the_form(client: Client, stock: dict[str, str]) -> None:
    found = Page(client.get(f"/karte/support_service/{stock['helpline']}/").content.decode())
    assert f"/melden/support_service/{stock['helpline']}/" in {each.get("href") for each in found.all("a")}


@pytest.mark.parametrize("there", ["/melden/association/nope/", "/melden/secret/nope/", "/melden/area/%00/"])
def test_there_is_no_form_for_what_is_not_public(client: Client, there: str) -> None:
    assert client.get(there).status_code == 404
    assert client.post(there, {"text": "x"}, headers=HERE).status_code == 404


def test_an_entry_withdrawn_meanwhile_is_said_with_404(client: Client, path: str, stock: dict[str, str]) -> None:
    given = read_form(client.get(path), "report")
    set_status(Association, [stock["club"]], "withdrawn", by="test")
    assert client.post(path, given | {"text": "x"}, headers=HERE).status_code == 404
    assert not Report.objects.exists()


# --- what is wrong is said, and nothing that was written is lost ---


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Schreiben Sie, was nicht stimmt."),
        ({"text": "  \r\n "}, "Schreiben Sie, was nicht stimmt."),
        ({"text": "ä" * 2001}, "2.001 Zeichen|2001 Zeichen"),
        ({"text": "x" * 10_240}, "höchstens 2000|höchstens 2.000"),
        ({"text": "Nummer \x07 falsch"}, "Steuerzeichen"),
        ({"text": "Nummer \x00 falsch"}, "Nullzeichen|Steuerzeichen|Null"),
        ({"text": "Nummer \x9b falsch"}, "Steuerzeichen"),
        ({"text": "Nummer \u202e falsch"}, "Steuerzeichen"),
        ({"contact": "max"}, "nicht vollständig"),
        ({"contact": "max@beispiel.invalid\r\nBcc: alle@beispiel.invalid"}, "nicht vollständig"),
        ({"contact": f"{'m' * 250}@beispiel.invalid"}, "zu lang|nicht vollständig"),
    ],
)
def test_what_cannot_be_taken_is_given_back_with_a_sentence(
    client: Client, path: str, fields: dict[str, str], sentence: str
) -> None:
    answer = send(client, path, **fields)
    assert answer.status_code == 400
    assert any(each in text_of(answer) for each in sentence.split("|")), text_of(answer)
    assert not Report.objects.exists()
    found = Page(answer.content.decode())
    wrong = [each for tag in ("textarea", "input") for each in found.all(tag) if each.get("aria-invalid")]
    assert [each["id"] for each in wrong] == ["text" if "text" in fields else "contact"]
    assert f"#{wrong[0]['id']}" in {each.get("href") for each in found.all("a")}
    assert f"{wrong[0]['id']}-error" in (wrong[0]["aria-describedby"] or "")


def test_a_form_that_is_given_back_can_be_sent_again(client: Client, path: str) -> None:
    answer = send(client, path, contact="max")
    given = read_form(answer, "report")
    assert given["text"] == "Die Telefonnummer stimmt nicht."
    assert client.post(path, given | {"contact": ""}, headers=HERE).status_code == 303


def test_2000_characters_with_lines_are_taken(client: Client, path: str) -> None:
    text = "\r\n".join(["ä" * 99] * 20)
    assert send(client, path, text=text).status_code == 303
    assert len(Report.objects.get().text) == 1999


def test_markup_stays_text(client: Client, path: str) -> None:
    answer = send(client, path, text="<script>alert(1)</script>", contact="x")
    assert b"<script>alert" not in answer.content


# --- forged, old, repeated, too many ---


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": "http://testserver", "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"referer": "https://evil.example/melden/"},
        {"origin": "http://[::1"},
        {"referer": "http://[::1"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_refused(client: Client, path: str, headers: dict[str, str]) -> None:
    answer = send(client, path, headers)
    assert answer.status_code == 403
    assert "nicht von einer Seite des Portals" in text_of(answer)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin"},
        {"referer": "http://testserver/melden/"},
    ],
)
def test_a_browser_that_says_less_is_believed(client: Client, path: str, headers: dict[str, str]) -> None:
    assert send(client, path, headers).status_code == 303


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a:b:c",
        "\x00",
        signing.dumps(["a", "b", "c", "d", "e"], salt="another"),
        signing.dumps("ein Text", salt=TOKEN_SALT),
        signing.dumps(["zu", "kurz"][:1], salt=TOKEN_SALT),
        signing.dumps({"form": "x"}, salt=TOKEN_SALT),
        Token.new("entry", layer="association", entry_id="other").signed(),
        Token.new("other").signed(),
    ],
    ids=["none", "short", "parts", "nul", "salt", "text", "few", "object", "entry", "form"],
)
def test_a_token_that_was_not_given_out_for_this_is_refused(client: Client, path: str, token: str) -> None:
    answer = send(client, path, token=token)
    assert answer.status_code == 400
    assert "noch einmal" in text_of(answer)
    assert not Report.objects.exists()
    given = read_form(answer, "report")
    assert given["text"] == "Die Telefonnummer stimmt nicht."
    assert client.post(path, given, headers=HERE).status_code == 303


def test_a_form_that_was_open_for_a_day_is_given_back_with_its_words(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_module, "TOO_OLD_S", -1)
    answer = send(client, path)
    assert answer.status_code == 400
    assert "zu lange offen" in text_of(answer)
    monkeypatch.undo()
    monkeypatch.setattr(form_module, "TOO_FAST_S", -1)
    assert client.post(path, read_form(answer, "report"), headers=HERE).status_code == 303


def test_a_form_sent_at_once_is_given_back(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_module, "TOO_FAST_S", 2)
    answer = send(client, path)
    assert answer.status_code == 400
    assert "sehr schnell" in text_of(answer)
    assert not Report.objects.exists()


def test_a_field_that_people_do_not_see_stays_empty(client: Client, path: str) -> None:
    answer = send(client, path, homepage="https://spam.example")
    assert answer.status_code == 400
    assert not Report.objects.exists()
    assert client.post(path, read_form(answer, "report"), headers=HERE).status_code == 303


def test_a_form_sent_twice_is_one_report(client: Client, path: str) -> None:
    given = read_form(client.get(path), "report") | {"text": "Doppelt."}
    for _time in range(2):
        assert client.post(path, given, headers=HERE).status_code == 303
    assert Report.objects.count() == 1
    answer = client.post(path, given | {"text": "Noch etwas."}, headers=HERE)
    assert answer.status_code == 409
    assert client.post(path, read_form(answer, "report"), headers=HERE).status_code == 303
    assert Report.objects.count() == 2


def test_a_form_larger_than_anyone_writes_is_refused_unread(client: Client, path: str) -> None:
    answer = client.post(path, {"text": "x" * 70_000}, headers=HERE)
    assert answer.status_code == 413


def test_one_sender_cannot_fill_the_inbox(client: Client, path: str) -> None:
    for number in range(5):
        assert send(client, path, text=f"Nummer {number}").status_code == 303
    answer = send(client, path, text="Nummer 6")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert read_form(answer, "report")["text"] == "Nummer 6"
    assert Report.objects.count() == 5
    # A claim about one's address is not believed unless a proxy is named.
    claimed = client.post(path, read_form(answer, "report"), headers={**HERE, "x-forwarded-for": "192.0.2.77"})
    assert claimed.status_code == 429


def test_no_address_is_kept(client: Client, path: str) -> None:
    client.post(path, read_form(client.get(path), "report") | {"text": "x"}, headers=HERE, REMOTE_ADDR="203.0.113.77")
    sender = ReportSender.objects.get()
    assert len(sender.digest) == 64
    assert "203.0.113" not in str(Report.objects.values())


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "10.0.0.2"), (2, "10.0.0.1"), (9, "127.0.0.1")])
def test_the_senders_address_is_what_the_last_trusted_proxy_saw(
    client: Client, settings: object, proxies: int, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]
    request = client.get("/melden/", headers={"x-forwarded-for": "6.6.6.6, 10.0.0.1, 10.0.0.2"}).wsgi_request
    assert form_module.sender_of(request) == address


def test_the_form_asks_few_questions_of_the_database(client: Client, path: str) -> None:
    with CaptureQueriesContext(connections["published"]) as queries:
        client.get(path)
    assert len(queries) < 12
