"""The timeline of a participation project: what was, what is now, what comes, in words."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from frontend.phases import timeline
from layers.models import ParticipationProject
from layers.services import save_entry
from participation.models import Phase
from published.catalogue import catalogue
from published.services import publish
from tests.conftest import OLD_TOWN, turn
from tests.frontend.test_views import page

LAYER = catalogue["participation_project"]
TODAY = date(2026, 5, 1)


def phase(kind: str, first: str, last: str, title: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "starts_on": first, "ends_on": last, "title": title}


PAST = phase("information", "2026-03-01", "2026-04-30")
NOW = phase("ideas", "2026-05-01", "2026-05-03", "Ideenwerkstatt im Rathaus")
NEXT = phase("survey", "2026-05-04", "2027-01-31")


def at(today: date, *phases: dict[str, Any], kind: str = "running") -> Any:
    with override("de"):
        return timeline({"kind": kind, "phases": list(phases)}, LAYER, today)


def test_each_phase_says_its_state_in_words() -> None:
    found = at(TODAY, PAST, NOW, NEXT)
    assert [(line.title, line.state) for line in found.phases] == [
        ("Information", "past"),
        ("Ideenwerkstatt im Rathaus", "now"),
        ("Umfrage", "next"),
    ]
    with override("de"):
        assert [line.state_in_words for line in found.phases] == ["abgeschlossen", "läuft jetzt", "kommt noch"]
    assert [line.kind for line in found.phases] == ["", "Ideen sammeln", ""]
    assert found.phases[2].period == "4. Mai bis 31. Januar 2027"
    assert found.sentence == "Jetzt: Ideenwerkstatt im Rathaus, bis 3. Mai. Als Nächstes: Umfrage, ab 4. Mai."


@pytest.mark.parametrize(
    ("today", "kind", "sentence"),
    [
        (date(2026, 2, 1), "planned", "Als Nächstes: Information, ab 1. März."),
        (
            date(2026, 5, 3),
            "running",
            "Jetzt: Ideenwerkstatt im Rathaus, bis 3. Mai. Als Nächstes: Umfrage, ab 4. Mai.",
        ),
        (date(2027, 2, 1), "finished", "Alle Phasen sind abgeschlossen."),
        (date(2026, 5, 1), "stopped", "Das Vorhaben wurde eingestellt."),
    ],
)
def test_one_sentence_says_where_a_project_stands(today: date, kind: str, sentence: str) -> None:
    assert at(today, PAST, NOW, NEXT, kind=kind).sentence == sentence


def test_phases_at_the_same_time_are_both_named() -> None:
    both = at(TODAY, NOW, phase("vote", "2026-05-01", "2026-05-01"))
    assert both.sentence == "Jetzt: Ideenwerkstatt im Rathaus, bis 3. Mai; Abstimmung, bis 1. Mai."
    assert both.phases[1].period == "1. Mai"


def test_a_project_that_was_stopped_has_no_phase_to_come() -> None:
    assert [line.state for line in at(TODAY, PAST, NOW, NEXT, kind="stopped").phases] == ["past", "dropped", "dropped"]


def test_a_project_without_phases_has_no_timeline() -> None:
    assert at(TODAY) is None


@pytest.mark.usefixtures("published_in_test", "areas")
def test_the_page_shows_phases_results_and_the_way_to_take_part(client: Client) -> None:
    project = save_entry(
        ParticipationProject(
            name="Platz am Tor",
            status="published",
            geom=OLD_TOWN.buffer(50),
            state="running",
            responsible_office="Stadtplanungsamt",
            results="Mehr <b>Bäume</b>.",
            platform_url="https://mitmachen.example/platz",
        ),
        by="test",
    )
    for kind, first, last in (("ideas", "2020-01-01", "2020-02-01"), ("survey", "2020-02-02", "2999-01-01")):
        Phase.objects.create(project=project, kind=kind, starts_on=first, ends_on=last)
    publish("participation_project", [project.pk])
    turn()
    found = page(client, f"/karte/participation_project/{project.pk}/")
    phases = [each for each in found.all("li") if "timeline__phase" in str(each.get("class"))]
    assert [each.get("aria-current") for each in phases] == [None, "step"]
    assert "abgeschlossen" in found.text
    assert "läuft jetzt" in found.text
    assert "zuständige Stelle Stadtplanungsamt" in found.text
    assert "Mehr <b>Bäume</b>." in found.text
    links = {each.get("href"): each.get("rel") for each in found.all("a")}
    assert links["https://mitmachen.example/platz"] == "noreferrer"
