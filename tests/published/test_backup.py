"""A dump restored into a new database loses nothing."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from layers.models import Association, ClimateStation, PlaceKind
from layers.services import save_entry, save_place_kinds
from observations.models import Datastream
from observations.services import store_readings
from tests.conftest import OLD_TOWN

RESTORED = "test_gisportal_restored"

TABLES = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'published') AND c.relname <> 'spatial_ref_sys' ORDER BY 1
"""


def run(*command: str, input_bytes: bytes | None = None) -> bytes:
    result = subprocess.run(command, input=input_bytes, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr.decode()[:500]
    return result.stdout


@pytest.mark.usefixtures("published_committed", "areas")
def test_a_dump_restored_loses_nothing(tmp_path: Path) -> None:
    station = save_entry(ClimateStation(name="Hubland", status="published", geom=OLD_TOWN), by="test")
    stream = Datastream.objects.create(station=station, observed_property="air_temperature")
    store_readings(stream, [(datetime(2026, 7, 1, hour, tzinfo=UTC), 20.0 + hour) for hour in range(24)])
    save_entry(Association(name="Verein", status="published", geom=OLD_TOWN), by="test")
    save_place_kinds([PlaceKind(code="bench", label="Bank")], by="test")

    settings = connection.settings_dict
    server = ["-h", settings["HOST"], "-U", settings["USER"]]
    if settings.get("PORT"):
        server += ["-p", str(settings["PORT"])]
    os.environ.setdefault("PGPASSWORD", settings.get("PASSWORD") or "")
    # As docs/operating.md says: extensions and PostGIS's own tables belong to the database, not to the dump.
    parts = ["-n", "public", "-n", "published", "--exclude-table-data=public.spatial_ref_sys"]
    dump = run("pg_dump", *server, "-Fc", *parts, settings["NAME"])
    contents = run("pg_restore", "--list", input_bytes=dump).decode()
    wanted = "\n".join(
        line for line in contents.splitlines() if " SCHEMA - public" not in line and " spatial_ref_sys " not in line
    )

    run("dropdb", *server, "--if-exists", RESTORED)
    run("createdb", *server, "-T", "template_postgis", RESTORED)
    try:
        listing = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"restore-{os.getpid()}.list")
        with open(listing, "w") as file:
            file.write(wanted)
        run("pg_restore", *server, "--exit-on-error", "-L", listing, "-d", RESTORED, input_bytes=dump)
        os.unlink(listing)
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            tables = [name for (name,) in cursor.fetchall()]
            cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*), {digest(name)}" for name in tables))
            before = cursor.fetchall()
        counted = " UNION ALL ".join(f"SELECT '{name}', count(*), {digest(name)}" for name in tables)
        after = run(
            "psql", *server, "-X", "-A", "-t", "-F", "\t", "-d", RESTORED, "-c", f"SET timezone = UTC; {counted}"
        )
        restored = [line.split("\t") for line in after.decode().splitlines() if "\t" in line]
        assert len(tables) > 50
        assert sum(count for _name, count, _digest in before) > 100
        assert restored == [[name, str(count), content] for name, count, content in before]
    finally:
        run("dropdb", *server, "--if-exists", RESTORED)


def digest(table: str) -> str:
    return f"(SELECT md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM {table} t) FROM {table}"
