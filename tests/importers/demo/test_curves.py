"""Curves: they pass through their waypoints, keep their ends, and coverages stay whole."""

import numpy as np
import pytest
import shapely

from importers.demo import curves
from importers.demo.grid import Grid

ZIGZAG = np.array([[0.0, 0.0], [300.0, 200.0], [600.0, 0.0], [900.0, 300.0]])


def test_a_spline_passes_through_its_waypoints() -> None:
    line = shapely.LineString(curves.spline(ZIGZAG, spacing_m=20))
    assert shapely.distance(line, shapely.points(ZIGZAG)) == pytest.approx(0, abs=1e-9)


def test_a_single_waypoint_stays_a_point() -> None:
    assert curves.spline(ZIGZAG[:1], spacing_m=20).tolist() == [[0, 0]]


def test_rounding_keeps_the_ends_and_shortens_the_way() -> None:
    smooth = curves.rounded(ZIGZAG)
    assert smooth[[0, -1]].tolist() == ZIGZAG[[0, -1]].tolist()
    assert shapely.LineString(smooth).length < shapely.LineString(ZIGZAG).length


def test_a_rounded_area_loses_its_spike() -> None:
    spiked = shapely.union(shapely.box(0, 0, 500, 500), shapely.box(500, 240, 900, 260))
    assert curves.rounded_area(spiked, radius_m=30, tolerance_m=1).bounds[2] < 560
    assert curves.rounded_area(shapely.Polygon(), radius_m=30, tolerance_m=1).is_empty


def test_swinging_outlines_share_their_boundaries() -> None:
    grid = Grid.over((0.0, 0.0, 3000.0, 3000.0), 100.0)
    noise = grid.noise(np.random.default_rng(2), wavelength_m=900)
    outlines = curves.swinging(grid.outlines((noise > 0).astype(int)), simplify_m=90)
    faces = [face for face, _ in outlines]
    assert shapely.coverage_is_valid(faces)
    assert sum(face.area for face in faces) == pytest.approx(shapely.union_all(faces).area)
    inner = np.array([shapely.get_coordinates(shapely.point_on_surface(face))[0] for face in faces])
    labels = np.array([label for _, label in outlines])
    assert np.mean((grid.sample(noise, inner) > 0) == labels) > 0.9


def test_parts_of_other_kinds_are_left_out() -> None:
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (5, 5)])]
    )
    assert [part.geom_type for part in curves.polygons_of(mixed)] == ["Polygon"]
    assert [part.geom_type for part in curves.lines_of(mixed)] == ["LineString"]
