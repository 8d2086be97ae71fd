"""Whether an entry is open, in words, on cards and on its page."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from frontend import opening as module
from frontend.opening import in_words, span_in_words
from layers.models import SupportService
from layers.services import save_entry
from published.opening import Opening, State
from published.renewal import renew
from tests.conftest import OLD_TOWN, turn

REGION = settings.REGION.tzinfo


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=REGION)


def opening(state: str, now: str, until: str = "", opens: str = "", appointments: str = "", **more: Any) -> Opening:
    moments = [at(each) if each else None for each in (until, opens, appointments)]
    return Opening(State(state), at(now), *moments, **more)


FRIDAY_NOON = "2026-11-27T12:00"
SAID = [
    (opening("open", FRIDAY_NOON, "2026-11-27T18:00"), "geöffnet bis 18 Uhr", "open until 6 pm"),
    (opening("open", FRIDAY_NOON, "2026-11-27T12:30"), "geöffnet bis 12:30 Uhr", "open until 12:30 pm"),
    (opening("open", FRIDAY_NOON, "2026-11-28T00:00"), "geöffnet bis 24 Uhr", "open until midnight"),
    (opening("open", "2026-11-27T20:00", "2026-11-28T02:00"), "geöffnet bis 2 Uhr", "open until 2 am"),
    (
        opening("open", FRIDAY_NOON, "2026-11-28T14:00"),
        "geöffnet bis morgen um 14 Uhr",
        "open until tomorrow at 2 pm",
    ),
    (
        opening("open", FRIDAY_NOON, "2026-12-01T00:00"),
        "geöffnet bis Montag um 24 Uhr",
        "open until Monday at midnight",
    ),
    (opening("open", FRIDAY_NOON, "2026-12-25T00:00"), "durchgehend geöffnet", "open all the time"),
    (opening("open", FRIDAY_NOON), "durchgehend geöffnet", "open all the time"),
    (
        opening("closed", FRIDAY_NOON, opens="2026-11-27T14:00", was_open_today=True),
        "geschlossen, öffnet um 14 Uhr",
        "closed, opens at 2 pm",
    ),
    (
        opening("closed", FRIDAY_NOON, opens="2026-11-28T09:00"),
        "heute geschlossen, öffnet morgen um 9 Uhr",
        "closed today, opens tomorrow at 9 am",
    ),
    (
        opening("closed", FRIDAY_NOON, opens="2026-11-28T09:00", was_open_today=True),
        "geschlossen, öffnet morgen um 9 Uhr",
        "closed, opens tomorrow at 9 am",
    ),
    (
        opening("closed", FRIDAY_NOON, opens="2026-11-30T08:30"),
        "heute geschlossen, öffnet Montag um 8:30 Uhr",
        "closed today, opens Monday at 8:30 am",
    ),
    (
        opening("closed", FRIDAY_NOON, opens="2026-12-04T09:00"),
        "heute geschlossen, öffnet am 4. Dezember um 9 Uhr",
        "closed today, opens on December 4 at 9 am",
    ),
    (
        opening("closed", FRIDAY_NOON, opens="2027-03-06T09:00"),
        "heute geschlossen, öffnet am 6. März",
        "closed today, opens on March 6",
    ),
    (
        opening("closed", FRIDAY_NOON, appointments="2026-11-30T09:00"),
        "heute geschlossen, Montag nach Vereinbarung",
        "closed today, Monday by appointment",
    ),
    (opening("closed", FRIDAY_NOON), "zurzeit geschlossen", "closed for now"),
    (opening("by_appointment", FRIDAY_NOON), "nach Vereinbarung", "by appointment"),
    (
        opening("by_appointment", FRIDAY_NOON, "2026-11-30T08:00", "2026-11-30T08:00", "2026-11-30T12:00"),
        "nach Vereinbarung, öffnet Montag um 8 Uhr",
        "by appointment, opens Monday at 8 am",
    ),
    (opening("unknown", FRIDAY_NOON, has_hours=False), "Öffnungszeiten unbekannt", "Opening hours unknown"),
    (opening("unknown", FRIDAY_NOON), "Ob geöffnet ist, ist unbekannt", "Whether it is open is unknown"),
]


@pytest.mark.parametrize(("state", "german", "english"), SAID, ids=[german for _state, german, _english in SAID])
def test_a_state_is_said_as_people_say_it(state: Opening, german: str, english: str) -> None:
    assert in_words(state) == german
    with override("en"):
        assert in_words(state) == english


def test_a_later_moment_is_then() -> None:
    assert in_words(SAID[0][0], is_later=True) == "dann geöffnet bis 18 Uhr"
    assert in_words(SAID[-1][0], is_later=True) == "Ob geöffnet ist, ist unbekannt"


@pytest.mark.parametrize(
    ("start", "end", "german", "english"),
    [
        ("2026-11-27T09:00", "2026-11-27T12:30", "9–12:30 Uhr", "9 am–12:30 pm"),
        ("2026-11-27T20:00", "2026-11-28T02:00", "20–2 Uhr", "8 pm–2 am"),
        ("2026-11-27T20:00", "2026-11-28T00:00", "20–24 Uhr", "8 pm–midnight"),
        ("2026-11-27T00:00", "2026-11-27T06:00", "0–6 Uhr", "midnight–6 am"),
        ("2026-11-27T00:00", "2026-11-28T00:00", "rund um die Uhr", "day and night"),
        ("2026-03-29T00:00", "2026-03-30T00:00", "rund um die Uhr", "day and night"),
    ],
)
def test_hours_of_a_day_are_said_briefly(start: str, end: str, german: str, english: str) -> None:
    assert span_in_words(at(start), at(end)) == german
    with override("en"):
        assert span_in_words(at(start), at(end)) == english


# --- on the pages ----------------------------------------------------------------------------------------------------

Clock = Callable[[str], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at a local time; nothing is kept from before."""
    module._kinds_with_hours.cache_clear()

    def stop(text: str) -> None:
        moment = at(text).astimezone(UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return stop


@pytest.fixture
def services(published_in_test: None, clock: Clock) -> dict[str, str]:
    """Support services with several hours, by name: their ids."""
    clock("2026-12-24T10:00")
    hours = {
        "Werktags": "Mo-Fr 09:00-12:00; PH off",
        "Auf Zuruf": '"nach Vereinbarung"',
        "Unlesbar": "<b>nonsense</b>",
        "Ohne Angabe": "",
        "Abends": "Mo-Su 18:00-22:00",
        "Ferien": "Mo-Fr 09:00-12:00; SH off",
    }
    ids = {
        name: save_entry(SupportService(name=name, status="published", geom=OLD_TOWN, opening_hours=text), by="test").pk
        for name, text in hours.items()
    }
    renew()
    turn()
    return ids


def said_on_cards(client: Client, query: str, prefix: str = "") -> dict[str, str]:
    page = client.get(f"{prefix}/karte/liste/?layers=support_service{query}").content.decode()
    found = {}
    for card in page.split("<article")[1:]:
        name = card.split('class="card__name">', 1)[1].split("</h3>", 1)[0]
        words = card.split("opening opening--", 1)[1].split("</p>", 1)[0].split("<span>", 1)[1]
        found[strip_tags(name)] = strip_tags(words)
    return found


def test_cards_say_the_four_states(client: Client, services: dict[str, str]) -> None:
    assert said_on_cards(client, "") == {
        "Werktags": "geöffnet bis 12 Uhr",
        "Auf Zuruf": "nach Vereinbarung",
        "Unlesbar": "Ob geöffnet ist, ist unbekannt",
        "Ohne Angabe": "Öffnungszeiten unbekannt",
        "Abends": "geschlossen, öffnet um 18 Uhr",
        "Ferien": "heute geschlossen, öffnet am 11. Januar",
    }


def test_open_now_leaves_out_what_is_closed_and_says_the_rest(
    client: Client, services: dict[str, str], clock: Clock
) -> None:
    assert set(said_on_cards(client, "&open_at=now")) == {"Werktags", "Auf Zuruf", "Unlesbar", "Ohne Angabe"}
    assert said_on_cards(client, "&open_at=2026-12-25T19:00") == {
        "Abends": "dann geöffnet bis 22 Uhr",
        "Auf Zuruf": "dann nach Vereinbarung",
        "Unlesbar": "Ob geöffnet ist, ist unbekannt",
        "Ohne Angabe": "Öffnungszeiten unbekannt",
    }
    assert said_on_cards(client, "&open_at=2026-12-25T19:00", "/en")["Abends"] == "open until 10 pm at that time"


def test_what_nobody_knows_stands_last_under_a_heading(client: Client, services: dict[str, str]) -> None:
    def headings_and_names(query: str) -> list[str]:
        page = client.get(f"/karte/liste/?layers=support_service{query}").content.decode()
        parts = page.split("<h3 ")[1:]
        return [strip_tags("<h3 " + part.split("</h3>", 1)[0]).strip() for part in parts]

    assert headings_and_names("&open_at=now") == [
        "Jetzt geöffnet oder nach Vereinbarung",
        "Auf Zuruf",
        "Werktags",
        "Öffnungszeiten unbekannt",
        "Ohne Angabe",
        "Unlesbar",
    ]
    assert headings_and_names("&open_at=2026-12-26T03:00")[:2] == [
        "Geöffnet oder nach Vereinbarung am 26. Dezember 2026 um 3 Uhr",
        "Auf Zuruf",
    ]
    assert "unbekannt" not in "".join(headings_and_names(""))


def test_a_list_is_not_kept_beyond_its_minute(client: Client, services: dict[str, str], clock: Clock) -> None:
    address = "/karte/liste/?layers=association"
    first = client.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    clock("2026-12-24T10:00:59")
    assert client.get(address, headers=known).status_code == 304
    clock("2026-12-24T10:01")
    assert client.get(address, headers=known).status_code == 200


def test_a_kind_that_has_no_hours_says_nothing_unless_asked(client: Client, stock: dict[str, str]) -> None:
    module._kinds_with_hours.cache_clear()
    page = client.get("/karte/liste/?layers=place").content.decode()
    assert "Dorfschule" in page
    assert "opening--" not in page
    page = client.get("/karte/liste/?layers=place&open_at=now").content.decode()
    assert page.count("Öffnungszeiten unbekannt") >= 2


def table(client: Client, entry: str, prefix: str = "") -> list[tuple[str, str]]:
    page = client.get(f"{prefix}/karte/support_service/{entry}/").content.decode()
    rows = page.split('class="hours"', 1)[1].split("</table>", 1)[0].split("<tr")[2:]
    cells = [row.split("</th>") for row in rows]
    return [(strip_tags("<" + head.replace("<span", " <span")).strip(), strip_tags(cell)) for head, cell in cells]


def test_the_page_of_an_entry_shows_the_next_seven_days(client: Client, services: dict[str, str]) -> None:
    assert [(label.split(">")[-1].strip(), hours.strip()) for label, hours in table(client, services["Werktags"])] == [
        ("Heute, 24. Dezember", "9–12 Uhr"),
        ("Morgen, 25. Dezember 1. Weihnachtstag", "geschlossen"),
        ("Samstag, 26. Dezember 2. Weihnachtstag", "geschlossen"),
        ("Sonntag, 27. Dezember", "geschlossen"),
        ("Montag, 28. Dezember", "9–12 Uhr"),
        ("Dienstag, 29. Dezember", "9–12 Uhr"),
        ("Mittwoch, 30. Dezember", "9–12 Uhr"),
    ]
    [first, *_] = table(client, services["Ferien"])
    assert first[0].split(">")[-1].strip() == "Heute, 24. Dezember Weihnachtsferien"
    [first, *_] = table(client, services["Werktags"], "/en")
    assert [part.split(">")[-1].strip() for part in first] == ["Today, December 24", "9 am–noon"]


def test_the_page_says_what_cannot_be_read_as_it_is_written(client: Client, services: dict[str, str]) -> None:
    page = client.get(f"/karte/support_service/{services['Unlesbar']}/").content.decode()
    assert 'class="hours"' not in page
    assert "Angegeben ist: &lt;b&gt;nonsense&lt;/b&gt;" in page
    page = client.get(f"/karte/support_service/{services['Ohne Angabe']}/").content.decode()
    assert "Öffnungszeiten unbekannt" in page
    assert "opening-hours" not in page


def test_a_popup_says_the_state_once(client: Client, services: dict[str, str]) -> None:
    popup = client.get(f"/karte/support_service/{services['Werktags']}/kurz/").content.decode()
    assert popup.count("geöffnet bis 12 Uhr") == 1


@pytest.mark.parametrize("path", ["/karte/", "/karte/liste/"])
@pytest.mark.parametrize("text", ["gestern", "2026-12-24", "2020-01-01T10:00", "2030-01-01T10:00"])
def test_a_time_that_nobody_can_answer_for_is_refused(
    client: Client, services: dict[str, str], path: str, text: str
) -> None:
    response = client.get(f"{path}?open_at={text}")
    assert response.status_code == 400
    assert "„open_at“" in response.content.decode()


def test_queries_do_not_grow_with_the_entries(
    client: Client, services: dict[str, str], django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        save_entry(
            SupportService(name=f"Weitere {number}", status="published", opening_hours=f"Mo 09:{number + 10}-12:00"),
            by="test",
        )
    turn()
    client.get("/karte/liste/?layers=support_service&open_at=now")
    with django_assert_max_num_queries(12, using="published"):
        client.get("/karte/liste/?layers=support_service&open_at=now")
