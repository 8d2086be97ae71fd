"""Every format, read back by another library, says what the tables say."""

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pyogrio.raw
import pytest
import shapely
from django.utils import translation

from analysis.exports import FORMATS, Document
from analysis.exports.assets import built_file
from tests.analysis.exports.conftest import FORMULA, NAMES

needs_build = pytest.mark.skipif(
    built_file("leaflet.js") is None, reason="the front end is not built: ./test builds it"
)
EVERY_FORMAT = [pytest.param(each, marks=needs_build if each == "html" else ()) for each in FORMATS]


def files(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("format_id", EVERY_FORMAT)
def test_equal_documents_make_equal_bytes(document: Document, format_id: str) -> None:
    assert FORMATS[format_id].write(document) == FORMATS[format_id].write(document)


@pytest.mark.parametrize("format_id", EVERY_FORMAT)
def test_file_names_say_question_and_run(document: Document, format_id: str) -> None:
    assert FORMATS[format_id].file_name(document).startswith("nearest-")
    assert FORMATS[format_id].file_name(document).endswith(FORMATS[format_id].extension)


@pytest.fixture
def geopackage(document: Document, tmp_path: Path) -> Path:
    path = tmp_path / "result.gpkg"
    path.write_bytes(FORMATS["gpkg"].write(document))
    return path


def test_geopackage_has_each_table_in_metres(document: Document, geopackage: Path) -> None:
    layers = dict(pyogrio.list_layers(geopackage))
    assert layers == {
        "areas": "MultiPolygon",
        "facilities": "Point",
        "units": "MultiPolygon",
        "spalten": None,
        "nachweis": None,
    }
    meta, _fids, written, fields = pyogrio.raw.read(geopackage, layer="units")
    assert meta["crs"] == "EPSG:25832"
    read = dict(zip(meta["fields"], fields, strict=True))
    units = document.sheets[2]
    assert read["id"].tolist() == units.values["id"]
    assert read["population"].tolist() == [10, 11, 12]
    np.testing.assert_array_equal(read["minutes_foot"], [4.5, np.nan, 17.2])
    assert units.geometry is not None
    assert shapely.equals_exact(shapely.from_wkb(written), units.geometry, 1e-6, normalize=True).all()
    meta, _fids, _none, fields = pyogrio.raw.read(geopackage, layer="nachweis")
    assert list(zip(*(each.tolist() for each in fields), strict=True)) == document.statement()


def test_geopackage_keeps_names_as_they_are_and_is_dated_by_the_result(geopackage: Path) -> None:
    meta, _fids, _written, fields = pyogrio.raw.read(geopackage, layer="facilities")
    assert set(fields[list(meta["fields"]).index("name")]) == set(NAMES)
    with sqlite3.connect(geopackage) as database:
        assert database.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall() == [
            ("2026-11-28T09:30:15.000Z",)
        ]
        assert database.execute("SELECT identifier FROM gpkg_contents WHERE table_name = 'units'").fetchall() == [
            ("Bevölkerungseinheiten",)
        ]
    database.close()


def test_csv_is_what_german_spreadsheets_open(document: Document) -> None:
    found = files(FORMATS["csv"].write(document))
    assert set(found) == {"areas.csv", "facilities.csv", "units.csv", "Nachweis.csv"}
    assert all(content.startswith(b"\xef\xbb\xbf") for content in found.values())
    head, *units = rows(found["units.csv"])
    assert head == ["Bevölkerungseinheit", "Personen", "Minuten (zu Fuß) [min]", "Nächster Ort (zu Fuß)"]
    assert [row[:3] for row in units] == [
        ["unit00000", "10", "4,5"],
        ["unit00001", "11", ""],
        ["unit00002", "12", "17,2"],
    ]
    assert rows(found["Nachweis.csv"])[1:] == [list(each) for each in document.statement()]


def test_csv_holds_no_formula_but_negative_numbers(document: Document) -> None:
    _head, *facilities = rows(files(FORMATS["csv"].write(document))["facilities.csv"])
    assert {row[1] for row in facilities} == {each if each[0] not in "=+@" else f"'{each}" for each in NAMES}
    assert {row[2] for row in facilities} == {"-12,50"}


def test_workbook_has_a_sheet_for_each_table_and_no_formula(document: Document) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(document)))
    assert book.sheetnames == ["Nachweis", "Gemeinden", "Orte", "Bevölkerungseinheiten"]
    assert [tuple(cell.value for cell in row) for row in book["Nachweis"]] == document.statement()
    units = list(book["Bevölkerungseinheiten"].values)
    assert [row[:3] for row in units[1:]] == [
        ("unit00000", 10, 4.5),
        ("unit00001", 11, None),
        ("unit00002", 12, 17.2),
    ]
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    (hostile,) = [cell for cell in cells if cell.value == FORMULA]
    assert hostile.quotePrefix
    assert book.properties.modified == book.properties.created
    assert f"{book.properties.created:%Y-%m-%d %H:%M}" == "2026-11-28 09:30"


def test_geojson_has_a_collection_for_each_table_with_places(document: Document) -> None:
    found = {name: json.loads(content) for name, content in files(FORMATS["geojson"].write(document)).items()}
    assert set(found) == {"areas.geojson", "facilities.geojson", "units.geojson"}
    units = found["units.geojson"]
    assert units["type"] == "FeatureCollection"
    assert [each["properties"]["minutes_foot"] for each in units["features"]] == [4.5, None, 17.2]
    assert {"what": "Antwort", "said": document.sentence} in units["statement"]
    outline = shapely.from_geojson(json.dumps(units["features"][0]["geometry"]))
    assert 9.9 < outline.centroid.x < 10
    assert 49.7 < outline.centroid.y < 49.9
    assert shapely.is_ccw(outline.geoms[0].exterior)
    assert {each["properties"]["name"] for each in found["facilities.geojson"]["features"]} == set(NAMES)


def test_texts_around_the_figures_follow_the_language(document: Document) -> None:
    with translation.override("en"):
        found = files(FORMATS["csv"].write(document))
    assert ["Question", "Wie weit ist es zum nächsten?"] in rows(found["Nachweis.csv"])
