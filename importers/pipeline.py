"""An import from file to published rows: one pass over the file, one transaction, any number of field maps."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from tqdm import tqdm

from importers.errors import ImportRefused, RowFault
from importers.fieldmap import FieldMap, SourceOfMap
from importers.geometry import Gate, Located
from importers.limits import Limits
from importers.mapping import Row, RowMapper
from importers.positions import Positions
from importers.readers import Wanted, open_table
from importers.records import Fault, Record, Table
from importers.report import PREVIEW_ROWS, Report
from importers.staging.areas import AreaStaging
from importers.staging.base import Staged, Staging
from importers.staging.entries import EntryStaging, with_address
from importers.staging.population import CellStaging
from importers.staging.replaced import AddressStaging, BasemapStaging
from importers.transforms import ars_to_ags
from layers.models import Area, Entry, PopulationCell, Source
from layers.services import acting

ROWS_AT_ONCE = 2_000
# Any fixed number: the first half of the advisory lock's key, the second is the source.
LOCK_CLASS = 0x67697370
AGS_DIGITS = 8
DEMO_LICENCE = "CC0-1.0"
DEMO_ATTRIBUTION = "Erfundene Beispieldaten, keine echten Orte"
TABLES = {"published.basemap": BasemapStaging, "published.address": AddressStaging}


@dataclass(frozen=True)
class Job:
    """One field map to be applied; for places to one `kind` only or `without` some, for demo data as what it is."""

    field_map: FieldMap
    kind: str = ""
    without: frozenset[str] = frozenset()
    is_demo: bool = False

    @property
    def title(self) -> str:
        """What is imported, in words."""
        title = self.field_map.title.removesuffix(" aus OpenStreetMap") + " (Beispieldaten)" if self.is_demo else ""
        return title or (f"{self.field_map.title} ({self.kind})" if self.kind else self.field_map.title)


@dataclass(frozen=True)
class Options:
    """How an import is run. `srid` overrides what file and map say; `strict` refuses the file for one bad row."""

    dry_run: bool = False
    strict: bool = False
    keep_missing: bool = False
    allow_shrink: bool = False
    replace_demo: bool = False
    srid: int | None = None
    layer: str = ""
    progress: bool = False
    by: str = "import"
    limits: Limits = field(default_factory=lambda: Limits(file_bytes=settings.IMPORT_MAX_BYTES))


def run_import(path: Path, jobs: Sequence[Job], options: Options) -> list[Report]:
    """Import one file with one or more field maps in one pass and one transaction; return a report for each map.

    All or nothing: whatever raises leaves the database as it was. A dry run does everything and takes it back. Raises
    ImportRefused for a file that cannot be read, suits no map, or has lost too many of its rows; with `strict` for any
    refused row as well.
    """
    began = time.monotonic()
    keys = frozenset().union(*(job.field_map.keys() for job in jobs))
    first = jobs[0].field_map
    wanted = Wanted(options.layer or first.layer, first.delimiter, first.encoding, keys)
    with open_table(path, options.limits, wanted) as table, transaction.atomic(), acting(options.by):
        for key in sorted({job.field_map.source.key for job in jobs}):
            lock_source(key)
        for job in jobs:
            save_source_of(job.field_map.source, is_demo=job.is_demo)
        flows = [_Flow(job, table, options, number) for number, job in enumerate(jobs)]
        _read_all(table, flows, options)
        for flow in flows:
            flow.finish(options)
        reports = [flow.report for flow in flows]
        _judge(reports, options)
        if options.dry_run:
            transaction.set_rollback(True)
    for report in reports:
        report.seconds = time.monotonic() - began
    reports[0].notes[:0] = table.notes
    return reports


def lock_source(key: str) -> None:
    """Let only one import of a source run at a time, until the transaction ends. Raises ImportRefused if one does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCK_CLASS, key])
        if not cursor.fetchone()[0]:
            raise ImportRefused(f"Ein anderer Import der Quelle „{key}“ läuft gerade; warten Sie, bis er fertig ist.")


def save_source_of(said: SourceOfMap, *, is_demo: bool = False) -> None:
    """Store the source as the map describes it. Writes only what differs."""
    values: dict[str, Any] = {"is_demo": is_demo}
    values |= {"title": said.title, "licence": said.licence, "attribution": said.attribution, "url": said.url}
    source = Source.objects.filter(pk=said.key).first()
    if source is None or any(getattr(source, name) != value for name, value in values.items()):
        source = Source(key=said.key, **values)
        source.full_clean(validate_unique=False)
        source.save()


def peak_memory_mb() -> float:
    """Return the most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _read_all(table: Table, flows: Sequence[_Flow], options: Options) -> None:
    rows = 0
    with tqdm(total=table.total, unit=" Zeilen", disable=not options.progress, leave=False) as bar:
        source = iter(table.rows)
        while batch := list(islice(source, ROWS_AT_ONCE)):
            rows += len(batch)
            if rows > options.limits.rows:
                raise ImportRefused(f"Die Datei hat mehr als {options.limits.rows} Zeilen.")
            faults = [each for each in batch if isinstance(each, Fault)]
            records = [each for each in batch if isinstance(each, Record)]
            for flow in flows:
                flow.take(records, faults)
            bar.update(len(batch))


def _judge(reports: Sequence[Report], options: Options) -> None:
    """Refuse a file that gave nothing at all, or in strict mode one with a refused row."""
    refused = sum(report.refused for report in reports)
    if options.strict and refused:
        fault = next(fault for report in reports for fault in report.faults)
        raise ImportRefused(f"{refused} Zeilen sind fehlerhaft, darum wurde nichts übernommen. Die erste: {fault}")
    if any(report.stored or report.withdrawn for report in reports):
        return
    if refused:
        fault = next(fault for report in reports for fault in report.faults)
        raise ImportRefused(f"Keine Zeile der Datei ist brauchbar. {fault}")
    outside = sum(report.outside for report in reports)
    if outside:
        raise ImportRefused(f"Alle {outside} passenden Zeilen der Datei liegen außerhalb der Region.")
    raise ImportRefused(f"In der Datei ist keine Zeile, die zu „{reports[0].title}“ passt.")


class _Flow:
    """The way of one field map's rows: selected, located, mapped, staged."""

    def __init__(self, job: Job, table: Table, options: Options, number: int) -> None:
        field_map = job.field_map
        self.report = Report(job.title)
        self._job = job
        self._map = field_map
        self._positions = Positions(
            field_map.geometry, table.columns, table.decimal, own_geometry=table.format not in ("csv",)
        )
        if self._positions.recognised:
            self.report.notes.append(self._positions.recognised)
        self._staging = _staging(job, self.report, number, by_address=bool(self._positions.address))
        self._mapper = RowMapper(
            field_map,
            self._staging.model,
            columns=table.columns,
            ambiguous=table.ambiguous,
            decimal=table.decimal,
            kind=job.kind,
            without=job.without,
            constants=_constants(),
        )
        self._gate = Gate(
            srid=options.srid or table.srid or field_map.srid,
            target_srid=self._staging.srid,
            bbox=settings.REGION.map.bbox,
            outside=field_map.outside,
            shape=self._staging.shape,
            margin_deg=field_map.margin_deg,
        )
        self._staging.open()

    def take(self, records: Sequence[Record], faults: Sequence[Fault]) -> None:
        """Stage what is ours of a batch; a row that the reader could not read counts for every map."""
        for fault in faults:
            self._staging.refuse(fault)
        ours = []
        geometries = []
        for record in records:
            if not self._mapper.is_ours(record) or not self._is_of_region(record):
                self.report.not_ours += 1
                continue
            try:
                geometries.append(self._positions.geometry(record))
            except RowFault as fault:
                self._refuse(record, fault)
                continue
            ours.append(record)
        staged = []
        for record, geometry, located in zip(ours, geometries, self._gate.locate(geometries), strict=True):
            if isinstance(located, RowFault):
                self._refuse(record, located)
            elif located is None and geometry is not None:
                self.report.outside += 1
            elif ready := self._ready(record, located):
                staged.append(ready)
        self._staging.add(staged)

    def finish(self, options: Options) -> None:
        """Check and merge what was staged."""
        self._staging.check()
        self._staging.finish(
            keep_missing=options.keep_missing, allow_shrink=options.allow_shrink, replace_demo=options.replace_demo
        )
        self._staging.close()
        self.report.notes += self._gate.notes
        if self._gate.beyond:
            self.report.notes.append(f"{self._gate.beyond} Objekte liegen außerhalb der Region; sie sind übernommen.")

    def _ready(self, record: Record, located: Located | None) -> Staged | None:
        try:
            ref = self._mapper.ref(record, located) if self._staging.has_refs else record.ref
            row = self._mapper.row(record, ref, located)
            if row is not None and self._job.kind and row.values.get("kind_id") != self._job.kind:
                row = None
            if row is None:
                self.report.not_ours += 1
                return None
            if located is None and self._positions.required and not self._positions.address:
                raise RowFault("Die Lage fehlt.", "geometry")
        except RowFault as fault:
            self._refuse(record, fault)
            return None
        if self._positions.address:
            with_address(row, self._positions.address, dict(record.values))
        self._tell(row, located)
        return Staged(row, located)

    def _tell(self, row: Row, located: Located | None) -> None:
        for sentence in located.repairs if located else ():
            self.report.repairs[sentence] += 1
            self.report.repaired += 1
        for fault in row.left_out:
            self.report.left_out[f"Spalte „{fault.column}“"] += 1
        if len(self.report.preview) < PREVIEW_ROWS:
            lies = {"Lage": located.stored.wkt} if located else {}
            self.report.preview.append({"Kennung": row.ref, **row.values, **lies})

    def _refuse(self, record: Record, fault: RowFault) -> None:
        try:
            ref = self._mapper.ref(record, None)
        except RowFault:
            ref = record.ref
        self._staging.refuse(Fault(record.row, fault.column, fault.sentence, ref))

    def _is_of_region(self, record: Record) -> bool:
        if not self._map.region_key:
            return True
        try:
            key = ars_to_ags(str(record.values.get(self._map.region_key) or ""))
        except RowFault:
            return False
        return settings.REGION.area_of(key) is not None


def _constants() -> dict[str, str]:
    """What field maps may ask of the region: "@city", the key of its city, if it has one."""
    cities = [area.prefix for area in settings.REGION.areas if area.kind == "city"]
    return {"@city": cities[0].ljust(AGS_DIGITS, "0")} if len(cities) == 1 else {}


def kinds_of(field_map: FieldMap, kind: str, without: frozenset[str]) -> list[str]:
    """Return the kinds of place that a map can yield, as far as they are wanted."""
    if kind:
        return [kind]
    named = {rule.set["kind"] for rule in field_map.rules if "kind" in rule.set}
    named |= {origin.value for origin in field_map.fields.get("kind", ()) if origin.value}
    return sorted(named - without)


def demo_job(field_map: FieldMap, without: frozenset[str] = frozenset()) -> Job:
    """Return the job that reads a demo file: by the same rules as real data, from a source that says what it is."""
    source = SourceOfMap(f"demo-{field_map.name}".replace("_", "-"), "Beispieldaten", DEMO_LICENCE, DEMO_ATTRIBUTION)
    return Job(replace(field_map, source=source), without=without, is_demo=True)


def _staging(job: Job, report: Report, number: int, *, by_address: bool) -> Staging:
    """Return the staging for a map's target. Raises ImportRefused for a target that importers do not write."""
    target = job.field_map.target
    if target in TABLES:
        return TABLES[target](job.field_map, report, number=number, is_demo=job.is_demo)
    try:
        model = apps.get_model(target)
    except (LookupError, ValueError) as error:
        raise ImportRefused(f"Feldzuordnung „{job.field_map.name}“: das Ziel „{target}“ gibt es nicht.") from error
    if model is Area:
        return AreaStaging(job.field_map, report, number=number, is_demo=job.is_demo)
    if model is PopulationCell:
        return CellStaging(job.field_map, report, number=number, is_demo=job.is_demo)
    if issubclass(model, Entry):
        return EntryStaging(
            job.field_map,
            report,
            number=number,
            kinds=kinds_of(job.field_map, job.kind, job.without),
            model=model,
            by_address=by_address,
            is_demo=job.is_demo,
        )
    raise ImportRefused(f"Feldzuordnung „{job.field_map.name}“: „{target}“ kann nicht importiert werden.")
