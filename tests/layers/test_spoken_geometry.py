"""Geometry as it is typed and drawn: read exactly, or refused with a sentence."""

import contextlib
import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.spoken_geometry import MAX_CHARACTERS, describe_geometry, format_geometry, is_same, parse_geometry

SQUARE = [[9.90, 49.70], [9.95, 49.70], [9.95, 49.75], [9.90, 49.75], [9.90, 49.70]]
BOW_TIE = [[9.90, 49.70], [9.95, 49.75], [9.95, 49.70], [9.90, 49.75], [9.90, 49.70]]


def geojson(kind: str, coordinates: object) -> str:
    return json.dumps({"type": kind, "coordinates": coordinates})


@pytest.mark.parametrize(
    "text",
    [
        "49.7936, 9.9294",
        "49.7936 9.9294",
        "49,7936 9,9294",
        "49,7936; 9,9294",
        "49,7936, 9,9294",
        geojson("Point", [9.9294, 49.7936]),
        json.dumps({"type": "Feature", "geometry": {"type": "Point", "coordinates": [9.9294, 49.7936]}}),
    ],
)
def test_a_position_is_read_however_people_write_it(text: str) -> None:
    point = parse_geometry(text)
    # Reference: EPSG:25832 of this position by cs2cs of PROJ 9.
    assert (point.srid, round(point.x, 1), round(point.y, 1)) == (25832, 566891.6, 5516097.0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hallo", "nicht zu lesen"),
        ("49,9", "nicht zu lesen"),
        ("9.9294, 49.7936", "vertauscht"),
        ("52.5200, -13.4050", "nicht in Deutschland"),
        (geojson("Point", [566891, 5516097]), "keine Grad"),
        ('{"type":"Point","coordinates":[9.9,NaN]}', "keine Zahl"),
        ('{"type":"Point","coordinates":[9.9,Infinity]}', "keine Zahl"),
        ('{"type":"Point","coordinates":[1e999,49.7]}', "keine Zahl"),
        ('{"type":"Point","coordinates":[9,1' + "0" * 400 + "]}", "keine Zahl"),
        (geojson("Point", [9.9, True]), "keine Zahl"),
        (geojson("Point", ["9.9", "49.7"]), "keine Zahl"),
        (geojson("Point", [9.9, 49.7, 170.0]), "Höhenangaben"),
        (geojson("Point", []), "nicht zu lesen"),
        (geojson("Polygon", [[[9.9, 49.7], [9.95, 49.75]]]), "unvollständig"),
        (geojson("Polygon", [BOW_TIE]), "schneidet"),
        (geojson("Polygon", [9.9, 49.7]), "unvollständig"),
        ('{"type":"GeometryCollection","geometries":[]}', "keine Sammlung"),
        ('{"type":"Point"}', "nicht zu lesen"),
        ("[" * 100_000, "nicht zu lesen"),
        ('{"type":"MultiPolygon","coordinates":' + "[" * 900 + "]" * 900 + "}", "nicht zu lesen"),
        ("1" * (MAX_CHARACTERS + 1), "zu viele Punkte"),
        (geojson("MultiPoint", [[9.9, 49.7]] * 50_001), "zu viele Punkte"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        parse_geometry(text)


def test_a_field_for_points_takes_no_area_and_the_other_way_round() -> None:
    with pytest.raises(ValidationError, match="Punkt"):
        parse_geometry(geojson("Polygon", [SQUARE]), "Point")
    with pytest.raises(ValidationError, match="Fläche"):
        parse_geometry("49.7936, 9.9294", "MultiPolygon")


def test_one_polygon_passes_for_several() -> None:
    assert parse_geometry(geojson("Polygon", [SQUARE]), "MultiPolygon").geom_type == "MultiPolygon"


def test_nothing_is_nothing() -> None:
    assert parse_geometry("  ") is None
    assert format_geometry(None) == describe_geometry(None) == ""


@settings(deadline=None)  # a busy machine is no fault
@given(st.floats(9.6, 10.2), st.floats(49.4, 50.0))
def test_to_degrees_and_back_is_the_same_place(longitude: float, latitude: float) -> None:
    point = parse_geometry(geojson("Point", [longitude, latitude]))
    assert is_same(point, parse_geometry(format_geometry(point)))


@settings(deadline=None)  # a busy machine is no fault
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda each: st.lists(each, max_size=4)))
def test_no_coordinates_raise_anything_but_a_refusal(coordinates: object) -> None:
    for kind in ("Point", "MultiPoint", "LineString", "Polygon", "MultiPolygon"):
        with contextlib.suppress(ValidationError):
            assert parse_geometry(geojson(kind, coordinates)).valid


def test_places_are_said_in_words() -> None:
    assert describe_geometry(parse_geometry("49.7936, 9.9294")) == "49.79360, 9.92940"
    assert (
        describe_geometry(parse_geometry(geojson("Polygon", [SQUARE]))) == "Fläche mit 5 Punkten um 49.72500, 9.92500"
    )
