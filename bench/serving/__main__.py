"""The command: load, start both servers, measure in turn, print.

Exit code 0 if every goal is met, 1 if one is missed, 2 if it could not measure.
"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from bench.serving import features, report
from bench.serving.cases import OURS, PEER, TILE_ZOOM, Case, cases, item_paths, page_paths, tile_paths, tiles_inside
from bench.serving.load import LoadError
from bench.serving.meter import CONNECTIONS, Meter, Neighbours
from bench.serving.overview import LARGEST_BYTES, overviews
from bench.serving.scratch import BASE_DIR, Scratch, ScratchError, scratch
from bench.serving.servers import Server, ServerError, provide_peer, servers
from gisportal.cluster import ClusterError

NUMBER = 200_000
ROUNDS = 5
SECONDS = 4.0
WARM_UP_SECONDS = 1.0
QUIET = 0.1  # the share of others below which rates are those of the servers


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench/serving/run", description="Our rates beside tipg's on the same rows.")
    parser.add_argument("--features", type=int, default=NUMBER, help="how many (the goals are set for %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each server and request (%(default)s)")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of a run (%(default)s)")
    options = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    var = Path(os.environ.get("GISPORTAL_VAR") or BASE_DIR / "var").absolute() / "bench"
    var.mkdir(parents=True, exist_ok=True)
    try:
        python = provide_peer(var / "tipg", var / "install.log")
        print(f"{date.today()}: {report.machine()}", flush=True)
        with scratch(var / "scratch") as place:
            ids = load(place, options.features)
            with servers(place, python) as (ours, peer):
                return measure(place, ours, peer, ids, options.rounds, options.seconds)
    except (ClusterError, LoadError, ScratchError, ServerError) as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; what was made has been removed.", file=sys.stderr)
        return 130


def _leave(*_: object) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # one is enough; the way out must not be cut short
    raise KeyboardInterrupt


def load(place: Scratch, number: int) -> list[str]:
    """Fill the scratch database; return the ids of the features."""
    os.environ.update(place.environment | {"DJANGO_SETTINGS_MODULE": "gisportal.settings"})
    import django
    from django.core.management import call_command

    with _timed("migrated"):
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
    with _timed(f"{number:,} places written with their history"):
        features.write_domain_rows(number)
    with _timed("published"):
        written = features.publish_all()
    if written != number:
        raise ServerError(f"publish() wrote {written:,} rows of {number:,}.")
    with _timed("overviews built"):
        call_command("build_grids", verbosity=0)
    with _timed("copied for tipg"):
        columns = features.copy_for_peer()
    place.as_superuser("VACUUM ANALYZE;\nCHECKPOINT;")
    print(f"properties on both sides: {', '.join(columns)}", flush=True)
    return features.published_ids()


@contextmanager
def _timed(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - begun:.1f} s", flush=True)


def measure(place: Scratch, ours: Server, peer: Server, ids: Sequence[str], rounds: int, seconds: float) -> int:
    """Compare what both answer, measure, print; return the exit code."""
    compare(ours, peer, ids)
    neighbours = Neighbours(place.postmaster_pid)
    overview_met = low_zooms(ours, peer, len(ids))
    meters = (Meter(ours, place.postmaster_pid), Meter(peer, place.postmaster_pid))
    results = [run_case(case, meters, rounds, seconds) for case in cases(ids)]
    others = neighbours.share()
    print(
        f"\n{CONNECTIONS} connections, {rounds} rounds of {seconds:g} s for each server in turn; the ratio is the"
        f" median of the rounds. Others took {others:.0%} of the machine meanwhile."
    )
    if others > QUIET:
        print("That is too much for rates to say anything: CPU time per request does, or a quieter hour.")
    print()
    print(report.rates(results))
    print()
    print(report.costs(results))
    missed = [each.case.title for each in results if not each.is_met]
    missed += [] if overview_met else ["low zooms"]
    print(f"\nMissed: {', '.join(missed)}." if missed else "\nEvery goal is met.", flush=True)
    return 1 if missed else 0


def run_case(case: Case, meters: Sequence[Meter], rounds: int, seconds: float) -> report.Result:
    """Warm both up, then measure them in turn; who begins changes from round to round."""
    for which in (OURS, PEER):
        case.run(meters[which], which, WARM_UP_SECONDS)
    made = []
    for each in range(rounds):
        order = (OURS, PEER) if each % 2 == 0 else (PEER, OURS)
        runs = {which: case.run(meters[which], which, seconds) for which in order}
        made.append((runs[OURS], runs[PEER]))
    result = report.Result(case, made)
    print(f"{case.title}: {result.ratio:.1f} times tipg's rate", flush=True)
    return result


def compare(ours: Server, peer: Server, ids: Sequence[str]) -> None:
    """Make sure that both serve the same things, and say where they differ. Raises ServerError if they don't."""
    item = [json.loads(server.get(next(item_paths(ids, which)))) for which, server in enumerate((ours, peer))]
    for name, value in item[OURS]["properties"].items():
        if item[PEER]["properties"].get(name) != value:
            raise ServerError(
                f"tipg says {item[PEER]['properties'].get(name)!r} for “{name}”, the portal says {value!r}."
            )
    pages = [server.get(next(page_paths(1000, which))) for which, server in enumerate((ours, peer))]
    read = [json.loads(page) for page in pages]
    for server, page in zip((ours, peer), read, strict=True):
        if len({each["id"] for each in page["features"]}) != 1000:
            raise ServerError(f"{server.name} does not put 1,000 features on a page of 1,000.")
    again = json.loads(ours.get(next(page_paths(1000, OURS))))
    following = json.loads(ours.get(_next_path(read[OURS])))
    if _ids(again) != _ids(read[OURS]) or set(_ids(following)) & set(_ids(again)):
        raise ServerError("The portal's pages are not in a stable order.")
    tile = [
        server.get(tile_paths(server, which, tiles_inside(TILE_ZOOM))[0]) for which, server in enumerate((ours, peer))
    ]
    print(
        f"page of 1,000: portal {len(pages[OURS]):,} bytes, numberMatched {_matched(read[OURS])};"
        f" tipg {len(pages[PEER]):,} bytes, numberMatched {_matched(read[PEER])}\n"
        f"tile z{TILE_ZOOM}: portal {len(tile[OURS]):,} bytes, tipg {len(tile[PEER]):,} bytes",
        flush=True,
    )


def _ids(page: dict[str, Any]) -> list[str]:
    return [each["id"] for each in page["features"]]


def _matched(page: dict[str, Any]) -> str:
    """Say what a page tells of the number of all that match; a bounded count that is exceeded is left out."""
    return f"{page['numberMatched']:,}" if "numberMatched" in page else "more than 1,000 (bounded)"


def _next_path(page: dict[str, Any]) -> str:
    """Return the path and query of a page's link to the next one."""
    address = next(link["href"] for link in page["links"] if link["rel"] == "next")
    return "/" + address.split("/", 3)[3]


def low_zooms(ours: Server, peer: Server, number: int) -> bool:
    """Print how the features stand in the tiles of some zooms; return whether all of them do, in small tiles."""
    found = overviews(ours, OURS)
    rows = [
        [
            str(mine.zoom),
            str(mine.tiles),
            f"{mine.represented:,}",
            f"{mine.largest_bytes / 1000:.1f}",
            f"{mine.slowest_ms:.0f}",
            f"{other.represented:,}",
            f"{other.largest_bytes / 1000:.1f}",
        ]
        for mine, other in zip(found, overviews(peer, PEER), strict=True)
    ]
    print(f"\nEvery one of {number:,} features in tiles below {LARGEST_BYTES // 1000} kB:\n")
    print(report.table_of_overviews(rows), "\n", flush=True)
    return all(each.is_met(number) for each in found)


if __name__ == "__main__":
    sys.exit(main())
