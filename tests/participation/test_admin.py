"""Participation projects in the administration: phases are saved and published with their project."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from layers.models import Area, ParticipationProject
from layers.services import save_entry
from participation.models import Phase
from published.models import PublicFeature
from tests.conftest import OLD_TOWN
from tests.forms import read_form
from tests.staff import person

pytestmark = pytest.mark.usefixtures("published_in_test")


@pytest.fixture
def project(areas: dict[str, Area]) -> ParticipationProject:
    return save_entry(ParticipationProject(name="Marktplatz", status="published", geom=OLD_TOWN), by="test")


@pytest.fixture
def client(areas: dict[str, Area]) -> Client:
    client = Client()
    client.force_login(person("edith", "editor", "09663000"))
    return client


def page(project: ParticipationProject, what: str = "change") -> str:
    return reverse(f"admin:layers_participationproject_{what}", args=[project.pk])


def phase(number: int, kind: str, first: int, last: int) -> dict[str, str]:
    today = timezone.localdate()
    return {
        f"phases-{number}-kind": kind,
        f"phases-{number}-starts_on": f"{today + timedelta(days=first):%d.%m.%Y}",
        f"phases-{number}-ends_on": f"{today + timedelta(days=last):%d.%m.%Y}",
    }


def test_a_phase_of_today_is_public_at_once(client: Client, project: ParticipationProject) -> None:
    sent = read_form(client.get(page(project))) | {"phases-TOTAL_FORMS": "2"}
    client.post(page(project), sent | phase(0, "survey", -1, 1) | phase(1, "evaluation", 2, 9))
    published = PublicFeature.objects.one("participation_project", project.pk).properties
    assert published["phase"] == "survey"
    assert [each["kind"] for each in published["phases"]] == ["survey", "evaluation"]
    history = client.get(page(project, "history")).content.decode()
    assert "Phase: Art" in history


def test_a_deleted_phase_leaves_the_map(client: Client, project: ParticipationProject) -> None:
    today = timezone.localdate()
    Phase.objects.create(project=project, kind="ideas", starts_on=today, ends_on=today)
    sent = read_form(client.get(page(project))) | {"phases-0-DELETE": "on"}
    client.post(page(project), sent)
    assert not Phase.objects.exists()
    assert "phase" not in PublicFeature.objects.one("participation_project", project.pk).properties


def test_days_in_the_wrong_order_get_a_sentence(client: Client, project: ParticipationProject) -> None:
    sent = read_form(client.get(page(project))) | {"phases-TOTAL_FORMS": "1"}
    response = client.post(page(project), sent | phase(0, "survey", 3, 1))
    assert "Der letzte Tag darf nicht vor dem ersten liegen." in response.content.decode()
    assert not Phase.objects.exists()
