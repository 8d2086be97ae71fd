"""What the browser tests share: published entries at known places, a live server, and a watch on what a page does."""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from layers.models import (
    Area,
    Association,
    ClimateStation,
    Heimatforum,
    ParticipationProject,
    Place,
    PlaceKind,
    Source,
    SportsFacility,
    SupportService,
)
from layers.models.heimatforum import Stay
from layers.services import save_entry, save_place_kinds, settle, settle_areas
from network.services import store_edition
from observations.models import Datastream
from observations.services import announce_latest, store_readings
from participation.models import Phase
from tests.analysis.conftest import streets
from tests.conftest import OLD_TOWN
from tests.released import done_run, release
from tests.staff import person
from texts.models import PageText
from texts.services import save_page_text

# Playwright keeps an event loop in the thread of the test, where Django would refuse to ask the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

BUILT = Path(__file__).resolve().parents[2] / "frontend" / "static" / "build" / "manifest.json"
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
OLD_TOWN_LON, OLD_TOWN_LAT = OLD_TOWN.transform(4326, clone=True).coords
CLOSE = f"map=16/{OLD_TOWN_LAT:.5f}/{OLD_TOWN_LON:.5f}"
# For add_init_script: a browser that cannot draw the map.
NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest);
};
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium and the built front end."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not BUILT.exists():
                item.add_marker(pytest.mark.skip(reason="the front end is not built: ./test builds it"))


def beside(metres_east: float, metres_north: float) -> Point:
    """Return a point so far from the middle of the city, EPSG:25832."""
    return Point(OLD_TOWN.x + metres_east, OLD_TOWN.y + metres_north, srid=25832)


@pytest.fixture
def entries(published_committed: None, areas: dict[str, Area]) -> dict[str, str]:
    """Entries around the middle of the city by a short name: their ids. The club stands exactly in the middle."""
    settle_areas()
    save_place_kinds(
        [
            PlaceKind(code="school", label="Schule", label_en="School", icon="school", colour="#3F444B", position=1),
            PlaceKind(code="library", label="Bücherei", label_en="Library", icon="book", colour="#7A3E6D", position=2),
        ],
        by="test",
    )
    made = {
        "club": Association(
            name="Turnverein Mitte",
            summary="Turnen für alle.",
            icnpo_category="1",
            geom=OLD_TOWN,
            phone="0931 12 34 56",
            wheelchair="yes",
            demo=True,
        ),
        "choir": Association(name="Chor am Ufer", icnpo_category="1", geom=beside(120, 60)),
        "pitch": SportsFacility(name="Bolzplatz", kind="small_pitch", geom=beside(-150, 40).buffer(25)),
        "school": Place(name="Schule am Tor", kind_id="school", geom=beside(40, -110)),
        **{
            f"far{n}": Association(name=f"Verein {n}", icnpo_category="2", geom=beside(3000 + 90 * n, 0))
            for n in range(6)
        },
    }
    for entry in made.values():
        entry.status = "published"
        save_entry(entry, by="test")
    return {name: entry.pk for name, entry in made.items()}


@pytest.fixture
def street_network(entries: dict[str, str], source: Source) -> None:
    """A lattice of streets around the middle of the city."""
    store_edition(network=streets("lattice-1"), source_id=source.pk, file_name="lattice", counts={})


@pytest.fixture
def town(entries: dict[str, str], street_network: None) -> dict[str, str]:
    """The entries and one of every other noun with what belongs to it: hours, stays, phases, readings."""
    now, today = timezone.now(), timezone.localdate()
    made = {
        "advice": SupportService(
            name="Beratung am Markt",
            summary="Rat bei Schulden und Streit.",
            phone="0931 12 34 57",
            website="https://www.beispiel.invalid/",
            channels=["phone"],
            opening_hours="Mo-Su 00:00-24:00",
            geom=beside(60, 90),
            last_confirmed_at=now,
            demo=True,
        ),
        "forum": Heimatforum(name="Wandernder Treff", moves=True, geom=OLD_TOWN),
        "hall": SportsFacility(name="Turnhalle Mitte", kind="single_hall", geom=OLD_TOWN),
        "project": ParticipationProject(
            name="Mehr Schatten am Markt", geom=beside(-80, -60), summary="Bäume pflanzen."
        ),
        "station": ClimateStation(name="Messpunkt Altstadt", geom=beside(90, -40), elevation_m=180.0),
    }
    for entry in made.values():
        entry.status = "published"
        save_entry(entry, by="test")
    for days, place in [(-2, "Marktplatz"), (6, "Schulhof")]:
        Stay.objects.create(
            heimatforum_id=made["forum"].pk,
            place_name=place,
            starts_at=now + timedelta(days=days),
            ends_at=now + timedelta(days=days + 7),
            geom=OLD_TOWN,
        )
    for days, kind in [(-40, "information"), (-3, "survey"), (30, "workshop")]:
        Phase.objects.create(
            project_id=made["project"].pk,
            kind=kind,
            starts_on=today + timedelta(days=days),
            ends_on=today + timedelta(days=days + 20),
        )
    for model, name in [(Heimatforum, "forum"), (ParticipationProject, "project")]:
        settle(model, [made[name].pk])
    stream = Datastream.objects.create(station_id=made["station"].pk, observed_property="air_temperature")
    store_readings(stream, [(now - timedelta(hours=hours), 12.5 + hours % 24 / 4) for hours in range(60)])
    announce_latest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO published.address (source, street, housenumber, postcode, city, municipality, geom)"
            " VALUES ('test', 'Domstraße', '1', '97070', 'Würzburg', '09663000',"
            " public.ST_SetSRID(public.ST_MakePoint(%s, %s), 4326))",
            [OLD_TOWN_LON, OLD_TOWN_LAT],
        )
    run = release(done_run({"09663000": 70, "09679170": 25}), by=person("planung", "analyst"))
    return entries | {name: entry.pk for name, entry in made.items()} | {"result": run.public_id}


@dataclass
class Watch:
    """What a page did beside showing itself."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        host = request.url.split("/")[2] if "://" in request.url else ""
        self.hosts.add(host)
        if "/karte/liste/" in request.url:
            self.lists.append(request.url)

    def console(self, message: ConsoleMessage) -> None:
        # Chromium tells of its own software renderer; that is no complaint about the page.
        if message.type in ("error", "warning") and "GPU stall" not in message.text:
            self.complaints.append(message.text)


def watch(page: Page) -> Watch:
    """Note from now on which hosts a page asks and what the browser complains about."""
    seen = Watch()
    page.on("request", seen.request)
    page.on("console", seen.console)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    return seen


FETCHING = "#map, #result-map, [data-chart], iframe"


def at_rest(page: Page, fetching: str = FETCHING) -> None:
    """Wait until a loaded page that fetches something by itself has come to rest; the others are at rest already."""
    if page.locator(fetching).count():
        page.wait_for_load_state("networkidle")


def open_map(page: Page, url: str) -> None:
    """Open a page and wait until its map has come to rest and its list has followed."""
    page.goto(url)
    page.locator("#map.maplibregl-map:not([aria-busy])").wait_for()
    page.wait_for_load_state("networkidle")


@dataclass(frozen=True)
class Portal:
    """A running portal with its entries: the ids by a short name."""

    base: str
    ids: dict[str, str]

    def open(self, page: Page, path: str) -> None:
        """Open a page and wait until nothing moves."""
        page.goto(self.base + path)
        at_rest(page)

    def open_map(self, page: Page, path: str) -> None:
        """Open a page with a map and wait until it is drawn."""
        open_map(page, self.base + path)


@pytest.fixture
def portal(live_server: Any, town: dict[str, str]) -> Portal:
    """A running portal with entries of every noun, and with the texts of the pages that are hidden without one."""
    for slug, title in [("easy-language", "Leichte Sprache"), ("sign-language", "Gebärdensprache")]:
        body = "Das ist das Portal.\n\n## So geht es\n\n- Sie sehen eine Karte.\n- Sie sehen eine Liste."
        save_page_text(PageText(slug=slug, language="de", title=title, body=body, status="published"), by="test")
    return Portal(live_server.url, town)


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """A browser that is given time: the machine may be busy, and its renderer is software."""
    context.set_default_timeout(30_000)
    return context
