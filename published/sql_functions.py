"""Replay a room's SQL functions: one re-runnable function per file in `<room>/sql/`."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import connections


def replay(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Run every file of the room's `sql/` folder, in the order of their names. Called after migrate."""
    with connections[using].cursor() as cursor:
        for source in sorted((Path(sender.path) / "sql").glob("*.sql")):
            cursor.execute(source.read_text())
