"""Who may do what in the workspace: every address, for everybody."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import Person
from analysis.models import Run
from tests.analysis.conftest import Town, asked, worked
from tests.gisportal.test_urls import addresses
from tests.staff import person

RUN = "planung/auswertungen/<uuid:run_id>/"
# What takes results away, and one's own access tokens, have tables of their own.
ELSEWHERE = {"export", "zugangsschluessel"}
PAIR = "planung/vergleich/<uuid:before>/<uuid:after>/"
POINT = {"point": [9.93, 49.79], "minutes": [5]}
# Address: method, what is sent, the status for an analyst and for somebody without the role. Runs do not exist for the
# latter; what is no run is refused.
TABLE: dict[str, tuple[str, Any, int, int]] = {
    "planung/": ("get", None, 200, 403),
    "planung/fragen/<slug:question_id>/": ("get", None, 200, 403),
    "planung/erreichbar.json": ("post", POINT, 200, 403),
    "planung/nachweis/": ("get", None, 200, 403),
    "planung/auswertungen/": ("get", None, 200, 403),
    RUN: ("get", None, 200, 404),
    f"{RUN}stand.json": ("get", None, 200, 404),
    f"{RUN}karte.geojson": ("get", None, 200, 404),
    f"{RUN}orte.geojson": ("get", None, 200, 404),
    f"{RUN}nachweis.json": ("get", None, 200, 404),
    f"{RUN}abbrechen/": ("post", {}, 303, 404),
    f"{RUN}neu/": ("post", {}, 303, 404),
    f"{RUN}veroeffentlichen/": ("post", {}, 303, 404),
    f"{RUN}zurueckziehen/": ("post", {}, 303, 404),
    "planung/vergleich/": ("get", None, 303, 403),
    PAIR: ("get", None, 200, 404),
    f"{PAIR}karte.geojson": ("get", None, 200, 404),
}


@pytest.fixture
def runs(town: Town) -> tuple[Run, Run]:
    return worked(asked(town)), worked(asked(town, minutes=15))


def path(address: str, runs: tuple[Run, Run]) -> str:
    """Return an address filled in, with the query that it needs."""
    filled = address.replace("<uuid:run_id>", str(runs[0].pk)).replace("<slug:question_id>", "nearest")
    filled = filled.replace("<uuid:before>", str(runs[0].pk)).replace("<uuid:after>", str(runs[1].pk))
    query = {
        f"{RUN}karte.geojson": "?table=units&column=minutes_foot",
        "planung/vergleich/": f"?before={runs[0].pk}&after={runs[1].pk}",
    }
    return f"/{filled}{query.get(address, '')}"


def ask(client: Client, method: str, url: str, sent: Any) -> Any:
    """Send a request; what is sent is JSON."""
    return getattr(client, method)(url, sent, content_type="application/json") if sent else getattr(client, method)(url)


def test_every_address_of_the_workspace_has_a_row() -> None:
    found = {path for path in addresses(get_resolver("gisportal.urls")) if path.startswith("planung/")}
    assert {path for path in found if not ELSEWHERE & set(path.split("/"))} == set(TABLE)


def client_of(somebody: Person | None) -> Client:
    """Return a browser of somebody who is signed in, or of nobody."""
    client = Client()
    if somebody:
        client.force_login(somebody)
    return client


@pytest.mark.parametrize("language", ["", "/en"])
def test_each_address_for_everybody(runs: tuple[Run, Run], town: Town, language: str) -> None:
    analysts = [client_of(each) for each in (town.analyst, person("vera", "administrator"))]
    editor, nobody = client_of(person("edith", "editor", whole_region=True)), client_of(None)
    for address, (method, sent, allowed, refused) in TABLE.items():
        url = language + path(address, runs)
        for client in analysts:
            response = ask(client, method, url, sent)
            assert response.status_code == allowed, (address, response.content[:300])
            assert "no-store" in response.headers["Cache-Control"], address
        assert ask(editor, method, url, sent).status_code == refused, address
        response = ask(nobody, method, url, sent)
        assert response.status_code == 302, address
        assert response.headers["Location"].startswith("/verwaltung/login/?next="), address


def test_each_address_takes_its_method_alone(runs: tuple[Run, Run], planner: Client) -> None:
    for address, (method, *_rest) in TABLE.items():
        for other in {"put", "patch", "delete"} | ({"get"} if method == "post" else set()):
            assert getattr(planner, other)(path(address, runs)).status_code == 405, address


def test_the_way_back_from_the_sign_in_is_the_page_that_was_asked_for(town: Town) -> None:
    response = Client().get("/planung/fragen/nearest/?wie=x")
    assert response.headers["Location"] == "/verwaltung/login/?next=%2Fplanung%2Ffragen%2Fnearest%2F%3Fwie%3Dx"
    response = Client().post("/planung/fragen/nearest/", {"minutes": 5})
    assert response.headers["Location"] == "/verwaltung/login/?next=%2Fplanung%2F"


def test_without_the_token_of_the_form_nothing_is_started(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.analyst)
    assert client.post("/planung/fragen/nearest/", {"layers": ["sports_facility"], "minutes": 5}).status_code == 403
    assert not Run.objects.exists()


def test_a_run_that_is_not_there_says_so_in_words(planner: Client) -> None:
    response = planner.get(f"/planung/auswertungen/{uuid4()}/")
    assert response.status_code == 404
    assert "Diese Auswertung gibt es nicht, oder sie ist nicht für Sie." in response.content.decode()
