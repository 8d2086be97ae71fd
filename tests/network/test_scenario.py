"""Scenarios: closed and new ways over a network that stays as it is."""

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from analysis.methods.costs import cost_table
from analysis.methods.facilities import Facilities
from analysis.methods.nearest import nearest
from analysis.methods.reach import pieces, reach, reached_length_m
from analysis.methods.route import route
from network.graph import Graph
from network.network import Mode, Network
from network.profiles import make_graph, profiles
from network.scenario import MAX_JOIN_M, Link, Scenario, overlay
from network.snapping import points_at, snap
from tests.network.networks import network_of

FOOT = profiles()["foot"]
# Two streets north and south of a river, joined by a bridge in the far east.
SOUTH, NORTH = [(0.0, 0.0), (400.0, 0.0)], [(0.0, 200.0), (400.0, 200.0)]
BRIDGE = [(400.0, 0.0), (400.0, 200.0)]


@pytest.fixture
def network() -> Network:
    return network_of([SOUTH, NORTH, BRIDGE])


def with_scenario(network: Network, *links: Link, closed: tuple[int, ...] = (), profile: str = "foot") -> Graph:
    chosen = profiles()[profile]
    return overlay(make_graph(chosen, network, "metres"), Scenario(closed, links), chosen, "metres")


def metres_between(graph: Graph, start: tuple[float, float], end: tuple[float, float]) -> float:
    at = graph.x + 1j * graph.y
    origin, target = (int(np.argmin(np.abs(at - complex(*point)))) for point in (start, end))
    return float(dijkstra(graph.outward, indices=origin)[target])


def test_an_empty_scenario_changes_nothing(network: Network) -> None:
    graph, before = with_scenario(network), make_graph(FOOT, network, "metres")
    assert metres_between(graph, (0, 0), (0, 200)) == 1000.0
    np.testing.assert_array_equal(graph.outward.todense(), before.outward.todense())
    np.testing.assert_array_equal(graph.length_m, network.length_m)


def test_a_closed_edge_is_a_way_for_nobody(network: Network) -> None:
    graph = with_scenario(network, closed=(2,))
    assert np.isinf(metres_between(graph, (0, 0), (0, 200)))
    assert snap(graph, np.array([[401.0, 100.0]])).edge.tolist() == [0]
    assert metres_between(make_graph(FOOT, network, "metres"), (0, 0), (0, 200)) == 1000.0


def test_a_link_between_junctions(network: Network) -> None:
    graph = with_scenario(network, Link(np.array([[0.0, 0.0], [0.0, 200.0]])))
    assert metres_between(graph, (0, 0), (0, 200)) == 200.0
    assert len(graph.x) == len(network.x)
    assert graph.length_m.tolist() == [*network.length_m, 200.0]


def test_a_link_that_begins_within_an_edge_divides_it(network: Network) -> None:
    graph = with_scenario(network, Link(np.array([[100.0, 3.0], [100.0, 197.0]])))
    assert metres_between(graph, (0, 0), (0, 200)) == pytest.approx(100 + 194 + 100)
    assert metres_between(graph, (0, 0), (400, 0)) == pytest.approx(400.0)
    assert np.isinf(graph.forward[:2]).all()
    assert graph.added is not None
    assert graph.added.part_of.tolist() == [0, 0, 1, 1, -1]
    assert graph.length_m[3:].tolist() == [100.0, 300.0, 100.0, 300.0, 194.0]


def test_two_links_on_one_edge_divide_it_into_three(network: Network) -> None:
    links = [Link(np.array([[x, 0.0], [x, 200.0]])) for x in (300.0, 100.0)]
    graph = with_scenario(network, *links)
    assert metres_between(graph, (100, 0), (300, 200)) == pytest.approx(400.0)
    assert graph.added is not None
    assert graph.added.part_of.tolist() == [0, 0, 0, 1, 1, 1, -1, -1]


def test_parts_of_a_one_way_street_stay_one_way() -> None:
    network = network_of([SOUTH, NORTH], allowed_backward=[int(Mode.FOOT)] * 2)
    link = Link(np.array([[100.0, 0.0], [100.0, 200.0]]), "residential", Mode.CAR, Mode.CAR)
    graph = with_scenario(network, link, profile="car")
    assert metres_between(graph, (0, 0), (400, 200)) == pytest.approx(600.0)
    assert np.isinf(metres_between(graph, (400, 200), (0, 0)))


def test_a_link_is_for_those_whom_it_allows(network: Network) -> None:
    onward = Link(np.array([[0.0, 0.0], [0.0, 200.0]]), "footway", Mode.FOOT, Mode(0))
    graph = with_scenario(network, onward)
    assert metres_between(graph, (0, 0), (0, 200)) == 200.0
    assert metres_between(graph, (0, 200), (0, 0)) == 1000.0
    assert len(with_scenario(network, onward, profile="car").length_m) == len(network.length_m)


def test_minutes_of_a_link_are_those_of_its_kind(network: Network) -> None:
    car = profiles()["car"]
    link = Link(np.array([[0.0, 0.0], [0.0, 200.0]]), "tertiary", Mode.CAR, Mode.CAR)
    graph = overlay(make_graph(car, network, "minutes"), Scenario((), (link,)), car, "minutes")
    assert graph.forward[-1] == pytest.approx(0.2 / 50 * 60)


def test_the_end_of_a_link_far_from_any_way_is_loose(network: Network) -> None:
    graph = with_scenario(network, Link(np.array([[100.0, 0.0], [100.0, 100.0 + MAX_JOIN_M]])))
    assert metres_between(graph, (0, 0), (100, 125)) == pytest.approx(225.0)
    assert metres_between(graph, (0, 0), (0, 200)) == pytest.approx(1000.0)


def test_links_that_meet_off_the_network_are_joined(network: Network) -> None:
    middle = [100.0, 100.0]
    links = [Link(np.array([[100.0, 0.0], middle])), Link(np.array([middle, [100.0, 200.0]]))]
    assert metres_between(with_scenario(network, *links), (0, 0), (0, 200)) == pytest.approx(400.0)


def test_places_and_lines_of_added_edges(network: Network) -> None:
    graph = with_scenario(network, Link(np.array([[100.0, 0.0], [110.0, 100.0], [100.0, 200.0]])))
    places = snap(graph, np.array([[105.0, 100.0], [200.0, 5.0], [400.0, 100.0]]))
    assert places.edge.tolist() == [7, 4, 2]
    assert points_at(graph, places)[1:].tolist() == [[200.0, 0.0], [400.0, 100.0]]
    offsets, points = graph.lines(np.array([7, 2, 4]))
    assert offsets.tolist() == [0, 3, 5, 7]
    assert points.tolist() == [[100, 0], [110, 100], [100, 200], *map(list, BRIDGE), [100, 0], [400, 0]]


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        (Scenario(closed_edges=(3,)), "closed edge does not exist"),
        (Scenario(links=(Link(np.zeros((1, 2))),)), "two points"),
        (Scenario(links=(Link(np.array([[0.0, 0.0], [np.nan, 1.0]])),)), "two points"),
        (Scenario(links=(Link(np.array([[0.0, 0.0], [0.0, 200.0]]), "tunnel"),)), "no kind of way"),
    ],
)
def test_what_makes_no_sense_is_refused(network: Network, scenario: Scenario, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        overlay(make_graph(FOOT, network, "metres"), scenario, FOOT, "metres")


def test_a_scenario_over_a_scenario_is_refused(network: Network) -> None:
    with pytest.raises(ValueError, match="not over another"):
        overlay(with_scenario(network, Link(np.array(BRIDGE))), Scenario(), FOOT, "metres")


def test_methods_walk_what_a_scenario_adds(network: Network) -> None:
    """From the south a footbridge in the west leads to the north; it is walked, drawn and named as what it is."""
    bridge = Link(np.array([[100.0, 0.0], [100.0, 200.0]]), kind="pedestrian")
    graph = with_scenario(network, bridge)
    south, north = snap(graph, np.array([[50.0, 0.0]])), snap(graph, np.array([[50.0, 200.0]]))
    way = route(graph, south, north)
    assert way is not None
    assert way.cost == way.length_m == pytest.approx(300.0)
    assert way.length_by_kind_m == pytest.approx({"residential": 100.0, "pedestrian": 200.0})
    assert way.points.tolist() == [[50, 0], [100, 0], [100, 200], [50, 200]]
    # 50 m to the west end, 350 m to the east end, and from the bridge 100 m of it.
    assert reached_length_m(reach(graph, south, 150.0)) == pytest.approx(50 + 150 + 100)
    assert pieces(reach(graph, south, 150.0)).points[:, 1].max() == pytest.approx(100.0)
    table = cost_table(graph, south, Facilities.with_one_entrance(north), 400.0)
    assert table.cost.tolist() == pytest.approx([300.0])
    assert nearest(graph, south, Facilities.with_one_entrance(north)).cost.tolist() == pytest.approx([300.0])
    without = make_graph(FOOT, network, "metres")
    assert (
        cost_table(
            without,
            snap(without, np.array([[50.0, 0.0]])),
            Facilities.with_one_entrance(snap(without, np.array([[50.0, 200.0]]))),
            400.0,
        ).cost.tolist()
        == []
    )
