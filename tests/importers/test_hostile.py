"""Files that mean no good, all the way through: each is refused with a sentence, and the database is as before."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.models import ImportedRow
from layers.models import Place, PlaceKind, Source
from tests.importers.files import csv_file, feature, geojson_file, places_map, run, school

HERE = {"type": "Point", "coordinates": [9.93, 49.79]}


def vrt(folder: Path) -> Path:
    path = folder / "places.geojson"
    path.write_text('<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>')
    return path


def zip_bomb(folder: Path) -> Path:
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", b"0" * 50_000_000)
    return path


def path_traversal(folder: Path) -> Path:
    path = folder / "up.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../up.csv", "nr;name\n1;A\n")
    return path


def large(folder: Path) -> Path:
    path = folder / "large.geojson"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    return path


def deep(folder: Path) -> Path:
    path = folder / "deep.geojson"
    path.write_text('{"type":"FeatureCollection","features":[{"a":' + "[" * 50_000 + "]" * 50_000 + "}]}")
    return path


def web_page(folder: Path) -> Path:
    path = folder / "error.geojson"
    path.write_text("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>")
    return path


def plain_database(folder: Path) -> Path:
    path = folder / "data.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE a (b)")
    return path


def wrong_crs(folder: Path) -> Path:
    at = {"type": "Point", "coordinates": [567000, 5516000]}
    return geojson_file(folder, *[feature(str(number), at, nr=number, name="A") for number in range(3)])


def nothing_but_nan(folder: Path) -> Path:
    return csv_file(folder, school(1, lon="NaN"), school(2, lat="inf"))


def truncated(folder: Path) -> Path:
    path = geojson_file(folder, *[feature(str(number), HERE, nr=number, name="A") for number in range(50)])
    path.write_bytes(path.read_bytes()[:-500])
    return path


def duplicate_headings(folder: Path) -> Path:
    path = folder / "twice.csv"
    path.write_text("nr;name;web;plz;lon;lat;name\n1;A;;97070;9.93;49.79;B\n")
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (vrt, "VRT-Datei"),
        (zip_bomb, "verdächtig stark gepackt"),
        (path_traversal, "aus dem Archiv hinausführt"),
        (large, "hat 200 MB; erlaubt sind 150 MB"),
        (deep, "verschachtelt"),
        (web_page, "Webseite"),
        (plain_database, "kein GeoPackage"),
        (wrong_crs, "--srid 25832"),
        (nothing_but_nan, "endliche Zahl"),
        (truncated, "kein gültiges JSON"),
        (duplicate_headings, "steht mehrmals in der Datei"),
    ],
)
def test_each_is_refused_and_leaves_no_trace(
    published_in_test: None, tmp_path: Path, make: Callable[[Path], Path], says: str
) -> None:
    with pytest.raises(ImportRefused, match=says) as caught:
        run(make(tmp_path))
    sentence = caught.value.sentence
    assert sentence.endswith((".", ")"))
    assert str(tmp_path) not in sentence
    assert not any(model.objects.exists() for model in (Place, Source, PlaceKind, ImportedRow))


def test_odd_but_honest_files_are_repaired_and_it_is_said(published_in_test: None, tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        path = csv_file(tmp_path, school(1, name="Jörg-Größe-Schule"), encoding=encoding)
        report = run(path)
        assert report.stored == 1
        assert any("gelesen als" in note for note in report.notes)
        assert Place.objects.get().name == "Jörg-Größe-Schule"


def test_decimal_commas_and_swapped_coordinates(published_in_test: None, tmp_path: Path) -> None:
    report = run(csv_file(tmp_path, school(1, lon="9,93", lat="49,79"), school(2, lon="49,79", lat="9,93")))
    assert report.created == 2
    assert report.repairs == {"Breite und Länge waren vertauscht.": 1}
    first, second = Place.objects.order_by("source_ref")
    assert first.geom.distance(second.geom) < 0.001


def test_text_is_text_whatever_it_looks_like(published_in_test: None, tmp_path: Path) -> None:
    names = ["Robert'); DROP TABLE layers_place;--", "<script>alert(1)</script>", "50 %s {0} \\N \\.", "=1+1", '"\t']
    rows = [feature(str(number), HERE, nr=number, name=name) for number, name in enumerate(names, start=1)]
    report = run(geojson_file(tmp_path, *rows))
    assert report.created == len(names)
    assert set(Place.objects.values_list("name", flat=True)) == {name.strip() for name in names}


def test_zero_characters_and_half_characters(published_in_test: None, tmp_path: Path) -> None:
    path = tmp_path / "odd.geojson"
    rows = [
        feature("1", HERE, nr=1, name="a\0b"),
        feature("2", HERE, nr=2, name="\ud800"),
        feature("3", HERE, nr=3, name="c"),
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    report = run(path)
    assert (report.created, report.refused) == (2, 1)
    assert sorted(Place.objects.values_list("name", flat=True)) == ["ab", "c"]


def test_ids_that_are_too_long_and_empty_geometries_are_refused_row_by_row(
    published_in_test: None, tmp_path: Path
) -> None:
    empty = {"type": "Polygon", "coordinates": []}
    rows = [
        feature("1", HERE, nr="x" * 121, name="A"),
        feature("2", empty, nr=2, name="B"),
        feature("3", HERE, nr=3, name="C"),
    ]
    report = run(geojson_file(tmp_path, *rows))
    assert report.created == 1
    assert {fault.sentence for fault in report.faults} == {
        "Die Kennung ist länger als 120 Zeichen.",
        "Die Geometrie ist leer.",
    }


def test_rows_without_end_are_stopped(published_in_test: None, tmp_path: Path) -> None:
    path = csv_file(tmp_path, *map(school, range(1, 4001)))
    with pytest.raises(ImportRefused, match="mehr als 3000 Zeilen"):
        run(path, limits=Limits(rows=3000))
    assert not Place.objects.exists()


def test_a_scheme_that_runs_code_never_becomes_a_link(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1, web="javascript:alert(1)"), school(2, web="www.schule.example")), places_map())
    assert list(Place.objects.order_by("source_ref").values_list("website", flat=True)) == [
        "",
        "https://www.schule.example",
    ]


def test_no_temporary_table_is_left(published_in_test: None, tmp_path: Path) -> None:
    run(csv_file(tmp_path, school(1)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relname LIKE 'staged%'")
        assert cursor.fetchone()[0] == 0
