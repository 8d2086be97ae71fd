"""What people send who mean no good, or cannot know better: a sentence and 4xx, before anything is computed."""

import json
import logging
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from analysis import services
from ogc.processes import gate
from ogc.processes.body import MAX_BODY_BYTES
from tests.ogc.processes.conftest import CATCHMENT, FACILITIES, HERE, ISOCHRONE, NEAREST, ROUTE, Post
from tests.payloads import PAYLOADS

pytestmark = pytest.mark.usefixtures("streets", "published_in_test")

POINT = '{"inputs":{"point":%s}}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"1",
        b'"x"',
        b"point=9.93,49.79",
        b"<wps:Execute/>",
        b"\xff\xfe{\x00}\x00",
        b"\x00" * 100,
        POINT % "[NaN, 49.79]",
        POINT % "[Infinity, 49.79]",
        POINT % "[-Infinity, 49.79]",
        POINT % "[1e999, 49.79]",
        POINT % "[9.93, -1e999]",
        POINT % ("[" + "9" * 5000 + ", 49.79]"),
        POINT % "[9.93, 49.79, 0]",
        POINT % '["9.93", "49.79"]',
        POINT % "[true, false]",
        POINT % "[[9.93, 49.79]]",
        POINT % "null",
        POINT % "{}",
        "[" * 30_000 + "]" * 30_000,
        '{"inputs":' + '{"a":' * 10_000 + "1" + "}" * 10_001,
        '{"inputs":{"point":' + "[" * 5_000 + "]" * 5_000 + "}}",
        json.dumps({"inputs": {"point": [1.5] * 10_000}}),
        json.dumps({"inputs": {"point": HERE, "minutes": list(range(1, 5_000))}}),
        json.dumps({"inputs": {f"input{number}": 1 for number in range(3_000)}}),
        json.dumps({"inputs": {"point": [13.4, 52.5]}}),
        json.dumps({"inputs": {"point": [0, 0]}}),
        json.dumps({"inputs": {"point": [181, 91]}}),
        json.dumps({"inputs": {"point": [49.79, 9.93]}}),
        json.dumps({"inputs": {"point": HERE, "profile": "foot\u0000"}}),
        json.dumps({"inputs": {"point": HERE, "profile": "\ud800"}}),
        json.dumps({"inputs": {"\u0000": 1}}),
        json.dumps({"inputs": {"point": HERE, "minutes": [61]}}),
        json.dumps({"inputs": {"point": HERE, "minutes": [10**400]}}),
        json.dumps({"inputs": {"point": HERE}, "none": 1}),
    ],
)
def test_a_body_that_is_no_question_is_refused_before_anything_is_computed(
    post: Post, body: bytes | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "current_version", lambda: pytest.fail("something was computed"))
    answer = post("isochrone", body)
    refused = json.loads(answer.content)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert refused["detail"].endswith(".")
    assert len(refused["detail"]) < 500


@pytest.mark.parametrize("size", [MAX_BODY_BYTES + 1, 10_000_000])
def test_a_body_of_many_bytes_is_not_read(post: Post, size: int) -> None:
    assert post("isochrone", b" " * size).status_code == 413


def test_a_body_that_is_said_to_be_long_is_not_waited_for(client: Client) -> None:
    for announced in ("10000000", "99999999999999999999"):
        answer = client.post("/ogc/processes/isochrone/execution", "{}", "application/json", CONTENT_LENGTH=announced)
        assert answer.status_code == 413


@pytest.mark.parametrize(
    "media_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "text/xml"]
)
def test_what_a_form_of_another_site_can_send_is_refused(client: Client, media_type: str) -> None:
    """A form sends none but these types without asking first; a script that may send JSON has no cookie with it."""
    answer = client.post("/ogc/processes/isochrone/execution", json.dumps(ISOCHRONE), media_type)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "wishes",
    [
        {"layers": []},
        {"layers": ["none"]},
        {"layers": ["\u0000"]},
        {"layers": ["\u0085"]},
        {"layers": ["' OR 1=1 --"]},
        {"layers": ["sports_facility"], "kind": ["'; DROP TABLE x; --"]},
        {"layers": ["sports_facility"], "area": ["x" * 101]},
        {"layers": ["sports_facility"] * 51},
        {"layers": ["sports_facility"], "near": "0,0"},
        {"layers": ["sports_facility"], "confirmed_since": "yesterday"},
        {"layers": "sports_facility"},
        {},
        None,
        [],
    ],
)
def test_facilities_that_are_none(post: Post, analyst: Person, wishes: Any) -> None:
    """For whoever may ask it, too. A wish that only matches nothing is no fault from a position."""
    inputs = {**NEAREST["inputs"], "facilities": {"value": wishes}}
    assert post("nearest", {"inputs": inputs}).status_code in ((200, 400) if wishes and "kind" in wishes else (400,))
    assert post("catchment", {"inputs": {"facilities": {"value": wishes}}}, analyst).status_code == 400


@pytest.mark.parametrize("area", [["none"], ["\u0085"], ["x" * 101], ["'"], [""], "09663000", [1]])
def test_areas_that_are_none(post: Post, analyst: Person, area: Any) -> None:
    assert post("catchment", {"inputs": {**CATCHMENT["inputs"], "area": area}}, analyst).status_code == 400


@pytest.mark.parametrize("payload", [each for each in PAYLOADS if "<" in each])
def test_a_text_stays_text(client: Client, post: Post, payload: str) -> None:
    """Names and values that run a script elsewhere are refused, and where a refusal repeats them they are escaped."""
    body = {"inputs": {**ISOCHRONE["inputs"], payload: payload}}
    for answer in (
        post("isochrone", body, headers={"accept": "text/html"}),
        post("isochrone", {**ISOCHRONE, "outputs": {payload: {}}}, headers={"accept": "text/html"}),
        client.get("/ogc/jobs", {"status": payload, "f": "html"}),
    ):
        assert answer.status_code == 400
        assert payload[:40] not in answer.content.decode()


def test_places_that_no_way_leads_to(post: Post) -> None:
    """In the region, but further than 500 m from any street of it."""
    far = [9.8, 49.6]
    assert post("isochrone", {"inputs": {"point": far}}).status_code == 422
    assert post("route", {"inputs": {"from": HERE, "to": far}}).status_code == 422
    assert post("nearest", {"inputs": {"point": far, "facilities": FACILITIES}}).status_code == 422


def test_what_is_too_large_to_wait_for_is_told_to_become_a_job(
    post: Post, analyst: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MAX_PAIRS_AT_ONCE", 1)
    answer = post("catchment", CATCHMENT, analyst)
    assert answer.status_code == 400
    assert "respond-async" in json.loads(answer.content)["detail"]
    assert post("catchment", CATCHMENT, analyst, later=True).status_code == 201


def test_who_comes_when_all_places_are_taken_is_sent_away(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PATIENCE_S", 0.0)
    for _place in range(gate.AT_ONCE):
        assert gate._free.acquire(blocking=False)
    try:
        answer = post("isochrone", ISOCHRONE)
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0
    finally:
        for _place in range(gate.AT_ONCE):
            gate._free.release()
    assert post("isochrone", ISOCHRONE).status_code == 200


def test_a_place_is_free_again_after_a_refusal(post: Post) -> None:
    for _time in range(gate.AT_ONCE + 1):
        assert post("isochrone", {"inputs": {"point": [9.8, 49.6]}}).status_code == 422
    assert post("isochrone", ISOCHRONE).status_code == 200


def test_no_position_is_written_anywhere(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """Not in the database, and not in a log, even where the answer is a refusal or a fault of ours."""
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connections["default"]) as queries:
        for process, body in (("isochrone", ISOCHRONE), ("route", ROUTE), ("nearest", NEAREST)):
            assert post(process, body).status_code == 200
        post("isochrone", {"inputs": {"point": [9.8123, 49.6123]}})
    ours = [each for each in caplog.records if not each.name.startswith(("django.db", "asyncio"))]
    for number in ("9.930", "49.792", "9.8123", "49.6123"):
        assert not [each for each in ours if number in each.getMessage()]
    writes = ("INSERT", "UPDATE", "DELETE", "COPY")
    assert not [each["sql"] for each in queries if each["sql"].lstrip().startswith(writes)]


def test_a_fault_of_ours_is_a_sentence_without_a_stack(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise RuntimeError("SELECT secret FROM /srv/place")

    monkeypatch.setattr(services, "current_version", fail)
    answer = post("isochrone", ISOCHRONE)
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"


def test_a_forged_host_is_in_no_link(client: Client) -> None:
    answer = client.get("/ogc/jobs", headers={"host": "example.invalid"})
    assert answer.status_code == 400
    assert "example.invalid" not in answer.content.decode()
