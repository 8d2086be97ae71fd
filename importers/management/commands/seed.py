"""``manage.py seed --region NAME [--data FOLDER]``: real data where there are some, demo data for the rest."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from importers.demo.load import load_demo
from importers.errors import ImportRefused
from importers.region_data import import_region, missing_files, real_layers
from published.renewal import renew


class Command(BaseCommand):
    """Fill the database of a region. Quick, and without any change, where nothing is new."""

    help = "Füllt die Datenbank: echte Daten aus --data, Beispieldaten für die übrigen Themen. Mehrmals aufrufbar."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the region and the folder."""
        parser.add_argument("--region", required=True, help="die Region, ein Ordner in fixtures/")
        parser.add_argument("--data", type=Path, help="Ordner mit echten Daten; welche, steht in region.toml")

    def handle(self, *args: Any, region: str, data: Path | None, verbosity: int, **options: Any) -> None:
        """Import what is real, then lay out demo data around it, and tell what was done."""
        if region != settings.REGION.id:
            raise CommandError(f"Eingestellt ist die Region {settings.REGION.id} (GISPORTAL_REGION), nicht {region}.")
        tell = self.stdout.write if verbosity else lambda line: None
        began = time.monotonic()
        if data is not None:
            self._import(data, tell, progress=verbosity > 0 and sys.stderr.isatty())
        real = real_layers()
        load_demo(without=real, tell=tell)
        renewed = renew()
        tell(f"Öffnungszeiten: {renewed.evaluated} verschiedene ausgewertet.")
        tell(f"Fertig nach {time.monotonic() - began:.1f} s.")

    def _import(self, data: Path, tell: Any, *, progress: bool) -> None:
        if not data.is_dir():
            raise CommandError(f"Den Ordner {data} gibt es nicht.")
        try:
            import_region(data, tell, progress=progress)
        except ImportRefused as refused:
            raise CommandError(f"Abgelehnt: {refused.sentence}") from refused
        for name in missing_files(data):
            tell(f"{name}: nicht im Ordner, übergangen")
