"""Demo data of a region into the database: its OSM file through the ordinary importer, then the invented entries."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from gisportal.region import FIXTURES
from importers.demo.entries.associations import associations
from importers.demo.entries.heimatforen import heimatforen
from importers.demo.entries.participation import projects
from importers.demo.entries.population import cells
from importers.demo.entries.readings import readings
from importers.demo.entries.sports import facilities
from importers.demo.entries.stations import stations
from importers.demo.entries.support_services import support_services
from importers.demo.facts import RegionFacts, load_facts
from importers.demo.layout import Layout
from importers.demo.osm import write_osm
from importers.fieldmap import load_map
from importers.pipeline import Job, Options, demo_job
from importers.runs import current_report, import_file
from layers.ids import derived_id
from layers.models import (
    Area,
    Association,
    ClimateStation,
    Entry,
    Heimatforum,
    ParticipationProject,
    PopulationCell,
    Source,
    SportsFacility,
    Stay,
    SupportService,
)
from layers.models.vocabulary import Licence
from layers.population_units import settle_population
from layers.services import acting, layer_of, settle, slug_of
from observations.models import Datastream
from observations.services import store_readings
from participation.models import Phase
from published.catalogue import catalogue

SOURCE = "demo"
MAPS_OF_GROUND = {"basemap": "osm_basemap", "address": "osm_addresses"}
PLACES = "osm_places"
STREETS = "osm_network"
BOUNDARIES = "osm_boundaries"
# The invented stations go on measuring for so long after the demo was laid out; what is not yet past is not public.
MEASURES_ON_D = 60
CODE = Path(__file__).parent
Tell = Callable[[str], Any]
Rows = Callable[[Layout, date], Iterator[dict[str, Any]]]

# Facilities before the associations that use them.
NOUNS: tuple[tuple[type[Entry], Rows], ...] = (
    (SportsFacility, facilities),
    (Association, associations),
    (SupportService, support_services),
    (Heimatforum, heimatforen),
    (ParticipationProject, projects),
    (ClimateStation, stations),
)


class Drawing:
    """The layout of a region, computed when it is first needed, and its OSM file, which is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def facts(self) -> RegionFacts:
        return load_facts(self.folder)

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.facts)

    def osm_file(self) -> Path:
        """Return the OSM file, named by what it was made from; draw it if it is not there."""
        kept = settings.VAR_DIR / "demo" / f"{self.folder.name}-{digest(self.folder)}.osm.pbf"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft = kept.with_name(f"draft-{kept.name}")
            write_osm(self.facts, draft, self.layout)
            draft.replace(kept)
        return kept


def load_demo(*, without: frozenset[str], tell: Tell, today: date | None = None) -> None:
    """Load the demo data of the region for all that is not named in `without`; a second call changes nothing.

    `without` names what real data came for: layer ids, "place:<kind>", "basemap", "address", "network",
    "population_cell". A region without `demo.toml` has no demo data. Phases lie around `today`, the present day if not
    given; readings go on beyond it.
    """
    folder = FIXTURES / settings.REGION.id
    if not (folder / "demo.toml").is_file():
        tell("Für diese Region gibt es keine Beispieldaten.")
        return
    drawing = Drawing(folder)
    _load_ground(drawing, without, tell)
    for model, rows in NOUNS:
        layer = layer_of(model)
        if layer not in without:
            loaded = _load_entries(model, rows, drawing, today or timezone.localdate())
            tell(f"{catalogue[layer].title} (Beispieldaten): {loaded}")
    if "population_cell" not in without:
        tell(f"Bevölkerung (Beispieldaten): {_load_population(drawing)}")


def digest(folder: Path) -> str:
    """Return a short digest of the facts and of the code that draws them."""
    said = hashlib.sha256()
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.toml"), *CODE.glob("*.py"), *CODE.glob("words/*.toml")]):
        if path.name not in ("region.toml", "load.py"):
            said.update(path.name.encode() + b"\0" + path.read_bytes())
    return said.hexdigest()[:16]


def _load_ground(drawing: Drawing, without: frozenset[str], tell: Tell) -> None:
    """Import boundaries first, since all else asks in which area it lies; then basemap, addresses and places."""
    kinds = frozenset(each.removeprefix("place:") for each in without if each.startswith("place:"))
    groups: list[list[Job]] = []
    if "area" not in without:
        groups.append([demo_job(load_map(BOUNDARIES))])
    ground = [demo_job(load_map(name)) for layer, name in MAPS_OF_GROUND.items() if layer not in without]
    groups.append([*ground, demo_job(load_map(PLACES), without=kinds)])
    if "network" not in without:
        groups.append([demo_job(load_map(STREETS))])
    for jobs in groups:
        path = drawing.osm_file()
        reports = [current_report(path, job) for job in jobs]
        if not all(reports):
            reports = list(import_file(path, jobs, Options(by="demo")))
        for report in reports:
            if report:
                for line in report.lines(faults=3):
                    tell(line)


@transaction.atomic
def _load_entries(model: type[Entry], rows: Rows, drawing: Drawing, today: date) -> str:
    """Store the invented entries of one noun unless they are there; return what was done, in words."""
    there = model._default_manager.filter(source_id=SOURCE).count()
    if there:
        return f"{there} unverändert"
    _source()
    columns = {field.attname for field in model._meta.concrete_fields} | {"geom"}
    given = list(rows(drawing.layout, today))
    entries = {}
    for values in given:
        key = derived_id(SOURCE, values["source_ref"])
        own = {name: value for name, value in values.items() if name in columns}
        entries[key] = model(id=key, slug=slug_of(values["name"]), source_id=SOURCE, demo=True, **own)
    with acting(SOURCE):
        model._default_manager.bulk_create(entries.values())
        _load_parts(model, dict(zip(entries, given, strict=True)), drawing, today)
    settle(model, entries)
    return f"{len(entries)} neu"


@transaction.atomic
def _load_population(drawing: Drawing) -> str:
    """Store the invented census cells unless they are there, publish their units; return what was done, in words."""
    there = PopulationCell.objects.filter(source_id=SOURCE).count()
    if there:
        return f"{there} Zellen unverändert"
    source = _source()
    _create(PopulationCell(source=source, **values) for values in cells(drawing.layout))
    return f"{settle_population().written} Einheiten"


def _source() -> Source:
    """Return the source of all that is invented."""
    said = {"title": "Beispieldaten", "licence": Licence.CC0, "attribution": "Erfundene Beispieldaten", "is_demo": True}
    return Source.objects.get_or_create(key=SOURCE, defaults=said)[0]


def _load_parts(model: type[Entry], given: dict[str, dict[str, Any]], drawing: Drawing, today: date) -> None:
    """Store what hangs on the entries of a noun; `given` are their values by id."""
    if model is Association:
        _load_users(given, drawing)
    elif model is SupportService:
        _load_service_areas(given)
    elif model is Heimatforum:
        _create(
            Stay(heimatforum_id=key, place_name=place, starts_at=begin, ends_at=end, geom=point)
            for key, values in given.items()
            for place, begin, end, point in values.get("stays", ())
        )
    elif model is ParticipationProject:
        _create(
            Phase(project_id=key, kind=kind, starts_on=first, ends_on=last)
            for key, values in given.items()
            for kind, first, last in values["phases"]
        )
    elif model is ClimateStation:
        _load_readings(given, drawing, today)


def _create(rows: Iterable[models.Model]) -> None:
    listed = list(rows)
    if listed:
        type(listed[0])._default_manager.bulk_create(listed)


def _load_users(given: dict[str, dict[str, Any]], drawing: Drawing) -> None:
    """Let sports clubs use facilities of their own sports, the nearest first."""
    halls = list(SportsFacility.objects.filter(source_id=SOURCE).order_by("pk"))
    through = Association.facilities.through
    links = []
    for key, values in given.items():
        suited = [hall for hall in halls if set(hall.sports) & set(values["sports"])]
        place = values["geom"]
        nearest = sorted(suited, key=lambda hall: place.distance(hall.geom))[:2]
        links += [through(association_id=key, sportsfacility_id=hall.pk) for hall in nearest]
    _create(links)


def _load_service_areas(given: dict[str, dict[str, Any]]) -> None:
    known = set(Area.objects.values_list("pk", flat=True))
    through = SupportService.service_areas.through
    _create(
        through(supportservice_id=key, area_id=area)
        for key, values in given.items()
        for area in values["service_area_ids"]
        if area in known
    )


def _load_readings(given: dict[str, dict[str, Any]], drawing: Drawing, today: date) -> None:
    chance = drawing.facts.chance("readings")
    last_day = today + timedelta(days=MEASURES_ON_D)
    series = readings([values["site"] for values in given.values()], last_day, chance)
    for key, of_station in zip(given, series, strict=True):
        for name, numbers in (
            ("air_temperature", of_station.temperature_degc),
            ("relative_humidity", of_station.humidity_percent),
        ):
            stream = Datastream.objects.create(station_id=key, observed_property=name)
            store_readings(stream, zip(of_station.times, numbers.tolist(), strict=True))
