"""The evaluator of opening hours: against cases worked out by hand, and what happens when Node does not answer."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from published import evaluator
from published.evaluator import Evaluated, EvaluatorFailed, evaluate, fingerprint, holidays
from published.opening import midnight
from tests.published.opening_cases import CASES, Case

Ranges = list[tuple[datetime, datetime]]

FIRST, END = date(2026, 1, 1), date(2027, 7, 1)
RANGE = re.compile(r"\[([^,]+),([^)]+)\)")
EXPECTED = re.compile(r"(\d{4}-\d\d)-(\d\d)(?:\.\.(\d\d))? (\d\d:\d\d)-(\d\d:\d\d)|(\S+)/([^\s;]+)")


def local(day: str, time: str) -> datetime:
    """Return a local time of a day as UTC; 24:00 is the next midnight."""
    hour, minute = map(int, time.split(":"))
    moment = datetime.combine(date.fromisoformat(day) + timedelta(days=hour // 24), datetime.min.time())
    return moment.replace(hour=hour % 24, minute=minute, tzinfo=settings.REGION.tzinfo).astimezone(UTC)


def expected(text: str) -> Ranges:
    """Return the ranges of a case's notation."""
    found = []
    for month, first, last, start, end, begins, ends in EXPECTED.findall(text):
        if begins:
            found.append((local(*begins.split("T")), local(*ends.split("T"))))
        for number in range(int(first or 1), int(last or first or 0) + 1):
            day = f"{month}-{number:02}"
            next_day = str(date.fromisoformat(day) + timedelta(days=1))
            found.append((local(day, start), local(day if start < end else next_day, end)))
    return sorted(found)


def merged(ranges: Ranges) -> Ranges:
    """Return the ranges sorted, those that touch as one."""
    found: Ranges = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def told(multirange: str, first: datetime, end: datetime) -> Ranges:
    """Return the ranges of a multirange as PostgreSQL writes it, cut to a time."""
    bounds = [tuple(datetime.fromisoformat(bound) for bound in each) for each in RANGE.findall(multirange)]
    return merged([(max(low, first), min(high, end)) for low, high in bounds if low < end and high > first])


@pytest.fixture(scope="module")
def answers() -> dict[str, Evaluated]:
    """All texts of the cases, evaluated in one run over one and a half years."""
    texts = sorted({case.hours for case in CASES})
    return {each.hours: each for each in evaluate(texts, FIRST, END)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.hours} {case.first}")
def test_a_text_means_what_was_worked_out_by_hand(case: Case, answers: dict[str, Evaluated]) -> None:
    first, end = midnight(date.fromisoformat(case.first)), midnight(date.fromisoformat(case.last) + timedelta(days=1))
    answer = answers[case.hours]
    assert {name: told(getattr(answer, name), first, end) for name in ("open", "by_appointment", "unknown")} == {
        name: merged(expected(getattr(case, name))) for name in ("open", "by_appointment", "unknown")
    }


def test_there_are_eighty_cases_and_they_read_as_they_are_written() -> None:
    assert len(CASES) >= 80
    assert len(set(CASES)) == len(CASES)
    for case in CASES:
        for ranges in (case.open, case.by_appointment, case.unknown):
            assert len(EXPECTED.findall(ranges)) == (ranges.count(";") + 1 if ranges else 0)


def test_what_cannot_be_read_says_why(answers: dict[str, Evaluated]) -> None:
    assert [hours for hours, answer in answers.items() if answer.fault] == [
        "Mo 10:00",
        "Mo-Fr 25:00-99:00",
        "Termin alle 14 Tage, siehe Aushang 3",
        "nonsense",
    ]


@pytest.mark.parametrize(
    ("hours", "day", "elapsed"),
    [
        ("Sa 22:00-04:00", date(2026, 3, 28), timedelta(hours=5)),
        ("Sa 22:00-04:00", date(2026, 10, 24), timedelta(hours=7)),
        ("Su 00:00-24:00", date(2026, 3, 29), timedelta(hours=23)),
        ("Su 00:00-24:00", date(2026, 10, 25), timedelta(hours=25)),
    ],
)
def test_a_night_of_the_clock_change_is_shorter_or_longer(
    answers: dict[str, Evaluated], hours: str, day: date, elapsed: timedelta
) -> None:
    [(start, end)] = told(answers[hours].open, midnight(day), midnight(day + timedelta(days=2)))
    assert end - start == elapsed


def test_the_sun_is_that_of_the_region() -> None:
    """At 49.79° north the sun is up for 16 h 20 min on the longest day and for 8 h 6 min on the shortest.

    From the sunrise equation with 50' below the horizon and a declination of ±23.44°.
    """
    for day, length in (
        (date(2026, 6, 21), timedelta(hours=16, minutes=20)),
        (date(2026, 12, 21), timedelta(hours=8.1)),
    ):
        [answer] = evaluate(["sunrise-sunset"], day, day + timedelta(days=1))
        [(rise, fall)] = told(answer.open, midnight(day), midnight(day + timedelta(days=1)))
        assert abs(fall - rise - length) < timedelta(minutes=5)
        noon = midnight(day) + timedelta(hours=13 if day.month == 6 else 12, minutes=20)  # 15° east is noon at 12
        assert abs(rise + (fall - rise) / 2 - noon) < timedelta(minutes=10)


def test_where_school_holidays_are_not_decided_yet_nobody_knows() -> None:
    day, end = date(2031, 5, 5), date(2031, 5, 7)  # Monday and Tuesday
    known, with_schools = evaluate(["Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; SH off"], day, end)
    assert told(known.open, midnight(day), midnight(end)) == expected("2031-05-05..06 09:00-12:00")
    assert (with_schools.open, with_schools.fault) == ("{}", "")
    assert told(with_schools.unknown, midnight(day), midnight(end)) == expected("2031-05-05T00:00/2031-05-07T00:00")


def test_holidays_have_names() -> None:
    found = {(each.kind, each.day): each.name for each in holidays(date(2026, 8, 1), date(2027, 1, 10))}
    public = {str(day): name for (kind, day), name in found.items() if kind == "PH"}
    assert public == {
        "2026-08-15": "Mariä Himmelfahrt",
        "2026-10-03": "Tag der Deutschen Einheit",
        "2026-11-01": "Allerheiligen",
        "2026-12-25": "1. Weihnachtstag",
        "2026-12-26": "2. Weihnachtstag",
        "2027-01-01": "Neujahr",
        "2027-01-06": "Heilige Drei Könige",
    }
    assert found["SH", date(2026, 11, 18)] == "Buß- und Bettag"
    assert ("SH", date(2026, 9, 15)) not in found


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in the place of the evaluator's: answers each text, but for what a test adds to it."""
    path = tmp_path / "script.mjs"
    monkeypatch.setattr(evaluator, "SCRIPT", path)
    monkeypatch.setattr(evaluator, "STALL_CPU_S", 0.5)
    return path


ANSWERS_ALL = """
import { createInterface } from "node:readline";
let first = true;
for await (const line of createInterface({ input: process.stdin })) {
  if (first) console.log(JSON.stringify({ holidays: [] }));
  else {
    const text = JSON.parse(line);
    if (text === "dies") process.exit(1);
    if (text === "stalls") for (;;);
    console.log(JSON.stringify({ open: "{}", by_appointment: "{}", unknown: "{}", fault: "" }));
  }
  first = false;
}
"""


def test_a_text_that_ends_or_stalls_node_is_unknown_and_the_others_are_not(
    script: Path, caplog: pytest.LogCaptureFixture
) -> None:
    script.write_text(ANSWERS_ALL)
    texts = ["a", "dies", "b", "stalls", "c"]
    found = {each.hours: each for each in evaluate(texts, date(2026, 11, 23), date(2026, 11, 24))}
    assert list(found) == texts
    assert [hours for hours, each in found.items() if each.fault] == ["dies", "stalls"]
    assert found["dies"].unknown == "{[2026-11-23T00:00:00+01:00,2026-11-24T00:00:00+01:00)}"
    assert [record.getMessage() for record in caplog.records] == [
        "The opening hours 'dies' cannot be evaluated: they end or stall Node.",
        "The opening hours 'stalls' cannot be evaluated: they end or stall Node.",
    ]


def test_a_node_that_waits_its_turn_is_not_stalled(script: Path) -> None:
    script.write_text(
        "console.log(JSON.stringify({holidays: []}));"
        "const answer = JSON.stringify({open: '{}', by_appointment: '{}', unknown: '{}', fault: ''});"
        "setTimeout(() => console.log(answer), 3000);"
    )
    [answer] = evaluate(["a"], date(2026, 11, 23), date(2026, 11, 24))
    assert answer.fault == ""


def test_a_slow_reader_is_no_stall_of_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Node has answered must not wait in its memory for the end of what it reads at once, some 3,000 texts."""
    monkeypatch.setattr(evaluator, "STALL_CPU_S", 0.5)
    answers = evaluate(["Mo 08:00-18:00; PH,SH off"] * 600, date(2026, 1, 1), date(2027, 1, 1))
    first = next(answers)
    time.sleep(0.3)
    assert [each.fault for each in (first, *answers)] == [""] * 600


def test_texts_that_all_end_node_are_a_fault_of_ours(script: Path) -> None:
    script.write_text(ANSWERS_ALL)
    with pytest.raises(EvaluatorFailed, match="ended at 21 texts"):
        list(evaluate(["dies"] * 30, date(2026, 11, 23), date(2026, 11, 24)))


def test_a_script_that_does_not_start_says_why(script: Path) -> None:
    script.write_text('import "no-such-package";')
    with pytest.raises(EvaluatorFailed, match="no-such-package"):
        list(evaluate(["a"], date(2026, 11, 23), date(2026, 11, 24)))


def test_without_node_a_sentence_says_so(settings: object) -> None:
    settings.NODE = "/nowhere/node"  # type: ignore[attr-defined]
    with pytest.raises(
        EvaluatorFailed, match=r"^Node \(/nowhere/node\) cannot be started: No such file or directory.$"
    ):
        list(evaluate(["a"], date(2026, 11, 23), date(2026, 11, 24)))


def test_the_script_sees_nothing_of_our_environment(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgis://gisportal:secret@host/gisportal")
    script.write_text(
        "console.log(JSON.stringify({holidays: []}));"
        "console.log(JSON.stringify({open: Object.keys(process.env).sort().join(), by_appointment: '', unknown: '',"
        " fault: ''}));"
    )
    [answer] = evaluate(["a"], date(2026, 11, 23), date(2026, 11, 24))
    assert answer.open == "PATH,TZ"


def test_the_fingerprint_names_the_library_and_changes_with_the_script(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.write_text("1")
    first = fingerprint()
    script.write_text("2")
    assert fingerprint() != first
    assert re.fullmatch(r"\d+\.\d+\.\d+\.[0-9a-f]{10}", first)
    monkeypatch.setattr(evaluator, "LIBRARY", Path("/nowhere/package.json"))
    with pytest.raises(EvaluatorFailed, match="is not in /nowhere"):
        fingerprint()
