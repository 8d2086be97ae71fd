"""What every program is asked for, on the same streets, and how it is timed. Needs numpy alone: the peers import it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ORIGINS, FACILITIES, PLACES = 20, 500, 20_000
SEED = 7
# 15 minutes on foot at 5 km/h; half an hour on foot, and by bike at 15 km/h.
ISOCHRONE_M, FOOT_M, BIKE_M = 1250.0, 2500.0, 7500.0
# Programs that know no limit are given some of the facilities, and their time is multiplied.
SAMPLE = 10

ISOCHRONE, POLYGON, NEAREST, FOOT, BIKE, SUPPLY, MEMORY = (
    "isochrone, streets alone",
    "isochrone with polygon",
    "nearest of 500",
    "20,000 × 500, foot",
    "20,000 × 500, bike",
    "E2SFCA",
    "memory",
)


@dataclass(frozen=True)
class Sample:
    """Nodes drawn from all: where the isochrones begin, the facilities and the places, ascending."""

    origins: np.ndarray
    facilities: np.ndarray
    places: np.ndarray

    @classmethod
    def of(cls, nodes: int) -> "Sample":
        rng = np.random.default_rng(SEED)
        facilities = np.sort(rng.choice(nodes, FACILITIES, replace=False))
        places = np.sort(rng.choice(nodes, min(PLACES, nodes), replace=False))
        return cls(rng.choice(nodes, ORIGINS, replace=False), facilities, places)


def timed(job: Callable[[], object], repeat: int = 1) -> tuple[float, object]:
    """Return the CPU seconds of all threads (the median of several times) and what the job returned."""
    taken = []
    for _ in range(repeat):
        begun = time.process_time()
        result = job()
        taken.append(time.process_time() - begun)
    return float(np.median(taken)), result


def say(program: str, job: str, cpu_s: float, **facts: object) -> None:
    """Print one line of JSON for the command to read."""
    print(json.dumps({"program": program, "job": job, "cpu_s": cpu_s, **facts}), flush=True)


def say_memory(program: str) -> None:
    """Print the most memory that this process has held. (getrusage would count that of the process that began it.)"""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    say(program, MEMORY, 0.0, memory_mb=int(line.split()[1]) / 1024)
