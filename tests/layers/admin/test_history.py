"""The history says who changed what, when, from what to what."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from layers.admin.history import Part, moments
from layers.models import Area, Association, Heimatforum, Organisation, Stay
from layers.services import save_entry, set_status
from tests.conftest import OLD_TOWN, VILLAGE
from tests.forms import read_form

SignIn = Callable[[Person], Client]


def address(entry: Association, what: str) -> str:
    return reverse(f"admin:layers_association_{what}", args=[entry.pk])


def said(entry: object, **options: object) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    return [
        (moment.who, moment.what, [(each.label, each.before, each.after) for each in moment.differences])
        for moment in moments(entry, **options)
    ]


def test_each_save_names_its_author_and_the_fields(areas: dict[str, Area], city_editor: Person) -> None:
    body = Organisation.objects.create(name="Stadtverband")
    club = save_entry(Association(name="Ruderclub", geom=OLD_TOWN), by="import verein.csv")
    club.name, club.topics, club.wheelchair, club.organisation = "Ruderverein", ["sport", "youth"], "yes", body
    club.geom, club.volunteers_wanted = VILLAGE, True
    save_entry(club, by=city_editor)
    newest, first = said(club)
    assert first[:2] == ("import verein.csv", "angelegt")
    assert ("Name", "", "Ruderclub") in first[2]
    assert newest[:2] == ("Edith", "geändert")
    # The positions are those of EPSG:25832 567000 5516000 and 572000 5500000, by cs2cs of PROJ.
    assert set(newest[2]) == {
        ("Name", "Ruderclub", "Ruderverein"),
        ("Lage", "49.79272, 9.93089", "49.64825, 9.99740"),
        ("Rollstuhl", "unbekannt", "rollstuhlgerecht"),
        ("Themen", "–", "Sport und Bewegung, Jugend"),
        ("Träger", "–", "Stadtverband"),
        ("Sucht Ehrenamtliche", "nein", "ja"),
    }


def test_a_status_set_for_many_stands_in_each_history(areas: dict[str, Area], city_editor: Person) -> None:
    club = save_entry(Association(name="Ruderclub", geom=OLD_TOWN), by="test")
    set_status(Association, [club.pk], "published", by=city_editor)
    assert said(club)[0] == ("Edith", "geändert", [("Stand", "Entwurf", "veröffentlicht")])


def test_the_page_shows_it(signed_in: SignIn, city_editor: Person) -> None:
    client = signed_in(city_editor)
    club = save_entry(Association(name="Ruderclub", geom=OLD_TOWN), by="import verein.csv")
    client.post(address(club, "change"), read_form(client.get(address(club, "change"))) | {"summary": "<b>Rudern</b>"})
    content = client.get(address(club, "history")).content.decode()
    assert re.search(r"Edith\s+·\s+geändert", content)
    assert "import verein.csv" in content
    assert "&lt;b&gt;Rudern&lt;/b&gt;" in content


def test_parts_belong_to_the_history_of_their_entry(
    published_in_test: None, areas: dict[str, Area], city_editor: Person
) -> None:
    forum = save_entry(Heimatforum(name="Klimarondell", moves=True), by="test")
    stay = Stay.objects.create(
        heimatforum=forum,
        place_name="Marktplatz",
        starts_at=datetime(2026, 5, 1, tzinfo=UTC),
        ends_at=datetime(2026, 6, 1, tzinfo=UTC),
        geom=OLD_TOWN,
    )
    stay.place_name = "Mainwiesen"
    stay.save()
    differences = [each for moment in said(forum, parts=(Part(Stay, "heimatforum_id"),)) for each in moment[2]]
    assert ("Standort von … bis …: Ort", "Marktplatz", "Mainwiesen") in differences


def test_hidden_fields_are_not_shown(areas: dict[str, Area]) -> None:
    club = save_entry(Association(name="Ruderclub", geom=OLD_TOWN, internal_note="geheim"), by="test")
    assert "geheim" in str(said(club))
    assert "geheim" not in str(said(club, hidden=("internal_note",)))


def test_an_account_that_is_gone_leaves_its_history(areas: dict[str, Area], city_editor: Person) -> None:
    club = save_entry(Association(name="Ruderclub", geom=OLD_TOWN), by=city_editor)
    city_editor.delete()
    assert said(club)[0][0] == "ein gelöschtes Konto"


def test_a_long_history_costs_no_more_questions_than_a_short_one(areas: dict[str, Area], city_editor: Person) -> None:
    club = save_entry(Association(name="Ruderclub", geom=OLD_TOWN), by=city_editor)
    counts = []
    for saves in (1, 120):
        for number in range(saves):
            Association.objects.filter(pk=club.pk).update(summary=f"{saves} {number}")
        with CaptureQueriesContext(connection) as captured:
            shown = moments(club)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert len([each for moment in shown for each in moment.differences]) == 100
