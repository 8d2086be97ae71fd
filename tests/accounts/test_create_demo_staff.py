"""The command that makes demo accounts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from layers.models import Area

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("create_demo_staff", *arguments, stdout=out)
    return out.getvalue()


def test_it_makes_one_account_per_role_and_prints_passwords_that_work(areas: dict[str, Area]) -> None:
    Area.objects.filter(pk="09679170").update(population=11_000)
    Area.objects.filter(pk="09663000").update(population=130_000)
    printed = dict(line.split()[:2] for line in run().splitlines())
    people = {each.username: each for each in Person.objects.all()}
    assert set(people) == set(printed) == {"demo-redaktion", "demo-auswertung", "demo-verwaltung"}
    assert all(people[name].check_password(password) for name, password in printed.items())
    assert people["demo-redaktion"].edited_areas() == ["09663000"]
    assert people["demo-auswertung"].has_role("analyst")
    assert not any(each.is_superuser for each in people.values())
    again = dict(line.split()[:2] for line in run("--municipality", "09679170").splitlines())
    assert not set(again.values()) & set(printed.values())
    assert Person.objects.get(username="demo-redaktion").edited_areas() == ["09679170"]
    assert "deleted" in run("--remove")
    assert not Person.objects.exists()


def test_a_portal_that_people_use_gets_none(areas: dict[str, Area], settings: object) -> None:
    settings.HTTPS = True
    with pytest.raises(CommandError, match="HTTPS"):
        run()
    assert not Person.objects.exists()


def test_without_municipalities_it_says_so() -> None:
    with pytest.raises(CommandError, match="municipalities"):
        run()
