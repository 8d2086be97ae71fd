import numpy as np
import pytest

from analysis.methods.route import route
from network.network import KINDS
from tests.analysis.methods.brute import arcs_of, plain_dijkstra
from tests.network import grids


def between(graph, origin, target, **options):
    return route(graph, grids.places(origin), grids.places(target), **options)


def test_a_route_leads_from_place_to_place_along_the_streets():
    graph = grids.lattice(3, 3)
    found = between(graph, (0, 0.5, 3.0), (1, 0.25, 4.0))
    assert found.edge.tolist() == [0, 1]
    assert found.points.tolist() == [[0, 50], [0, 100], [0, 125]]
    assert (found.cost, found.length_m) == (82, 82)


def test_a_route_against_the_direction_of_its_edges_is_drawn_the_way_it_is_walked():
    network = grids.bent([(0, 0), (0, 100), (100, 100)])
    found = between(grids.in_metres(network), (0, 0.75), (0, 0.25))
    assert found.points.tolist() == [[50, 100], [0, 100], [0, 50]]
    graph = grids.lattice(1, 4)
    found = between(graph, (2, 0.5), (0, 0.5))
    assert found.points.tolist() == [[0, 250], [0, 200], [0, 100], [0, 50]]
    assert found.edge.tolist() == [2, 1, 0]


def test_of_parallel_edges_the_cheaper_one_is_taken_in_each_direction():
    graph = grids.graph(
        [(0, 0), (100, 0), (200, 0), (300, 0)], [(0, 1), (1, 2), (1, 2), (2, 3)], [1, 5, 2, 1], [1, 2, 5, 1]
    )
    assert between(graph, (0, 0.0), (3, 1.0)).edge.tolist() == [0, 2, 3]
    assert between(graph, (3, 1.0), (0, 0.0)).edge.tolist() == [3, 1, 0]


def test_round_about_where_the_own_edge_is_one_way():
    square = grids.graph(
        [(0, 0), (100, 0), (100, 100), (0, 100)], [(0, 1), (1, 2), (2, 3), (3, 0)], [100] * 4, [np.inf] * 4
    )
    found = between(square, (0, 0.75), (0, 0.25))
    assert found.edge.tolist() == [0, 1, 2, 3, 0]
    assert found.length_m == 350
    assert found.points[[0, -1]].tolist() == [[75, 0], [25, 0]]


def test_a_loop_is_left_by_its_shorter_half():
    graph = grids.graph([(0, 0), (100, 0)], [(0, 1), (1, 1)], [100, 40])
    for fraction, turned in ((0.25, 0.0), (0.75, 1.0)):
        found = between(graph, (1, fraction), (0, 0.0))
        assert (found.edge.tolist(), found.cost) == ([1, 0], 110)
        assert found.target[0] == turned


def test_from_a_place_to_itself_is_a_route_of_no_length():
    graph = grids.lattice(2, 2)
    found = between(graph, (0, 0.5, 2.0), (0, 0.5, 2.0))
    assert (found.cost, found.length_m) == (4, 4)
    assert found.points.tolist() == [[0, 50], [0, 50]]


def test_edges_of_which_nothing_is_travelled_are_not_part_of_a_route():
    graph = grids.lattice(2, 2)
    found = between(graph, (0, 1.0), (1, 1.0))
    assert (found.edge.tolist(), found.cost) == ([3], 100)
    assert found.points.tolist() == [[0, 100], [100, 100]]


def test_there_is_no_route_to_an_island_off_the_network_or_beyond_the_limit():
    graph = grids.graph([(0, 0), (100, 0), (500, 0), (600, 0)], [(0, 1), (2, 3)])
    assert between(graph, (0, 0.5), (1, 0.5)) is None
    assert between(graph, (-1, 0.0), (0, 0.5)) is None
    assert between(graph, (0, 0.5), (-1, 0.0)) is None
    assert between(graph, (0, 0.0), (0, 1.0), limit=99) is None
    assert between(graph, (0, 0.0), (0, 1.0), limit=100) is not None


def test_the_kinds_of_way_are_counted_in_metres():
    graph = grids.lattice(3, 1)
    graph.network.kind[1] = KINDS.index("steps")
    assert between(graph, (0, 0.5), (1, 0.25)).length_by_kind_m == {"footway": 50.0, "steps": 25.0}


def test_heidelberg_equals_the_plain_algorithm(heidelberg):
    arcs = arcs_of(heidelberg.drawn)
    nodes = np.random.default_rng(9).choice(len(heidelberg.edge), 12, replace=False)
    for origin, target in nodes.reshape(6, 2).tolist():
        found = route(heidelberg.contracted, heidelberg.place(origin), heidelberg.place(target))
        assert found.cost == pytest.approx(plain_dijkstra(arcs, [(origin, 0.0)])[target], abs=1e-6)
        assert found.length_m == pytest.approx(found.cost)
        ends = [[heidelberg.drawn.network.x[at], heidelberg.drawn.network.y[at]] for at in (origin, target)]
        np.testing.assert_allclose(found.points[[0, -1]], ends, atol=0.11)
        assert np.hypot(*np.diff(found.points, axis=0).T).sum() == pytest.approx(found.length_m, rel=1e-3)
