"""One search from a place gives what the table of costs gives, asymmetric ways and several entrances included."""

import numpy as np
import pytest

from analysis.methods.costs import cost_table, costs_from
from analysis.methods.facilities import Facilities
from network.graph import Places
from tests.network.grids import graph, lattice, places


def random_places(number: int, edges: int, seed: int) -> Places:
    random = np.random.default_rng(seed)
    edge = random.integers(0, edges, number).astype(np.int32)
    edge[::7] = -1
    return Places(edge, random.random(number), random.random(number) * 50)


@pytest.mark.parametrize("limit", [0.0, 150.0, 400.0, 5000.0])
def test_one_search_equals_a_row_of_the_table(limit: float) -> None:
    random = np.random.default_rng(4)
    town = lattice(6, 6)
    size = len(town.network.start)
    forward = np.where(random.random(size) < 0.2, np.inf, random.uniform(50, 200, size))
    backward = np.where(random.random(size) < 0.2, np.inf, random.uniform(50, 200, size))
    one_way = town.of(town.network, forward, backward, 1.0)
    facilities = Facilities(random_places(60, size, 1), (np.arange(60) // 2).astype(np.int32), 30)
    origins = random_places(10, size, 2)
    for number in range(10):
        origin = origins.chosen(np.array([number]))
        table = cost_table(one_way, origin, facilities, limit)
        expected = np.full(30, np.inf)
        expected[table.facility] = table.cost
        np.testing.assert_allclose(costs_from(one_way, origin, facilities, limit), expected, rtol=1e-12)


def test_there_and_back_differ_on_a_one_way_street() -> None:
    ring = graph([(0, 0), (100, 0), (0, 100)], [(0, 1), (1, 2), (2, 0)], forward=[1, 1, 1], backward=[np.inf] * 3)
    there = Facilities.with_one_entrance(places((1, 0.0)))
    assert costs_from(ring, places((0, 0.0)), there, 10).tolist() == [1.0]
    back = Facilities.with_one_entrance(places((0, 0.0)))
    assert costs_from(ring, places((1, 0.0)), back, 10).tolist() == [2.0]
    assert ring.turned.turned.forward is ring.forward


def test_without_facilities_there_are_no_costs() -> None:
    nothing = Facilities.with_one_entrance(places())
    assert costs_from(lattice(2, 2), places((0, 0.5)), nothing, 10).tolist() == []
