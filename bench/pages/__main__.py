"""The command: lay out the demo region, serve it as ./run does, walk its pages by their links, measure, print.

Exit code 0 if every goal is met, 1 if one is missed, 2 if it could not measure.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

from bench.command import in_scratch
from bench.pages.pictures import DRAWN, SIZES, chromium
from bench.pages.walk import ANSWERS, Found, pages
from bench.serving.meter import Neighbours
from bench.serving.scratch import BASE_DIR, Scratch
from bench.serving.servers import START_SECONDS, portal

PAGE_GOAL_MS = 60.0  # half of the answers of each page
SCRIPT_GOAL_BYTES = 700_000  # of the map page, gzip
LIST_GOAL_BYTES = 100_000  # HTML of a list page without map with its stylesheets, gzip; fonts are shared by all pages
MAP_GOAL_S = 2.5
LOOK_GOAL_S = 1.0
ASKED = 40  # times each page, one after the other
WARM_UP = 5
MAP_RUNS = 5
BUILD = BASE_DIR / "frontend" / "static" / "build"


@dataclass(frozen=True)
class Measured:
    """One kind of page: the address that stands for it, milliseconds, statements, bytes of HTML before packing."""

    found: Found
    p50_ms: float
    p95_ms: float
    statements: int
    octets: int


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench/pages/run", description="The public pages of the demo region.")
    parser.add_argument("--without-browser", action="store_true", help="leave out how long the map takes")
    options = parser.parse_args(arguments)

    def prepared(place: Scratch) -> int:
        subprocess.run([sys.executable, "manage.py", "prepare", "--verbosity", "0"], cwd=BASE_DIR, check=True)
        place.as_superuser("VACUUM ANALYZE;")
        with portal(place) as server:
            return measure(place, server.root, with_browser=not options.without_browser)

    return in_scratch(prepared)


def measure(place: Scratch, root: str, *, with_browser: bool) -> int:
    """Measure and print; return the exit code."""
    import django

    django.setup()
    neighbours = Neighbours(place.postmaster_pid)
    made = [timed(root, found) for found in [*pages(root), *ANSWERS]]
    others = neighbours.share()
    print(f"\n{ASKED} answers of each page, one at a time. Others took {others:.0%} of the machine meanwhile.\n")
    print("| page | p50 ms | p95 ms | statements | HTML kB |\n| --- | --- | --- | --- | --- |")
    for each in sorted(made, key=lambda each: -each.p50_ms):
        numbers = f"{each.p50_ms:.1f} | {each.p95_ms:.1f} | {each.statements} | {each.octets / 1000:.1f}"
        print(f"| {each.found.kind} | {numbers} |")
    goals = [
        ("slowest page, p50 ms", max(each.p50_ms for each in made), PAGE_GOAL_MS),
        ("scripts of the map page, kB gzip", scripts_octets("src/map.ts") / 1000, SCRIPT_GOAL_BYTES / 1000),
        ("list page without map, kB gzip", list_page_octets(root) / 1000, LIST_GOAL_BYTES / 1000),
    ]
    if with_browser:
        goals.append(("first map of the region drawn, s", map_seconds(root), MAP_GOAL_S))
        goals.append(("a change shown on the open map, from the next look on, s", look_seconds(root), LOOK_GOAL_S))
    print("\n| goal | measured | at most | met |\n| --- | --- | --- | --- |")
    for what, value, limit in goals:
        print(f"| {what} | {value:.1f} | {limit:g} | {'yes' if value <= limit else 'NO'} |")
    return 0 if all(value <= limit for _, value, limit in goals) else 1


def timed(root: str, found: Found) -> Measured:
    """Ask for a page over and over and time it from the outside; count its statements in this process."""
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    taken_ms, octets = [], 0
    for number in range(WARM_UP + ASKED):
        began = time.perf_counter()
        posted = found.posted.encode() if found.posted else None
        with urllib.request.urlopen(root + found.path, posted, timeout=START_SECONDS) as answer:
            octets = len(answer.read())
        if number >= WARM_UP:
            taken_ms.append((time.perf_counter() - began) * 1000)
    method, form = ("POST" if found.posted else "GET"), "application/x-www-form-urlencoded"
    for _ in range(2):  # what is kept by version is counted apart
        with CaptureQueriesContext(connections["published"]) as asked:
            Client().generic(method, found.path, found.posted or "", form, headers={"Host": "localhost"})
    taken_ms.sort()
    p95_ms = taken_ms[int(len(taken_ms) * 0.95)]
    return Measured(found, statistics.median(taken_ms), p95_ms, len(asked), octets)


def scripts_octets(entry: str) -> int:
    """Return the bytes of a script and of all that it imports, at once or later, packed as they travel."""
    manifest = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    waiting, seen = [entry], set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [*manifest[name].get("imports", []), *manifest[name].get("dynamicImports", [])]
    files = {manifest[name]["file"] for name in seen}
    files |= {f"assets/{path.name}" for path in (BUILD / "assets").glob("maplibre-gl-worker*.js")}
    return sum(len(gzip.compress((BUILD / file).read_bytes())) for file in files)


def list_page_octets(root: str) -> int:
    """Return the bytes of the page of a topic with its list and stylesheets, packed as they travel."""
    with urllib.request.urlopen(f"{root}/themen/association/", timeout=START_SECONDS) as answer:
        html = answer.read()
    manifest = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    style = (BUILD / manifest["src/styles/portal.css"]["file"]).read_bytes()
    return len(gzip.compress(html)) + len(gzip.compress(style))


def map_seconds(root: str) -> float:
    """Return how long it takes from the address to the drawn map of the whole region, median of some runs."""
    from playwright.sync_api import sync_playwright

    taken = []
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        for _ in range(MAP_RUNS):
            page = browser.new_page(viewport=SIZES["1280"])
            began = time.perf_counter()
            page.goto(f"{root}/karte/")
            page.locator(DRAWN).wait_for()
            taken.append(time.perf_counter() - began)
            page.close()
        browser.close()
    return statistics.median(taken)


def look_seconds(root: str) -> float:
    """Return how long it takes from the next look until list and map show what has just been saved, the slowest run."""
    from playwright.sync_api import sync_playwright

    from layers.models import Association
    from layers.services import save_entry

    # Playwright keeps an event loop in this thread, where Django would refuse to write.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    entry = Association.objects.filter(status="published", geom__isnull=False).earliest("pk")
    lon, lat = entry.geom.transform(4326, clone=True).coords
    taken = []
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        page = browser.new_page(viewport=SIZES["1280"])
        page.goto(f"{root}/karte/?layers=association&map=16/{lat:.5f}/{lon:.5f}")
        page.locator(DRAWN).wait_for()
        for number in range(MAP_RUNS):
            entry.name = f"Umbenannt {number}"
            save_entry(entry, by="bench/pages")
            began = time.perf_counter()
            page.evaluate("window.dispatchEvent(new Event('focus'))")
            page.locator("#list").get_by_text(entry.name).wait_for()
            page.locator(DRAWN).wait_for()
            taken.append(time.perf_counter() - began)
        browser.close()
    return max(taken)


if __name__ == "__main__":
    sys.exit(main())
