"""Entries in the administration: what is saved is published, and nobody overwrites anybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from layers.models import Area, Association, Change, CountingStation, Source, SportsFacility, SupportService
from layers.services import propose_change, save_entry
from published.models import PublicFeature
from tests.conftest import OLD_TOWN, VILLAGE
from tests.forms import buttons, read_form

pytestmark = pytest.mark.usefixtures("published_in_test")
SignIn = Callable[[Person], Client]
LIST = reverse("admin:layers_association_changelist")
ADD = reverse("admin:layers_association_add")


def page(entry: object, what: str = "change") -> str:
    meta = entry._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=[entry.pk])


def public_names() -> set[str]:
    return set(PublicFeature.objects.values_list("name", flat=True))


def sentences(response: object) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def club(areas: dict[str, Area]) -> Association:
    return save_entry(Association(name="Ruderclub", status="published", geom=OLD_TOWN), by="test")


def test_a_saved_entry_is_public_at_once(signed_in: SignIn, city_editor: Person, club: Association) -> None:
    client = signed_in(city_editor)
    sent = read_form(client.get(page(club))) | {"name": "Ruderclub Würzburg", "topics": ["sport", "youth"]}
    response = client.post(page(club), sent)
    assert response.status_code == 302
    published = PublicFeature.objects.one("association", club.pk)
    assert published.name == "Ruderclub Würzburg"
    assert published.properties["topics"] == ["sport", "youth"]
    club.refresh_from_db()
    assert club.version == 2


def test_a_new_entry_is_a_draft_until_somebody_publishes_it(signed_in: SignIn, city_editor: Person) -> None:
    client = signed_in(city_editor)
    sent = read_form(client.get(ADD)) | {"name": "Chor", "geom": "49.7929, 9.9307"}
    client.post(ADD, sent)
    choir = Association.objects.get(name="Chor")
    assert (choir.status, choir.municipality_id, choir.slug) == ("draft", "09663000", "chor")
    assert "Chor" not in public_names()

    assert ("_status", "published") in buttons(client.get(page(choir)))
    response = client.post(page(choir), read_form(client.get(page(choir))) | {"_status": "published"})
    assert response.url == page(choir)
    assert "Chor" in public_names()

    client.post(page(choir), read_form(client.get(page(choir))) | {"_status": "withdrawn", "name": "Kinderchor"})
    choir.refresh_from_db()
    assert (choir.status, choir.name, choir.version) == ("withdrawn", "Kinderchor", 3)
    assert not {"Chor", "Kinderchor"} & public_names()


def test_a_new_entry_can_be_published_in_one_step(signed_in: SignIn, city_editor: Person) -> None:
    client = signed_in(city_editor)
    client.post(ADD, read_form(client.get(ADD)) | {"name": "Chor", "geom": "49.7929, 9.9307", "_status": "published"})
    assert "Chor" in public_names()


@pytest.mark.parametrize("status", ["draft", "submitted", "published", "no-such-status"])
def test_a_status_that_does_not_follow_is_ignored(
    signed_in: SignIn, city_editor: Person, club: Association, status: str
) -> None:
    client = signed_in(city_editor)
    client.post(page(club), read_form(client.get(page(club))) | {"_status": status, "status": status})
    club.refresh_from_db()
    assert club.status == "published"


def test_nobody_overwrites_what_somebody_else_saved_meanwhile(
    signed_in: SignIn, city_editor: Person, region_editor: Person, club: Association
) -> None:
    one, other = signed_in(city_editor), signed_in(region_editor)
    first, second = read_form(one.get(page(club))), read_form(other.get(page(club)))
    one.post(page(club), first | {"summary": "Rudern auf dem Main"})
    response = other.post(page(club), second | {"name": "Anders"})
    assert response.status_code == 200
    assert "Inzwischen hat jemand anderes" in response.content.decode()
    assert 'value="Anders"' in response.content.decode()
    club.refresh_from_db()
    assert (club.name, club.summary) == ("Ruderclub", "Rudern auf dem Main")


def test_a_form_without_its_version_is_refused(signed_in: SignIn, city_editor: Person, club: Association) -> None:
    client = signed_in(city_editor)
    sent = read_form(client.get(page(club))) | {"name": "Anders"}
    del sent["expected_version"]
    assert client.post(page(club), sent).status_code == 200
    club.refresh_from_db()
    assert club.name == "Ruderclub"


def test_saving_without_a_change_changes_nothing(signed_in: SignIn, city_editor: Person, club: Association) -> None:
    exact = club.geom.wkb
    client = signed_in(city_editor)
    assert client.post(page(club), read_form(client.get(page(club)))).status_code == 302
    club.refresh_from_db()
    assert (club.version, club.geom.wkb) == (1, exact)


def test_a_place_that_did_not_move_keeps_its_exact_coordinates(
    signed_in: SignIn, city_editor: Person, club: Association
) -> None:
    exact = club.geom.wkb
    client = signed_in(city_editor)
    sent = read_form(client.get(page(club)))
    client.post(page(club), sent | {"name": "Anders", "geom": sent["geom"].replace(":", " : ")})
    club.refresh_from_db()
    assert (club.name, club.geom.wkb) == ("Anders", exact)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("postcode", "9707", "Die Postleitzahl hat fünf Ziffern."),
        ("postcode", "٩٧٠٧٠", "Die Postleitzahl hat fünf Ziffern."),
        ("geom", "9.93, 49.79", "vertauscht"),
        ("geom", '{"type":"Point","coordinates":[NaN,49.7]}', "keine Zahl"),
        ("valid_to_0", "01.01.2020", "muss nach"),
        ("name", "", "Dieses Feld ist zwingend erforderlich."),
        ("topics", ["sport", "no-such-topic"], "no-such-topic"),
        ("sports", "x" * 41, "höchstens 40 Zeichen"),
    ],
)
def test_a_wrong_value_gets_a_sentence_and_changes_nothing(
    signed_in: SignIn, city_editor: Person, club: Association, field: str, value: str, sentence: str
) -> None:
    client = signed_in(city_editor)
    dates = {"valid_from_0": "01.01.2021", "valid_from_1": "00:00", "valid_to_1": "00:00"}
    sent = read_form(client.get(page(club))) | (dates if field.startswith("valid") else {}) | {field: value}
    response = client.post(page(club), sent)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    club.refresh_from_db()
    assert club.version == 1


def test_ages_in_the_wrong_order_get_a_sentence(signed_in: SignIn, city_editor: Person) -> None:
    service = save_entry(SupportService(name="Beratung", geom=OLD_TOWN), by="test")
    client = signed_in(city_editor)
    sent = read_form(client.get(page(service))) | {"minimum_age": "30", "maximum_age": "20"}
    assert "nicht kleiner" in client.post(page(service), sent).content.decode()


def test_areas_served_are_ticked_by_name(signed_in: SignIn, city_editor: Person) -> None:
    service = save_entry(SupportService(name="Beratung", status="published", geom=OLD_TOWN), by="test")
    client = signed_in(city_editor)
    response = client.get(page(service))
    assert "Ochsenfurt" in response.content.decode()
    client.post(page(service), read_form(response) | {"service_areas": ["09679170"], "channels": ["phone", "chat"]})
    service.refresh_from_db()
    assert [area.name for area in service.service_areas.all()] == ["Ochsenfurt"]
    assert service.channels == ["phone", "chat"]
    assert service.version == 2


def test_lists_are_written_one_per_line(signed_in: SignIn, city_editor: Person, club: Association) -> None:
    client = signed_in(city_editor)
    client.post(page(club), read_form(client.get(page(club))) | {"sports": " rowing \r\n\r\ncanoe, kayak\r\nrowing"})
    club.refresh_from_db()
    assert club.sports == ["rowing", "canoe, kayak"]


def test_a_noun_without_an_administration_of_its_own_has_the_plain_one(signed_in: SignIn, city_editor: Person) -> None:
    station = save_entry(CountingStation(name="Alte Mainbrücke", counted="pedestrians", geom=OLD_TOWN), by="test")
    client = signed_in(city_editor)
    client.post(page(station), read_form(client.get(page(station))) | {"counted": "bicycles"})
    station.refresh_from_db()
    assert station.counted == "bicycles"


def test_an_imported_entry_keeps_its_source(
    signed_in: SignIn, administrator: Person, club: Association, source: Source
) -> None:
    Association.objects.filter(pk=club.pk).update(source=source, source_ref="way/1")
    Source.objects.create(key="other", title="Andere", licence="CC0-1.0", attribution="Andere")
    client = signed_in(administrator)
    client.post(page(club), read_form(client.get(page(club))) | {"source": "other", "source_ref": "way/2"})
    club.refresh_from_db()
    assert (club.source_id, club.source_ref) == ("test", "way/1")


# --- actions ---------------------------------------------------------------------------------------------------------


def act(client: Client, action: str, *entries: object, address: str = LIST) -> object:
    return client.post(address, {"action": action, "_selected_action": [entry.pk for entry in entries]})


def test_actions_publish_withdraw_archive_and_confirm(
    signed_in: SignIn, city_editor: Person, club: Association
) -> None:
    client = signed_in(city_editor)
    choir = save_entry(Association(name="Chor", geom=OLD_TOWN), by="test")
    response = act(client, "publish_entries", club, choir)
    assert sentences(response) == ["1 Eintrag hat jetzt den Stand „veröffentlicht“."]
    assert public_names() >= {"Ruderclub", "Chor"}
    act(client, "withdraw_entries", choir)
    assert "Chor" not in public_names()
    act(client, "archive_entries", club)
    assert "Ruderclub" not in public_names()
    act(client, "confirm_entries", club, choir)
    for entry in (club, choir):
        entry.refresh_from_db()
        assert timezone.now() - entry.last_confirmed_at < timedelta(minutes=1)


def test_a_confirmed_entry_says_so_in_public(signed_in: SignIn, city_editor: Person, club: Association) -> None:
    act(signed_in(city_editor), "confirm_entries", club)
    assert PublicFeature.objects.one("association", club.pk).confirmed_on == timezone.localdate()


def test_deleting_removes_what_is_public_and_turns_waiting_changes_down(
    signed_in: SignIn, administrator: Person, club: Association
) -> None:
    change = propose_change(club, {"name": "Anders"}, by="test")
    client = signed_in(administrator)
    response = client.post(page(club, "delete"), {"post": "yes"})
    assert response.status_code == 302
    assert not Association.objects.exists()
    assert "Ruderclub" not in public_names()
    change.refresh_from_db()
    assert (change.state, change.answer) == (Change.State.REJECTED, "Der Eintrag wurde gelöscht.")


def test_several_are_deleted_together(signed_in: SignIn, administrator: Person, club: Association) -> None:
    choir = save_entry(Association(name="Chor", status="published", geom=OLD_TOWN), by="test")
    client = signed_in(administrator)
    client.post(LIST, {"action": "delete_selected", "_selected_action": [club.pk, choir.pk], "post": "yes"})
    assert not Association.objects.exists()
    assert not public_names() & {"Chor", "Ruderclub"}


# --- lists -----------------------------------------------------------------------------------------------------------


def test_a_list_asks_the_same_number_of_questions_whatever_its_length(
    signed_in: SignIn, administrator: Person, club: Association
) -> None:
    client = signed_in(administrator)
    counts = []
    for wanted in (1, 40):
        for number in range(Association.objects.count(), wanted):
            save_entry(Association(name=f"Verein {number}", geom=VILLAGE if number % 2 else OLD_TOWN), by="test")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).context["cl"].result_count == wanted
        counts.append(len(captured))
        assert not any('"layers_area"."geom"' in query["sql"] for query in captured)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("municipality=09663000", {"Stadt"}),
        ("municipality=-", {"Nirgends"}),
        ("placed=no", {"Nirgends"}),
        ("placed=yes", {"Stadt", "Dorf"}),
        ("topic=music", {"Dorf"}),
        ("topic=no-such", {"Stadt", "Dorf", "Nirgends"}),
        ("confirmed=month", {"Stadt"}),
        ("confirmed=over-year", {"Dorf"}),
        ("confirmed=never", {"Nirgends"}),
        ("status__exact=published", {"Stadt"}),
        ("demo__exact=1", {"Dorf"}),
        ("q=Nirg", {"Nirgends"}),
        ("icnpo_category__exact=4", {"Nirgends"}),
    ],
)
def test_filters(signed_in: SignIn, administrator: Person, areas: dict[str, Area], query: str, names: set[str]) -> None:
    now = timezone.now()
    save_entry(Association(name="Stadt", geom=OLD_TOWN, status="published", last_confirmed_at=now), by="test")
    old = now - timedelta(days=500)
    save_entry(Association(name="Dorf", geom=VILLAGE, topics=["music"], demo=True, last_confirmed_at=old), by="test")
    save_entry(Association(name="Nirgends", icnpo_category="4"), by="test")
    client = signed_in(administrator)
    assert {entry.name for entry in client.get(f"{LIST}?{query}").context["cl"].result_list} == names


def test_facilities_are_found_by_name_and_foreign_drafts_are_not(
    signed_in: SignIn, city_editor: Person, club: Association
) -> None:
    save_entry(SportsFacility(name="Halle Dorf", status="published", geom=VILLAGE), by="test")
    hidden = save_entry(SportsFacility(name="Halle geheim", geom=VILLAGE), by="test")
    client = signed_in(city_editor)
    asked = {"app_label": "layers", "model_name": "association", "field_name": "facilities", "term": "Halle"}
    found = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["text"] for each in found] == ["Halle Dorf"]
    response = client.post(page(club), read_form(client.get(page(club))) | {"facilities": [hidden.pk]})
    assert response.status_code == 200
    assert "Halle geheim" not in response.content.decode()
    # What somebody else chose stays chosen.
    club.facilities.add(hidden)
    client.post(page(club), read_form(client.get(page(club))) | {"name": "Anders"})
    assert list(club.facilities.all()) == [hidden]
