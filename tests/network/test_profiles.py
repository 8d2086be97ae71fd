"""Profiles as data, and the costs that they make of a network."""

from dataclasses import replace

import numpy as np
import pytest

from network.network import KINDS, SURFACES, Mode
from network.profiles import Graphs, make_graph, profiles
from tests.network.networks import EVERYBODY, network_of

HUNDRED_METRES = [(0.0, 0.0), (100.0, 0.0)]


def lines(count: int) -> list[list[tuple[float, float]]]:
    """Lines of a hundred metres, one above the other."""
    return [[(0.0, 9.0 * row), (100.0, 9.0 * row)] for row in range(count)]


def test_every_profile_is_named_in_both_languages_and_says_its_source() -> None:
    found = profiles()
    assert list(found) == ["foot", "wheelchair", "elderly_or_child", "bike", "pedelec", "car"]
    for profile in found.values():
        assert profile.label("de") != profile.label("en")
        assert profile.source.endswith(".")
        assert profile.speed_kmh > 0
        assert profile.leg_kmh <= 5.0  # from the door to the way one walks


def test_five_kilometres_an_hour_are_twelve_minutes_a_kilometre() -> None:
    graph = make_graph(profiles()["foot"], network_of([HUNDRED_METRES]), "minutes")
    assert graph.forward.tolist() == pytest.approx([1.2])
    assert graph.cost_per_leg_m == pytest.approx(0.012)
    metres = make_graph(profiles()["foot"], network_of([HUNDRED_METRES]), "metres")
    assert (metres.forward.tolist(), metres.cost_per_leg_m) == ([100.0], 1.0)


def test_who_may_not_go_pays_infinitely() -> None:
    network = network_of(lines(2), allowed_forward=[EVERYBODY, 0], allowed_backward=[int(Mode.FOOT), EVERYBODY])
    car = make_graph(profiles()["car"], network, "metres")
    assert car.forward.tolist() == [100.0, np.inf]
    assert car.backward.tolist() == [np.inf, 100.0]
    assert car.is_travelled.tolist() == [True, True]


def test_cars_drive_by_class_and_by_limit() -> None:
    kinds = ["motorway", "residential", "residential", "ferry"]
    network = network_of(lines(4), kind=kinds, max_speed_kmh=[0, 0, 20, 0], fixed_minutes=[np.nan] * 3 + [7.0])
    car = profiles()["car"]
    assert car.speeds_kmh(network)[:3].tolist() == pytest.approx([100.0, 30.0, 18.0])
    assert make_graph(car, network, "minutes").forward.tolist() == pytest.approx([0.06, 0.2, 6 / 18, 7.0])


def test_a_ferry_without_duration_is_slow_for_everybody() -> None:
    network = network_of([HUNDRED_METRES], kind=["ferry"])
    for profile in profiles().values():
        assert make_graph(profile, network, "minutes").forward.tolist() == pytest.approx([1.2]), profile.id


@pytest.mark.parametrize(
    ("column", "passes"),
    [
        ({"surface": [SURFACES.index("asphalt")]}, True),
        ({"surface": [SURFACES.index("sett")]}, True),
        ({"surface": [SURFACES.index("cobblestone")]}, False),
        ({"surface": [SURFACES.index("gravel")]}, False),
        ({"kind": ["footway"]}, True),
        ({"kind": ["path"]}, False),
        ({"kind": ["path"], "surface": [SURFACES.index("asphalt")]}, True),
        ({"incline_percent": [6.0]}, True),
        ({"incline_percent": [-6.5]}, False),
        ({"raised_kerb": [True]}, False),
        ({"allowed_forward": [int(Mode.FOOT)]}, False),
    ],
    ids=str,
)
def test_where_a_wheelchair_passes(column: dict[str, list], passes: bool) -> None:
    network = network_of([HUNDRED_METRES], **column)
    assert bool(np.isfinite(make_graph(profiles()["wheelchair"], network, "minutes").forward[0])) == passes
    assert np.isfinite(make_graph(profiles()["foot"], network, "minutes").forward[0])


def test_all_names_of_kinds_are_known() -> None:
    assert {kind for profile in profiles().values() for kind in profile.by_kind} <= set(KINDS)


def test_graphs_are_kept_by_version_profile_and_unit() -> None:
    kept, foot = Graphs(size=2), profiles()["foot"]
    network = network_of([HUNDRED_METRES], version="v1")
    first = kept.get(foot, network, "minutes")
    assert kept.get(foot, network, "minutes") is first
    assert kept.get(foot, network, "metres") is not first
    kept.get(foot, replace(network, version="v2"), "minutes")  # the third: the one longest not asked for leaves
    assert kept.get(foot, network, "minutes") is not first


def test_graphs_of_networks_without_a_version_are_not_kept() -> None:
    foot = profiles()["foot"]
    short, long = network_of([HUNDRED_METRES]), network_of([[(0, 0), (200, 0)]])
    assert foot.graph(short, "metres").forward.tolist() == [100.0]
    assert foot.graph(long, "metres").forward.tolist() == [200.0]
