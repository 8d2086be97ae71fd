import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from analysis.methods.facilities import Facilities
from analysis.methods.nearest import nearest
from network.graph import Places
from tests.network import grids


def test_of_two_at_the_same_cost_the_smaller_number_is_taken_everywhere():
    graph = grids.lattice(9, 9)
    corners = [0, 8, 72, 80]
    places = grids.at_junctions(graph, range(81))
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        entrances = grids.at_junctions(graph, [corners[each] for each in order])
        found = nearest(graph, places, Facilities.with_one_entrance(entrances))
        costs = np.array([[abs(at // 9 - c // 9) + abs(at % 9 - c % 9) for c in corners] for at in range(81)]) * 100.0
        np.testing.assert_array_equal(found.cost, costs.min(axis=1))
        np.testing.assert_array_equal(found.facility, costs[:, order].argmin(axis=1))


def test_the_direction_counts_in_which_one_goes_there():
    graph = grids.graph([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)], [100, 100], [np.inf, 300])
    facilities = Facilities.with_one_entrance(grids.at_junctions(graph, [0, 2]))
    found = nearest(graph, grids.at_junctions(graph, [0, 1, 2]), facilities)
    assert found.facility.tolist() == [0, 1, 1]
    assert found.cost.tolist() == [0, 100, 0]


def test_entrances_legs_and_the_own_edge():
    graph = grids.lattice(4, 1)
    entrances = grids.places((0, 0.0, 10.0), (2, 0.5, 2.0), (2, 1.0, 0.0))
    facilities = Facilities(entrances, np.array([1, 0, 1], dtype=np.int32), 2)
    found = nearest(graph, grids.places((2, 0.25, 1.0), (0, 0.5, 0.0), (2, 0.9, 0.0)), facilities)
    assert found.facility.tolist() == [0, 1, 1]
    assert found.cost == pytest.approx([28, 60, 10])


def test_nothing_is_nearest_beyond_the_limit_off_the_network_or_without_facilities():
    graph = grids.lattice(4, 1)
    facilities = Facilities.with_one_entrance(grids.places((0, 0.0)))
    found = nearest(graph, grids.places((0, 1.0), (1, 0.5), (-1, 0.0)), facilities, limit=100)
    assert found.facility.tolist() == [0, -1, -1]
    assert found.cost.tolist() == [100, np.inf, np.inf]
    without = nearest(graph, grids.places((0, 1.0)), Facilities.with_one_entrance(grids.places()))
    assert without.facility.tolist() == [-1]


def test_heidelberg_equals_the_search_over_all_its_nodes(heidelberg):
    size = len(heidelberg.edge)
    nodes = np.sort(np.random.default_rng(5).choice(size, 200, replace=False))
    every = Places(heidelberg.edge, heidelberg.fraction, np.zeros(size))
    found = nearest(heidelberg.contracted, every, Facilities.with_one_entrance(every.chosen(nodes)))
    cost, _, source = dijkstra(heidelberg.drawn.inward, indices=nodes, min_only=True, return_predecessors=True)
    np.testing.assert_allclose(found.cost, cost, atol=1e-6)
    differs = found.facility != np.searchsorted(nodes, source)
    assert differs.mean() < 0.001
