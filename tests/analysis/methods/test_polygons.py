import numpy as np
import pytest
import shapely

from analysis.methods.isochrone import isochrones
from analysis.methods.polygons import MOST_NODES, area_around
from analysis.methods.reach import Pieces
from tests.network import grids

WIDTH_M = 25.0
ORIGINS = 20
LEAST_IOU = 0.95


def lines(*coordinates):
    points = np.concatenate([np.array(each, dtype=float) for each in coordinates])
    return Pieces(np.cumsum([0, *map(len, coordinates)]), points)


def buffers(pieces, width_m=WIDTH_M):
    """The area in the slow and exact way."""
    every = [
        shapely.LineString(pieces.points[low:high]) for low, high in zip(pieces.offset, pieces.offset[1:], strict=False)
    ]
    return shapely.union_all(shapely.buffer(every, width_m))


def iou(one, other):
    return one.intersection(other).area / one.union(other).area


def test_without_pieces_there_is_no_area():
    assert area_around(lines([(0, 0)])).is_empty
    assert area_around(Pieces(np.zeros(1, dtype=np.int64), np.empty((0, 2)))).is_empty


@pytest.mark.parametrize("turn", np.linspace(0, np.pi, 7))
def test_a_street_has_its_width_on_both_sides_whatever_its_direction(turn):
    street = lines([(0, 0), (400 * np.cos(turn), 400 * np.sin(turn))])
    area = area_around(street)
    assert area.is_valid
    assert iou(area, buffers(street)) > 0.97


def test_streets_on_the_grid_make_valid_areas():
    """Where streets run along its lines, whole rows of nodes lie at the very width."""
    for graph in (grids.lattice(6, 6, side_m=100), grids.lattice(6, 6, side_m=50), grids.lattice(8, 8, side_m=12.5)):
        for limit_m in (50, 100, 150):
            [found] = isochrones(graph, grids.at_junctions(graph, [14]), [limit_m])
            assert found.area.is_valid
            assert not found.area.is_empty


def test_a_yard_within_streets_stays_a_hole():
    yard = lines([(0, 0), (200, 0), (200, 200), (0, 200), (0, 0)])
    [only] = area_around(yard).geoms
    assert len(only.interiors) == 1
    assert shapely.Polygon(only.interiors[0]).area == pytest.approx(150**2, rel=0.05)


def test_a_river_without_a_bridge_is_not_crossed():
    banks = [(0, 0), (1000, 0)], [(0, 100), (1000, 100)]
    [south] = area_around(lines(banks[0])).geoms
    assert not south.intersects(shapely.LineString(banks[1]))
    both = area_around(lines(*banks))
    assert len(both.geoms) == 2
    assert not both.intersects(shapely.LineString([(0, 50), (1000, 50)]))


def test_a_bridge_joins_both_banks():
    area = area_around(lines([(0, 0), (1000, 0)], [(0, 100), (1000, 100)], [(500, 0), (500, 100)]))
    assert len(area.geoms) == 1


def test_too_fine_a_width_is_refused():
    far_m = 1.0 * MOST_NODES
    with pytest.raises(ValueError, match="too fine a width"):
        area_around(lines([(0, 0), (far_m, far_m)], [(0, 0), (0, 1)]), width_m=25)


def test_heidelberg_agrees_with_the_buffers_of_all_pieces(heidelberg):
    nodes = np.random.default_rng(7).choice(len(heidelberg.edge), ORIGINS, replace=False)
    for node in nodes.tolist():
        [found] = isochrones(heidelberg.contracted, heidelberg.place(node), [1250.0])
        assert found.area.is_valid
        assert iou(found.area, buffers(found.streets)) >= LEAST_IOU


def test_several_limits_from_one_search_lie_within_each_other(heidelberg):
    found = isochrones(heidelberg.contracted, heidelberg.place(5_000), [300, 600, 900])
    assert [each.limit for each in found] == [300, 600, 900]
    [alone] = isochrones(heidelberg.contracted, heidelberg.place(5_000), [600])
    assert alone.length_m == found[1].length_m
    assert alone.area.equals(found[1].area)
    assert found[0].length_m < found[1].length_m < found[2].length_m
    assert found[1].area.difference(found[2].area).area < 0.001 * found[1].area.area
