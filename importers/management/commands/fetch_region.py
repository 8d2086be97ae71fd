"""``manage.py fetch_region FOLDER``: download the region's open data into a folder that ``./run --data`` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from importers.downloads import Rules, download
from importers.errors import ImportRefused
from importers.limits import Limits


class Command(BaseCommand):
    """Download what the region file names."""

    help = "Lädt die offenen Daten der Region (Adressen: region.toml, [[downloads]]) in einen Ordner für --data."
    requires_system_checks: list[str] = []
    # Tests reach a server of their own.
    rules = Rules(limits=Limits(file_bytes=settings.IMPORT_MAX_BYTES))

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="dorthin; vorhandene Dateien werden nur erneuert")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Download one after the other; what fails is named, the others still come."""
        failed = 0
        for each in settings.REGION.downloads:
            try:
                is_new = download(each.url, folder / each.file, self.rules)
            except ImportRefused as refused:
                failed += 1
                self.stderr.write(f"{each.name}: {refused.sentence}")
                continue
            self.stdout.write(f"{each.name}: {'geladen' if is_new else 'unverändert'} ({each.file})")
        if failed:
            raise CommandError(f"{failed} von {len(settings.REGION.downloads)} Dateien kamen nicht.")
        self.stdout.write(f"Jetzt: ./run --region {settings.REGION.id} --data {folder}")
