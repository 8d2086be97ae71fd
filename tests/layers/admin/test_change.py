"""Changes that wait: compared, taken over, turned down."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from layers.admin.change import proposals
from layers.models import Area, Association, Change, Organisation
from layers.services import propose_change, save_entry
from published.models import PublicFeature
from tests.conftest import OLD_TOWN, VILLAGE

pytestmark = pytest.mark.usefixtures("published_in_test")
SignIn = Callable[[Person], Client]
LIST = reverse("admin:layers_change_changelist")


def page(change: Change) -> str:
    return reverse("admin:layers_change_change", args=[change.pk])


@pytest.fixture
def club(areas: dict[str, Area]) -> Association:
    return save_entry(Association(name="Ruderclub", status="published", geom=OLD_TOWN), by="test")


def public_name(club: Association) -> str:
    return PublicFeature.objects.one("association", club.pk).name


def test_a_change_stands_beside_what_the_entry_says(club: Association) -> None:
    body = Organisation.objects.create(name="Stadtverband")
    change = propose_change(
        club,
        {
            "name": "Ruderverein",
            "topics": ["sport"],
            "geom": VILLAGE.ewkt,
            "organisation": body.pk,
            "summary": "",
            "valid_to": "2027-01-31T12:00:00+01:00",
        },
        by="test",
    )
    assert [(row.label, row.now, row.then, row.differs) for row in proposals(change, club)] == [
        ("Name", "Ruderclub", "Ruderverein", True),
        ("Themen", "–", "Sport und Bewegung", True),
        ("Lage", "49.79272, 9.93089", "49.64825, 9.99740", True),
        ("Träger", "–", "Stadtverband", True),
        ("Kurz gesagt", "–", "–", False),
        ("Gültig bis", "–", "31.01.2027 12:00", True),
    ]


def test_a_change_is_taken_over_and_published(signed_in: SignIn, region_editor: Person, club: Association) -> None:
    change = propose_change(club, {"name": "Ruderverein"}, by=region_editor)
    client = signed_in(region_editor)
    content = client.get(page(change)).content.decode()
    assert "Ruderverein" in content
    assert "Regina" in content or "regina" in content
    response = client.post(page(change), {"_approve": "1"}, follow=True)
    assert "Die Änderung ist übernommen." in response.content.decode()
    assert public_name(club) == "Ruderverein"


def test_a_change_is_turned_down_with_a_reason(signed_in: SignIn, city_editor: Person, club: Association) -> None:
    change = propose_change(club, {"name": "Ruderverein"}, by="test")
    client = signed_in(city_editor)
    response = client.post(page(change), {"_reject": "1", "answer": " "}, follow=True)
    assert "Schreiben Sie, warum" in response.content.decode()
    client.post(page(change), {"_reject": "1", "answer": "Der Name stimmt."})
    change.refresh_from_db()
    assert (change.state, change.answer, change.decided_by) == ("rejected", "Der Name stimmt.", city_editor)
    assert public_name(club) == "Ruderclub"


def test_an_outdated_change_gets_a_sentence(signed_in: SignIn, city_editor: Person, club: Association) -> None:
    change = propose_change(club, {"summary": "Rudern für alle"}, by="test")
    club.summary = "anders"
    save_entry(club, by="test")
    client = signed_in(city_editor)
    assert "Übernehmen geht nicht mehr" in client.get(page(change)).content.decode()
    response = client.post(page(change), {"_approve": "1"}, follow=True)
    assert "schon anders geändert" in response.content.decode()
    assert public_name(club) == "Ruderclub"


def test_a_decided_change_is_not_decided_again(signed_in: SignIn, city_editor: Person, club: Association) -> None:
    change = propose_change(club, {"name": "Ruderverein"}, by="test")
    client = signed_in(city_editor)
    client.post(page(change), {"_approve": "1"})
    response = client.post(page(change), {"_reject": "1", "answer": "doch nicht"}, follow=True)
    assert "wurde schon entschieden" in response.content.decode()
    assert "_approve" not in client.get(page(change)).content.decode()


def test_nobody_moves_an_entry_out_of_her_municipalities_by_a_change(
    signed_in: SignIn, city_editor: Person, club: Association
) -> None:
    change = propose_change(club, {"geom": VILLAGE.ewkt}, by="test")
    response = signed_in(city_editor).post(page(change), {"_approve": "1"}, follow=True)
    assert "außerhalb Ihrer Gemeinden" in response.content.decode()
    club.refresh_from_db()
    change.refresh_from_db()
    assert (club.municipality_id, change.state) == ("09663000", "waiting")


def test_several_are_taken_over_and_one_conflict_stops_only_itself(
    signed_in: SignIn, city_editor: Person, club: Association
) -> None:
    choir = save_entry(Association(name="Chor", status="published", geom=OLD_TOWN), by="test")
    changes = [
        propose_change(club, {"name": "Eins"}, by="test"),
        propose_change(club, {"name": "Zwei"}, by="test"),
        propose_change(choir, {"name": "Kinderchor"}, by="test"),
    ]
    data = {"action": "approve_changes", "_selected_action": [change.pk for change in changes]}
    response = signed_in(city_editor).post(LIST, data, follow=True)
    assert "2 Änderungen sind übernommen." in response.content.decode()
    assert "schon anders geändert" in response.content.decode()
    assert {public_name(club), public_name(choir)} == {"Eins", "Kinderchor"}


def test_the_form_of_an_entry_names_the_changes_that_wait(
    signed_in: SignIn, city_editor: Person, club: Association
) -> None:
    change = propose_change(club, {"name": "Ruderverein"}, by="test")
    content = signed_in(city_editor).get(reverse("admin:layers_association_change", args=[club.pk])).content.decode()
    assert page(change) in content


def test_a_change_of_an_entry_that_is_gone_can_be_looked_at(
    signed_in: SignIn, administrator: Person, club: Association
) -> None:
    change = propose_change(club, {"name": "Ruderverein"}, by="test")
    Association.objects.all().delete()
    client = signed_in(administrator)
    assert "gibt es nicht mehr" in client.get(page(change)).content.decode()
    assert "gibt es nicht mehr" in client.post(page(change), {"_approve": "1"}, follow=True).content.decode()


def test_a_list_asks_the_same_number_of_questions_whatever_its_length(
    signed_in: SignIn, city_editor: Person, club: Association
) -> None:
    client = signed_in(city_editor)
    counts = []
    for wanted in (1, 30):
        for number in range(Change.objects.count(), wanted):
            propose_change(club, {"name": f"Name {number}"}, by=city_editor)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(LIST)
        assert [change.entry_name for change in response.context["cl"].result_list] == ["Ruderclub"] * wanted
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "count"), [("layer=association", 1), ("layer=place", 0), ("state__exact=waiting", 1)]
)
def test_filters(signed_in: SignIn, administrator: Person, club: Association, query: str, count: int) -> None:
    propose_change(club, {"name": "Ruderverein"}, by="test")
    assert signed_in(administrator).get(f"{LIST}?{query}").context["cl"].result_count == count
