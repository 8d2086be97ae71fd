"""``manage.py import_network FILE``: bring a street network into the portal, all or nothing."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from importers.errors import ImportRefused
from importers.fieldmap import load_map
from importers.pipeline import Job, Options, peak_memory_mb
from importers.runs import import_file

MAP = "osm_network"


class Command(BaseCommand):
    """Import the ways of an OpenStreetMap file as the network on which reachability is computed."""

    help = "Liest das Wegenetz der Region aus einer OSM-Datei (PBF oder XML); es ersetzt das bisherige."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="die Datei")
        parser.add_argument("--dry-run", action="store_true", help="zeigt, was geschähe, und ändert nichts")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        """Import, then tell what the network is like and what was left out."""
        began = time.monotonic()
        chosen = Options(dry_run=dry_run, by=f"import {MAP}")
        try:
            (report,) = import_file(file, [Job(load_map(MAP))], chosen)
        except ImportRefused as refused:
            raise CommandError(f"Abgelehnt: {refused.sentence} Das Wegenetz ist unverändert.") from refused
        for line in report.lines():
            self.stdout.write(line)
        self.stdout.write(f"{time.monotonic() - began:.1f} s, Arbeitsspeicher höchstens {peak_memory_mb():.0f} MB")
        if dry_run:
            self.stdout.write("Probelauf: das Wegenetz ist unverändert.")
