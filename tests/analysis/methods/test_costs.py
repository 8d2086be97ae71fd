import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from analysis.methods.costs import cost_table, cost_table_of_range, merged
from analysis.methods.facilities import Facilities
from network.graph import Places
from tests.network import grids


def pairs(table):
    return list(zip(table.place.tolist(), table.facility.tolist(), table.cost.tolist(), strict=True))


def test_costs_are_those_of_going_to_the_facility():
    """Uphill to it and downhill back: the way back would be cheaper."""
    graph = grids.graph([(0, 0), (100, 0)], [(0, 1)], [9.0], [3.0])
    table = cost_table(graph, grids.at_junctions(graph, [0]), Facilities.with_one_entrance(grids.places((0, 1.0))), 10)
    assert pairs(table) == [(0, 0, 9.0)]


def test_a_cost_at_the_very_limit_belongs_to_the_table():
    graph = grids.lattice(4, 1)
    places = grids.at_junctions(graph, [0, 1, 2, 3])
    table = cost_table(graph, places, Facilities.with_one_entrance(grids.places((0, 0.0))), 200)
    assert pairs(table) == [(0, 0, 0.0), (1, 0, 100.0), (2, 0, 200.0)]


def test_the_best_entrance_counts():
    graph = grids.lattice(5, 1)
    entrances = grids.places((0, 0.0), (3, 1.0), (1, 0.0))
    facilities = Facilities(entrances, np.array([0, 0, 1], dtype=np.int32), 3)
    table = cost_table(graph, grids.at_junctions(graph, [0, 3]), facilities, 1000)
    assert pairs(table) == [(0, 0, 0.0), (0, 1, 100.0), (1, 0, 100.0), (1, 1, 200.0)]


def test_on_one_edge_one_goes_straight_unless_round_about_is_cheaper():
    square = grids.graph(
        [(0, 0), (100, 0), (100, 100), (0, 100)], [(0, 1), (1, 2), (2, 3), (3, 0)], [100, 1, 1, 1], [np.inf, 1, 1, 1]
    )
    facility = Facilities.with_one_entrance(grids.places((0, 0.5)))
    table = cost_table(square, grids.places((0, 0.25), (0, 0.75)), facility, 1000)
    assert pairs(table) == [(0, 0, 25.0), (1, 0, 25 + 3 + 50.0)]


def test_beside_each_other_far_from_any_junction():
    graph = grids.graph([(0, 0), (1000, 0)], [(0, 1)])
    facility = Facilities.with_one_entrance(grids.places((0, 0.5, 5.0)))
    table = cost_table(graph, grids.places((0, 0.49, 3.0), (0, 0.6, 0.0)), facility, 20)
    assert table.place.tolist() == [0]
    assert table.cost[0] == pytest.approx(18)


def test_what_lies_on_no_edge_is_in_no_pair():
    graph = grids.lattice(3, 1)
    facilities = Facilities.with_one_entrance(grids.places((-1, 0.0), (0, 0.0)))
    assert pairs(cost_table(graph, grids.places((-1, 0.0), (0, 0.5)), facilities, 1000)) == [(1, 1, 50.0)]


def test_without_places_or_facilities_the_table_is_empty():
    graph = grids.lattice(3, 1)
    some, none = grids.places((0, 0.5)), grids.places()
    for places, facilities in ((none, some), (some, none)):
        table = cost_table(graph, places, Facilities.with_one_entrance(facilities), 1000)
        assert (len(table), table.n_places, table.n_facilities) == (0, len(places), len(facilities))


def test_progress_is_told_and_may_end_the_work():
    graph = grids.lattice(10, 10)
    facilities = Facilities.with_one_entrance(grids.at_junctions(graph, range(40)))
    told = []
    places = grids.at_junctions(graph, [0])
    cost_table(graph, places, facilities, 300, progress=lambda done, number: told.append((done, number)))
    assert told == [(16, 40), (32, 40), (40, 40)]

    def cancel(done, number):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        cost_table(graph, places, facilities, 300, progress=cancel)


def test_memory_bounds_what_is_searched_at_once_but_not_what_is_found(monkeypatch):
    graph = grids.lattice(12, 12)
    places = grids.at_junctions(graph, range(144))
    facilities = Facilities.with_one_entrance(grids.at_junctions(graph, range(0, 144, 5)))
    whole = cost_table(graph, places, facilities, 450)
    monkeypatch.setattr("analysis.methods.costs.MEMORY_AT_ONCE", 1)
    assert pairs(cost_table(graph, places, facilities, 450)) == pairs(whole)


@pytest.mark.parametrize("limit_m", [800.0, 2500.0])
def test_heidelberg_equals_the_search_over_all_its_nodes(heidelberg, limit_m):
    size = len(heidelberg.edge)
    rng = np.random.default_rng(3)
    facility_nodes, nodes = rng.choice(size, 60, replace=False), rng.choice(size, 2_000, replace=False)
    every = Places(heidelberg.edge, heidelberg.fraction, np.zeros(size))
    facilities = Facilities.with_one_entrance(every.chosen(facility_nodes))
    table = cost_table(heidelberg.contracted, every.chosen(nodes), facilities, limit_m)
    expected = dijkstra(heidelberg.drawn.inward, indices=facility_nodes)[:, nodes].T
    # A pair within a hair of the limit may fall to either side: sums are made in another order.
    assert not np.any(np.abs(expected - limit_m) < 1e-6)
    place, facility = np.nonzero(expected <= limit_m)
    np.testing.assert_array_equal(table.place, place)
    np.testing.assert_array_equal(table.facility, facility)
    np.testing.assert_allclose(table.cost, expected[place, facility], atol=1e-6)
    halves = [
        cost_table_of_range(heidelberg.contracted, every.chosen(nodes), facilities, limit_m, *bounds)
        for bounds in ((0, 30), (30, 60))
    ]
    np.testing.assert_array_equal(merged(halves).cost, table.cost)
