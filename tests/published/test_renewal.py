"""Opening hours as published ranges: who gets them, how the horizon rolls on, what happens when nothing evaluates."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from layers.models import SupportService
from layers.services import save_entry, set_status
from published import evaluator
from published.errors import BadParameter
from published.filters import FeatureFilter
from published.models import PublicFeature
from published.opening import DAYS_BACK, HORIZON_DAYS, State, midnight, openings, week
from published.renewal import Renewed, renew
from published.services import RENEW_SOON, publish
from published.tasks import renew_soon, renew_what_runs_short
from tests.conftest import OLD_TOWN

pytestmark = pytest.mark.usefixtures("published_in_test")

Clock = Callable[[str], datetime]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at a local time."""

    def stop(text: str) -> datetime:
        moment = datetime.fromisoformat(text).replace(tzinfo=settings.REGION.tzinfo)
        monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(UTC))
        return moment

    return stop


def entry(hours: str, **values: Any) -> SupportService:
    given = {"name": hours or "ohne", "status": "published", "geom": OLD_TOWN} | values
    return save_entry(SupportService(opening_hours=hours, **given), by="test")


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def evaluated() -> dict[str, str]:
    return dict(rows("SELECT hours, fault FROM published.opening"))


def jobs() -> int:
    return rows(f"SELECT count(*) FROM procrastinate_jobs WHERE task_name = '{RENEW_SOON}'")[0][0]


def names_open_at(text: str) -> set[str]:
    wanted = FeatureFilter.from_query(QueryDict(f"open_at={text}"))
    return set(PublicFeature.objects.matching(wanted).values_list("name", flat=True))


# --- what is evaluated, and when -------------------------------------------------------------------------------------


def test_equal_texts_are_evaluated_once_and_leave_with_their_last_entry(clock: Clock) -> None:
    clock("2026-11-23T10:00")
    first, second = entry("Mo-Fr 09:00-17:00"), entry("Mo-Fr 09:00-17:00")
    entry("nonsense")
    assert renew() == Renewed(evaluated=2, faults=1)
    assert evaluated() == {"Mo-Fr 09:00-17:00": "", "nonsense": evaluated()["nonsense"]}
    assert "not valid" in evaluated()["nonsense"]
    assert renew() == Renewed()
    set_status(SupportService, [first.pk], "withdrawn", by="test")
    assert renew() == Renewed()
    set_status(SupportService, [second.pk], "withdrawn", by="test")
    assert renew() == Renewed(removed=1)
    assert set(evaluated()) == {"nonsense"}


def test_publishing_new_hours_notes_a_job_in_the_same_transaction(clock: Clock) -> None:
    clock("2026-11-23T10:00")
    place = entry("Mo-Fr 09:00-17:00")
    assert jobs() == 1
    renew_soon()
    assert set(evaluated()) == {"Mo-Fr 09:00-17:00"}
    place.name = "Anderer Name"
    save_entry(place, by="test")
    entry("Mo-Fr 09:00-17:00")
    entry("")
    publish("support_service", None)
    assert jobs() == 1
    entry("Sa 10:00-12:00")
    assert jobs() == 2


def test_hours_of_what_only_staff_may_see_stay_unseen(clock: Clock) -> None:
    clock("2026-11-23T10:00")
    entry('Mo 10:00-12:00 "Zaunkönig"', status="draft")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO published.feature (layer, id, audience, kind, name, properties, geojson, terms,"
            " changed_at) VALUES ('support_service', 'staffonly', 'staff', '', 'x',"
            """ '{"opening_hours": "Mo 10:00-12:00 \\"Zaunkönig\\""}', '{}', '{}', now())"""
        )
    assert renew() == Renewed()
    assert evaluated() == {}


def test_a_text_that_is_too_long_is_no_hours(clock: Clock) -> None:
    clock("2026-11-23T10:00")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO published.feature (layer, id, audience, kind, name, properties, geojson, terms,"
            " changed_at) VALUES ('support_service', 'long', 'public', '', 'lang',"
            " jsonb_build_object('opening_hours', repeat('Mo ', 2000)), '{}', '{}', now())"
        )
    assert renew() == Renewed()
    assert names_open_at("now") == {"lang"}


def test_the_minute_job_goes_on_where_its_time_ended(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock("2026-11-23T10:00")
    for number in range(3):
        entry(f"Mo-Fr 09:0{number}-17:00")
    monkeypatch.setattr("published.renewal.BATCH", 2)
    assert renew(seconds=0).evaluated == 0
    renew_what_runs_short(int(moment.timestamp()))
    assert len(evaluated()) == 3


# --- the rolling horizon ---------------------------------------------------------------------------------------------

ROLLING = (
    "Mo-Fr 09:00-17:00; PH off",
    "Fr,Sa 20:00-02:30; PH,SH off",
    'Mo 10:00-12:00 || "nach Vereinbarung"',
    "Mo 18:00+",
    "nonsense",
    "24/7",
    "off",
)
SNAPSHOT = (
    "SELECT hours, covers::text, open::text, by_appointment::text, closed::text FROM published.opening ORDER BY hours"
)


def test_the_horizon_rolls_on_without_a_gap_and_as_if_evaluated_at_once(clock: Clock) -> None:
    for hours in ROLLING:
        entry(hours)
    begin = date(2026, 10, 22)
    # Each day around the change of the clocks, then a worker that was off for days, for weeks, and for half a year.
    for away in (0, 1, 2, 3, 4, 5, 9, 30, 71, 260):
        today = begin + timedelta(days=away)
        clock(f"{today}T00:01")
        assert renew().evaluated == len(ROLLING)
        first, end = midnight(today - timedelta(days=DAYS_BACK)), midnight(today + timedelta(days=HORIZON_DAYS))
        assert rows(
            "SELECT count(*) FROM published.opening"
            f" WHERE covers = tstzrange('{first.isoformat()}', '{end.isoformat()}')"
            " AND (hours IN ('Mo 18:00+', 'nonsense') OR open + by_appointment + closed = tstzmultirange(covers))"
        ) == [(len(ROLLING),)]
        assert renew() == Renewed()
    rolled = rows(SNAPSHOT)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM published.opening")
    renew()
    assert rows(SNAPSHOT) == rolled


def test_between_midnight_and_the_job_the_last_day_is_unknown_and_nothing_else(clock: Clock) -> None:
    entry("off")
    clock("2026-11-23T10:00")
    renew()
    clock("2026-11-24T00:00")
    assert names_open_at("2027-03-22T12:00") == set()
    assert names_open_at("2027-03-23T12:00") == {"off"}
    renew()
    assert names_open_at("2027-03-23T12:00") == set()


def test_another_evaluator_evaluates_everything_anew(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock("2026-11-23T10:00")
    entry("off")
    renew()
    monkeypatch.setattr("published.renewal.fingerprint", lambda: "other")
    assert renew().evaluated == 1
    assert rows("SELECT evaluated_with FROM published.opening") == [("other",)]


def test_holidays_of_the_horizon_are_published(clock: Clock) -> None:
    clock("2026-11-23T10:00")
    entry("off")
    renew()
    found = rows("SELECT day, kind, name FROM published.holiday WHERE kind = 'PH' ORDER BY day")
    assert [str(day) for day, _kind, _name in found] == ["2026-12-25", "2026-12-26", "2027-01-01", "2027-01-06"]


# --- what is open at -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "names"),
    [
        ("2026-11-23T08:59", {"ohne", "nonsense", '"nach Vereinbarung"', "24/7"}),
        ("2026-11-23T09:00", {"ohne", "nonsense", '"nach Vereinbarung"', "24/7", "Mo-Fr 09:00-17:00; PH off"}),
        ("2026-11-23T16:59", {"ohne", "nonsense", '"nach Vereinbarung"', "24/7", "Mo-Fr 09:00-17:00; PH off"}),
        ("2026-11-23T17:00", {"ohne", "nonsense", '"nach Vereinbarung"', "24/7"}),
        ("2027-01-06T10:00", {"ohne", "nonsense", '"nach Vereinbarung"', "24/7"}),
    ],
)
def test_only_what_is_known_to_be_closed_drops_out(clock: Clock, at: str, names: set[str]) -> None:
    clock("2026-11-23T08:00")
    for hours in ("", "nonsense", '"nach Vereinbarung"', "24/7", "Mo-Fr 09:00-17:00; PH off", "off"):
        entry(hours)
    renew()
    assert names_open_at(at) == names
    clock(at)
    assert names_open_at("now") == names


def test_what_nobody_evaluated_yet_stays(clock: Clock) -> None:
    clock("2026-11-23T08:00")
    entry("off")
    assert names_open_at("now") == {"off"}


@pytest.mark.parametrize(
    "text",
    [
        "heute",
        "NOW",
        "2026-11-23",
        "10:00",
        "2026-11-23 10:00",
        "2026-11-23T25:00",
        "2026-02-30T10:00",
        "2026-11-23T10:00:30",
        "2026-11-23T10:00:00.5",
        "2026-W48-1T10:00",
        "２026-11-23T10:00",
        "2026-11-23T10:00%00",
        "2026-11-23T10:00'--",
        "now,2026-11-23T10:00",
        "9999-12-31T23:59",
        "0001-01-01T00:00",
        "2026-11-22T23:59",  # yesterday
        "2027-03-23T00:00",  # the first moment beyond the horizon
        "2026-11-23T10:00%2B99:00",
    ],
)
def test_what_is_no_time_of_the_horizon_is_refused_with_a_sentence(clock: Clock, text: str) -> None:
    clock("2026-11-23T10:00")
    with pytest.raises(BadParameter) as refused:
        FeatureFilter.from_query(QueryDict(f"open_at={text}"))
    assert refused.value.sentence.startswith("„open_at“")


def test_a_time_that_the_clock_leaves_out_is_refused(clock: Clock) -> None:
    clock("2026-03-20T10:00")
    with pytest.raises(BadParameter, match="lässt die Zeitumstellung aus"):
        FeatureFilter.from_query(QueryDict("open_at=2026-03-29T02:30"))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-23T10:00", "2026-11-23T09:00"),
        ("2026-11-23T10:00:00", "2026-11-23T09:00"),
        ("2026-11-23T10:00Z", "2026-11-23T10:00"),
        ("2026-11-23T10:00%2B03:00", "2026-11-23T07:00"),
        ("2027-03-22T23:59", "2027-03-22T22:59"),
        ("now", "2026-11-23T08:30"),
    ],
)
def test_a_time_is_the_regions_unless_it_says_otherwise(clock: Clock, text: str, utc: str) -> None:
    clock("2026-11-23T09:30:45")
    wanted = FeatureFilter.from_query(QueryDict(f"open_at={text}"))
    assert wanted.open_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert FeatureFilter.from_query(QueryDict(wanted.key())) == wanted
    assert wanted.depends_on_now
    assert not wanted.is_plain


def test_of_an_hour_that_comes_twice_the_first_is_meant(clock: Clock) -> None:
    clock("2026-10-20T10:00")
    wanted = FeatureFilter.from_query(QueryDict("open_at=2026-10-25T02:30"))
    assert wanted.open_at is not None
    assert wanted.open_at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_key_under_which_an_answer_is_kept_turns_each_minute(clock: Clock) -> None:
    keys = set()
    for now in ("2026-11-23T10:00:01", "2026-11-23T10:00:59", "2026-11-23T10:01:00"):
        clock(now)
        keys |= {
            FeatureFilter.from_query(QueryDict(f"open_at={at}")).kept_under() for at in ("now", "2026-11-24T09:00")
        }
    assert len(keys) == 4
    assert FeatureFilter().kept_under() == ""


# --- states and the table of a week ----------------------------------------------------------------------------------


def test_states_say_until_when_and_what_comes_next(clock: Clock) -> None:
    monday = clock("2026-11-23T12:30")
    texts = ["Mo-Fr 09:00-12:00,14:00-17:00", 'Mo-Fr 09:00-12:00 "nach Vereinbarung"', "24/7", "off", "nonsense"]
    for hours in texts:
        entry(hours)
    renew()
    found = openings([*texts, None], monday)
    split = found["Mo-Fr 09:00-12:00,14:00-17:00"]
    assert (split.state, split.until, split.opens_at) == (
        State.CLOSED,
        monday.replace(hour=14, minute=0),
        monday.replace(hour=14, minute=0),
    )
    assert split.was_open_today
    asked = found['Mo-Fr 09:00-12:00 "nach Vereinbarung"']
    assert (asked.state, asked.opens_at, str(asked.appointments_from)) == (
        State.CLOSED,
        None,
        "2026-11-24 09:00:00+01:00",
    )
    assert (found["24/7"].state, found["24/7"].until) == (State.OPEN, None)
    assert (found["off"].state, found["off"].opens_at) == (State.CLOSED, None)
    assert (found["nonsense"].state, found["nonsense"].has_hours) == (State.UNKNOWN, True)
    assert (found[None].state, found[None].has_hours) == (State.UNKNOWN, False)


def spans(hours: str, start: date) -> list[list[str]]:
    return [
        [f"{span.state.value} {span.start:%a %H:%M}-{span.end:%a %H:%M}" for span in day.spans]
        for day in week(hours, start, 3)
    ]


def test_a_night_stands_on_the_day_on_which_it_begins(clock: Clock) -> None:
    clock("2026-11-27T10:00")
    for hours in ("Mo-Su 20:00-02:00", "24/7", 'Fr 10:00-12:00 || "nach Vereinbarung"', "off", "nonsense"):
        entry(hours)
    renew()
    friday = date(2026, 11, 27)
    assert spans("Mo-Su 20:00-02:00", friday) == [
        ["open Fri 20:00-Sat 02:00"],
        ["open Sat 20:00-Sun 02:00"],
        ["open Sun 20:00-Mon 02:00"],
    ]
    assert spans("24/7", friday) == [
        ["open Fri 00:00-Sat 00:00"],
        ["open Sat 00:00-Sun 00:00"],
        ["open Sun 00:00-Mon 00:00"],
    ]
    assert spans('Fr 10:00-12:00 || "nach Vereinbarung"', friday)[0] == [
        "by_appointment Fri 00:00-Fri 10:00",
        "open Fri 10:00-Fri 12:00",
        "by_appointment Fri 12:00-Sat 00:00",
    ]
    assert spans("off", friday) == [[], [], []]
    assert spans("nonsense", friday)[0] == ["unknown Fri 00:00-Sat 00:00"]
    assert week("Sa 10:00-12:00", friday) == []  # nobody has evaluated it


def test_the_week_names_holidays(clock: Clock) -> None:
    clock("2027-01-04T10:00")
    entry("off")
    renew()
    days = {str(day.day): (day.holiday, day.school_holiday) for day in week("off", date(2027, 1, 4))}
    assert days["2027-01-06"] == ("Heilige Drei Könige", "Weihnachtsferien")
    assert days["2027-01-10"] == ("", "")


# --- when nothing evaluates ------------------------------------------------------------------------------------------


def test_without_node_new_hours_are_unknown_and_known_ones_stay(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    clock("2026-11-23T10:00")
    entry("off")
    renew()
    settings.NODE = "/nowhere/node"
    entry("Tu off")
    failed = renew()
    assert (failed.evaluated, failed.failure) == (
        0,
        "Node (/nowhere/node) cannot be started: No such file or directory.",
    )
    assert [record.getMessage() for record in caplog.records] == [f"Opening hours are not renewed. {failed.failure}"]
    assert names_open_at("now") == {"Tu off"}
    with pytest.raises(CommandError, match="cannot be started"):
        call_command("renew_opening_hours")
    monkeypatch.setattr(evaluator, "LIBRARY", evaluator.LIBRARY / "missing")
    assert "is not in" in renew().failure


def test_the_command_tells_what_it_did(clock: Clock, capsys: pytest.CaptureFixture) -> None:
    clock("2026-11-23T10:00")
    entry("off")
    entry("nonsense")
    call_command("renew_opening_hours")
    assert capsys.readouterr().out == "2 texts evaluated, 1 of them cannot be read; 0 removed\n"
