import numpy as np
import pytest

from analysis.methods.reach import cut, parts, pieces, reach, reached_length_m
from tests.analysis.methods.brute import arcs_of, plain_dijkstra, reached_m
from tests.network import grids

SHORT, LONG = 50, 1_000
LIMIT_M = 1250.0


@pytest.mark.parametrize("limit_m", [0, 30, 100, 250, 300, 399.5])
def test_reached_length_on_a_grid_is_the_closed_form(limit_m):
    """Within k sides and a rest, 4 k² edges are reached whole, and of 8 k + 4 the rest."""
    graph = grids.lattice(11, 11, side_m=100)
    found = reach(graph, grids.at_junctions(graph, [60]), limit_m)
    whole, rest_m = divmod(limit_m, 100)
    assert reached_length_m(found) == pytest.approx(4 * whole**2 * 100 + (8 * whole + 4) * rest_m, rel=1e-12)


def test_a_junction_at_the_very_limit_is_reached():
    graph = grids.lattice(5, 1)
    found = reach(graph, grids.at_junctions(graph, [0]), 200)
    assert found.junction.tolist() == [0, 1, 2]
    assert found.cost.tolist() == [0, 100, 200]


def test_one_way_street_is_reached_in_its_direction_only():
    graph = grids.graph([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)], [100, 100], [np.inf, np.inf])
    found = parts(reach(graph, grids.places((0, 0.5)), 80))
    assert found.edge.tolist() == [0, 1]
    assert found.low.tolist() == [0.5, 0.0]
    assert found.high.tolist() == pytest.approx([1.0, 0.3])


def test_without_a_limit_one_way_streets_stay_one_way():
    graph = grids.graph([(0, 0), (100, 0), (200, 0)], [(0, 1), (2, 1)], [100, 100], [np.inf, np.inf])
    assert reached_length_m(reach(graph, grids.places((0, 0.25)), np.inf)) == 75


def test_uphill_takes_longer_than_downhill():
    graph = grids.graph([(0, 0), (100, 0)], [(0, 1)], [4.0], [1.0])
    uphill = parts(reach(graph, grids.places((0, 0.5)), 1))
    assert (uphill.low[0], uphill.high[0]) == (0.0, 0.75)


def test_the_leg_to_the_street_is_part_of_the_cost():
    graph = grids.graph([(0, 0), (100, 0)], [(0, 1)], cost_per_leg_m=2.0)
    found = parts(reach(graph, grids.places((0, 0.5, 10.0)), 30))
    assert (found.low[0], found.high[0]) == (0.4, 0.6)
    assert len(parts(reach(graph, grids.places((0, 0.5, 20.0)), 30))) == 0


def test_overlap_from_both_ends_counts_once_and_a_gap_stays():
    square = grids.graph([(0, 0), (100, 0), (100, 100), (0, 100)], [(0, 1), (1, 2), (2, 3), (3, 0)])
    corner = grids.at_junctions(square, [0])
    assert reached_length_m(reach(square, corner, 200)) == 400
    assert reached_length_m(reach(square, corner, 250)) == 400
    apart = parts(reach(grids.graph([(0, 0), (100, 0)], [(0, 1)]), grids.places((0, 0.0), (0, 1.0)), 30))
    assert apart.low.tolist() == [0.0, 0.7]
    assert apart.high.tolist() == [0.3, 1.0]


def test_parallel_edges_and_loops_are_reached_each_by_its_own_cost():
    graph = grids.graph([(0, 0), (100, 0)], [(0, 1), (0, 1), (1, 1)], [100, 300, 40])
    found = parts(reach(graph, grids.at_junctions(graph, [0]), 110))
    assert found.edge.tolist() == [0, 1, 1, 2, 2]
    assert found.high - found.low == pytest.approx([1, 110 / 300, 10 / 300, 10 / 40, 10 / 40])


def test_an_edge_that_costs_nothing_is_reached_at_the_very_limit():
    graph = grids.graph([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)], [100, 0])
    assert reached_length_m(reach(graph, grids.at_junctions(graph, [0]), 100)) == 200


def test_an_edge_that_costs_nothing_one_way_is_not_entered_from_an_end_out_of_reach():
    graph = grids.graph([(0, 0), (100, 0)], [(0, 1)], [np.inf], [0])
    assert reached_length_m(reach(graph, grids.at_junctions(graph, [0]), 50)) == 0


def test_nothing_is_reached_from_nowhere():
    graph = grids.lattice(3, 3)
    found = reach(graph, grids.places((-1, 0.0)), 500)
    assert len(found.junction) == 0
    assert len(pieces(found)) == 0
    assert reached_length_m(found) == 0
    assert reached_length_m(reach(graph, grids.places(), 500)) == 0


def test_a_larger_limit_needs_another_search():
    graph = grids.lattice(3, 3)
    with pytest.raises(ValueError, match="went up to 100, not to 200"):
        parts(reach(graph, grids.at_junctions(graph, [0]), 100), 200)


def test_pieces_follow_the_geometry_to_the_very_limit():
    network = grids.bent([(0, 0), (0, 100), (100, 100), (100, 0)])
    graph = grids.in_metres(network)
    cut_pieces = pieces(reach(graph, grids.places((0, 0.5)), 80))
    assert cut_pieces.offset.tolist() == [0, 4]
    np.testing.assert_allclose(cut_pieces.points, [(0, 70), (0, 100), (100, 100), (100, 70)])


def test_a_piece_may_lie_within_one_segment_and_a_line_may_stand_still():
    network = grids.bent([(0, 0), (0, 0), (60, 80), (60, 80), (120, 160), (120, 160)])
    graph = grids.in_metres(network)
    found = parts(reach(graph, grids.places((0, 0.25)), 20))
    np.testing.assert_allclose(cut(graph, found).points, [(18, 24), (42, 56)])
    whole = cut(graph, parts(reach(graph, grids.places((0, 0.25)), 1000)))
    np.testing.assert_allclose(whole.points[[0, -1]], [(0, 0), (120, 160)])


@pytest.mark.parametrize("number", [SHORT, pytest.param(LONG, marks=pytest.mark.long)])
def test_heidelberg_equals_the_plain_algorithm(heidelberg, number):
    drawn, contracted = heidelberg.drawn, heidelberg.contracted
    arcs = arcs_of(drawn)
    nodes = np.random.default_rng(number).choice(len(drawn.network.x), number, replace=False)
    for node in nodes.tolist():
        cost = plain_dijkstra(arcs, [(node, 0.0)], LIMIT_M)
        expected_m = pytest.approx(reached_m(arcs, cost, LIMIT_M), rel=1e-9)
        assert reached_length_m(reach(drawn, grids.at_junctions(drawn, [node]), LIMIT_M)) == expected_m
        assert reached_length_m(reach(contracted, heidelberg.place(node), LIMIT_M)) == expected_m


def test_heidelberg_is_drawn_as_long_as_it_is_reached(heidelberg):
    for node in (0, 70_000, 140_000):
        found = reach(heidelberg.contracted, heidelberg.place(node), LIMIT_M)
        drawn = pieces(found)
        step_m = np.hypot(*np.diff(drawn.points, axis=0).T)
        step_m[drawn.offset[1:-1] - 1] = 0
        # Points that lie closer than a decimetre are a decimetre apart in the network.
        assert step_m.sum() == pytest.approx(reached_length_m(found), rel=1e-3)
