"""All methods on small random graphs, beside plain ways to the same answers; every number is exact."""

import numpy as np
import pytest

from analysis.methods.costs import cost_table, cost_table_of_range, merged
from analysis.methods.facilities import Facilities
from analysis.methods.nearest import nearest
from analysis.methods.reach import parts, reach, reached_length_m
from analysis.methods.route import route
from tests.analysis.methods.brute import Divided
from tests.network.random_graphs import random_graph, random_places

SEEDS = range(40)
LIMITS = (0, 6, 17, np.inf)
FACILITIES = 4


@pytest.fixture(params=SEEDS)
def rng(request):
    return np.random.default_rng(request.param)


def least_over_entrances(costs, facility):
    least = np.full((len(costs), FACILITIES), np.inf)
    for entrance, each in enumerate(facility):
        least[:, each] = np.minimum(least[:, each], costs[:, entrance])
    return least


@pytest.fixture
def example(rng):
    """A graph, places, facilities with two entrances or none, and the true costs between them."""
    graph = random_graph(rng)
    places, entrances = random_places(rng, graph, 12), random_places(rng, graph, 6)
    facilities = Facilities(entrances, rng.integers(0, FACILITIES, 6).astype(np.int32), FACILITIES)
    return (
        graph,
        places,
        facilities,
        least_over_entrances(Divided(graph, places, entrances).costs(), facilities.facility),
    )


def test_cost_table_holds_all_pairs_within_the_limit(example):
    graph, places, facilities, costs = example
    for limit in LIMITS:
        table = cost_table(graph, places, facilities, limit)
        place, facility = np.nonzero((costs <= limit) & np.isfinite(costs))
        np.testing.assert_array_equal(table.place, place)
        np.testing.assert_array_equal(table.facility, facility)
        np.testing.assert_array_equal(table.cost, costs[place, facility])


def test_ranges_of_facilities_make_the_same_table(example):
    graph, places, facilities, _ = example
    whole = cost_table(graph, places, facilities, 17)
    several = [cost_table_of_range(graph, places, facilities, 17, *bounds) for bounds in ((1, 4), (0, 1), (4, 4))]
    together = merged(several)
    for column in ("place", "facility", "cost"):
        np.testing.assert_array_equal(getattr(together, column), getattr(whole, column))


def test_nearest_is_the_smallest_of_the_cheapest(example):
    graph, places, facilities, all_costs = example
    for limit in LIMITS:
        found = nearest(graph, places, facilities, limit)
        costs = np.where(all_costs <= limit, all_costs, np.inf)
        least = costs.min(axis=1)
        np.testing.assert_array_equal(found.cost, least)
        np.testing.assert_array_equal(found.facility, np.where(np.isfinite(least), costs.argmin(axis=1), -1))


def test_routes_cost_what_the_table_says(example):
    graph, places, facilities, _ = example
    costs = Divided(graph, places, facilities.entrances).costs()
    for (row, column), cost in np.ndenumerate(costs):
        origin, target = places.chosen([row]), facilities.entrances.chosen([column])
        found = route(graph, origin, target)
        if np.isinf(cost):
            assert found is None
            continue
        assert found is not None
        assert found.cost == cost
        assert route(graph, origin, target, limit=cost) is not None
        assert cost == 0 or route(graph, origin, target, limit=cost - 0.25) is None
        step = found.target - found.origin
        with np.errstate(invalid="ignore"):
            travelled = np.abs(step) * np.where(step > 0, graph.forward[found.edge], graph.backward[found.edge])
        legs = graph.cost_per_leg_m * float(origin.distance_m[0] + target.distance_m[0])
        assert travelled[step != 0].sum() + legs == cost


def test_reach_of_several_origins(rng):
    graph = random_graph(rng)
    origins = random_places(rng, graph, 3)
    found = reach(graph, origins, 100)
    for limit in (0, 6, 17, 100):
        expected_m = Divided(graph, origins).reached_length_m(limit)
        np.testing.assert_allclose(reached_length_m(found, limit), expected_m, rtol=1e-12, atol=1e-9)
        of_its_own, shared = parts(reach(graph, origins, limit)), parts(found, limit)
        np.testing.assert_array_equal(of_its_own.edge, shared.edge)
        np.testing.assert_array_equal(of_its_own.high, shared.high)
