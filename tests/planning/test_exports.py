"""Exports as they are asked for: by analysts, as attachments that nothing runs in."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import Role
from analysis.exports import FORMATS
from analysis.models import Run
from layers.models import Area, Source
from tests.analysis.finished_runs import finished_run, published_facilities, published_units, without_network
from tests.gisportal.test_urls import addresses
from tests.staff import person


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, published_in_test: None, source: Source, areas: dict[str, Area]) -> Run:
    """A finished run."""
    without_network(monkeypatch)
    published_units(source, 3)
    published_facilities(source, ["Sportplatz Mainwiese"])
    return finished_run()


@pytest.fixture
def analyst(client: Client, run: Run) -> Client:
    """A browser in which an analyst has signed in."""
    client.force_login(person("analyst", Role.Kind.ANALYST))
    return client


def address(run: Run, format_id: str = "csv") -> str:
    return f"/planung/auswertungen/{run.pk}/export/{format_id}"


def test_these_are_all_addresses_that_take_results_away() -> None:
    found = {path for path in addresses(get_resolver("gisportal.urls")) if path.startswith("planung/")}
    assert {path for path in found if "export" in path} == {
        "planung/auswertungen/<uuid:run_id>/export/<slug:format_id>",
        "planung/vergleich/<uuid:before>/<uuid:after>/export/<slug:format_id>",
    }


@pytest.mark.parametrize("format_id", [each for each in FORMATS if each != "html"])
def test_an_analyst_gets_a_file_that_is_saved_and_not_kept(analyst: Client, run: Run, format_id: str) -> None:
    answer = analyst.get(address(run, format_id))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == FORMATS[format_id].media_type
    name = f"nearest-{run.pk.hex[:8]}.{FORMATS[format_id].extension}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(answer.content) > 200


def test_the_difference_of_two_runs_is_exported_as_well(analyst: Client, run: Run) -> None:
    later = finished_run(minutes=(9.0,))
    answer = analyst.get(f"/planung/vergleich/{run.pk}/{later.pk}/export/xlsx")
    assert answer.status_code == 200
    assert f"nearest-{run.pk.hex[:8]}-{later.pk.hex[:8]}.xlsx" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("kind", [None, Role.Kind.EDITOR])
def test_for_everybody_else_there_is_no_such_run(client: Client, run: Run, kind: Role.Kind | None) -> None:
    assert client.get(address(run)).status_code == 404
    client.force_login(person("somebody", kind))
    hidden, absent = client.get(address(run)), client.get(f"/planung/auswertungen/{uuid4()}/export/csv")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_a_format_that_there_is_not_is_not_found(analyst: Client, run: Run) -> None:
    answer = analyst.get(address(run, "docx"))
    assert answer.status_code == 404
    assert "Format" in answer.content.decode()


def test_a_run_under_way_answers_with_a_sentence(analyst: Client, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(status=Run.Status.RUNNING)
    answer = analyst.get(address(run))
    assert answer.status_code == 409
    assert answer.content.decode().startswith("Diese Auswertung ist noch nicht fertig.")


def test_different_questions_are_not_compared(analyst: Client, run: Run) -> None:
    other = finished_run()
    Run.objects.filter(pk=other.pk).update(question="fairness")
    answer = analyst.get(f"/planung/vergleich/{run.pk}/{other.pk}/export/csv")
    assert answer.status_code == 400


def test_exports_are_only_read(analyst: Client, run: Run) -> None:
    assert analyst.post(address(run)).status_code == 405
