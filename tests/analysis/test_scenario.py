"""Scenarios of questions: what is closed and what is new counts for every method, and only for the run that asks so."""

import re
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import AnonymousUser

from analysis import scenario, services
from analysis.context import Context
from analysis.errors import NotAllowed
from analysis.positions import in_degrees
from analysis.questions import QUESTIONS
from analysis.receipts import receipt
from analysis.results import read_table
from network.profiles import profiles
from network.queries import network_of
from network.scenario import edges_at
from published.errors import BadParameter
from tests.analysis.conftest import COLUMNS, SIDE_M, SOUTH_WEST, Town, asked, worked

MIDDLE = SOUTH_WEST[0] + (COLUMNS // 2) * SIDE_M, SOUTH_WEST[1] + (COLUMNS // 2) * SIDE_M


def at(east_m: float, north_m: float) -> list[float]:
    """Return the position so far from the crossing in the middle of the town, in degrees."""
    return in_degrees(np.array([[MIDDLE[0] + east_m, MIDDLE[1] + north_m]]))[0]


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


CLOSED = collection(feature("Point", at(50, 0)))
SHORT_CUT = collection(feature("LineString", [at(0, 0), at(500, 500)], highway="footway", name="Steg"))


def route(town: Town, *, profile: str = "foot", **parameters: Any) -> Any:
    wanted = {"from": at(0, 0), "to": at(100, 0), "profile": profile, **parameters}
    return services.answer("route", wanted, by=town.analyst)


def metres(result: Any) -> float:
    return float(result.tables[0].values["length_m"][0])


def test_a_closed_way_is_gone_round(town: Town) -> None:
    assert metres(route(town)) == pytest.approx(100, abs=0.5)
    detour = route(town, scenario=CLOSED)
    assert metres(detour) == pytest.approx(300, abs=0.5)
    assert "Planspiel: 1 Weg gesperrt." in detour.log
    assert metres(route(town)) == pytest.approx(100, abs=0.5)


def test_a_new_way_is_for_those_who_may_use_it(town: Town) -> None:
    far = {"to": at(500, 500), "scenario": SHORT_CUT}
    on_foot = route(town, **far)
    assert metres(on_foot) == pytest.approx(500 * 2**0.5, abs=1)
    assert "Planspiel: 1 neuer Weg (707 m)." in on_foot.log
    assert metres(route(town, profile="bike", **far)) == pytest.approx(1000, abs=1)
    steps = collection(feature("LineString", [at(0, 0), at(500, 500)], highway="steps"))
    assert metres(route(town, to=at(500, 500), scenario=steps)) < 750
    assert metres(route(town, profile="wheelchair", to=at(500, 500), scenario=steps)) == pytest.approx(1000, abs=1)


def test_a_run_under_a_scenario_reaches_more_and_its_receipt_says_so(town: Town) -> None:
    short_cut = collection(feature("LineString", [at(-500, -400), at(0, 0)], highway="path"))
    before, after = worked(asked(town)), worked(asked(town, scenario=short_cut))
    assert after.parameters["scenario"]["features"][0]["properties"] == {"highway": "path"}
    assert before.result_hash != after.result_hash
    assert "Planspiel: 1 neuer Weg" in " ".join(after.log)
    rows = [read_table(run.tables.get(name="units").data) for run in (before, after)]
    minutes = [
        np.array([np.inf if value is None else value for value in each["values"]["minutes_foot"]], dtype=float)
        for each in rows
    ]
    assert (minutes[1] <= minutes[0]).all()
    assert (minutes[1] < minutes[0]).any()
    again = worked(services.rerun(receipt(after), by=town.analyst))
    assert again.result_hash == after.result_hash


def test_equal_scenarios_are_one_question(town: Town) -> None:
    noisy = collection(feature("Point", [*at(50, 0), 211.0], name="Baustelle"))
    assert asked(town, scenario=CLOSED).pk == asked(town, scenario=noisy).pk


def test_a_closed_point_closes_whatever_way_is_nearest(town: Town) -> None:
    foot = profiles()["foot"].graph(network_of(town.network), "minutes")
    found = edges_at(foot, np.array([[MIDDLE[0] + 50, MIDDLE[1] + 2], [MIDDLE[0] + 50, MIDDLE[1] + 30]]))
    assert found[0] >= 0
    assert found[1] == -1  # beyond MAX_JOIN_M
    context = Context({"scenario": scenario.checked(CLOSED)}, {"network": town.network})
    for profile in profiles():
        graph = context.graph(profile)
        assert np.isinf([graph.forward[found[0]], graph.backward[found[0]]]).all()
    assert context.graph("foot") is context.graph("foot")


@pytest.mark.parametrize("question", ["isochrone", "route", "nearest"])
def test_without_the_role_nobody_asks_for_a_scenario(town: Town, question: str) -> None:
    given = {"isochrone": {"point": at(0, 0)}, "route": {"from": at(0, 0), "to": at(100, 0)}}.get(
        question, {"point": at(0, 0), "facilities": {"layers": ["sports_facility"]}}
    )
    services.answer(question, given, by=AnonymousUser())
    with pytest.raises(NotAllowed):
        services.answer(question, given | {"scenario": CLOSED}, by=AnonymousUser())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("x", "scenario"),
        ({}, "Es fehlt"),
        (collection(), "zu kurz"),
        (collection(*[feature("Point", at(50, 0))] * 51), "zu lang"),
        (collection(feature("Polygon", [[at(0, 0)] * 4] * 2)), "muss eines von diesen sein"),
        (collection(feature("Point", [9.93, "49.79"])), "Länge und Breite"),
        (collection(feature("Point", [True, 49.79])), "Länge und Breite"),
        (collection(feature("Point", [11.0, 49.79])), "liegt nicht in der Region"),
        (collection(feature("Point", [float("nan"), 49.79])), "gibt es nicht|Länge und Breite|Zahl"),
        (collection(feature("Point", [[9.93, 49.79], [9.93, 49.8]])), "Länge und Breite"),
        (collection(feature("LineString", [at(0, 0), at(0, 0)])), "zwei verschiedene Punkte"),
        (collection(feature("LineString", [9.93, 49.79])), "Länge und Breite"),
        (collection(feature("LineString", [at(0, 0), at(9, 9)], highway="motorway")), "highway"),
        (collection(feature("LineString", [at(0, 0), at(9, 9)], highway=["footway"])), "highway"),
    ],
)
def test_what_is_no_scenario_is_refused_with_a_sentence(given: Any, sentence: str) -> None:
    with pytest.raises(BadParameter) as caught:
        QUESTIONS["isochrone"].checked({"point": at(0, 0), "scenario": given})
    assert re.search(sentence, caught.value.sentence)


def test_a_closed_point_off_every_way_is_refused(town: Town) -> None:
    with pytest.raises(BadParameter, match="liegt auf keinem Weg"):
        route(town, scenario=collection(feature("Point", at(50, 50))))
