"""`manage.py prepare`: a database holds one region."""

from typing import Any

import psycopg.errors
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from gisportal.management.commands import prepare


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that prepare calls, none of which runs."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(prepare, "call_command", lambda *names, **options: calls.append(names))
    return calls


@pytest.mark.django_db
def test_a_database_is_claimed_once(settings: Any) -> None:
    assert prepare.region_of_database() == ""
    prepare.claim_database("wuerzburg")
    prepare.claim_database("wuerzburg")
    assert prepare.region_of_database() == "wuerzburg"


@pytest.mark.django_db
def test_a_database_of_another_region_is_left_alone(called: list[tuple[str, ...]]) -> None:
    prepare.claim_database("heidelberg")
    with pytest.raises(CommandError, match=r"holds the region 'heidelberg', not 'wuerzburg': start with --region heid"):
        call_command("prepare")
    assert called == []


@pytest.mark.django_db
def test_migrate_comes_before_seed(called: list[tuple[str, ...]]) -> None:
    call_command("prepare", data="/srv/data")
    assert called == [("migrate",), ("seed", "--region", "wuerzburg", "--data", "/srv/data")]


@pytest.mark.django_db
def test_production_is_not_seeded(called: list[tuple[str, ...]]) -> None:
    call_command("prepare", no_seed=True)
    assert called == [("migrate",)]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (psycopg.errors.DiskFull("could not extend file"), "The disk is full"),
        (
            psycopg.OperationalError("server closed the connection\nunexpectedly"),
            "The database does not answer: server",
        ),
    ],
)
@pytest.mark.django_db
def test_a_full_disk_and_a_lost_database_are_one_sentence(
    problem: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError(str(problem)) from problem

    monkeypatch.setattr(prepare, "call_command", fail)
    with pytest.raises(CommandError, match=sentence) as caught:
        call_command("prepare")
    assert "\n" not in str(caught.value)
