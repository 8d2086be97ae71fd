"""Many processes that ask at once, each with a connection of its own. A module, so that they can import it."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier

from bench.search.questions import Question

AT_ONCE = 16
AMONG = 5
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


def ask_at_once(searcher: str, asked: Sequence[Question]) -> Answers:
    """Let so many processes, each with a connection of its own, share the questions; they begin together."""
    context = multiprocessing.get_context("spawn")
    begin = context.Barrier(AT_ONCE)
    together = Answers()
    with ProcessPoolExecutor(AT_ONCE, context, _start, (begin,)) as pool:
        for answers in pool.map(_ask, [searcher] * AT_ONCE, [asked[each::AT_ONCE] for each in range(AT_ONCE)]):
            together.add(answers)
    return together


_begin: Barrier


def _start(begin: Barrier) -> None:
    global _begin
    import django

    django.setup()
    _begin = begin


def _ask(searcher: str, asked: Sequence[Question]) -> Answers:
    """Ask one question after the other, in a process of its own."""
    found = SEARCHERS[searcher]()
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


def ours() -> Callable[[str], list[str]]:
    """Return the portal's search, answering with the labels of what it finds, the best first."""
    from published.models import PublicFeature
    from published.search import search

    names = {(layer, ref): name for layer, ref, name in PublicFeature.objects.values_list("layer", "id", "name")}

    def found(text: str) -> list[str]:
        hits = search(text, limit=AMONG)
        return [hit.address.label if hit.address else names.get((hit.layer, hit.ref), "") for hit in hits]

    return found


def peers() -> Callable[[str], list[str]]:
    """Return the peer's search, in the same shape."""
    from bench.search import peer

    return lambda text: peer.search(text, limit=AMONG)


SEARCHERS = {"ours": ours, "peer": peers}
