"""The command: publish a county, let two workers with homes of their own do its runs, print how long people wait.

Exit code 0 if every goal is met, 1 if one is missed, 2 if it could not measure.
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bench.command import in_scratch
from bench.serving.scratch import BASE_DIR, Scratch
from bench.serving.servers import portal

if TYPE_CHECKING:
    from bench.runs.peer import PgRouting
    from network.network import Network

UNITS, FACILITIES = 20_000, 500
PROFILES = ["foot", "wheelchair", "bike", "car"]
MINUTES = 30
RUN_GOAL_S, CANCEL_GOAL_S = 20.0, 2.0
WORKERS = 2
HTTP_GOAL_MS, HTTP_GOAL_RATE, MOVE_GOAL_MS = 50.0, 40.0, 100.0
LOOK_S = 0.05
PATIENCE_S = 300.0
NO_PEER = "pgRouting is not installed: nothing to compare with."


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench/runs/run", description="Runs of a county, from the click to the map.")
    shared = Path(os.environ.get("GISPORTAL_SHARED") or BASE_DIR.parent / "shared")
    parser.add_argument("--extract", type=Path, default=shared / "data" / "osm_networks" / "heidelberg_2024.osm.pbf")
    parser.add_argument("--units", type=int, default=UNITS, help="of population (goals are set for %(default)s)")
    parser.add_argument("--facilities", type=int, default=FACILITIES, help="(goals are set for %(default)s)")
    options = parser.parse_args(arguments)
    if not options.extract.is_file():
        print(f"There is no {options.extract}: name an OSM extract with --extract.", file=sys.stderr)
        return 2
    return in_scratch(lambda place: measure(place, options))


def measure(place: Scratch, options: argparse.Namespace) -> int:
    """Write the county, run, cancel, kill; print and return the exit code."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from accounts.models import Person, Role
    from bench.reachability import database
    from bench.runs import county
    from bench.runs.peer import PgRouting

    network = county.write(options.extract, options.units, options.facilities)
    print(
        f"{len(network.start):,} edges, {options.units:,} units of people, {options.facilities} facilities,"
        f" {MINUTES} minutes by {', '.join(PROFILES)}, {WORKERS} workers with homes of their own\n"
    )
    person = Person.objects.create(username="bench")
    Role.objects.create(person=person, kind="analyst")
    beside = PgRouting(place, network) if database.is_there() else None
    missed = asked(place, network, person, beside)
    print("\n| run | seconds from click to map | progress seen | goal |\n| --- | --- | --- | --- |", flush=True)
    with workers(place) as processes:
        for question in ("nearest", "cumulative-opportunities", "supply-ratio", "catchment"):
            run, seconds, seen = done(lambda question=question: ask(question, person))  # type: ignore[misc]
            seconds += map_s(run, person)
            print(f"| {question} | {seconds:.1f} | {seen} steps | ≤ {RUN_GOAL_S:g} |", flush=True)
            if run.status != "done" or seconds > RUN_GOAL_S:
                missed.append(f"{question} ({run.status})")
        compare(beside, options.facilities)
        quiet = cancelled(lambda: ask("supply-ratio", person, minutes=29))
        print(f"\nCancelled in its middle: the workers had let go after {quiet:.1f} s (goal ≤ {CANCEL_GOAL_S:g}).")
        if quiet > CANCEL_GOAL_S:
            missed.append("cancelling")
        same, seconds = killed(processes, place, lambda: ask("supply-ratio", person, minutes=28))
        said = "equal" if same else "DIFFERENT"
        print(f"One worker killed (-9) in the middle: done after {seconds:.0f} s, the result is {said}.")
        if not same:
            missed.append("a killed worker")
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery goal is met.", flush=True)
    return 1 if missed else 0


def asked(place: Scratch, network: "Network", person: Any, beside: "PgRouting | None") -> list[str]:
    """Let a citizen and a planner ask from points over HTTP, print how long they wait, return what was missed."""
    from bench.runs import asking

    with portal(place) as server:
        citizen = asking.citizen(server, network)
        keyed_ms, dragged_ms = asking.planner_ms(server, network, person)
    hull_ms = beside and beside.isochrone_ms(asking.points(network, asking.ASKED), asking.CITIZEN_MINUTES)
    key_ms, drag_ms = statistics.median(keyed_ms), statistics.median(dragged_ms)
    goals = [
        ("citizen's isochrone over HTTP, p50 ms", citizen.p50_ms, HTTP_GOAL_MS, citizen.p50_ms <= HTTP_GOAL_MS),
        ("citizen's isochrones a second", citizen.a_second, HTTP_GOAL_RATE, citizen.a_second >= HTTP_GOAL_RATE),
        ("planner's point moved by key until drawn, p50 ms", key_ms, MOVE_GOAL_MS, key_ms <= MOVE_GOAL_MS),
        ("planner's point dragged until drawn, p50 ms", drag_ms, MOVE_GOAL_MS, drag_ms <= MOVE_GOAL_MS),
    ]
    print("| asked from a point | measured | goal | met |\n| --- | --- | --- | --- |")
    for what, value, goal, is_met in goals:
        print(f"| {what} | {value:.1f} | {goal:g} | {'yes' if is_met else 'NO'} |")
    print(
        f"\nThe slowest of {len(keyed_ms)} keys took {max(keyed_ms):.0f} ms, of {len(dragged_ms)} drags"
        f" {max(dragged_ms):.0f} ms."
    )
    if hull_ms:
        print(f"pgRouting, a concave hull of the same points' nodes, without HTTP: p50 {hull_ms:.1f} ms.", flush=True)
    else:
        print(NO_PEER, flush=True)
    return [what for what, _value, _goal, is_met in goals if not is_met]


def compare(beside: "PgRouting | None", facilities: int) -> None:
    """Print what pgRouting takes for the part of one profile of four, from the nodes of so many facilities."""
    if beside is None:
        print(f"\n{NO_PEER}")
        return
    nodes = sorted({*beside.streets.start.tolist()})
    origins = nodes[:: max(len(nodes) // facilities, 1)][:facilities]
    nearest, all_of_them = (beside.table_s(origins, MINUTES, only_nearest=each) for each in (True, False))
    print(
        f"\npgRouting, on foot alone and to nodes, not people: nearest {nearest:.1f} s,"
        f" everything in reach {all_of_them:.1f} s."
    )


def map_s(run: Any, person: Any) -> float:
    """Return the seconds in which the page of a run and the outlines of its map, if it has one, are answered."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    begun = time.monotonic()
    page = client.get(f"/planung/auswertungen/{run.pk}/")
    assert page.status_code == HTTPStatus.OK, page.content
    told = re.search(rb'<script id="map-config"[^>]*>(.*?)</script>', page.content)
    if told:  # a catchment is a table alone
        answer = client.get(json.loads(told[1])["surfaces"])
        assert answer.status_code == HTTPStatus.OK
        assert answer.json()["features"]
    return time.monotonic() - begun


def ask(question: str, person: Any, minutes: int = MINUTES) -> Any:
    """Ask as the workspace does."""
    from analysis import services

    wanted = {"facilities": {"layers": ["sports_facility"]}, "profiles": PROFILES, "minutes": minutes}
    return services.start(question, wanted, by=person)


def done(start: Callable[[], Any]) -> tuple[Any, float, int]:
    """Start a run and wait until its tables are read. Return it, the seconds, and how many steps of progress showed."""
    from analysis.results import read_table

    begun, steps = time.monotonic(), set()
    run = start()
    while run.is_under_way and time.monotonic() - begun < PATIENCE_S:
        steps.add(run.progress)
        time.sleep(LOOK_S)
        run.refresh_from_db()
    for table in run.tables.all():
        read_table(table.data)
    return run, time.monotonic() - begun, len(steps)


def cancelled(start: Callable[[], Any]) -> float:
    """Cancel a run once parts of it are being done; return the seconds until no worker is at it any more."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from analysis import services

    run = start()
    at_work = ProcrastinateJob.objects.filter(status="doing", task_name=services.DO_PART)
    while not at_work.exists():
        time.sleep(LOOK_S)
    time.sleep(0.3)
    begun = time.monotonic()
    services.cancel(run)
    while at_work.exists():
        time.sleep(LOOK_S)
    return time.monotonic() - begun


def killed(processes: list[subprocess.Popen], place: Scratch, start: Callable[[], Any]) -> tuple[bool, float]:
    """Kill a worker in the middle of a run; say whether the result is that of an undisturbed one, and the seconds."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from analysis import services
    from analysis.receipts import receipt

    begun = time.monotonic()
    run = start()
    while ProcrastinateJob.objects.filter(status="doing", task_name=services.DO_PART).count() < WORKERS:
        time.sleep(LOOK_S)
    processes[0].send_signal(signal.SIGKILL)
    while run.is_under_way and time.monotonic() - begun < PATIENCE_S:
        time.sleep(LOOK_S)
        run.refresh_from_db()
    seconds = time.monotonic() - begun
    undisturbed, _seconds, _steps = done(lambda: services.rerun(receipt(run), by=run.started_by))
    return run.status == "done" and run.result_hash == undisturbed.result_hash, seconds


@contextmanager
def workers(place: Scratch) -> Iterator[list[subprocess.Popen]]:
    """Run workers that share nothing but the database: each has a folder of its own for files."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout", "1"]
    with TemporaryDirectory() as homes:
        processes = []
        for number in range(WORKERS):
            home = Path(homes) / str(number)
            home.mkdir()
            environment = os.environ | _addresses(place) | {"GISPORTAL_VAR": str(home), "GISPORTAL_SECRET_KEY": "bench"}
            processes.append(
                subprocess.Popen(
                    command, cwd=BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
        try:
            yield processes
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()


def _addresses(place: Scratch) -> dict[str, str]:
    """Return where the database is, as a host that has no cluster of its own is told."""
    host, name = quote(place.environment["PGHOST"], safe=""), place.environment["PGDATABASE"]
    roles = {"": "gisportal", "PUBLISHED_": "gisportal_public", "STAFF_": "gisportal_staff"}
    return {f"{prefix}DATABASE_URL": f"postgis://{role}@/{name}?host={host}" for prefix, role in roles.items()}


if __name__ == "__main__":
    sys.exit(main())
