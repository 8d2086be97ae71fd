"""The command: write the sample, ask it misspelt questions sixteen at once, ours and the peer's in turn, print.

Exit code 0 if every goal is met, 1 if one is missed, 2 if it could not measure.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.command import in_scratch
from bench.search import questions, sample
from bench.search.asking import AMONG, AT_ONCE, ask_at_once
from bench.search.questions import Question
from bench.serving.meter import Neighbours
from bench.serving.scratch import Scratch

HOUSES, ENTRIES, QUESTIONS = 100_000, 20_000, 2_000
P50_GOAL_MS, P95_GOAL_MS = 20.0, 60.0
FIRST_GOAL, AMONG_GOAL = 0.90, 0.97


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="bench/search/run", description="Our search beside trigrams on the same rows."
    )
    parser.add_argument("--houses", type=int, default=HOUSES, help="addresses (the goals are set for %(default)s)")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="entries (the goals are set for %(default)s)")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="half of addresses (%(default)s)")
    options = parser.parse_args(arguments)
    return in_scratch(lambda place: measure(place, load(place, options.houses, options.entries, options.questions)))


def load(place: Scratch, houses: int, entries: int, number: int) -> list[Question]:
    """Fill the scratch database; return the questions about it, of addresses and of entries in turn."""
    import django
    from django.core.management import call_command

    django.setup()
    from bench.search import peer, rows

    with _timed("migrated"):
        call_command("migrate", interactive=False, verbosity=0)
    there, named = sample.houses(houses), sample.entries(entries)
    with _timed(f"{len(there):,} addresses and {len(named):,} entries written and published"):
        rows.write_sample(sample.towns(), there, named)
    with _timed("copied for the peer, trigrams indexed"):
        peer.copy_for_peer()
    place.as_superuser("VACUUM ANALYZE;\nCHECKPOINT;")
    about = questions.about_addresses(there, number // 2), questions.about_entries(named, number // 2)
    return list(itertools.chain.from_iterable(zip(*about, strict=True)))


@contextmanager
def _timed(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - begun:.1f} s", flush=True)


def measure(place: Scratch, asked: Sequence[Question]) -> int:
    """Ask both, print; return the exit code."""
    neighbours = Neighbours(place.postmaster_pid)
    ours, peers = (ask_at_once(searcher, asked) for searcher in ("ours", "peer"))
    others = neighbours.share()
    print(
        f"\n{len(asked):,} misspelt questions, {AT_ONCE} at once, each asked as soon as the last was answered."
        f" Others took {others:.0%} of the machine meanwhile.\n"
    )
    print("| search | p50 ms | p95 ms | a second | right first | among five |\n| --- | --- | --- | --- | --- | --- |")
    for name, each in (("the portal", ours), ("pg_trgm", peers)):
        number = len(each.taken_ms)
        print(
            f"| {name} | {each.slowest_of(0.5):.1f} | {each.slowest_of(0.95):.1f} | {number / each.seconds:,.0f}"
            f" | {each.first / number:.1%} | {each.among / number:.1%} |"
        )
    goals = [
        ("p50 ms", ours.slowest_of(0.5) <= P50_GOAL_MS, f"≤ {P50_GOAL_MS:g}"),
        ("p95 ms", ours.slowest_of(0.95) <= P95_GOAL_MS, f"≤ {P95_GOAL_MS:g}"),
        ("right first", ours.first / len(asked) >= FIRST_GOAL, f"≥ {FIRST_GOAL:.0%}"),
        (f"among {AMONG}", ours.among / len(asked) >= AMONG_GOAL, f"≥ {AMONG_GOAL:.0%}"),
    ]
    missed = [f"{what} {goal}" for what, is_met, goal in goals if not is_met]
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery goal is met.", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
