"""The renewal of opening hours: published texts become ranges over a horizon that rolls on from day to day.

`published.opening` holds a row for each text. A row that was evaluated by the present evaluator needs only the days at
its end; a new text, and every text after an update of the evaluator, needs all of them. Texts that no entry has any
more leave. Whatever fails leaves the rows as they were: they stay right until their end, and beyond it all is unknown.
"""

import logging
import math
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from published.evaluator import Evaluated, EvaluatorFailed, Holiday, evaluate, fingerprint, holidays
from published.opening import DAYS_BACK, HORIZON_DAYS, midnight

logger = logging.getLogger(__name__)

BATCH = 200  # rows written in one transaction


@dataclass(frozen=True)
class Renewed:
    """What a renewal did: texts evaluated, those of them that cannot be read, texts removed, and what kept it back."""

    evaluated: int = 0
    faults: int = 0
    removed: int = 0
    failure: str = ""


def renew(at: datetime | None = None, *, seconds: float = math.inf) -> Renewed:
    """Evaluate what is new or runs short, new texts first. After so many seconds the rest waits for the next call.

    What keeps it back is logged and returned as a sentence, never raised. Calls may overlap.
    """
    today = timezone.localdate(at or timezone.now(), settings.REGION.tzinfo)
    first, until = today - timedelta(days=DAYS_BACK), today + timedelta(days=HORIZON_DAYS)
    ends = time.monotonic() + seconds
    removed, evaluated, faults, failure = _remove_unused(), 0, 0, ""
    try:
        evaluator = fingerprint()
        wanted = _wanted(first, until, evaluator)
        if wanted:
            _replace_holidays(holidays(first, until))
        for since, texts in groupby(wanted, key=itemgetter(1)):
            results = evaluate([text for text, _since in texts], since, until)
            while (batch := list(islice(results, BATCH))) and time.monotonic() < ends:
                _write(batch, evaluator, first, since, until)
                evaluated += len(batch)
                faults += sum(bool(each.fault) for each in batch)
            results.close()
    except EvaluatorFailed as problem:
        failure = str(problem)
        logger.warning("Opening hours are not renewed. %s", failure)
    return Renewed(evaluated, faults, removed, failure)


def _remove_unused() -> int:
    """Remove the texts that no public entry has any more."""
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE)
        return cursor.rowcount


def _wanted(first: date, until: date, evaluator: str) -> list[tuple[str, date]]:
    """Return the texts to be evaluated with the day from which on; those that nobody evaluated yet come first."""
    with connection.cursor() as cursor:
        cursor.execute(_WANTED, {"first": midnight(first), "until": midnight(until), "evaluator": evaluator})
        return [(text, timezone.localdate(since, settings.REGION.tzinfo)) for text, since in cursor.fetchall()]


def _replace_holidays(found: list[Holiday]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Two at once would each insert what the other one has inserted already.
        cursor.execute("LOCK TABLE published.holiday IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM published.holiday")
        cursor.execute(
            "INSERT INTO published.holiday (day, kind, name) SELECT DISTINCT ON (h.day, h.kind) h.*"
            " FROM unnest(%s::date[], %s::text[], %s::text[]) AS h (day, kind, name)",
            [[each.day for each in found], [each.kind for each in found], [each.name for each in found]],
        )


def _write(batch: list[Evaluated], evaluator: str, first: date, since: date, until: date) -> None:
    """Write rows that say something of the days since (included) to until; what they said of days before is kept."""
    days = {"first": midnight(first), "since": midnight(since), "until": midnight(until)}
    columns = {name: [getattr(each, name) for each in batch] for name in COLUMNS}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WRITE, {**days, **columns, "evaluator": evaluator})


COLUMNS = ("hours", "open", "by_appointment", "unknown", "fault")

_REMOVE = """
DELETE FROM published.opening o
WHERE NOT EXISTS (SELECT FROM published.feature_public f WHERE f.opening_hours = o.hours)
"""

_WANTED = """
SELECT f.hours, CASE WHEN o.evaluated_with = %(evaluator)s AND o.covers @> %(first)s::timestamptz THEN upper(o.covers)
                     ELSE %(first)s END AS since
FROM (SELECT DISTINCT opening_hours AS hours FROM published.feature_public WHERE opening_hours IS NOT NULL) AS f
LEFT JOIN published.opening o USING (hours)
WHERE o.hours IS NULL OR o.evaluated_with <> %(evaluator)s OR upper(o.covers) < %(until)s
ORDER BY o.hours IS NOT NULL, since, f.hours
"""

# Sorted, so that two at once wait for each other in one order. A row that another call has meanwhile changed, or that
# ends before these days begin, is left to the next call.
_WRITE = """
WITH asked AS (
    SELECT a.hours, a.fault, a.open, a.by_appointment - a.open AS by_appointment, a.unknown,
           tstzmultirange(tstzrange(%(since)s, %(until)s)) AS days
    FROM unnest(%(hours)s::text[], %(open)s::tstzmultirange[], %(by_appointment)s::tstzmultirange[],
                %(unknown)s::tstzmultirange[], %(fault)s::text[]) AS a (hours, open, by_appointment, unknown, fault)
), kept AS (SELECT tstzmultirange(tstzrange(%(first)s, %(since)s)) AS days)
INSERT INTO published.opening AS o (hours, covers, open, by_appointment, closed, fault, evaluated_with)
SELECT hours, tstzrange(%(since)s, %(until)s), open, by_appointment, days - open - by_appointment - unknown, fault,
       %(evaluator)s
FROM asked ORDER BY hours
ON CONFLICT (hours) DO UPDATE SET
    covers = tstzrange(%(first)s, %(until)s),
    open = o.open * (SELECT days FROM kept) + excluded.open,
    by_appointment = o.by_appointment * (SELECT days FROM kept) + excluded.by_appointment,
    closed = o.closed * (SELECT days FROM kept) + excluded.closed,
    fault = excluded.fault, evaluated_with = excluded.evaluated_with
WHERE %(first)s = %(since)s OR (o.evaluated_with, upper(o.covers)) = (%(evaluator)s, %(since)s)
"""
