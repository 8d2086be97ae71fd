"""Open at arrival: midnight, both changes of the clocks, a public holiday, and whoever closes during the walk.

The ranges come from texts, through opening-hours-py, in the time of Berlin.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from opening_hours import OpeningHours as Hours
from opening_hours import State as Said

from analysis.methods.opening import OpeningHours, Ranges, State, arrival_s, is_usable, state_on_arrival

BERLIN = ZoneInfo("Europe/Berlin")
OPEN, CLOSED, BY_APPOINTMENT, UNKNOWN = State.OPEN, State.CLOSED, State.BY_APPOINTMENT, State.UNKNOWN


def berlin(text: str, *, fold: int = 0) -> datetime:
    """The moment at which a clock in Berlin shows this; the second of two with fold=1."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


def ranges(*spans: tuple[int, datetime, datetime]) -> Ranges:
    rows = np.array([(facility, start.timestamp(), end.timestamp()) for facility, start, end in spans], dtype=np.int64)
    return Ranges(*rows.reshape(-1, 3).T)


def hours(*texts: str, around: datetime) -> OpeningHours:
    """The published ranges of facilities with these texts, three days back and three ahead."""
    found: dict[Said, list[tuple[int, datetime, datetime]]] = {Said.OPEN: [], Said.CLOSED: [], Said.UNKNOWN: []}
    midnight = around.astimezone(BERLIN).replace(hour=0, minute=0, second=0, microsecond=0)
    for facility, text in enumerate(texts):
        said = Hours(text, timezone=BERLIN, country="DE", auto_country=False, auto_timezone=False)
        for start, end, state, _comment in said.intervals(midnight - timedelta(days=3), midnight + timedelta(days=3)):
            found[state].append((facility, start, end))
    return OpeningHours(open=ranges(*found[Said.OPEN]), closed=ranges(*found[Said.CLOSED]))


def state(text: str, departure: datetime, minutes: float, stay_min: float = 0) -> State:
    found = state_on_arrival(
        np.array([0]), np.array([minutes]), hours(text, around=departure), departure.astimezone(UTC), stay_min
    )
    return State(found[0])


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, OPEN), (29.9, OPEN), (30, CLOSED), (45, CLOSED), (14.5 * 60, OPEN)]
)
def test_what_closes_during_the_walk_is_not_reached(minutes: float, expected: State) -> None:
    assert state("Mo-Fr 08:00-18:00", berlin("2026-06-09T17:30"), minutes) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(0, CLOSED), (29.9, CLOSED), (30, OPEN), (45, OPEN)])
def test_what_opens_during_the_walk_is_reached(minutes: float, expected: State) -> None:
    assert state("Mo-Fr 08:00-18:00", berlin("2026-06-09T07:30"), minutes) == expected


@pytest.mark.parametrize(
    ("text", "minutes", "expected"),
    [
        ("18:00-02:00", 20, OPEN),
        ("18:00-24:00", 5, OPEN),
        ("18:00-24:00", 10, CLOSED),
        ("18:00-24:00", 20, CLOSED),
        ("00:00-06:00", 5, CLOSED),
        ("00:00-06:00", 10, OPEN),
        ("Mo 00:00-24:00", 5, CLOSED),  # still Sunday
        ("Mo 00:00-24:00", 10, OPEN),
        ("24/7", 10, OPEN),
    ],
)
def test_around_midnight(text: str, minutes: float, expected: State) -> None:
    assert state(text, berlin("2026-06-07T23:50"), minutes) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (14.9, OPEN),  # 01:59 winter time
        (15, OPEN),  # 02:00, when clocks show 03:00
        (44.9, OPEN),
        (45, CLOSED),  # 03:30 summer time, though two hours of the clock have passed since 01:30
    ],
)
def test_the_night_of_the_missing_hour(minutes: float, expected: State) -> None:
    assert state("01:30-03:30", berlin("2026-03-29T01:45"), minutes) == expected


@pytest.mark.parametrize(
    ("fold", "minutes", "expected"),
    [
        (0, 59, OPEN),  # 03:29 would be closed: it is 02:29 for the second time
        (0, 119, OPEN),  # 03:29 winter time
        (0, 120, CLOSED),
        (1, 59, OPEN),
        (1, 60, CLOSED),
    ],
)
def test_the_night_of_the_doubled_hour(fold: int, minutes: float, expected: State) -> None:
    assert state("22:00-03:30", berlin("2026-10-25T02:30", fold=fold), minutes) == expected


def test_a_day_of_23_hours_and_one_of_25() -> None:
    """Whoever stays from noon to noon stays one hour less, one more."""
    assert state("24/7", berlin("2026-03-28T12:00"), 0, stay_min=23 * 60) == OPEN
    for noon, length_h in (("2026-03-28T12:00", 23), ("2026-10-24T12:00", 25)):
        start = berlin(noon)
        one_day = OpeningHours(open=ranges((0, start, start + timedelta(days=1))))
        arguments = np.array([0]), np.zeros(1), one_day, start.astimezone(UTC)
        assert state_on_arrival(*arguments, stay_min=length_h * 60).tolist() == [OPEN]
        assert state_on_arrival(*arguments, stay_min=length_h * 60 + 1).tolist() == [UNKNOWN]


@pytest.mark.parametrize(
    ("departure", "expected"),
    [
        ("2026-04-30T10:00", OPEN),  # a Thursday
        ("2026-05-01T10:00", CLOSED),  # Labour Day, a Friday
        ("2026-04-30T23:50", CLOSED),
        ("2026-05-02T10:00", CLOSED),  # a Saturday
    ],
)
def test_a_public_holiday(departure: str, expected: State) -> None:
    assert state("Mo-Fr 00:00-24:00; PH off", berlin(departure), 20) == expected


@pytest.mark.parametrize(
    ("minutes", "stay_min", "expected"), [(0, 30, OPEN), (0, 30.5, CLOSED), (15, 15, OPEN), (15, 16, CLOSED)]
)
def test_a_stay_must_end_when_it_closes(minutes: float, stay_min: float, expected: State) -> None:
    assert state("Mo-Fr 08:00-18:00", berlin("2026-06-09T17:30"), minutes, stay_min) == expected


def test_a_break_during_the_stay_is_closed() -> None:
    assert state("Mo-Fr 08:00-12:00, 12:30-18:00", berlin("2026-06-09T11:50"), 0, stay_min=60) == CLOSED
    assert state("Mo-Fr 08:00-12:00, 12:30-18:00", berlin("2026-06-09T11:50"), 40, stay_min=60) == OPEN


def test_each_facility_has_its_own_hours() -> None:
    departure = berlin("2026-06-09T17:30")
    found = state_on_arrival(
        np.array([2, 1, 0, 2, 3]),
        np.array([10.0, 10.0, 10.0, 40.0, 10.0]),
        hours("08:00-18:00", "20:00-23:00", "17:00-18:00", around=departure),
        departure,
    )
    assert found.tolist() == [OPEN, CLOSED, OPEN, CLOSED, UNKNOWN]


NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_appointments_stand_apart() -> None:
    office = OpeningHours(
        open=ranges((0, at(0), at(30))), by_appointment=ranges((0, at(30), at(60))), closed=ranges((0, at(60), at(90)))
    )
    cost_min, facility = np.array([10.0, 40.0, 70.0, 100.0]), np.zeros(4, dtype=np.int32)
    assert state_on_arrival(facility, cost_min, office, NOON).tolist() == [OPEN, BY_APPOINTMENT, CLOSED, UNKNOWN]
    stays = state_on_arrival(facility, cost_min, office, NOON, stay_min=25)
    assert stays.tolist() == [BY_APPOINTMENT, CLOSED, CLOSED, UNKNOWN]


def test_unknown_hours_are_left_out_taken_in_or_shown_apart() -> None:
    states = np.array([OPEN, CLOSED, BY_APPOINTMENT, UNKNOWN], dtype=np.uint8)
    assert is_usable(states).tolist() == [True, False, False, False]
    assert is_usable(states, with_unknown=True).tolist() == [True, False, False, True]
    assert is_usable(states, with_appointment=True).tolist() == [True, False, True, False]
    assert (states == State.UNKNOWN).tolist() == [False, False, False, True]


def test_beyond_what_is_published_all_is_unknown() -> None:
    departure = berlin("2026-06-09T17:30")
    published = hours("24/7", around=departure)
    assert state_on_arrival(np.array([0]), np.zeros(1), published, departure + timedelta(days=9)).tolist() == [UNKNOWN]
    assert state_on_arrival(np.array([0]), np.zeros(1), published, departure - timedelta(days=9)).tolist() == [UNKNOWN]


def test_ranges_that_touch_are_one() -> None:
    shop = OpeningHours(open=ranges((0, at(0), at(20)), (0, at(20), at(40))))
    assert state_on_arrival(np.array([0]), np.array([10.0]), shop, NOON, stay_min=25).tolist() == [OPEN]


def test_ranges_before_and_after_the_time_asked_about_do_not_matter() -> None:
    shop = OpeningHours(open=ranges((0, at(-10), at(40)), (0, at(-40), at(-20)), (0, at(60), at(70))))
    assert state_on_arrival(np.array([0, 0]), np.array([10.0, 45.0]), shop, NOON).tolist() == [OPEN, UNKNOWN]


def test_ranges_without_end() -> None:
    """As PostgreSQL's infinite bounds may come: the ends of what int64 holds."""
    bounds = np.iinfo(np.int64)
    always = Ranges(np.array([0]), np.array([bounds.min]), np.array([bounds.max]))
    assert state_on_arrival(np.array([0]), np.array([10.0]), OpeningHours(open=always), NOON).tolist() == [OPEN]


def test_many_pairs_equal_the_plain_look_at_each() -> None:
    random = np.random.default_rng(6)
    starts = [[int(t) for t in np.sort(random.choice(2000, 8, replace=False))] for _facility in range(20)]
    spans = [(f, at(a / 10), at(b / 10)) for f, s in enumerate(starts) for a, b in zip(s[::2], s[1::2], strict=True)]
    random.shuffle(spans)
    facility, cost_min = random.integers(0, 20, 500), random.integers(0, 2100, 500) / 10
    found = state_on_arrival(facility, cost_min, OpeningHours(open=ranges(*spans)), NOON, stay_min=3)
    for row, (this, minutes) in enumerate(zip(facility, cost_min, strict=True)):
        is_open = any(f == this and start <= at(minutes) and at(minutes + 3) <= end for f, start, end in spans)
        assert (found[row] == OPEN) == is_open
    assert 50 < np.count_nonzero(found == OPEN) < 450


def test_a_hair_of_rounding_comes_neither_too_late_nor_too_early() -> None:
    almost = np.array([np.nextafter(30.0, 31.0), np.nextafter(30.0, 29.0), 30.004, 29.996])
    assert arrival_s(almost, NOON).tolist() == [int(at(30).timestamp())] * 4


def test_no_pairs_have_no_states() -> None:
    nobody = np.zeros(0, dtype=np.int32)
    assert state_on_arrival(nobody, np.zeros(0), OpeningHours(open=ranges()), NOON).shape == (0,)


def test_overlapping_ranges_are_refused() -> None:
    shop = OpeningHours(open=ranges((0, at(0), at(20)), (0, at(10), at(40))))
    with pytest.raises(ValueError, match="overlap"):
        state_on_arrival(np.array([0]), np.array([15.0]), shop, NOON)


def test_a_departure_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        arrival_s(np.zeros(1), datetime(2026, 6, 9, 12))


@pytest.mark.parametrize("minutes", [-1.0, np.nan, np.inf])
def test_minutes_that_cannot_be_are_refused(minutes: float) -> None:
    with pytest.raises(ValueError, match="Minutes"):
        arrival_s(np.array([minutes]), NOON)


@pytest.mark.parametrize("stay_min", [-1.0, np.nan, np.inf])
def test_stays_that_cannot_be_are_refused(stay_min: float) -> None:
    with pytest.raises(ValueError, match="stay"):
        state_on_arrival(np.array([0]), np.zeros(1), OpeningHours(open=ranges()), NOON, stay_min)
