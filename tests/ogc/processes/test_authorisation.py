"""Who may do what: every address and method of processes and jobs, for everybody who could ask, on one page."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from accounts.models import Person
from analysis.models import Run
from analysis.services import start
from ogc import urls as published
from ogc.processes import urls
from tests.ogc.processes.conftest import CATCHMENT, FACILITIES, ISOCHRONE, NEAREST, ROUTE, Post, complete
from tests.staff import person

pytestmark = pytest.mark.usefixtures("streets", "published_in_test")

ROLES = {"nobody": None, "no role": "", "editor": "editor", "analyst": "analyst", "administrator": "administrator"}
# What each of them gets: nobody, no role, editor, analyst, administrator. The job was started by another analyst.
ALL, STAFF_ONLY = (200,) * 5, (403, 403, 403, 200, 200)
HIDDEN = (404, 404, 404, 200, 200)
TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "processes"): ALL,
    ("GET", "processes/<str:process_id>"): ALL,
    ("POST", "processes/isochrone/execution"): ALL,
    ("POST", "processes/route/execution"): ALL,
    ("POST", "processes/nearest/execution?of=point"): ALL,
    ("POST", "processes/nearest/execution"): STAFF_ONLY,
    ("POST", "processes/catchment/execution"): STAFF_ONLY,
    ("POST", "processes/cumulative-opportunities/execution"): STAFF_ONLY,
    ("POST", "processes/supply-ratio/execution"): STAFF_ONLY,
    ("POST", "processes/fifteen-minute/execution"): STAFF_ONLY,
    ("POST", "processes/fairness/execution"): STAFF_ONLY,
    ("GET", "jobs"): ALL,  # an empty list for those who may see none
    ("GET", "jobs/<str:job_id>"): HIDDEN,
    ("DELETE", "jobs/<str:job_id>"): (404, 404, 404, 403, 200),
    ("GET", "jobs/<str:job_id>/results"): HIDDEN,
    ("GET", "jobs/<str:job_id>/results/<str:name>"): HIDDEN,
}
BODIES: dict[str, Any] = {"isochrone": ISOCHRONE, "route": ROUTE}


@pytest.fixture
def foreign_job() -> str:
    """The finished job of an analyst who is not among those who ask."""
    run = start("catchment", {"facilities": FACILITIES["value"]}, by=person("colleague", "analyst"))
    complete(str(run.pk))
    return str(run.pk)


def example(pattern: str, job_id: str) -> str:
    """Return an address for a pattern."""
    named = {"<str:process_id>": "isochrone", "<str:job_id>": job_id, "<str:name>": "areas", "?of=point": ""}
    for ours, theirs in named.items():
        pattern = pattern.replace(ours, theirs)
    return f"/ogc/{pattern}"


@pytest.mark.parametrize(("method", "pattern"), TABLE)
def test_who_may_do_what_by_token(
    client: Client, bearer: Callable[[Person], dict[str, str]], foreign_job: str, method: str, pattern: str
) -> None:
    body = BODIES.get(pattern.split("/")[1] if "/" in pattern else "", NEAREST if "?" in pattern else CATCHMENT)
    got = []
    for name, kind in ROLES.items():
        header = {} if kind is None else bearer(person(name, kind or None))
        address = example(pattern, foreign_job)
        answer = client.generic(
            method, address, json.dumps(body) if method == "POST" else "", "application/json", headers=header
        )
        got.append(answer.status_code)
        assert answer.cookies == {}
    assert tuple(got) == TABLE[method, pattern]


@pytest.mark.parametrize(("method", "pattern"), TABLE)
def test_who_may_do_what_by_cookie(method: str, pattern: str, foreign_job: str) -> None:
    """A session reads what a token reads, and writes nothing: what it sends counts as that of nobody."""
    body = BODIES.get(pattern.split("/")[1] if "/" in pattern else "", NEAREST if "?" in pattern else CATCHMENT)
    as_nobody = TABLE[method, pattern][0]
    for place, (name, kind) in enumerate(ROLES.items()):
        client = Client(enforce_csrf_checks=True)
        if kind is not None:
            client.force_login(person(name, kind or None))
        address = example(pattern, foreign_job)
        answer = client.generic(method, address, json.dumps(body) if method == "POST" else "", "application/json")
        assert answer.status_code == (TABLE[method, pattern][place] if method == "GET" else as_nobody)
    assert Run.objects.count() == 1


def test_every_address_stands_in_the_table() -> None:
    ours: list[URLPattern] = [*urls.urlpatterns, *(each for each in published.urlpatterns if "process" in str(each))]
    listed = {pattern.partition("?")[0] for _method, pattern in TABLE}
    for each in ours:
        pattern = str(each.pattern)
        assert pattern in listed or pattern == "processes/<str:process_id>/execution"


@pytest.mark.parametrize("prefix", ["/ogc", "/en/ogc"])
def test_other_methods_are_refused(client: Client, prefix: str) -> None:
    for path, allowed in (
        ("processes", "GET"),
        ("processes/isochrone", "GET"),
        ("processes/isochrone/execution", "POST"),
        ("jobs", "GET"),
        ("jobs/x", "GET DELETE"),
        ("jobs/x/results", "GET"),
        ("jobs/x/results/y", "GET"),
    ):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            if method not in allowed.split():
                answer = client.generic(method, f"{prefix}/{path}")
                assert answer.status_code == 405, (method, path)
                assert "OPTIONS" in answer["Allow"]
        preflight = client.options(f"{prefix}/{path}")
        assert preflight.status_code == 204
        assert preflight["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer none", "Bearer gisportal_x", "Basic YTpi", "x", "Bearer é", "Bearer a b"]
)
def test_a_token_that_is_none_is_refused_and_not_overlooked(client: Client, post: Post, header: str) -> None:
    for answer in (
        post("isochrone", ISOCHRONE, headers={"authorization": header}),
        client.get("/ogc/jobs", headers={"authorization": header}),
    ):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_an_anonymous_answer_is_kept_nowhere(post: Post) -> None:
    for process, body in (("isochrone", ISOCHRONE), ("route", ROUTE), ("nearest", NEAREST)):
        answer = post(process, body)
        assert answer["Cache-Control"] == "private, no-store"
    assert not Run.objects.exists()


def test_a_person_who_lost_the_role_sees_no_job_any_more(
    client: Client, analyst: Person, bearer: Callable[[Person], dict[str, str]], foreign_job: str
) -> None:
    header = bearer(analyst)
    assert client.get(f"/ogc/jobs/{foreign_job}", headers=header).status_code == 200
    analyst.roles.all().delete()
    assert client.get(f"/ogc/jobs/{foreign_job}", headers=header).status_code == 404
    analyst.is_active = False
    analyst.save()
    assert client.get(f"/ogc/jobs/{foreign_job}", headers=header).status_code == 401
