"""Participation projects as they are published: the phase of the day."""

from datetime import UTC, date, datetime

import pytest

from layers.models import ParticipationProject
from layers.services import save_entry
from participation.models import Phase
from published.models import PublicFeature
from published.services import publish, publish_due
from tests.conftest import OLD_TOWN

pytestmark = pytest.mark.usefixtures("published_in_test")


@pytest.fixture
def project() -> ParticipationProject:
    project = save_entry(ParticipationProject(name="Neuer Platz", status="published", geom=OLD_TOWN), by="test")
    Phase.objects.create(project=project, kind="ideas", starts_on=date(2026, 3, 28), ends_on=date(2026, 3, 29))
    Phase.objects.create(project=project, kind="vote", starts_on=date(2026, 3, 30), ends_on=date(2026, 4, 2))
    return project


def phase(project: ParticipationProject) -> str | None:
    return PublicFeature.objects.one("participation_project", project.pk).properties.get("phase")


@pytest.mark.parametrize(
    ("moment", "kind"),
    [
        (datetime(2026, 3, 27, 22, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 27, 23, 0, tzinfo=UTC), "ideas"),  # midnight of the 28th in winter time
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "ideas"),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "vote"),  # midnight of the 30th, now in summer time
        (datetime(2026, 4, 2, 21, 59, tzinfo=UTC), "vote"),
        (datetime(2026, 4, 2, 22, 0, tzinfo=UTC), None),
    ],
)
def test_the_phase_is_that_of_the_day_in_the_region(
    project: ParticipationProject, moment: datetime, kind: str | None
) -> None:
    publish("participation_project", [project.pk], at=moment)
    assert phase(project) == kind


def test_phases_turn_by_the_minute_job(project: ParticipationProject) -> None:
    publish_due(datetime(2026, 3, 27, 12, tzinfo=UTC))
    publish("participation_project", [project.pk], at=datetime(2026, 3, 27, 12, tzinfo=UTC))
    seen = []
    for moment in (
        datetime(2026, 3, 27, 22, 59, tzinfo=UTC),
        datetime(2026, 3, 27, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
        datetime(2026, 4, 2, 22, 0, tzinfo=UTC),
    ):
        publish_due(moment)
        seen.append(phase(project))
    assert seen == [None, "ideas", "vote", None]


def test_all_phases_are_told_in_order(project: ParticipationProject) -> None:
    publish("participation_project", [project.pk])
    phases = PublicFeature.objects.one("participation_project", project.pk).properties["phases"]
    assert [(each["kind"], each["starts_on"]) for each in phases] == [("ideas", "2026-03-28"), ("vote", "2026-03-30")]
