"""The command: write the sample, ask it misspelt questions sixteen at once, ours and the peer's in turn, print.

Exit code 0 if every goal is met, 1 if one is missed, 2 if it could not measure.
"""

import argparse
import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench.search import questions, sample
from bench.search.questions import Question
from bench.serving import report
from bench.serving.meter import Neighbours
from bench.serving.scratch import BASE_DIR, Scratch, ScratchError, scratch
from gisportal.cluster import ClusterError

HOUSES, ENTRIES, QUESTIONS = 100_000, 20_000, 2_000
AT_ONCE = 16
AMONG = 5
P50_GOAL_MS, P95_GOAL_MS = 20.0, 60.0
FIRST_GOAL, AMONG_GOAL = 0.90, 0.97
WARM_UP = 20  # questions of each process


@dataclass
class Answers:
    """What one searcher answered: milliseconds of each question, and how often it was right."""

    taken_ms: list[float] = field(default_factory=list)
    first: int = 0
    among: int = 0
    seconds: float = 0.0

    def add(self, other: "Answers") -> None:
        """Count what another process answered meanwhile."""
        self.taken_ms += other.taken_ms
        self.first += other.first
        self.among += other.among
        self.seconds = max(self.seconds, other.seconds)

    def slowest_of(self, share: float) -> float:
        """Return the milliseconds within which that share was answered."""
        return sorted(self.taken_ms)[min(int(len(self.taken_ms) * share), len(self.taken_ms) - 1)]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="bench/search/run", description="Our search beside trigrams on the same rows."
    )
    parser.add_argument("--houses", type=int, default=HOUSES, help="addresses (the goals are set for %(default)s)")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="entries (the goals are set for %(default)s)")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="half of addresses (%(default)s)")
    options = parser.parse_args(arguments)
    var = Path(os.environ.get("GISPORTAL_VAR") or BASE_DIR / "var").absolute() / "bench"
    try:
        print(f"{date.today()}: {report.machine()}", flush=True)
        with scratch(var / "scratch") as place:
            os.environ.update(place.environment | {"DJANGO_SETTINGS_MODULE": "gisportal.settings"})
            asked = load(place, options.houses, options.entries, options.questions)
            return measure(place, asked)
    except (ClusterError, ScratchError) as problem:
        print(problem, file=sys.stderr)
        return 2


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
        ("among five", ours.among / len(asked) >= AMONG_GOAL, f"≥ {AMONG_GOAL:.0%}"),
    ]
    missed = [f"{what} {goal}" for what, is_met, goal in goals if not is_met]
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery goal is met.", flush=True)
    return 1 if missed else 0


def ask_at_once(searcher: str, asked: Sequence[Question]) -> Answers:
    """Let so many processes, each with a connection of its own, share the questions; they begin together."""
    context = multiprocessing.get_context("spawn")
    begin = context.Barrier(AT_ONCE)
    together = Answers()
    with ProcessPoolExecutor(AT_ONCE, context, _start, (begin,)) as pool:
        for answers in pool.map(_ask, [searcher] * AT_ONCE, [asked[each::AT_ONCE] for each in range(AT_ONCE)]):
            together.add(answers)
    return together


_begin: "multiprocessing.synchronize.Barrier"


def _start(begin: "multiprocessing.synchronize.Barrier") -> None:
    global _begin
    import django

    django.setup()
    _begin = begin


def _ask(searcher: str, asked: Sequence[Question]) -> Answers:
    """Ask one question after the other, in a process of its own."""
    found = _searchers()[searcher]
    for question in asked[:WARM_UP]:
        found(question.text)
    made = Answers()
    _begin.wait()
    begun = time.perf_counter()
    for question in asked:
        asked_at = time.perf_counter()
        labels = found(question.text)
        made.taken_ms.append((time.perf_counter() - asked_at) * 1000)
        made.first += labels[:1] == [question.answer]
        made.among += question.answer in labels
    made.seconds = time.perf_counter() - begun
    return made


def _searchers() -> dict[str, Callable[[str], list[str]]]:
    from bench.search import peer
    from published.models import PublicFeature
    from published.search import search

    names = {(layer, ref): name for layer, ref, name in PublicFeature.objects.values_list("layer", "id", "name")}

    def ours(text: str) -> list[str]:
        hits = search(text, limit=AMONG)
        return [hit.address.label if hit.address else names.get((hit.layer, hit.ref), "") for hit in hits]

    return {"ours": ours, "peer": lambda text: peer.search(text, limit=AMONG)}


if __name__ == "__main__":
    sys.exit(main())
