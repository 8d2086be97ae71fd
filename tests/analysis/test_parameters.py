"""What a question is asked with is refused with a sentence before anything is computed."""

import math
from typing import Any

import pytest

from analysis.parameters import checked, plain
from analysis.positions import require_in_region
from analysis.questions import QUESTIONS
from published.errors import BadParameter

HERE = [9.93, 49.79]
FACILITIES = {"layers": ["sports_facility"]}


def test_defaults_are_filled_in() -> None:
    wanted = QUESTIONS["nearest"].checked({"facilities": FACILITIES})
    assert wanted == {
        "facilities": FACILITIES,
        "area": [],
        "profiles": ["foot"],
        "minutes": 15,
        "depart_at": None,
    }


def test_equal_numbers_are_written_equally() -> None:
    assert QUESTIONS["isochrone"].checked({"point": HERE, "minutes": [5.0, 7.5]})["minutes"] == [5, 7.5]


@pytest.mark.parametrize(
    ("question", "given", "says"),
    [
        ("nearest", {}, "facilities"),
        ("nearest", {"facilities": FACILITIES, "x": 1}, "gibt es hier nicht"),
        ("nearest", {"facilities": {"layers": []}}, "zu kurz"),
        ("nearest", {"facilities": {"layers": ["a"], "sql": "'; DROP TABLE"}}, "gibt es hier nicht"),
        ("nearest", {"facilities": FACILITIES, "minutes": 0}, "größer als 0"),
        ("nearest", {"facilities": FACILITIES, "minutes": -5}, "größer als 0"),
        ("nearest", {"facilities": FACILITIES, "minutes": 121}, "höchstens 120"),
        ("nearest", {"facilities": FACILITIES, "minutes": "15"}, "minutes"),
        ("nearest", {"facilities": FACILITIES, "minutes": True}, "minutes"),
        ("nearest", {"facilities": FACILITIES, "minutes": math.nan}, "minutes"),
        ("nearest", {"facilities": FACILITIES, "minutes": math.inf}, "minutes"),
        ("nearest", {"facilities": FACILITIES, "profiles": ["rocket"]}, "eines von diesen"),
        ("nearest", {"facilities": FACILITIES, "profiles": []}, "zu kurz"),
        ("nearest", {"facilities": FACILITIES, "profiles": ["foot", "foot"]}, "profiles"),
        ("nearest", {"facilities": FACILITIES, "area": [str(number) for number in range(51)]}, "zu lang"),
        ("nearest", {"facilities": FACILITIES, "depart_at": "gestern"}, "depart_at"),
        ("nearest", {"facilities": FACILITIES, "depart_at": "2026-03-29T02:30"}, "Zeitumstellung"),
        ("isochrone", {"point": [9.93]}, "zu kurz"),
        ("isochrone", {"point": [9.93, 49.79, 0]}, "zu lang"),
        ("isochrone", {"point": [math.nan, 49.79]}, "point"),
        ("isochrone", {"point": [0, 0]}, "nicht in der Region"),
        ("isochrone", {"point": [49.79, 9.93]}, "nicht in der Region"),
        ("isochrone", {"point": "9.93,49.79"}, "point"),
        ("isochrone", {"point": HERE, "minutes": [5] * 7}, "minutes"),
        ("route", {"from": HERE}, "to"),
        ("route", {"from": HERE, "to": [9, 40]}, "nicht in der Region"),
        ("cumulative-opportunities", {"facilities": FACILITIES, "decay": {"name": "step", "parameters": {}}}, "decay"),
        (
            "cumulative-opportunities",
            {"facilities": FACILITIES, "decay": {"name": "power", "parameters": {"exponent": "x"}}},
            "decay",
        ),
        ("supply-ratio", {"facilities": FACILITIES, "method": "4sfca"}, "eines von diesen"),
    ],
)
def test_bad_parameters_are_refused_with_a_sentence(question: str, given: dict[str, Any], says: str) -> None:
    with pytest.raises(BadParameter) as refusal:
        QUESTIONS[question].checked(given)
    assert says in refusal.value.sentence
    assert len(refusal.value.sentence) < 300


@pytest.mark.parametrize("given", [[], "x", None, 5])
def test_only_an_object_is_taken(given: Any) -> None:
    with pytest.raises(BadParameter):
        checked(QUESTIONS["route"].schema(), given)


def test_a_long_value_is_not_repeated() -> None:
    with pytest.raises(BadParameter) as refusal:
        QUESTIONS["isochrone"].checked({"point": HERE, "x" * 5000: 1})
    assert len(refusal.value.sentence) < 200


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_each_schema_is_one_and_speaks_to_people(question: str) -> None:
    from jsonschema import Draft202012Validator

    schema = plain(QUESTIONS[question].schema())
    Draft202012Validator.check_schema(schema)
    assert all(each.get("title") for each in schema["properties"].values())
    assert QUESTIONS[question].id == question
    assert str(QUESTIONS[question].title).endswith("?")


def test_the_region_has_an_edge() -> None:
    require_in_region("point", HERE)
    with pytest.raises(BadParameter, match="Länge"):
        require_in_region("point", [11, 49.79])
