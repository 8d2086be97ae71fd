"""Imports as they are asked for: one file with its field maps, remembered when done, recognised when nothing is new."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from importers.errors import ImportRefused
from importers.models import ImportRun
from importers.pipeline import Job, Options, run_import
from importers.readings import import_readings
from importers.report import Report
from importers.streets.importing import NETWORK, code_digest, import_streets

READINGS = "observations.readings"
# Raised when files are read in another way than before, so that they are imported again.
WAY_OF_READING = "1"
CHUNK_BYTES = 1 << 20


def import_file(path: Path, jobs: Sequence[Job], options: Options) -> list[Report]:
    """Import a file and remember it; return a report for each field map. All or nothing, see `pipeline.run_import`.

    Raises ImportRefused if the file or a map is not accepted.
    """
    started = timezone.now()
    if any(job.field_map.target == READINGS for job in jobs):
        if len(jobs) > 1:
            raise ImportRefused("Eine Feldzuordnung für Messwerte wird allein angewendet, nicht mit anderen zusammen.")
        reports = [
            import_readings(
                path,
                jobs[0].field_map,
                limits=options.limits,
                dry_run=options.dry_run,
                strict=options.strict,
                progress=options.progress,
            )
        ]
    elif any(job.field_map.target == NETWORK for job in jobs):
        if len(jobs) > 1:
            raise ImportRefused("Ein Wegenetz wird allein eingelesen, nicht mit anderen Feldzuordnungen zusammen.")
        reports = [import_streets(path, jobs[0], options)]
    else:
        reports = run_import(path, jobs, options)
    if not options.dry_run:
        for job, report in zip(jobs, reports, strict=True):
            ImportRun.objects.create(
                map_name=job.field_map.name,
                kind=job.kind,
                file_name=path.name,
                fingerprint=fingerprint(path, job),
                counts=report.counts(),
                by=options.by,
                started_at=started,
            )
    return reports


def current_report(path: Path, job: Job) -> Report | None:
    """Return a report without changes if the last import with this map was of the very same file; None otherwise."""
    last = ImportRun.objects.filter(map_name=job.field_map.name, kind=job.kind, file_name=path.name).first()
    if last is None or last.fingerprint != fingerprint(path, job):
        return None
    counts = last.counts
    stored = sum(counts.get(name, 0) for name in ("created", "changed", "unchanged"))
    return Report(job.title, unchanged=stored, was_current=True)


def fingerprint(path: Path, job: Job) -> str:
    """Return a digest of the file, the field map and the way of reading."""
    how = [
        code_digest() if job.field_map.target == NETWORK else WAY_OF_READING,
        job.field_map.digest,
        job.kind,
        sorted(job.without),
        job.is_demo,
    ]
    digest = hashlib.sha256(repr(how).encode())
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
