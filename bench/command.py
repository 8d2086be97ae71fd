"""What the benchmarks' commands have in common: a cluster of their own, an exit code that says how it went."""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.serving import report
from bench.serving.scratch import BASE_DIR, Scratch, ScratchError, scratch
from gisportal.cluster import ClusterError


def in_scratch(measure: Callable[[Scratch], int]) -> int:
    """Say what the machine is, and measure in a scratch cluster, to which this process's environment points.

    Returns what `measure` returns, 0 if every goal is met and 1 if not, or 2 if there is no cluster to measure in.
    """
    var = Path(os.environ.get("GISPORTAL_VAR") or BASE_DIR / "var").absolute() / "bench"
    try:
        print(f"{date.today()}: {report.machine()}", flush=True)
        with scratch(var / "scratch") as place:
            os.environ.update(place.environment | {"DJANGO_SETTINGS_MODULE": "gisportal.settings"})
            return measure(place)
    except (ClusterError, ScratchError) as problem:
        print(problem, file=sys.stderr)
        return 2
