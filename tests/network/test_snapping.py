"""Snapping to edges: equal to looking at every segment, refused far away, the same on every run."""

import tracemalloc
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from importers.limits import Limits
from importers.streets.reading import read_streets
from network.graph import MAX_SNAP_M, Graph
from network.profiles import make_graph, profiles
from network.simplify import contract
from network.snapping import nearest_on_segments, points_at, snap
from tests.network.networks import network_of


def metres(network: object, profile: str = "foot") -> Graph:
    return make_graph(profiles()[profile], network, "metres")  # type: ignore[arg-type]


def brute_force(graph: Graph, xy: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Look at every segment of every edge that may be travelled."""
    network = graph.network
    edge = np.repeat(np.arange(len(network.start)), np.diff(network.point_offset))
    segment = np.flatnonzero((edge[1:] == edge[:-1]) & graph.is_travelled[edge[:-1]])
    edges, distances = [], []
    for point in xy:
        here = np.broadcast_to(point, (len(segment), 2))
        away_m, _ = nearest_on_segments(here, network.points[segment], network.points[segment + 1])
        nearest = away_m.min(initial=np.inf)
        edges.append(edge[segment[away_m == nearest]].min() if nearest <= MAX_SNAP_M else -1)
        distances.append(nearest if nearest <= MAX_SNAP_M else np.nan)
    return np.array(edges), np.array(distances)


def test_a_place_lies_on_the_edge_not_at_its_end() -> None:
    graph = metres(network_of([[(0, 0), (100, 0)]]))
    places = snap(graph, np.array([[25.0, 30.0], [-30.0, 40.0], [140.0, -30.0]]))
    assert places.edge.tolist() == [0, 0, 0]
    assert places.fraction.tolist() == [0.25, 0.0, 1.0]
    assert places.distance_m.tolist() == [30.0, 50.0, 50.0]
    assert points_at(graph, places).tolist() == [[25.0, 0.0], [0.0, 0.0], [100.0, 0.0]]


def test_a_fraction_is_a_share_of_the_whole_line() -> None:
    graph = metres(network_of([[(0, 0), (30, 0), (30, 10)]]))
    places = snap(graph, np.array([[32.0, 5.0]]))
    assert places.fraction.tolist() == [0.875]
    assert points_at(graph, places).tolist() == [[30.0, 5.0]]


def test_beyond_the_limit_there_is_no_way() -> None:
    graph = metres(network_of([[(0, 0), (100, 0)]]))
    places = snap(graph, np.array([[50.0, MAX_SNAP_M], [50.0, MAX_SNAP_M + 0.01], [1e7, -1e7]]))
    assert places.edge.tolist() == [0, -1, -1]
    assert np.isnan(places.distance_m).tolist() == [False, True, True]
    assert np.isnan(points_at(graph, places)).all(axis=1).tolist() == [False, True, True]


def test_what_is_no_number_has_no_way() -> None:
    graph = metres(network_of([[(0, 0), (100, 0)]]))
    places = snap(graph, np.array([[np.nan, 0.0], [0.0, np.inf], [50.0, 1.0]]))
    assert places.edge.tolist() == [-1, -1, 0]


def test_the_nearest_edge_that_may_be_travelled_counts() -> None:
    network = network_of([[(0, 0), (100, 0)], [(0, 50), (100, 50)]], kind=["motorway", "footway"])
    network.allowed_forward[0] = network.allowed_backward[0] = 8
    at = np.array([[50.0, 10.0]])
    assert snap(metres(network), at).edge.tolist() == [1]
    assert snap(metres(network, "car"), at).edge.tolist() == [0]


def test_one_direction_is_enough() -> None:
    network = network_of([[(0, 0), (100, 0)]], allowed_forward=[0])
    assert snap(metres(network), np.array([[50.0, 10.0]])).edge.tolist() == [0]


def test_of_equally_near_edges_the_smaller_number_is_taken() -> None:
    lines = [[(500, 20), (0, 20)], [(0, -20), (500, -20)], [(0, 20), (0, 300)], [(0, -20), (0, -300)]]
    graph = metres(network_of(lines))
    places = snap(graph, np.array([[250.0, 0.0], [-10.0, 25.0], [-3.7, 11.3], [-3.7, -31.3]]))
    assert places.edge.tolist() == [0, 2, 0, 3]
    meeting = metres(network_of([[(0.1, 0.2), (7.3, 9.1)], [(0.1, 0.2), (-8.3, 4.7)], [(-0.9, 9.2), (0.1, 0.2)]]))
    assert snap(meeting, np.array([[1.1, -4.8]])).edge.tolist() == [0]


def test_no_positions_and_no_edges() -> None:
    graph = metres(network_of([[(0, 0), (100, 0)]]))
    assert len(snap(graph, np.zeros((0, 2)))) == 0
    assert points_at(graph, snap(graph, np.zeros((0, 2)))).shape == (0, 2)
    assert snap(metres(network_of([])), np.array([[0.0, 0.0]])).edge.tolist() == [-1]


def test_an_edge_without_length_is_found_at_its_start() -> None:
    graph = metres(network_of([[(5, 5), (5, 5)]]))
    places = snap(graph, np.array([[5.0, 8.0]]))
    assert (places.edge.tolist(), places.fraction.tolist(), places.distance_m.tolist()) == ([0], [0.0], [3.0])
    assert points_at(graph, places).tolist() == [[5.0, 5.0]]


def test_random_lines_are_snapped_as_by_brute_force() -> None:
    for seed in range(30):
        random = np.random.default_rng(seed)
        size = random.choice([60, 900, 6000])
        lines = [[tuple(point) for point in random.uniform(0, size, (random.integers(2, 5), 2))] for _ in range(12)]
        # Whole tens, so that many positions are equally near to two segments.
        lines += [[tuple(point) for point in random.integers(0, size // 10, (2, 2)) * 10.0] for _ in range(6)]
        graph = metres(network_of(lines, allowed_forward=[0] * 3 + [15] * 15, allowed_backward=[0] * 3 + [15] * 15))
        xy = np.vstack([random.uniform(-700, size + 700, (60, 2)), random.integers(0, size // 10, (60, 2)) * 10.0])
        places = snap(graph, xy)
        edges, distances_m = brute_force(graph, xy)
        np.testing.assert_array_equal(places.edge, edges)
        np.testing.assert_allclose(places.distance_m, distances_m, atol=1e-9)
        snapped = places.edge >= 0
        away_m = np.hypot(*(points_at(graph, places) - xy)[snapped].T)
        np.testing.assert_allclose(away_m, places.distance_m[snapped], atol=1e-7)


def test_a_real_network_is_snapped_as_by_brute_force_and_in_little_memory(shared_data: Path) -> None:
    raw, _ = read_streets(shared_data / "osm_networks" / "north-bayreuth_2014.osm.gz", Limits())
    graph = metres(contract(raw), "bike")
    random = np.random.default_rng(7)
    low, high = graph.network.points.min(axis=0) - 300, graph.network.points.max(axis=0) + 300
    xy = random.uniform(low, high, (20_000, 2))
    snap(graph, xy[:1])
    tracemalloc.start()
    places = snap(graph, xy)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 60e6
    some = slice(None, None, 40)
    edges, distances_m = brute_force(graph, xy[some])
    np.testing.assert_array_equal(places.edge[some], edges)
    np.testing.assert_array_equal(places.distance_m[some], distances_m)
    assert (places.edge >= 0).any()
    assert (places.edge < 0).any()
