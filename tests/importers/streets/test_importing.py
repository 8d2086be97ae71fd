"""Networks imported by command, with the region's data and with the demo."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from gisportal.region import DataFile
from importers.fieldmap import load_map
from importers.models import ImportRun
from importers.pipeline import Job, Options, demo_job
from importers.region_data import import_region, real_layers
from importers.runs import import_file
from importers.streets import importing
from network import queries
from network.models import Edge, Edition
from network.queries import current
from tests.importers.streets.files import line_of, osm_file

JOB = "osm_network"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without networks, and a process that has loaded none."""
    settings.NETWORK_DIR = tmp_path / "network"
    monkeypatch.setattr(queries, "_loaded", {})


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    """A street with a bend, a way nobody may use, and one far away."""
    nodes = {1: (0.0, 0.0), 2: (1.0, 0.0), 3: (1.0, 1.0), 4: (2.0, 2.0), 5: (3000.0, 0.0), 6: (3001.0, 0.0)}
    ways = [([1, 2, 3], {"highway": "residential"}), ([3, 4], {"highway": "service", "access": "private"})]
    return osm_file(tmp_path, nodes, [*ways, ([5, 6], {"highway": "residential"})])


def test_the_command_tells_what_the_network_is_like(
    published_in_test: None, streets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_network", str(streets))
    said = capsys.readouterr().out
    assert "Wegenetz aus OpenStreetMap: 1 neu" in said
    assert "1 außerhalb der Region" in said
    assert "2 Knoten, 0,2 km aus 3 Wegen." in said
    assert "1 Wege sind nicht öffentlich." in said
    network = current()
    assert len(network.start) == 1
    assert len(network.points) == 3
    edition = Edition.objects.get()
    assert edition.source.attribution == "© OpenStreetMap contributors"
    assert (edition.counts["not_public"], edition.counts["outside"], edition.counts["components"]) == (1, 1, 1)
    assert ImportRun.objects.get().counts == {"created": 1, "outside": 1}


def test_the_same_file_again_changes_nothing(
    published_in_test: None, streets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_network", str(streets))
    before = list(Edge.objects.values_list("pk", flat=True)), Edition.objects.get().imported_at
    call_command("import_network", str(streets))
    assert "schon aktuell (1 Einträge)" in capsys.readouterr().out
    assert (list(Edge.objects.values_list("pk", flat=True)), Edition.objects.get().imported_at) == before


def test_other_rules_make_another_version(
    published_in_test: None, streets: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_network", str(streets))
    monkeypatch.setattr(importing, "code_digest", lambda: "other rules")
    call_command("import_network", str(streets))
    assert "schon aktuell" not in capsys.readouterr().out
    assert Edition.objects.count() == 2


def test_a_dry_run_changes_nothing(published_in_test: None, streets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_network", str(streets), "--dry-run")
    assert "Probelauf" in capsys.readouterr().out
    assert not Edition.objects.exists()
    assert not configured.NETWORK_DIR.exists()


def test_a_refusal_is_one_sentence_and_the_network_stays(
    published_in_test: None, streets: Path, tmp_path: Path
) -> None:
    call_command("import_network", str(streets))
    bad = tmp_path / "bad.osm.pbf"
    bad.write_bytes(b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x05")
    with pytest.raises(
        CommandError, match=r"Abgelehnt: .*beschädigt oder abgeschnitten\. Das Wegenetz ist unverändert"
    ):
        call_command("import_network", str(bad))
    assert len(current().start) == 1


def test_a_file_of_another_region_is_refused(published_in_test: None, tmp_path: Path) -> None:
    path = osm_file(tmp_path, {1: (3000.0, 0.0), 2: (3001.0, 0.0)}, [([1, 2], {"highway": "path"})])
    with pytest.raises(CommandError, match="alle liegen außerhalb der Region"):
        call_command("import_network", str(path))


def test_a_network_is_not_mixed_with_other_maps(published_in_test: None, streets: Path) -> None:
    with pytest.raises(CommandError, match="Ein Wegenetz wird allein eingelesen"):
        call_command("import_data", str(streets), "--map", JOB, "osm_basemap")


def test_the_data_of_a_region_may_hold_its_network(published_in_test: None, streets: Path, settings: Any) -> None:
    file = DataFile(streets.name, "osm", JOB, "network", "© OpenStreetMap contributors", "ODbL-1.0")
    settings.REGION = replace(settings.REGION, data=(file,))
    said: list[str] = []
    assert "network" not in real_layers()
    import_region(streets.parent, said.append)
    import_region(streets.parent, said.append)
    assert "network" in real_layers()
    assert said[-1] == "streets.osm: Wegenetz aus OpenStreetMap: schon aktuell (1 Einträge)"


def test_a_network_of_the_demo_says_so_and_gives_way_to_a_real_one(published_in_test: None, tmp_path: Path) -> None:
    invented = line_of(tmp_path, {"highway": "residential"})
    (report,) = import_file(invented, [demo_job(load_map(JOB))], Options())
    assert report.title == "Wegenetz (Beispieldaten)"
    assert Edition.objects.get().source.is_demo
    assert "network" not in real_layers()
    import_file(invented, [Job(load_map(JOB))], Options())
    assert not Edition.objects.get(is_current=True).source.is_demo
