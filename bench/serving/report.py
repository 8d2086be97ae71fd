"""What the benchmark prints: tables in Markdown, as they stand in docs/performance.md."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.serving.cases import OURS, PEER, Case
from bench.serving.load import Load


@dataclass(frozen=True)
class Result:
    """One case: of each round the run of ours and the run of tipg, which followed each other at once."""

    case: Case
    rounds: list[tuple[Load, Load]]

    @property
    def ratio(self) -> float:
        """The median over the rounds of our rate by tipg's."""
        return statistics.median(self.ratios)

    @property
    def ratios(self) -> list[float]:
        return [ours.rate / peer.rate for ours, peer in self.rounds]

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.case.goal


def machine() -> str:
    """Return what the figures depend on beside the code."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory_gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{os.cpu_count()} cores ({model}), {memory_gib:.0f} GiB, Python {platform.python_version()},"
        f" load average before: {os.getloadavg()[0]:.1f}"
    )


def rates(results: Sequence[Result]) -> str:
    """Return the table of rates and goals."""
    head = [
        "request",
        "portal /s",
        "tipg /s",
        "ratio (rounds)",
        "goal",
        "met",
        "portal p50 / p95 ms",
        "tipg p50 / p95 ms",
    ]
    rows = []
    for each in results:
        low, high = min(each.ratios), max(each.ratios)
        rows.append(
            [
                each.case.title,
                *(f"{statistics.median(run[which].rate for run in each.rounds):,.0f}" for which in (OURS, PEER)),
                f"{each.ratio:.1f} ({low:.1f} to {high:.1f})",
                f"≥ {each.case.goal:g}",
                "yes" if each.is_met else "NO",
                *(_latencies([run[which] for run in each.rounds]) for which in (OURS, PEER)),
            ]
        )
    return _table(head, rows)


def costs(results: Sequence[Result]) -> str:
    """Return the table of CPU time and size of an answer."""
    head = ["request", "portal CPU ms: web + PostgreSQL", "tipg CPU ms: web + PostgreSQL", "tipg by portal"]
    head += ["portal kB", "tipg kB"]
    rows = []
    for each in results:
        together = [_together([run[which] for run in each.rounds]) for which in (OURS, PEER)]
        cpu = [
            f"{1000 * load.web_cpu_s / load.answers:.2f} + {1000 * load.database_cpu_s / load.answers:.2f}"
            for load in together
        ]
        ours, peer = ((load.web_cpu_s + load.database_cpu_s) / load.answers for load in together)
        sizes = [f"{load.octets / len(load.latencies_ms) / 1000:.1f}" for load in together]
        rows.append([each.case.title, *cpu, f"{peer / ours:.1f}", *sizes])
    return _table(head, rows)


def _latencies(loads: Sequence[Load]) -> str:
    times = sorted(_together(loads).latencies_ms)
    return f"{times[len(times) // 2]:.1f} / {times[min(len(times) * 95 // 100, len(times) - 1)]:.1f}"


def _together(loads: Sequence[Load]) -> Load:
    total = Load()
    for each in loads:
        total.add(each)
    return total


def table_of_overviews(rows: Sequence[Sequence[str]]) -> str:
    """Return the table of the low zooms."""
    head = ["zoom", "tiles", "portal: represented", "largest kB", "slowest ms", "tipg: represented", "largest kB"]
    return _table(head, rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
