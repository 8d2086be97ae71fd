"""The commands import_data and seed."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from gisportal.region import DataFile
from importers.management.commands import seed
from importers.models import ImportRun
from importers.region_data import files_of_region, real_layers
from layers.models import Place
from tests.importers.files import PLACES, csv_file, school


@pytest.fixture
def schools_map(tmp_path: Path) -> str:
    path = tmp_path / "schools.toml"
    path.write_text(PLACES.format(more=""))
    return str(path)


def test_import_data_tells_counts_rate_and_memory(
    published_in_test: None, tmp_path: Path, schools_map: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_data", str(csv_file(tmp_path, school(1), school(2, lon="x"))), "--map", schools_map)
    said = capsys.readouterr().out
    assert "Schulen: 1 neu, 0 geändert, 0 unverändert, 1 abgelehnt" in said
    assert "Zeile 3 (2), Spalte „lon“: „x“ ist keine Zahl." in said
    assert "je Sekunde" in said
    assert " MB" in said
    assert ImportRun.objects.get().counts == {"created": 1, "refused": 1}


def test_a_dry_run_shows_the_first_rows(
    published_in_test: None, tmp_path: Path, schools_map: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_data", str(csv_file(tmp_path, school(1))), "--map", schools_map, "--dry-run")
    said = capsys.readouterr().out
    assert "name = Schule 1" in said
    assert "Lage = POINT (566" in said
    assert "die Datenbank ist unverändert" in said
    assert not ImportRun.objects.exists()


def test_a_refusal_is_one_sentence(published_in_test: None, tmp_path: Path, schools_map: str) -> None:
    with pytest.raises(
        CommandError, match=r"Abgelehnt: Die Datei „nothing.csv“ gibt es nicht\. Die Datenbank ist unverändert\."
    ):
        call_command("import_data", str(tmp_path / "nothing.csv"), "--map", schools_map)


# --- seed ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def region(tmp_path: Path, schools_map: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """A region with one file, and demo data that only say for what they are asked."""
    files = (
        DataFile("schools.csv", "csv", schools_map, "places", "Schulamt", "dl-de/by-2-0", "school"),
        DataFile("missing.csv", "csv", schools_map, "places", "Schulamt", "dl-de/by-2-0", "school"),
    )
    settings.REGION = replace(settings.REGION, data=files)
    monkeypatch.setattr(seed, "load_demo", lambda *, without, tell: tell(f"ohne {sorted(without)}"))
    csv_file(tmp_path, school(1))
    return tmp_path


def test_seed_imports_what_is_there_and_leaves_the_rest_to_demo_data(
    published_in_test: None, region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("seed", "--region", settings.REGION.id, "--data", str(region))
    said = capsys.readouterr().out
    assert "schools.csv: Schulen (school): 1 neu" in said
    assert "missing.csv: nicht im Ordner" in said
    assert "ohne ['place:school']" in said
    assert real_layers() == {"place:school"}


def test_a_second_seed_passes_over_what_is_current(
    published_in_test: None, region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        call_command("seed", "--region", settings.REGION.id, "--data", str(region))
    assert "schools.csv: Schulen (school): schon aktuell (1 Einträge)" in capsys.readouterr().out
    assert ImportRun.objects.count() == 1
    csv_file(region, school(1, name="Neu"))
    call_command("seed", "--region", settings.REGION.id, "--data", str(region))
    assert Place.objects.get().name == "Neu"
    # Without the folder the real rows stay, and demo data leave them alone.
    call_command("seed", "--region", settings.REGION.id)
    assert "ohne ['place:school']" in capsys.readouterr().out


def test_seed_refuses_another_region_and_a_missing_folder(published_in_test: None, region: Path) -> None:
    with pytest.raises(CommandError, match="Eingestellt ist die Region"):
        call_command("seed", "--region", "elsewhere")
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("seed", "--region", settings.REGION.id, "--data", str(region / "no"))
    (region / "schools.csv").write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="kein lesbares Zip"):
        call_command("seed", "--region", settings.REGION.id, "--data", str(region))


def test_areas_come_first_and_readings_last(shared_data: Path) -> None:
    order = [file.jobs[0].field_map.target for file in files_of_region(shared_data)]
    assert order[0] == "layers.Area"
    assert order[-1] == "observations.readings"


# --- kill -9 ---------------------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from pathlib import Path
from importers import pipeline
from importers.staging.entries import EntryStaging
moment = sys.argv[4]
def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)
if moment == "while staging":
    take, calls = EntryStaging.add, []
    def add(self, batch):
        calls.append(1)
        die() if len(calls) > 1 else take(self, batch)
    EntryStaging.add = add
elif moment == "before publishing":
    EntryStaging.settle = die
else:
    pipeline._judge = die
from importers.fieldmap import load_map
pipeline.run_import(Path(sys.argv[2]), [pipeline.Job(load_map(sys.argv[3]))], pipeline.Options())
"""


@pytest.mark.parametrize("moment", ["while staging", "before publishing", "before commit"])
def test_a_process_that_is_killed_half_way_leaves_the_database_as_it_was(
    published_committed: None, tmp_path: Path, schools_map: str, moment: str
) -> None:
    path = csv_file(tmp_path, *map(school, range(1, 4001)))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "gisportal.settings"}
    command = [sys.executable, "-c", KILLED, connection.settings_dict["NAME"], str(path), schools_map, moment]
    ended = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM layers_place), (SELECT count(*) FROM importers_importedrow),"
            " (SELECT count(*) FROM published.feature), (SELECT count(*) FROM published.turn),"
            " (SELECT count(*) FROM layers_source WHERE key = 'schools')"
        )
        assert cursor.fetchone() == (0, 0, 0, 0, 0)
    # And the next one is not kept waiting by a lock of the dead.
    call_command("import_data", str(path), "--map", schools_map, verbosity=0)
    assert Place.objects.count() == 4000
