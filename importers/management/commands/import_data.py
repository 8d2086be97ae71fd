"""``manage.py import_data FILE --map NAME``: bring outside data into the portal, all or nothing."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from importers.errors import ImportRefused
from importers.fieldmap import load_map, map_names
from importers.pipeline import Job, Options, peak_memory_mb
from importers.report import Report
from importers.runs import import_file


class Command(BaseCommand):
    """Import one file with one or more field maps."""

    help = "Liest eine Datei (GeoJSON, CSV, GeoPackage, Shapefile im Zip, OSM) nach einer Feldzuordnung ein."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, its maps and how strict to be."""
        parser.add_argument("file", type=Path, help="die Datei")
        parser.add_argument(
            "--map",
            nargs="+",
            required=True,
            metavar="NAME",
            help=f"Feldzuordnung(en): {', '.join(map_names())}, oder x.toml",
        )
        parser.add_argument("--kind", default="", help="nur diese Art von Ort, zum Beispiel school")
        parser.add_argument("--dry-run", action="store_true", help="zeigt, was geschähe, und ändert nichts")
        parser.add_argument("--strict", action="store_true", help="lehnt die Datei ab, wenn eine Zeile fehlerhaft ist")
        parser.add_argument("--keep-missing", action="store_true", help="lässt stehen, was in der Datei fehlt")
        parser.add_argument("--allow-shrink", action="store_true", help="zieht auch mehr als die Hälfte zurück")
        parser.add_argument("--replace-demo", action="store_true", help="entfernt die Beispieldaten desselben Themas")
        parser.add_argument("--srid", type=int, help="Koordinatensystem der Datei als EPSG-Nummer")
        parser.add_argument("--layer", default="", help="der Datensatz, wenn die Datei mehrere enthält")
        parser.add_argument("--faults", type=int, default=20, help="so viele Fehler einzeln nennen (20)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then tell what was done, how fast, and with how much memory."""
        began = time.monotonic()
        chosen = Options(
            dry_run=options["dry_run"],
            strict=options["strict"],
            keep_missing=options["keep_missing"],
            allow_shrink=options["allow_shrink"],
            replace_demo=options["replace_demo"],
            srid=options["srid"],
            layer=options["layer"],
            progress=sys.stderr.isatty() and options["verbosity"] > 0,
            by=f"import {', '.join(options['map'])}",
        )
        try:
            jobs = [Job(load_map(name), options["kind"]) for name in options["map"]]
            reports = import_file(options["file"], jobs, chosen)
        except ImportRefused as refused:
            raise CommandError(f"Abgelehnt: {refused.sentence} Die Datenbank ist unverändert.") from refused
        for report in reports:
            self._tell(report, dry_run=chosen.dry_run, faults=options["faults"])
        seconds = time.monotonic() - began
        rows = sum(report.read for report in reports)
        self.stdout.write(
            f"{rows} Zeilen in {seconds:.1f} s ({rows / seconds:.0f} je Sekunde), "
            f"Arbeitsspeicher höchstens {peak_memory_mb():.0f} MB"
        )
        if chosen.dry_run:
            self.stdout.write("Probelauf: die Datenbank ist unverändert.")

    def _tell(self, report: Report, *, dry_run: bool, faults: int) -> None:
        for line in report.lines(faults):
            self.stdout.write(line)
        if dry_run:
            for line in report.preview_lines():
                self.stdout.write(line)
