"""The gate: what passes, what is repaired, what is refused."""

import numpy as np
import pytest
import shapely

from importers.errors import ImportRefused, RowFault
from importers.geometry import Gate, Located, project

BBOX = (9.6254, 49.4819, 10.1892, 49.9522)
HERE = shapely.Point(9.93, 49.79)


def gate(**options: object) -> Gate:
    return Gate(**{"srid": 4326, "target_srid": 25832, "bbox": BBOX, "outside": "refuse", **options})  # type: ignore[arg-type]


def located(geometry: shapely.Geometry, **options: object) -> Located:
    # With one in the region beside it: a first batch that lies wholly elsewhere is refused as a file.
    found = gate(**options).locate([HERE, geometry])[1]
    assert isinstance(found, Located), found
    return found


def fault(geometry: shapely.Geometry, **options: object) -> str:
    found = gate(**options).locate([HERE, geometry])[1]
    assert isinstance(found, RowFault), found
    return found.sentence


def test_degrees_become_metres() -> None:
    stored = located(HERE).stored
    assert (round(stored.x), round(stored.y)) == (566940, 5515697)


def test_other_targets_get_their_own_coordinates() -> None:
    assert round(located(HERE, target_srid=3857).stored.x) == 1_105_403
    assert located(HERE, target_srid=3857).metric == located(HERE).stored


def test_a_missing_geometry_stays_missing() -> None:
    assert gate().locate([None, HERE])[0] is None


@pytest.mark.parametrize(
    "geometry", [shapely.Point(float("nan"), 49.8), shapely.LineString([(9.9, 49.8), (9.9, float("inf"))])]
)
def test_coordinates_without_end_are_refused(geometry: shapely.Geometry) -> None:
    assert "endliche Zahl" in fault(geometry)


@pytest.mark.parametrize("geometry", [shapely.Point(), shapely.Polygon(), shapely.GeometryCollection()])
def test_empty_geometries_are_refused(geometry: shapely.Geometry) -> None:
    assert fault(geometry) == "Die Geometrie ist leer."


def test_swapped_coordinates_are_turned_and_said() -> None:
    turned = located(shapely.Point(49.79, 9.93))
    assert turned.stored == located(HERE).stored
    assert turned.repairs == ("Breite und Länge waren vertauscht.",)
    area = shapely.box(49.7, 9.9, 49.71, 9.91)
    assert located(area).metric.area == pytest.approx(located(shapely.box(9.9, 49.7, 9.91, 49.71)).metric.area)


def test_an_invalid_area_is_made_valid_and_said() -> None:
    bow_tie = shapely.Polygon([(9.9, 49.7), (9.91, 49.71), (9.91, 49.7), (9.9, 49.71)])
    found = located(bow_tie)
    assert found.stored.is_valid
    assert found.stored.geom_type == "MultiPolygon"
    assert found.repairs == ("Die Fläche überschnitt sich selbst.",)


def test_an_area_that_collapses_is_refused() -> None:
    assert "bleibt nichts übrig" in fault(shapely.Polygon([(9.9, 49.7), (9.91, 49.7), (9.9, 49.7)]))


def test_what_is_outside_is_refused_skipped_counted_or_kept() -> None:
    berlin = shapely.Point(13.4, 52.5)
    assert fault(berlin) == "Liegt außerhalb der Region (13.4, 52.5)."
    assert gate(outside="skip").locate([HERE, berlin])[1] is None
    counting = gate(outside="warn")
    assert isinstance(counting.locate([HERE, berlin])[1], Located)
    assert counting.beyond == 1
    assert located(berlin, outside="keep").repairs == ()


def test_an_area_with_one_wild_corner_is_refused() -> None:
    assert "Eckpunkt" in fault(shapely.Polygon([(9.9, 49.7), (9.91, 49.7), (49.7, 9.9)]))


def test_a_file_in_another_crs_is_refused_with_the_right_one_named() -> None:
    with pytest.raises(ImportRefused, match=r"Geben Sie --srid 25832 an"):
        gate().locate([shapely.Point(567000, 5516000)])
    with pytest.raises(ImportRefused, match=r"in EPSG:31467 lägen sie darin"):
        gate(srid=25832).locate([shapely.Point(3567000, 5516000)])
    with pytest.raises(ImportRefused, match="keine Längen- und Breitengrade"):
        gate(outside="keep").locate([shapely.Point(1e9, 1e9)])


@pytest.mark.parametrize("srid", [4326, 25832, 31467, 3035, 3857])
def test_a_crs_that_nobody_states_is_recognised(srid: int) -> None:
    there = project(np.array([HERE], dtype=object), 4326, srid)[0]
    guessing = gate(srid=None)
    (found,) = guessing.locate([there])
    assert isinstance(found, Located)
    assert found.stored.distance(located(HERE).stored) < 3  # metres; Gauß-Krüger without its grid is that exact
    assert guessing.notes == [f"Koordinatensystem erkannt: EPSG:{srid}."]


def test_a_crs_that_cannot_be_recognised_is_asked_for() -> None:
    with pytest.raises(ImportRefused, match="--srid"):
        gate(srid=None).locate([shapely.Point(1, 2)])
    with pytest.raises(ImportRefused, match="EPSG:99999 ist unbekannt"):
        gate(srid=99999).locate([HERE])


def test_targets_have_their_shape() -> None:
    area = shapely.box(9.9, 49.7, 9.91, 49.71)
    assert located(area, shape="point").stored.geom_type == "Point"
    assert located(area, shape="multipolygon").stored.geom_type == "MultiPolygon"
    assert fault(HERE, shape="multipolygon") == "Gebraucht wird eine Fläche."


def test_a_collection_keeps_its_parts_of_the_highest_dimension() -> None:
    mixed = shapely.GeometryCollection([HERE, shapely.box(9.9, 49.7, 9.91, 49.71)])
    assert located(mixed).stored.geom_type == "Polygon"
