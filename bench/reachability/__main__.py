"""The command: lay out the streets of Heidelberg twice, let every program answer the same, print goals and growth.

Exit code 0 if every goal is met, 1 if one is missed, 2 if it could not measure.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.command import in_scratch
from bench.reachability import database, streets
from bench.reachability.jobs import BIKE, FOOT, ISOCHRONE, MEMORY, NEAREST, POLYGON, SUPPLY
from bench.reachability.streets import Streets
from bench.serving.scratch import BASE_DIR, Scratch
from bench.serving.servers import ServerError, provide_peer

OURS = "the portal"
PEERS = ("scipy", "pandana", "networkit", database.PROGRAM)
EXTRACT = "data/osm_networks/heidelberg_2024.osm.pbf"
# CPU seconds, and megabytes of the process that answers it all.
GOALS = {POLYGON: 0.015, NEAREST: 0.03, FOOT: 0.3, BIKE: 1.5, SUPPLY: 0.008, MEMORY: 300.0}
# What must be the same whoever answers, and how nearly: pandana rounds lengths.
NEARLY = 1e-3
SMALL_TOWN_NODES = 40_000

Results = dict[str, dict[str, dict]]


class ProgramError(Exception):
    """Why a program gave no figures, as one sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    shared = os.environ.get("GISPORTAL_SHARED", BASE_DIR.parent / "shared")
    parser = argparse.ArgumentParser(prog="bench/reachability/run", description="Reachability beside other programs.")
    parser.add_argument("--extract", type=Path, default=Path(shared) / EXTRACT, help="an OSM PBF (%(default)s)")
    parser.add_argument("--without-growth", action="store_true", help="leave out the towns of other sizes")
    options = parser.parse_args(arguments)
    if not options.extract.exists():
        print(f"{options.extract} is not there: name an extract of OpenStreetMap with --extract.", file=sys.stderr)
        return 2
    return in_scratch(lambda place: measure(place, options.extract, with_growth=not options.without_growth))


def measure(place: Scratch, extract: Path, *, with_growth: bool) -> int:
    """Measure and print; return the exit code."""
    folder = Path(os.environ["GISPORTAL_VAR"]).parent
    try:
        town = streets.read(extract)
        results = _everyone(place, folder, streets.laid_out(town, 2, 1))
        print(_table(results), flush=True)
        if with_growth:
            print(_growth(folder, town), flush=True)
    except (ProgramError, ServerError) as problem:
        print(problem, file=sys.stderr)
        return 2
    missed = [job for job, goal in GOALS.items() if _figure(results[OURS].get(job)) > goal]
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery goal is met.")
    return 1 if missed else 0


def _everyone(place: Scratch, folder: Path, town: Streets) -> Results:
    drawn, contracted = _stored(folder, town)
    peer_python = provide_peer(folder / "tipg", folder / "install.log")
    results = {
        OURS: _answers(sys.executable, "bench.reachability.ours", contracted),
        "scipy": _answers(sys.executable, "bench.reachability.plain", drawn),
    }
    for peer in ("pandana", "networkit"):
        results[peer] = _answers(peer_python, "bench.reachability.peers", peer, drawn)
    if database.is_there():
        results[database.PROGRAM] = {str(each["job"]): each for each in database.measured(place, town)}
    else:
        print("pgRouting is not installed (Debian: postgresql-pgrouting): its column stays empty.")
    _compare(results)
    return results


def _stored(folder: Path, town: Streets) -> tuple[Path, Path]:
    """Write the streets for the other processes, as they are drawn and contracted."""
    short = streets.contracted(town)
    network = short.network
    print(
        f"{len(town.x):,} nodes and {len(town.start):,} segments, contracted to {len(network.x):,} junctions and"
        f" {len(network.start):,} edges",
        flush=True,
    )
    drawn, contracted = folder / "drawn.npz", folder / "contracted.npz"
    np.savez(drawn, x=town.x, y=town.y, start=town.start, end=town.end, length_m=town.length_m)
    named = ("x", "y", "start", "end", "length_m", "point_offset", "points")
    np.savez(contracted, edge=short.edge, fraction=short.fraction, **{name: getattr(network, name) for name in named})
    return drawn, contracted


def _answers(python: Path | str, module: str, *arguments: Path | str) -> dict[str, dict]:
    """Return by job what a program says, which has a process of its own."""
    command = [str(python), "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProgramError(f"{' '.join(command[1:])} failed: {done.stderr.strip().splitlines()[-1]}")
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {each["job"]: each for each in said}


def _compare(results: Results) -> None:
    """Make sure that all have answered the same question. Raises ProgramError if not."""
    for program, jobs in results.items():
        for job, said in jobs.items():
            for what in ("sum_m", "pairs"):
                expected = results["scipy"].get(job, {}).get(what)
                if expected and what in said and abs(said[what] / expected - 1) > NEARLY:
                    raise ProgramError(f"{program} says {what} {said[what]:,} of “{job}”, scipy {expected:,}.")


def _figure(said: dict | None) -> float:
    return float("inf") if said is None else said.get("memory_mb", said["cpu_s"])


def _table(results: Results) -> str:
    """Return goals and figures of all programs: CPU milliseconds, and megabytes of memory."""
    lines = [["job", "goal", OURS, "met", *PEERS], ["---"] * (4 + len(PEERS))]
    for job in (ISOCHRONE, POLYGON, NEAREST, FOOT, BIKE, SUPPLY, MEMORY):
        unit = 1 if job == MEMORY else 1000
        goal, said = GOALS.get(job), [results.get(program, {}).get(job) for program in (OURS, *PEERS)]
        ours, *others = [_cell(each, unit) for each in said]
        met = "" if goal is None else "yes" if _figure(said[0]) <= goal else "NO"
        lines.append([job, "" if goal is None else f"≤ {goal * unit:g}", ours, met, *others])
    return "\nCPU milliseconds; memory in MB:\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(said: dict | None, unit: int) -> str:
    if said is None:
        return ""
    figure = _figure(said) * unit
    return ("about " if said.get("is_estimate") else "") + (f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}")


def _growth(folder: Path, town: Streets) -> str:
    """Return what our jobs take in towns of other sizes."""
    jobs = (POLYGON, NEAREST, FOOT, BIKE)
    lines = [["nodes", "junctions", "build", *jobs, "memory, MB"], ["---"] * (4 + len(jobs))]
    for each in _towns(town):
        _, contracted = _stored(folder, each)
        said = _answers(sys.executable, "bench.reachability.ours", contracted)
        times = [f"{1000 * said[job]['cpu_s']:,.1f}" for job in ("build", *jobs)]
        size = said["build"]
        lines.append([f"{size['nodes']:,}", f"{size['junctions']:,}", *times, f"{_figure(said[MEMORY]):.0f}"])
    return "\nGrowth, CPU milliseconds:\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _towns(town: Streets) -> Iterator[Streets]:
    yield streets.around_middle(town, SMALL_TOWN_NODES)
    yield town
    yield streets.laid_out(town, 2, 1)
    yield streets.laid_out(town, 4, 2)


if __name__ == "__main__":
    sys.exit(main())
