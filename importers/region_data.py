"""The files of a region: which of a data folder are there, how they are read, what they replace of the demo data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet

from gisportal.region import DataFile
from importers.errors import ImportRefused
from importers.fieldmap import FieldMap, load_map
from importers.pipeline import Job, Options
from importers.report import Report
from importers.runs import READINGS, current_report, import_file
from importers.streets.importing import NETWORK
from layers.models import Area, Entry, Place, PopulationCell, Source
from layers.services import layer_of
from network.queries import current_edition
from published.models import Address, BasemapFeature

TABLES = {"published.basemap": ("basemap", BasemapFeature), "published.address": ("address", Address)}


@dataclass(frozen=True)
class FileOfRegion:
    """A file of the data folder that is there, with the jobs that the region file asks for."""

    path: Path
    jobs: tuple[Job, ...]


def files_of_region(folder: Path) -> list[FileOfRegion]:
    """Return the region's files that are in the folder: areas first, readings last, one pass per file.

    Raises ImportRefused if a field map is missing or if the region file names another licence than the map.
    """
    entries = [(entry, load_map(entry.map)) for entry in settings.REGION.data if (folder / entry.file).is_file()]
    for entry, field_map in entries:
        if entry.licence != field_map.source.licence:
            raise ImportRefused(
                f"Für „{entry.file}“ nennt die Regionsdatei die Lizenz {entry.licence}, "
                f"die Feldzuordnung {field_map.source.licence}."
            )
    ordered = sorted(entries, key=lambda pair: (_turn(*pair), pair[0].file))
    return [
        FileOfRegion(folder / file, tuple(Job(field_map, _kind(entry, field_map)) for entry, field_map in together))
        for (_, file), together in groupby(ordered, key=lambda pair: (_turn(*pair), pair[0].file))
    ]


def missing_files(folder: Path) -> list[str]:
    """Return the names of the region's files that are not in the folder."""
    return sorted({entry.file for entry in settings.REGION.data if not (folder / entry.file).is_file()})


def import_region(folder: Path, tell: Callable[[str], None], *, progress: bool = False) -> None:
    """Import all files of the region that are in the folder; demo rows of what came are removed. Each file by itself.

    A file that is the same as at its last import is passed over. Raises ImportRefused at the first file that is
    refused; what was imported before stays.
    """
    for file in files_of_region(folder):
        reports = [current_report(file.path, job) for job in file.jobs]
        if all(reports):
            _tell(file, [report for report in reports if report], tell)
            continue
        options = Options(replace_demo=True, progress=progress, by=f"seed {file.path.name}")
        _tell(file, import_file(file.path, file.jobs, options), tell)


def real_layers() -> frozenset[str]:
    """Return what real data came for: layer ids, "place:<kind>", "basemap", "address", "network", "population_cell"."""
    found = set()
    for model in apps.get_app_config("layers").get_models():
        if not issubclass(model, Entry):
            continue
        # What came from nowhere was typed in by people; only a source makes a layer one that was imported.
        real: QuerySet[Any] = model._default_manager.filter(demo=False, source__isnull=False, source__is_demo=False)
        if model is Place:
            found |= {f"place:{kind}" for kind in real.values_list("kind_id", flat=True).distinct()}
        elif real.exists():
            found.add(layer_of(model))
    for name, model in (("area", Area), ("population_cell", PopulationCell)):
        if model._default_manager.filter(source__is_demo=False).exists():
            found.add(name)
    edition = current_edition()
    if edition and not edition.source.is_demo:
        found.add("network")
    demo_keys = _demo_sources()
    for name, table in TABLES.values():
        if table._default_manager.using("default").exclude(source__in=demo_keys).exists():
            found.add(name)
    return frozenset(found)


def _demo_sources() -> list[str]:
    return list(Source.objects.filter(is_demo=True).values_list("pk", flat=True))


def _turn(entry: DataFile, field_map: FieldMap) -> int:
    """Areas come first, as all else asks in which it lies: municipalities, then districts. Readings need stations."""
    if field_map.target == "layers.Area":
        return 1 if entry.kind == "district" else 0
    # A street network is read alone: its file is gone through in another way than by the other maps.
    return {READINGS: 9, NETWORK: 8}.get(field_map.target, 5)


def _kind(entry: DataFile, field_map: FieldMap) -> str:
    return entry.kind if field_map.target == "layers.Place" else ""


def _tell(file: FileOfRegion, reports: Iterable[Report], tell: Callable[[str], None]) -> None:
    for report in reports:
        for line in report.lines(faults=5):
            tell(line if line.startswith(" ") else f"{file.path.name}: {line}")
