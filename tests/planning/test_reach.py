"""Reach around a point that is moved: at once, by POST, kept nowhere."""

import json
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analysis.models import Run

PATH = "/planung/erreichbar.json"
POINT = [9.9307, 49.7913]


def ask(client: Client, **wanted: Any) -> Any:
    return client.post(PATH, json.dumps({"point": POINT, "profile": "foot", **wanted}), "application/json")


def test_the_farthest_lies_below_the_nearest(planner: Client) -> None:
    answer = ask(planner, minutes=[10, 5]).json()
    assert [each["properties"]["minutes"] for each in answer["features"]] == [10, 5]
    assert {each["geometry"]["type"] for each in answer["features"]} == {"MultiPolygon"}
    lines = ask(planner, minutes=[5], shape="network").json()["features"]
    assert lines[0]["geometry"]["type"] == "MultiLineString"


def test_a_scenario_counts_as_in_the_run(planner: Client) -> None:
    line = {"type": "LineString", "coordinates": [POINT, [POINT[0], POINT[1] + 0.02]]}
    scenario = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": line}]}
    before, after = (ask(planner, minutes=[10], **more).json() for more in ({}, {"scenario": scenario}))
    north = [
        max(lat for part in each["features"][0]["geometry"]["coordinates"] for _lon, lat in part[0])
        for each in (before, after)
    ]
    assert north[1] > north[0]
    line["coordinates"] = [POINT, [11.0, 50.0]]
    response = ask(planner, minutes=[10], scenario=scenario)
    assert (response.status_code, "Region" in response.json()["sentence"]) == (400, True)


def test_nothing_of_it_is_kept(planner: Client) -> None:
    with CaptureQueriesContext(connections["default"]) as asked:
        assert ask(planner, minutes=[5]).status_code == 200
    assert not [each for each in asked if not each["sql"].lstrip("( ").startswith(("SELECT", "SAVE", "REL", "SET"))]
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"minutes": []}, 400),
        ({"minutes": [121]}, 400),
        ({"minutes": [float("nan")]}, 400),
        ({"point": [0, 0]}, 400),
        ({"point": [float("nan"), 49.79]}, 400),
        ({"point": "here"}, 400),
        ({"profile": "rocket"}, 400),
        ({"other": "x" * 3000}, 400),
        ({"point": [9.80, 49.85]}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(planner: Client, wanted: dict[str, Any], status: int) -> None:
    response = ask(planner, **wanted)
    assert response.status_code == status
    assert response.json()["sentence"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 59_999, b" " * 60_001])
def test_what_is_no_object_is_refused(planner: Client, body: bytes) -> None:
    assert planner.post(PATH, body, "application/json").status_code == 400
