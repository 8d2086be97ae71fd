"""``manage.py prepare``: bring the database to where the pages can be served from it. ``./run`` and compose call it."""

from __future__ import annotations

import errno
from typing import Any

import psycopg.errors
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

COMMENT = "Region: "


def region_of_database() -> str:
    """The region whose data the database holds; empty for a database that no region has claimed yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        comment = cursor.fetchone()[0] or ""
    return comment.removeprefix(COMMENT) if comment.startswith(COMMENT) else ""


def claim_database(region: str) -> None:
    """Note in the database that it holds this region. Raises CommandError when it holds another one.

    The note is the database's comment: it is there before the first table and is dropped with the database.
    """
    holds = region_of_database()
    if holds == region:
        return
    if holds:
        raise CommandError(
            f"The database holds the region '{holds}', not '{region}': start with --region {holds}, "
            f"or throw its data away with --reset --region {region}."
        )
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [COMMENT + region])


class Command(BaseCommand):
    """Claim the database for the region, migrate, seed."""

    help = "Claims the database for the region, migrates it and seeds it: quick when there is nothing to do."
    requires_system_checks: list[str] = []  # migrate runs them

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder with real data, and whether to seed at all."""
        parser.add_argument("--data", default="", help="folder with real data of the region")
        parser.add_argument("--no-seed", action="store_true", help="only claim and migrate, as production does")

    def handle(self, *args: Any, data: str, no_seed: bool, verbosity: int, **options: Any) -> None:
        """Do what is asked; a full disk or a lost database ends with one sentence."""
        region = settings.REGION.id
        seed = ["--region", region] + (["--data", data] if data else [])
        try:
            claim_database(region)
            call_command("migrate", interactive=False, verbosity=0)
            if not no_seed:
                call_command("seed", *seed, verbosity=verbosity)
        except (OperationalError, OSError) as problem:
            full = (
                isinstance(problem.__cause__, psycopg.errors.DiskFull) or getattr(problem, "errno", 0) == errno.ENOSPC
            )
            if full:
                raise CommandError(
                    "The disk is full: free some space and start again; what was finished before is unharmed."
                ) from problem
            if isinstance(problem, OperationalError):
                raise CommandError(f"The database does not answer: {str(problem).splitlines()[0]}") from problem
            raise
