"""What is asked from one position: exact on a lattice of streets, refused with a sentence where there is no way."""

from datetime import datetime
from typing import Any

import pytest
import shapely
from django.conf import settings
from django.db import connections
from django.test import Client
from pyproj import Transformer
from shapely.geometry import shape

from analysis import at_point, selection
from analysis.errors import NoWay
from network.graph import Graph
from network.profiles import profiles
from network.queries import current
from tests.analysis.conftest import NOW, Town
from tests.conftest import OLD_TOWN

to_degrees = Transformer.from_crs(25832, 4326, always_xy=True)
to_metres = Transformer.from_crs(4326, 25832, always_xy=True)
HERE = to_degrees.transform(OLD_TOWN.x, OLD_TOWN.y)
FOOT_M_PER_MIN = 5000 / 60


@pytest.fixture
def graph(town: Town) -> Graph:
    """The streets of the town on foot."""
    return profiles()["foot"].graph(current(), "minutes")


def metres(geometry: dict) -> shapely.Geometry:
    """Return a GeoJSON geometry in EPSG:25832."""
    return shapely.transform(shape(geometry), lambda xy: to_metres_array(xy))


def to_metres_array(xy: object) -> object:
    import numpy as np

    return np.column_stack(to_metres.transform(xy[:, 0], xy[:, 1]))  # type: ignore[index]


def test_the_reached_streets_of_a_lattice_have_the_closed_form(graph: Graph) -> None:
    """Within n blocks of a crossing lie 4 n² blocks of streets, when n is whole."""
    blocks = 4
    [found] = at_point.isochrones(
        graph, at_point.snapped(graph, "point", HERE), [blocks * 100 / FOOT_M_PER_MIN], as_network=True
    )
    assert found.length_m == pytest.approx(4 * blocks**2 * 100, abs=0.5)
    assert metres(found.geometry).length == pytest.approx(found.length_m, abs=5)


def test_larger_isochrones_hold_the_smaller_ones_and_their_holes(graph: Graph) -> None:
    found = at_point.isochrones(graph, at_point.snapped(graph, "point", HERE), [2, 5, 8])
    areas = [metres(each.geometry) for each in found]
    assert all(area.is_valid for area in areas)
    assert [each.minutes for each in found] == [2, 5, 8]
    assert areas[0].difference(areas[1]).area < 50
    assert areas[1].difference(areas[2]).area < 50
    # The blocks between the streets are 50 m away from any of them.
    assert sum(len(part.interiors) for part in areas[2].geoms) > 50


def test_the_nearest_come_first_with_their_minutes(graph: Graph) -> None:
    chosen = selection.facilities({"layers": ["sports_facility"]})
    found = at_point.nearest(graph, at_point.snapped(graph, "point", HERE), chosen, 30)
    names = chosen.column("name")
    assert [names[each.row] for each in found] == ["Halle Mitte", "Bahn ohne Zeiten", "Platz Ost"]
    assert [round(each.minutes, 2) for each in found] == [
        0,
        round(600 / FOOT_M_PER_MIN, 2),
        round(900 / FOOT_M_PER_MIN, 2),
    ]
    assert len(at_point.nearest(graph, at_point.snapped(graph, "point", HERE), chosen, 30, most=2)) == 2


def test_what_closes_on_the_way_is_not_near(graph: Graph) -> None:
    leaving = datetime.fromisoformat(NOW).replace(tzinfo=settings.REGION.tzinfo)
    chosen = selection.facilities({"layers": ["sports_facility"]}, depart_at=leaving)
    names = chosen.column("name")
    away = to_degrees.transform(OLD_TOWN.x - 900, OLD_TOWN.y)  # eleven minutes from the hall, which closes in ten
    found = at_point.nearest(graph, at_point.snapped(graph, "point", away), chosen, 60, leaving=leaving)
    assert [names[each.row] for each in found] == ["Platz Ost"]
    found = at_point.nearest(graph, at_point.snapped(graph, "point", HERE), chosen, 60, leaving=leaving)
    assert [names[each.row] for each in found] == ["Halle Mitte", "Platz Ost"]


def test_a_route_has_its_length_and_line(graph: Graph) -> None:
    there = to_degrees.transform(OLD_TOWN.x + 300, OLD_TOWN.y + 400)
    ends = [at_point.snapped(graph, "point", each) for each in (HERE, there)]
    way = at_point.route(graph, *ends)
    assert way.length_m == pytest.approx(700, abs=0.5)
    assert way.minutes == pytest.approx(700 / FOOT_M_PER_MIN, abs=0.01)
    assert way.steps_m == 0
    assert metres(way.geometry).length == pytest.approx(700, abs=1)


def test_far_from_any_way_there_is_a_sentence(graph: Graph) -> None:
    lonely = to_degrees.transform(OLD_TOWN.x + 3000, OLD_TOWN.y)
    with pytest.raises(NoWay, match="500 m"):
        at_point.snapped(graph, "point", lonely)


def test_what_anybody_asks_leaves_the_domain_tables_alone(
    town: Town, client: Client, django_assert_num_queries: Any
) -> None:
    lon, lat = OLD_TOWN.transform(4326, clone=True).coords
    near = {"near": f"{lon},{lat}", "minutes": "10", "by": "foot", "layers": "sports_facility"}
    hall = town.places["Halle Mitte"].pk
    with django_assert_num_queries(0, connection=connections["default"]):
        inputs = {"inputs": {"point": [lon, lat], "minutes": [5, 10]}}
        answers = [
            client.post("/ogc/processes/isochrone/execution", inputs, content_type="application/json"),
            client.post("/karte/liste/", near),
            client.post("/mein-ort/", {"near": f"{lon},{lat}"}),
            client.post(f"/karte/sports_facility/{hall}/weg/", {"near": f"{lon},{lat}"}),
        ]
    assert [each.status_code for each in answers] == [200] * 4
    assert "Halle Mitte" in answers[1].content.decode()
