"""The command: publish entries with hours, evaluate them, let a day pass, renew them; beside it the peer.

Exit code 0 if the goal is met, 1 if it is missed, 2 if it could not measure.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from bench.command import in_scratch
from bench.opening_hours.texts import texts

NUMBER = 20_000
GOAL_S = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench/opening_hours/run", description="How fast opening hours are renewed.")
    parser.add_argument("--entries", type=int, default=NUMBER, help="how many (the goal is set for %(default)s)")
    options = parser.parse_args(arguments)
    return in_scratch(lambda _place: measure(options.entries))


def measure(number: int) -> int:
    """Measure and print; return the exit code."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from django.utils import timezone

    from published.renewal import renew

    made = texts(number)
    publish(made)
    now = timezone.now()
    rows = []
    for what, at in (
        ("evaluated anew, 121 days", now),
        ("renewed, a day later", now + timedelta(days=1)),
        ("nothing to do", now + timedelta(days=1)),
    ):
        began = time.monotonic()
        result = renew(at)
        took = time.monotonic() - began
        if result.failure:
            print(result.failure, file=sys.stderr)
            return 2
        rows.append((what, result.evaluated, took))
    renewed_s = rows[1][2]
    rows.append(("peer: opening-hours-py, 121 days", *peer(made, now)))
    print(f"\n{number:,} entries, no two with equal hours\n\n| what | texts | seconds | texts/s |\n|---|---|---|---|")
    for what, count, took in rows:
        print(f"| {what} | {count:,} | {took:.1f} | {count / took:,.0f} |")
    allowed_s = GOAL_S * number / NUMBER
    met = renewed_s <= allowed_s
    print(f"\nRenewed in {renewed_s:.1f} s; at most {allowed_s:.0f} s are allowed: {'met' if met else 'MISSED'}.")
    return 0 if met else 1


def publish(made: Sequence[str]) -> None:
    """Write an entry for each text, as publish() would leave it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO published.feature (layer, id, audience, kind, name, properties, geojson, terms, changed_at)"
            " SELECT 'place', 'e' || n, 'public', '', 'Ort ' || n,"
            " jsonb_build_object('opening_hours', text), '{}', '{}', now()"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS made (text, n)",
            [list(made)],
        )


def peer(made: Sequence[str], now: datetime) -> tuple[int, float]:
    """Return how many texts the peer reads, and its seconds for the same days. It knows no school holidays."""
    from django.conf import settings
    from opening_hours import OpeningHours

    start = now.astimezone(settings.REGION.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
    end, count, began = start + timedelta(days=121), 0, time.monotonic()
    for text in made:
        hours = OpeningHours(
            text, timezone=settings.REGION.tzinfo, country="DE", auto_country=False, auto_timezone=False
        )
        count += bool(list(hours.intervals(start, end)))
    return count, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
