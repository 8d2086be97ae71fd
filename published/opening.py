"""Opening hours as they are read: whether entries are open, closed, open by appointment, or nobody knows.

Nothing here parses a text. `published.opening` holds what each text says of the days around now (published/renewal.py),
and every question is one for its ranges.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

HORIZON_DAYS = 120  # from the beginning of today on
DAYS_BACK = 1  # a night that began yesterday is not over yet
WEEK_DAYS = 7
NIGHT_UP_TO = timedelta(hours=18)  # longer spans over midnight are days, not nights


class State(Enum):
    """What can be said of an entry at a moment. Unknown is no word for closed."""

    OPEN = "open"
    CLOSED = "closed"
    BY_APPOINTMENT = "by_appointment"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Opening:
    """The state of an entry `at` a moment.

    `until` is when the state ends, `opens_at` when the entry is open next, `appointments_from` when next by appointment
    only; each None if that is not before the end of what is known. `was_open_today` tells „geschlossen“ from „heute
    geschlossen“. `has_hours` is false where no hours are published at all.
    """

    state: State
    at: datetime
    until: datetime | None = None
    opens_at: datetime | None = None
    appointments_from: datetime | None = None
    was_open_today: bool = False
    has_hours: bool = True

    @property
    def is_unknown(self) -> bool:
        """Say whether the entry stands under those of which nobody knows."""
        return self.state is State.UNKNOWN


@dataclass(frozen=True)
class Span:
    """A part of a day in one state: from (included) to (excluded) in the region's time."""

    state: State
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Day:
    """One day of the opening table: its spans in order, none if closed. `holiday` is the name of a public holiday."""

    day: date
    spans: tuple[Span, ...]
    holiday: str = ""
    school_holiday: str = ""


def midnight(day: date) -> datetime:
    """Return the beginning of a day of the region."""
    return datetime.combine(day, time.min, tzinfo=settings.REGION.tzinfo)


def today() -> date:
    """Return the region's present day."""
    return timezone.localdate(timezone=settings.REGION.tzinfo)


def this_minute() -> datetime:
    """Return the beginning of the present minute in the region's time."""
    return timezone.localtime(timezone=settings.REGION.tzinfo).replace(second=0, microsecond=0)


def horizon() -> tuple[datetime, datetime]:
    """Return for which moments one may ask: from the beginning of today (included) to the end (excluded)."""
    return midnight(today()), midnight(today() + timedelta(days=HORIZON_DAYS))


def openings(texts: Iterable[str | None], at: datetime) -> dict[str | None, Opening]:
    """Return the state at that moment for each of the texts, those that were not evaluated yet and None included."""
    return {hours: opening for (hours, _at), opening in openings_at((text, at) for text in texts).items()}


def openings_at(asked: Iterable[tuple[str | None, datetime]]) -> dict[tuple[str | None, datetime], Opening]:
    """Return the state for each pair of a text and a moment, in one query; see `openings`."""
    wanted = list(dict.fromkeys(asked))
    found = {(text, at): Opening(State.UNKNOWN, at, has_hours=bool(text)) for text, at in wanted}
    with_hours = [(number, text, at) for number, (text, at) in enumerate(wanted) if text]
    if not with_hours:
        return found
    numbers, texts, moments = (list(column) for column in zip(*with_hours, strict=True))
    midnights = [midnight(at.astimezone(settings.REGION.tzinfo).date()) for at in moments]
    with connections["published"].cursor() as cursor:
        cursor.execute(_STATES, [numbers, texts, moments, midnights])
        for number, state, *said in cursor.fetchall():
            until, opens_at, appointments_from = (_local(moment) for moment in said[:3])
            pair = wanted[number]
            found[pair] = Opening(State(state), pair[1], until, opens_at, appointments_from, bool(said[3]))
    return found


def states_at(asked: Sequence[tuple[str | None, datetime]]) -> list[State]:
    """Return nothing but the state for each pair of a text and a moment, however many they are, in one query."""
    found = [State.UNKNOWN] * len(asked)
    with_hours = [(number, text, at) for number, (text, at) in enumerate(asked) if text]
    if with_hours:
        with connections["published"].cursor() as cursor:
            cursor.execute(_STATES_ONLY, [list(column) for column in zip(*with_hours, strict=True)])
            for number, state in cursor.fetchall():
                found[number] = State(state)
    return found


def week(hours: str, start: date, days: int = WEEK_DAYS) -> list[Day]:
    """Return what the days from start on say of a text; empty if it was not evaluated for all of these days."""
    first, end = midnight(start), midnight(start + timedelta(days=days))
    with connections["published"].cursor() as cursor:
        cursor.execute(_SPANS, {"first": first, "end": end, "hours": hours})
        rows = cursor.fetchall()
        if not rows:
            return []
        cursor.execute("SELECT day, kind, name FROM published.holiday WHERE day >= %s AND day < %s", [first, end])
        names = {(day, kind): name for day, kind, name in cursor.fetchall()}
    spans = [Span(State(state), _local(lower), _local(upper)) for state, lower, upper in rows if state]
    return [
        Day(day, _of_day(spans, day), names.get((day, "PH"), ""), names.get((day, "SH"), ""))
        for day in (start + timedelta(days=number) for number in range(days))
    ]


def _of_day(spans: list[Span], day: date) -> tuple[Span, ...]:
    """Return the parts of a day: an open night belongs to the day on which it begins, all else ends at midnight."""
    begin, end = midnight(day), midnight(day + timedelta(days=1))
    found = []
    for span in spans:
        is_over_midnight = span.start.date() != span.end.date() and span.end - span.start < NIGHT_UP_TO
        is_night = is_over_midnight and span.state is State.OPEN
        if is_night and begin <= span.start < end:
            found.append(span)
        elif not is_night and span.start < end and span.end > begin:
            found.append(Span(span.state, max(span.start, begin), min(span.end, end)))
    return tuple(found)


def _local(moment: datetime | None) -> Any:
    return moment and timezone.localtime(moment, settings.REGION.tzinfo)


_STATE = """CASE
    WHEN o.open @> asked.at THEN 'open'
    WHEN o.closed @> asked.at THEN 'closed'
    WHEN o.by_appointment @> asked.at THEN 'by_appointment'
    ELSE 'unknown' END"""

_STATES_ONLY = f"""
SELECT asked.number, {_STATE}
FROM unnest(%s::int[], %s::text[], %s::timestamptz[]) AS asked (number, hours, at)
JOIN published.opening o ON o.hours = asked.hours
"""

_STATES = f"""
SELECT asked.number, s.state,
    NULLIF((SELECT upper(r) FROM unnest(CASE s.state
        WHEN 'open' THEN o.open
        WHEN 'closed' THEN o.closed
        WHEN 'by_appointment' THEN o.by_appointment END) AS r WHERE r @> asked.at), upper(o.covers)) AS until,
    (SELECT min(lower(r)) FROM unnest(o.open) AS r WHERE lower(r) > asked.at) AS opens_at,
    (SELECT min(lower(r)) FROM unnest(o.by_appointment) AS r WHERE lower(r) > asked.at) AS appointments_from,
    EXISTS (SELECT FROM unnest(o.open) AS r WHERE lower(r) >= asked.midnight AND lower(r) < asked.at) AS was_open_today
FROM unnest(%s::int[], %s::text[], %s::timestamptz[], %s::timestamptz[]) AS asked (number, hours, at, midnight)
JOIN published.opening o ON o.hours = asked.hours
CROSS JOIN LATERAL (SELECT {_STATE}) AS s (state)
"""

# A row without a state stands for a text that is closed on all of these days.
_SPANS = """
SELECT s.state, lower(r), upper(r)
FROM published.opening o
LEFT JOIN LATERAL (VALUES
    ('open', o.open),
    ('by_appointment', o.by_appointment),
    ('unknown', tstzmultirange(o.covers) - o.open - o.by_appointment - o.closed)) AS s (state, ranges)
    ON s.ranges && tstzrange(%(first)s, %(end)s)
LEFT JOIN LATERAL unnest(s.ranges) AS r ON r && tstzrange(%(first)s, %(end)s)
WHERE o.hours = %(hours)s AND o.covers @> tstzrange(%(first)s, %(end)s)
ORDER BY lower(r)
"""
