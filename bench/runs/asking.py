"""What somebody waits for who asks from a point: a citizen over HTTP, a planner who moves the point over the map."""

import json
import os
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import islice
from typing import Any

import numpy as np
from django.conf import settings

from analysis.positions import in_degrees
from bench.pages.pictures import SIZES, chromium
from bench.serving.load import Load, Post, drive
from bench.serving.servers import Server
from gisportal import launch
from network.network import Mode, Network

SEED = 11
CITIZEN_MINUTES = 10
WARM_UP, ASKED = 40, 400
SECONDS = 10.0
MOVES = 40
PIXELS = 4  # of each step of the pointer
EXECUTION = "/ogc/processes/isochrone/execution"


@dataclass(frozen=True)
class Asked:
    """Half of a citizen's answers come within `p50_ms`; so many `a_second` from two who ask without a pause."""

    p50_ms: float
    a_second: float


def citizen(server: Server, network: Network) -> Asked:
    """Ask for isochrones of ten minutes on foot, each from another point, as a page or an app does."""
    points = _points(network)
    drive(server.port, _executions(points, WARM_UP), connections=launch.WEB_PROCESSES)
    alone = drive(server.port, _executions(points, ASKED), connections=1)
    together: Load = drive(server.port, _executions(points, None), connections=launch.WEB_PROCESSES, seconds=SECONDS)
    return Asked(statistics.median(alone.latencies_ms), together.rate)


def planner_ms(server: Server, network: Network, person: Any) -> tuple[list[float], list[float]]:
    """Move the start point of an isochrone on the map of the workspace, by keys and by pointer; return the
    milliseconds from each step to the drawn reach.
    """
    from django.test import Client
    from playwright.sync_api import sync_playwright

    client = Client()
    client.force_login(person)
    session: SimpleCookie = client.cookies
    lon, lat = next(_points(network))
    # Playwright keeps an event loop in this thread, where Django would refuse to ask the database afterwards.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        context = browser.new_context(
            viewport=SIZES["1280"], bypass_csp=True
        )  # so that it may be asked whether it has drawn
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session[name].value, "url": server.root}])
        page = context.new_page()
        page.goto(f"{server.root}/planung/fragen/isochrone/")
        page.locator("#place-map.maplibregl-map:not([aria-busy])").wait_for()
        field = page.get_by_label("Startpunkt", exact=True)
        field.fill(f"{lat:.5f}, {lon:.5f}")
        field.press("Tab")
        page.get_by_role("button", name="A: Startpunkt").focus()
        drawn = "performance.getEntriesByName('reach').length > {}"
        page.wait_for_function(drawn.format(0))
        for step in range(1, MOVES + 1):
            page.keyboard.press(("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown")[step // 10 % 4])
            page.wait_for_function(drawn.format(step))
        box = page.get_by_role("button", name="A: Startpunkt").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, MOVES + 1):
            page.mouse.move(x + PIXELS * step, y - PIXELS * (step % 5))
            page.wait_for_function(drawn.format(MOVES + step))
        page.mouse.up()
        taken = page.evaluate("performance.getEntriesByName('reach').map((each) => each.duration)")
        browser.close()
    return taken[1 : MOVES + 1], taken[MOVES + 1 :]


def points(network: Network, number: int) -> list[tuple[float, float]]:
    """Return the first of the points from which is asked, (lon, lat)."""
    return list(islice(_points(network), number))


def _points(network: Network) -> Iterator[tuple[float, float]]:
    """Yield positions (lon, lat) of junctions in the region where people walk, always the same."""
    chance = np.random.default_rng(SEED)
    at = np.unique(network.start[(network.allowed_forward & Mode.FOOT) > 0])
    lon, lat = np.array(in_degrees(np.column_stack([network.x[at], network.y[at]]))).T
    west, south, east, north = settings.REGION.map.bbox
    inside = np.flatnonzero((west < lon) & (lon < east) & (south < lat) & (lat < north))
    while True:
        chosen = chance.choice(inside)
        yield float(lon[chosen]), float(lat[chosen])


def _executions(points: Iterator[tuple[float, float]], number: int | None) -> Iterator[Post]:
    while number is None or number > 0:
        inputs = {"point": next(points), "minutes": [CITIZEN_MINUTES], "profile": "foot"}
        yield Post(EXECUTION, json.dumps({"inputs": inputs}).encode())
        number = None if number is None else number - 1
