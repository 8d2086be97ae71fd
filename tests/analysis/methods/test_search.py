import numpy as np

from analysis.methods.reach import reach
from analysis.methods.search import Seeds, Window, arriving, leaving
from tests.network import grids


def test_a_search_looks_at_no_more_of_the_network_than_it_may_reach():
    graph = grids.lattice(40, 40)
    window = Window.around(graph, graph.outward, np.array([820], dtype=np.int32), 250)
    assert len(window.junction) == 25
    # 40 streets of the square of 5 by 5 junctions, both ways.
    assert window.matrix.nnz == 2 * 40


def test_a_fast_link_widens_the_search():
    graph = grids.graph([(0, 0), (100, 0), (9000, 0), (9100, 0)], [(0, 1), (1, 2), (2, 3)], [10, 5, 10])
    found = reach(graph, grids.at_junctions(graph, [0]), 25)
    assert found.junction.tolist() == [0, 1, 2, 3]
    free = grids.graph([(0, 0), (100, 0), (9000, 0)], [(0, 1), (1, 2)], [10, 0])
    assert reach(free, grids.at_junctions(free, [0]), 10).junction.tolist() == [0, 1, 2]


def test_least_cost_of_a_metre_is_that_of_the_fastest_direction():
    graph = grids.graph([(0, 0), (100, 0), (300, 0)], [(0, 1), (1, 2), (2, 2)], [50, 20, 0], [np.inf, 10, 0])
    assert graph.least_cost_per_m == 10 / 200
    assert grids.graph([(0, 0)], []).least_cost_per_m == np.inf


def test_a_place_at_a_junction_is_there_even_where_its_edge_is_closed():
    graph = grids.graph([(0, 0), (100, 0)], [(0, 1)], [100], [np.inf])
    places = grids.places((0, 0.0), (0, 0.5), (0, 1.0), (-1, 0.0))
    out, back = leaving(graph, places), arriving(graph, places)
    assert out.start.tolist() == [0, np.inf, np.inf, np.inf]
    assert out.end.tolist() == [100, 50, 0, np.inf]
    assert back.start.tolist() == [0, 50, 100, np.inf]
    assert back.end.tolist() == [np.inf, np.inf, 0, np.inf]


def test_seeds_leave_out_what_the_limit_does_not_lead_to():
    graph = grids.lattice(2, 1)
    places = grids.places((0, 0.25), (-1, 0.0))
    seeds = Seeds.at(graph, places, leaving(graph, places), np.array([3, 4], dtype=np.int32), limit=25)
    assert (seeds.search.tolist(), seeds.junction.tolist(), seeds.cost.tolist()) == ([3], [0], [25.0])
