"""Dividing land into blocks: every line ends on an older one, blocks get as small as they should."""

import numpy as np
import pytest
import shapely

from importers.demo.streets import Divider, blocks

SQUARE = shapely.box(0, 0, 900, 700)


def divider(target_ha: float = 1.5) -> Divider:
    chance = np.random.default_rng(4)
    return Divider(chance, target_ha=lambda _: target_ha, narrowest_m=45, turn_rad=0.14, bend=0.04)


def faces_of(land: shapely.Polygon, lines: list[shapely.LineString]) -> list[shapely.Polygon]:
    return list(shapely.get_parts(shapely.difference(land, shapely.union_all(lines).buffer(0.05))))


def test_blocks_get_small_but_not_tiny() -> None:
    lines = [shapely.LineString(points) for points, _ in divider().divided(SQUARE)]
    areas = shapely.area(faces_of(SQUARE, lines)) / 1e4
    assert areas.sum() == pytest.approx(63, rel=0.01)
    assert areas.max() < 1.5 * 1.35 + 0.01
    assert np.median(areas) > 0.6


def test_every_line_ends_on_an_older_one() -> None:
    older: list[shapely.Geometry] = [SQUARE.boundary]
    for points, _ in divider().divided(SQUARE):
        for end in (points[0], points[-1]):
            assert shapely.distance(shapely.union_all(older), shapely.Point(end)) < 0.02
        older.append(shapely.LineString(points))


def test_a_small_block_is_left_alone() -> None:
    assert list(divider().divided(shapely.box(0, 0, 100, 100))) == []


def test_a_long_strip_is_cut_across() -> None:
    strip = shapely.box(0, 0, 2000, 60)
    cuts = [points for points, _ in divider(1.0).divided(strip)]
    assert len(cuts) >= 7
    assert all(abs(points[0][0] - points[-1][0]) < 30 for points in cuts)


def test_land_around_a_village_is_divided_too() -> None:
    village = shapely.box(400, 300, 500, 400)
    land = shapely.Polygon(SQUARE.exterior, [village.exterior])
    lines = [shapely.LineString(points) for points, _ in divider(8.0).divided(land)]
    assert min(shapely.distance(line, village) for line in lines) < 0.02
    assert not any(shapely.crosses(line, village) for line in lines)


def test_the_same_seed_gives_the_same_lines() -> None:
    first, second = ([p.tolist() for p, _ in divider().divided(SQUARE)] for _ in range(2))
    assert first == second


def test_blocks_are_the_faces_inside_of_an_area() -> None:
    cross = shapely.MultiLineString([[(0, 50), (200, 50)], [(100, 0), (100, 100)]])
    found = blocks([shapely.box(0, 0, 200, 100).boundary, cross], shapely.box(0, 0, 110, 100))
    assert [face.area for face in found] == [5000, 5000]
