"""GeoJSON as it comes: well-formed, odd, and hostile."""

import json
from pathlib import Path
from typing import Any

import pytest

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.geojson import open_geojson
from importers.records import Fault, Record

POINT = {"type": "Point", "coordinates": [9.93, 49.79]}


def feature(geometry: Any = POINT, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def rows_of(path: Path, limits: Limits | None = None) -> list[Record | Fault]:
    with open_geojson(path, limits or Limits()) as table:
        return list(table.rows)


def written(folder: Path, content: Any, name: str = "places.geojson", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding=encoding)
    return path


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def test_a_feature_keeps_id_properties_and_position(tmp_path: Path) -> None:
    path = written(tmp_path, collection({**feature(name="Rathaus"), "id": "way/7"}))
    (row,) = rows_of(path)
    assert isinstance(row, Record)
    assert (row.row, row.ref, row.values) == (1, "way/7", {"name": "Rathaus"})
    assert row.geometry is not None
    assert row.geometry.wkt == "POINT (9.93 49.79)"


def test_a_crs_member_is_believed(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    with open_geojson(written(tmp_path, collection(feature(), crs=crs)), Limits()) as table:
        assert table.srid == 25832


def test_a_crs_behind_the_features_that_changes_them_is_refused(tmp_path: Path) -> None:
    text = '{"type":"FeatureCollection","features":[%s],"crs":{"type":"name","properties":{"name":"EPSG:25832"}}}'
    with pytest.raises(ImportRefused, match="hinter den Objekten"):
        rows_of(written(tmp_path, text % json.dumps(feature())))


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ('{"type":"Point","coordinates":[NaN, 49.79]}', "endliche Zahl"),
        ('{"type":"Point","coordinates":[9.93, Infinity]}', "endliche Zahl"),
        ('{"type":"Point","coordinates":[9.93, 1e999]}', "endliche Zahl"),
        ('{"type":"LineString","coordinates":[[9.93,49.79],[9.94,-Infinity]]}', "endliche Zahl"),
        ('{"type":"Point","coordinates":["9.93","49.79"]}', "keine Zahlen"),
        ('{"type":"Point","coordinates":[9.93,null]}', "keine Zahl"),
        ('{"type":"Point","coordinates":[9.93]}', "keine Zahlen"),
        ('{"type":"Point","coordinates":[]}', "leer"),
        ('{"type":"Polygon","coordinates":[]}', "leer"),
        ('{"type":"Polygon","coordinates":[[[9.9,49.7],[9.91,49.7]]]}', "weniger als drei"),
        ('{"type":"Polygon","coordinates":[9.9,49.7]}', "keine Zahlen"),
        ('{"type":"MultiPolygon","coordinates":[[9.9,49.7]]}', "keine Zahlen"),
        ('{"type":"Circle","coordinates":[9.9,49.7]}', "unbekannt"),
        ('{"type":"GeometryCollection","geometries":[]}', "leer"),
        ('"POINT (9.9 49.7)"', "kein GeoJSON-Objekt"),
    ],
)
def test_a_faulty_geometry_is_a_fault_of_its_row(tmp_path: Path, geometry: str, says: str) -> None:
    text = f'{{"type":"FeatureCollection","features":[{json.dumps(feature())},'
    text += f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}]}}'
    good, fault = rows_of(written(tmp_path, text))
    assert isinstance(good, Record)
    assert isinstance(fault, Fault)
    assert fault.row == 2
    assert says in fault.sentence


def test_a_missing_geometry_is_no_fault(tmp_path: Path) -> None:
    (row,) = rows_of(written(tmp_path, collection(feature(None, name="Telefonberatung"))))
    assert isinstance(row, Record)
    assert row.geometry is None


def test_heights_are_dropped_and_mixed_dimensions_accepted(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[9.9, 49.7, 200], [9.91, 49.7], [9.92, 49.7, 210]]}
    (row,) = rows_of(written(tmp_path, collection(feature(line))))
    assert isinstance(row, Record)
    assert row.geometry is not None
    assert not row.geometry.has_z
    assert len(row.geometry.coords) == 3


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = written(tmp_path, collection(feature(name="Käppele")), encoding="utf-8-sig")
    with open_geojson(path, Limits()) as table:
        assert "Byte-Reihenfolge-Marke" in table.notes[0]
        (row,) = table.rows
    assert isinstance(row, Record)
    assert row.values["name"] == "Käppele"


def test_a_text_in_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(name="Grünanlage Höchberg")), ensure_ascii=False)
    path = written(tmp_path, text, encoding="cp1252")
    with open_geojson(path, Limits()) as table:
        assert table.notes == ["Die Datei ist nicht in UTF-8 geschrieben; gelesen als cp1252."]
        (row,) = table.rows
    assert isinstance(row, Record)
    assert row.values["name"] == "Grünanlage Höchberg"


def test_features_one_per_line_and_a_bare_geometry_are_read(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(feature(name=name)) for name in ("a", "b"))
    assert len(rows_of(written(tmp_path, lines))) == 2
    assert len(rows_of(written(tmp_path, "\x1e" + lines.replace("\n", "\n\x1e")))) == 2
    (row,) = rows_of(written(tmp_path, POINT))
    assert isinstance(row, Record)


def test_features_are_read_in_pieces_wherever_the_text_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, collection(*[feature(number=number * 12345.5) for number in range(50)]))
    for size in (1, 2, 3, 7, 64):
        monkeypatch.setattr("importers.readers.json_stream.CHUNK_CHARACTERS", size)
        numbers = [row.values["number"] for row in rows_of(path) if isinstance(row, Record)]
        assert numbers == [number * 12345.5 for number in range(50)]


@pytest.mark.parametrize("depth", [60, 100_000])
def test_deep_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"a":%s}}]}'
    with pytest.raises(ImportRefused, match="verschachtelt"):
        rows_of(written(tmp_path, text % ("[" * depth + "]" * depth)))


def test_collections_within_collections_have_an_end(tmp_path: Path) -> None:
    nested: dict[str, Any] = POINT
    for _ in range(6):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    (fault,) = rows_of(written(tmp_path, collection(feature(nested))))
    assert isinstance(fault, Fault)
    assert "verschachtelt" in fault.sentence


def test_one_huge_feature_is_refused_without_being_parsed_again_and_again(tmp_path: Path) -> None:
    path = written(tmp_path, collection(feature(text="x" * 3_000_000)))
    with pytest.raises(ImportRefused, match="ein Objekt mit mehr als 1 MB"):
        rows_of(path, Limits(feature_bytes=1_000_000))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"type":"FeatureCollection","features":[{"type":"Feature"', "kein gültiges JSON"),
        ('{"type":"FeatureCollection","features":[] ', "kein gültiges JSON"),
        ('{"type":"FeatureCollection" "features":[]}', "kein gültiges JSON"),
        ("[1, 2]", "kein GeoJSON"),
        ('{"a": 1}', "kein GeoJSON"),
        ('{"type":"Topology","objects":{}}', "TopoJSON"),
        ('{"type":"FeatureCollection","crs":{"type":"link"},"features":[]}', "verweist auf ein Koordinatensystem"),
        ('{"type":"FeatureCollection","crs":{"properties":{"name":"Mars"}},"features":[]}', "unbekannt"),
    ],
)
def test_what_is_no_geojson_is_refused_with_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ImportRefused, match=says):
        rows_of(written(tmp_path, text))


def test_an_empty_collection_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, collection())) == []


def test_real_files_of_the_shared_folder(shared_data: Path) -> None:
    expected = {
        "boundaries/gemeinden_wuerzburg.geojson": 56,
        "osm_wuerzburg/pitches.geojson": 290,
        "osm_wuerzburg/parking.geojson": 1166,
        "osm_wuerzburg/schools.geojson": 70,
        "osm_wuerzburg/pharmacies_region.geojson": 74,
        "osm_wuerzburg/squares.geojson": 46,
    }
    counts = {name: sum(isinstance(row, Record) for row in rows_of(shared_data / name)) for name in expected}
    assert counts == expected
