"""Contraction is exact: what is dropped says nothing, what stays has the distances it had."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from importers.limits import Limits
from importers.streets.reading import read_streets
from network.network import Mode, Network
from network.profiles import make_graph, profiles
from network.simplify import components, contract
from tests.network.networks import EVERYBODY, line_at, network_of, shortest_m

FOOT = int(Mode.FOOT)


def test_a_bend_becomes_a_point_of_the_line() -> None:
    network = contract(network_of([[(0, 0), (3, 4)], [(3, 4), (3, 10)]]))
    assert line_at(network, 0) == [(0, 0), (3, 4), (3, 10)]
    assert network.length_m.tolist() == [11.0]
    assert network.x.tolist() == [0.0, 3.0]


def test_parts_drawn_against_each_other_are_turned() -> None:
    network = contract(
        network_of(
            [[(0, 0), (10, 0)], [(20, 0), (15, 1), (10, 0)], [(20, 0), (30, 0)]],
            allowed_forward=[FOOT, 0, FOOT],
            allowed_backward=[0, FOOT, 0],
            incline_percent=[2.0, -2.0, 2.0],
        )
    )
    assert line_at(network, 0) == [(0, 0), (10, 0), (15, 1), (20, 0), (30, 0)]
    assert (network.allowed_forward.tolist(), network.allowed_backward.tolist()) == ([FOOT], [0])
    assert network.incline_percent.tolist() == [2.0]
    assert network.way_id.tolist() == [1]


def test_one_way_streets_keep_their_direction() -> None:
    """The last part has the smallest number, and still the line runs as one may drive."""
    network = contract(
        network_of(
            [[(10, 0), (20, 0)], [(0, 0), (10, 0)]], allowed_forward=[EVERYBODY] * 2, allowed_backward=[FOOT] * 2
        )
    )
    assert line_at(network, 0) == [(0, 0), (10, 0), (20, 0)]
    assert network.allowed_backward.tolist() == [FOOT]


@pytest.mark.parametrize(
    "column",
    [
        {"allowed_forward": [EVERYBODY, FOOT]},
        {"allowed_backward": [FOOT, EVERYBODY]},
        {"kind": ["residential", "footway"]},
        {"surface": [1, 2]},
        {"incline_percent": [3.0, np.nan]},
        {"incline_percent": [3.0, -3.0]},
        {"max_speed_kmh": [30, 50]},
        {"raised_kerb": [True, False]},
        {"fixed_minutes": [4.0, np.nan]},
    ],
    ids=str,
)
def test_a_junction_where_anything_changes_stays(column: dict[str, list]) -> None:
    network = contract(network_of([[(0, 0), (1, 0)], [(1, 0), (2, 0)]], **column))
    assert len(network.start) == 2
    assert network.x.tolist() == [0.0, 1.0, 2.0]


def test_equal_one_way_parts_that_run_against_each_other_stay_two() -> None:
    network = network_of([[(0, 0), (1, 0)], [(2, 0), (1, 0)]], allowed_backward=[0, 0])
    assert len(contract(network).start) == 2


def test_a_ring_without_a_junction_becomes_a_loop() -> None:
    network = contract(network_of([[(0, 0), (3, 0)], [(3, 0), (3, 4)], [(3, 4), (0, 0)]]))
    assert (network.start.tolist(), network.end.tolist()) == ([0], [0])
    assert network.length_m.tolist() == [12.0]
    assert line_at(network, 0) in ([(0, 0), (3, 0), (3, 4), (0, 0)], [(0, 0), (3, 4), (3, 0), (0, 0)])


def test_a_ring_on_a_stick_keeps_its_junction() -> None:
    network = contract(network_of([[(0, 0), (5, 0)], [(5, 0), (8, 0), (8, 4)], [(8, 4), (5, 0)]]))
    assert sorted(network.length_m.tolist()) == [5.0, 12.0]
    assert len(network.x) == 2


def test_parallel_edges_and_a_loop_stay() -> None:
    lines = [[(0, 0), (1, 0)], [(0, 0), (0, 1), (1, 0)], [(1, 0), (2, 2), (1, 0)]]
    network = contract(network_of(lines))
    assert len(network.start) == 2  # the two parallel ones are a ring at the loop's junction
    assert sorted(network.length_m.tolist()) == sorted([1 + 1 + 2**0.5, 2 * 5**0.5])


def test_minutes_of_a_ferry_add_up() -> None:
    network = contract(network_of([[(0, 0), (1, 0)], [(1, 0), (2, 0)]], fixed_minutes=[2.0, 3.0], kind=["ferry"] * 2))
    assert network.fixed_minutes.tolist() == [5.0]


def test_a_contracted_network_stays_as_it_is() -> None:
    network = contract(network_of([[(0, 0), (1, 0)], [(1, 0), (2, 0)], [(1, 0), (1, 1)], [(5, 5), (6, 6)]]))
    again = contract(network)
    for name in ("x", "y", "start", "end", "length_m", "points", "point_offset", "way_id"):
        np.testing.assert_array_equal(getattr(again, name), getattr(network, name))


def test_nothing_contracts_to_nothing() -> None:
    network = contract(network_of([]))
    assert (len(network.x), len(network.start), network.point_offset.tolist()) == (0, 0, [0])
    assert components(network).count == 0


def test_components_are_counted_and_measured() -> None:
    found = components(network_of([[(0, 0), (3, 0)], [(3, 0), (6, 0)], [(9, 9), (9, 11)]]))
    assert (found.count, found.largest_share) == (2, 0.75)


def test_random_networks_keep_all_distances() -> None:
    for seed in range(20):
        random = np.random.default_rng(seed)
        nodes = random.integers(0, 6, (40, 2, 2)).astype(float)
        lines = [[tuple(a), tuple(b)] for a, b in nodes if tuple(a) != tuple(b)]
        sides = [random.choice([EVERYBODY, 0], len(lines), p=[0.85, 0.15]).tolist() for _ in range(2)]
        raw = network_of(lines, allowed_forward=sides[0], allowed_backward=sides[1])
        _assert_same_distances(raw, contract(raw), origins=range(5))


def _assert_same_distances(raw: Network, contracted: Network, origins: range) -> None:
    row = {(x, y): number for number, (x, y) in enumerate(zip(raw.x.tolist(), raw.y.tolist(), strict=True))}
    kept = [row[point] for point in zip(contracted.x.tolist(), contracted.y.tolist(), strict=True)]
    for origin in origins:
        expected = shortest_m(raw, kept[origin])[kept]
        np.testing.assert_allclose(shortest_m(contracted, origin), expected, atol=1e-9)


@pytest.mark.parametrize(
    ("profile", "origins"), [("foot", 10), ("car", 10), pytest.param("foot", 200, marks=pytest.mark.long)]
)
def test_a_real_network_keeps_all_distances(shared_data: Path, profile: str, origins: int) -> None:
    raw, _ = read_streets(shared_data / "osm_networks" / "heidelberg_2024.osm.pbf", Limits())
    contracted = contract(raw)
    assert len(contracted.x) < len(raw.x) / 4
    # Junctions are found again by their position; the few that share one with another are left out.
    position = raw.x + 1j * raw.y
    values, first, count = np.unique(position, return_index=True, return_counts=True)
    place = np.searchsorted(values, contracted.x + 1j * contracted.y)
    single = np.flatnonzero(count[place] == 1)
    kept = first[place][single]
    before, after = (make_graph(profiles()[profile], each, "metres") for each in (raw, contracted))
    chosen = np.random.default_rng(4).choice(len(single), origins, replace=False)
    reached = 0
    for some in np.array_split(chosen, origins // 10):
        expected = dijkstra(before.outward, indices=kept[some])[:, kept]
        found = dijkstra(after.outward, indices=single[some])[:, single]
        assert np.array_equal(np.isinf(found), np.isinf(expected))
        here = np.isfinite(found)
        reached += int(here.sum())
        assert np.abs(found[here] - expected[here]).max() < 1e-6
    assert reached > origins * len(single) / 10
