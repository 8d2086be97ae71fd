"""GeoPackage and Shapefile, opened in a process of their own."""

import sqlite3
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.archive import unpacked
from importers.readers.vector import open_geopackage, open_shapefile
from importers.records import Record


def write(
    path: Path, geometries: list[shapely.Geometry], names: list[str], *, crs: str = "EPSG:25832", layer: str = ""
) -> Path:
    pyogrio.raw.write(
        path,
        geometry=np.array(shapely.to_wkb(geometries), dtype=object),
        field_data=[np.array(names, dtype=object)],
        fields=["name"],
        geometry_type=geometries[0].geom_type,
        crs=crs,
        **({"layer": layer} if layer else {}),
    )
    return path


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    return write(tmp_path / "x.gpkg", [shapely.Point(567000, 5516000)], ["Grünanlage"])


def test_a_geopackage_has_crs_columns_ids_and_rows(geopackage: Path) -> None:
    with open_geopackage(geopackage, Limits()) as table:
        assert (table.srid, table.columns, table.total) == (25832, ("name",), 1)
        (row,) = table.rows
    assert isinstance(row, Record)
    assert (row.ref, row.values) == ("1", {"name": "Grünanlage"})
    assert row.geometry == shapely.Point(567000, 5516000)


def test_more_rows_than_one_batch_come_in_order(tmp_path: Path) -> None:
    points = [shapely.Point(567000 + number, 5516000) for number in range(4500)]
    path = write(tmp_path / "many.gpkg", points, [str(number) for number in range(4500)])
    with open_geopackage(path, Limits()) as table:
        assert [row.values["name"] for row in table.rows if isinstance(row, Record)] == [str(n) for n in range(4500)]


def test_a_layer_of_several_has_to_be_named(tmp_path: Path) -> None:
    path = write(tmp_path / "x.gpkg", [shapely.Point(1, 2)], ["a"], layer="eins")
    pyogrio.raw.write(
        path,
        geometry=np.array(shapely.to_wkb([shapely.Point(3, 4)]), dtype=object),
        field_data=[np.array(["b"], dtype=object)],
        fields=["name"],
        geometry_type="Point",
        crs="EPSG:25832",
        layer="zwei",
        append=True,
    )
    with pytest.raises(ImportRefused, match=r"mehrere Datensätze \(eins, zwei\)"), open_geopackage(path, Limits()):
        pass
    with open_geopackage(path, Limits(), layer="zwei") as table:
        assert [row.values["name"] for row in table.rows if isinstance(row, Record)] == ["b"]


def test_a_zipped_shapefile_in_gauss_krueger_is_read(tmp_path: Path) -> None:
    shape = write(tmp_path / "Gebiet.shp", [shapely.Point(3567000, 5516000)], ["Höchberg"], crs="EPSG:31467")
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in shape.parent.glob("Gebiet.*"):
            archive.write(part, part.name)
    with unpacked(path, Limits()) as inner, open_shapefile(inner, Limits()) as table:
        assert table.srid == 31467
        (row,) = table.rows
    assert isinstance(row, Record)
    assert (row.ref, row.values["name"]) == ("", "Höchberg")


def test_a_shapefile_without_its_table_is_refused(tmp_path: Path) -> None:
    shape = write(tmp_path / "a.shp", [shapely.Point(1, 2)], ["x"])
    shape.with_suffix(".dbf").unlink()
    with pytest.raises(ImportRefused, match=r"fehlt die Datei mit der Endung „\.dbf“"), open_shapefile(shape, Limits()):
        pass


def test_a_shapefile_without_crs_says_so(tmp_path: Path) -> None:
    shape = write(tmp_path / "a.shp", [shapely.Point(1, 2)], ["x"])
    shape.with_suffix(".prj").unlink()
    with open_shapefile(shape, Limits()) as table:
        assert table.srid is None
        assert ".prj" in table.notes[0]


def test_a_damaged_file_is_refused(tmp_path: Path, geopackage: Path) -> None:
    content = bytearray(geopackage.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    geopackage.write_bytes(bytes(content))
    with pytest.raises(ImportRefused, match="beschädigt"), open_geopackage(geopackage, Limits()) as table:
        list(table.rows)


def test_a_view_without_end_is_stopped_by_the_clock(geopackage: Path) -> None:
    with sqlite3.connect(geopackage) as database:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, i AS name FROM n"
        database.execute(f"CREATE VIEW endless AS {endless}")
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('endless', 'attributes', 'endless')"
        )
    limits = Limits(child_cpu_s=2)
    with (
        pytest.raises(ImportRefused, match="nicht zu Ende gelesen"),
        open_geopackage(geopackage, limits, layer="endless") as table,
    ):
        list(table.rows)


def test_the_child_has_no_more_memory_than_it_was_given(geopackage: Path) -> None:
    with (
        pytest.raises(ImportRefused, match="nicht zu Ende gelesen"),
        open_geopackage(geopackage, Limits(child_memory_bytes=120_000_000)) as table,
    ):
        list(table.rows)


def test_only_the_driver_that_is_needed_is_there(geopackage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    popen = subprocess.Popen

    def spy(command: list[str], **options: object) -> subprocess.Popen:
        started.append((command, options))
        return popen(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("importers.readers.vector.subprocess.Popen", spy)
    monkeypatch.setenv("DATABASE_URL", "postgis://secret")
    with open_geopackage(geopackage, Limits()) as table:
        list(table.rows)
    ((command, options),) = started
    environment = options["env"]
    assert isinstance(environment, dict)
    assert "DATABASE_URL" not in environment
    # Even asked directly, the child opens nothing but its one driver's format: neither VRT nor a path into an archive.
    vrt = geopackage.with_suffix(".vrt")
    layer = f'<OGRVRTLayer name="x"><SrcDataSource>{geopackage}</SrcDataSource></OGRVRTLayer>'
    vrt.write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")
    said = subprocess.run(
        [*command[:4], str(vrt), *command[5:]], env=environment, capture_output=True, text=True, check=False
    )
    assert said.stdout.startswith('{"error"')


def test_real_geopackage_and_boundaries(shared_data: Path) -> None:
    with open_geopackage(shared_data / "population/zensus2022_100m_bremen_sample.gpkg", Limits()) as table:
        assert sum(row.values["population"] for row in table.rows if isinstance(row, Record)) == 695_072
    with (
        unpacked(shared_data / "boundaries/VG250_GEM_simplified.zip", Limits()) as path,
        open_shapefile(path, Limits()) as table,
    ):
        ours = [
            row
            for row in table.rows
            if isinstance(row, Record) and str(row.values["ARS"]).startswith(("09663", "09679"))
        ]
    assert len(ours) == 56
    assert sum(not row.geometry.is_valid for row in ours if row.geometry) == 1
