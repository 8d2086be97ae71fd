"""Who may do what with entries: every role, inside and outside its municipalities."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from layers.models import (
    Area,
    Association,
    Change,
    Heimatforum,
    Organisation,
    Place,
    PlaceKind,
    Source,
    SupportService,
)
from layers.services import propose_change, save_entry
from published.models import PublicFeature
from tests.conftest import OLD_TOWN, VILLAGE
from tests.forms import buttons, read_form
from tests.staff import person

pytestmark = pytest.mark.usefixtures("published_in_test")
SignIn = Callable[[Person], Client]
LIST = reverse("admin:layers_association_changelist")
ADD = reverse("admin:layers_association_add")
PLACES = {"city": OLD_TOWN, "village": VILLAGE, "nowhere": None}


def page(entry: object, what: str = "change") -> str:
    meta = entry._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=[entry.pk])


@pytest.fixture
def people(city_editor: Person, region_editor: Person, analyst: Person, administrator: Person) -> dict[str, Person]:
    return {
        "city editor": city_editor,
        "region editor": region_editor,
        "analyst": analyst,
        "administrator": administrator,
        "no role": person("nora"),
        "superuser": Person.objects.create_superuser("root"),
    }


@pytest.fixture
def entries(areas: dict[str, Area]) -> dict[str, Association]:
    return {
        place: save_entry(
            Association(name=f"Verein {place}", geom=geom, internal_phone="0931 4711", internal_note="streng intern"),
            by="test",
        )
        for place, geom in PLACES.items()
    }


SEES = {
    "city editor": {"city"},
    "region editor": {"city", "village", "nowhere"},
    "analyst": {"city", "village", "nowhere"},
    "administrator": {"city", "village", "nowhere"},
    "no role": set(),
    "superuser": {"city", "village", "nowhere"},
}
CHANGES = SEES | {"analyst": set()}
DELETES = {who: set() for who in SEES} | {who: SEES[who] for who in ("administrator", "superuser")}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_and_changes_which_entries(
    signed_in: SignIn, people: dict[str, Person], entries: dict[str, Association], who: str
) -> None:
    client = signed_in(people[who])
    listed = client.get(LIST)
    if SEES[who]:
        assert {entry.name for entry in listed.context["cl"].result_list} == {f"Verein {each}" for each in SEES[who]}
    else:
        assert listed.status_code == 403
    for place, entry in entries.items():
        for what in ("change", "history"):
            assert (client.get(page(entry, what)).status_code == 200) == (place in SEES[who]), (what, place)
        response = client.post(page(entry), {"name": "Übernommen", "expected_version": "1"})
        # A form that is not complete comes back with its errors; what is forbidden does not get that far.
        assert (response.status_code in (200, 302)) == (place in CHANGES[who]), place
        assert (client.get(page(entry, "delete")).status_code == 200) == (place in DELETES[who]), place
        assert (client.post(page(entry, "delete"), {"post": "yes"}).status_code == 302) == (place in DELETES[who])


def test_nobody_without_an_account_gets_in(client: Client, entries: dict[str, Association]) -> None:
    for address in (LIST, ADD, page(entries["city"]), reverse("admin:index"), reverse("admin:autocomplete")):
        assert client.get(address).status_code == 302
        assert "/verwaltung/login/" in client.get(address).url


def test_an_account_that_is_switched_off_holds_nothing(areas: dict[str, Area], administrator: Person) -> None:
    administrator.is_active = False
    administrator.save()
    again = Person.objects.get(pk=administrator.pk)
    assert not again.has_perm("layers.view_association")
    assert again.edited_areas() == []


@pytest.mark.parametrize("action", ["publish_entries", "withdraw_entries", "archive_entries", "confirm_entries"])
def test_actions_leave_foreign_entries_alone(
    signed_in: SignIn, people: dict[str, Person], entries: dict[str, Association], action: str
) -> None:
    for who in ("city editor", "analyst", "no role"):
        client = signed_in(people[who])
        client.post(LIST, {"action": action, "_selected_action": [entry.pk for entry in entries.values()]})
        for place, entry in entries.items():
            before = entry.version
            entry.refresh_from_db()
            assert (entry.version > before) == (place in CHANGES[who]), (who, place)
    assert not PublicFeature.objects.filter(name__in=["Verein village", "Verein nowhere"]).exists()


def test_who_edits_one_municipality_and_analyses_all_changes_only_there(
    signed_in: SignIn, city_editor: Person, entries: dict[str, Association]
) -> None:
    city_editor.roles.create(kind="analyst")
    client = signed_in(Person.objects.get(pk=city_editor.pk))
    assert client.get(LIST).context["cl"].result_count == 3
    assert client.get(page(entries["village"])).status_code == 200
    assert client.post(page(entries["village"]), {"name": "x"}).status_code == 403
    response = client.post(
        LIST, {"action": "publish_entries", "_selected_action": [entry.pk for entry in entries.values()]}, follow=True
    )
    assert "2 Einträge gehören nicht zu Ihren Gemeinden" in response.content.decode()
    assert {row.name for row in PublicFeature.objects.filter(layer="association")} == {"Verein city"}


def test_an_analyst_reads_but_not_what_is_internal(
    signed_in: SignIn, analyst: Person, entries: dict[str, Association]
) -> None:
    client = signed_in(analyst)
    entry = entries["city"]
    entry.internal_note = "ganz geheim"
    save_entry(entry, by="test")
    for what in ("change", "history"):
        content = client.get(page(entry, what)).content.decode()
        assert "Verein city" in content
        for word in ("0931 4711", "streng intern", "ganz geheim", "Registernummer"):
            assert word not in content, (what, word)
    assert not buttons(client.get(page(entry)))
    assert client.get(f"{LIST}?internal_phone__startswith=0931").status_code == 400
    assert client.get(f"{LIST}?q=0931").context["cl"].result_count == 0
    assert client.get(ADD).status_code == 403
    assert "Ausgewählte veröffentlichen" not in client.get(LIST).content.decode()


def test_who_only_reads_sees_places_and_codes_in_words(
    signed_in: SignIn, analyst: Person, areas: dict[str, Area]
) -> None:
    service = save_entry(
        SupportService(name="Beratung", geom=OLD_TOWN, topics=["grief"], channels=["chat"], languages=["uk"]), by="test"
    )
    forum = save_entry(Heimatforum(name="Klimarondell", moves=True, equipment=["Bank, beschattet"]), by="test")
    now = timezone.now()
    forum.stays.create(place_name="Markt", starts_at=now, ends_at=now + timedelta(days=1), geom=VILLAGE)
    client = signed_in(analyst)
    content = "".join(client.get(page(each)).content.decode() for each in (service, forum, areas["city"]))
    for words in (
        "49.79272, 9.93089",
        "49.64825, 9.99740",
        "Fläche mit 5 Punkten",
        "Trauer",
        "im Chat",
        "Ukrainisch",
        "Bank, beschattet",
    ):
        assert words in content
    assert "SRID=" not in content


def test_an_editor_reads_what_is_internal(
    signed_in: SignIn, city_editor: Person, entries: dict[str, Association]
) -> None:
    assert "0931 4711" in signed_in(city_editor).get(page(entries["city"])).content.decode()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("49.6530, 10.0000", "Diese Lage gehört nicht zu Ihren Gemeinden. Sie bearbeiten Einträge in: Würzburg."),
        ("48.1370, 11.5750", "Diese Lage gehört nicht zu Ihren Gemeinden."),
        ("", "Zeichnen Sie die Lage ein."),
    ],
)
def test_an_editor_neither_creates_nor_moves_an_entry_outside(
    signed_in: SignIn, city_editor: Person, entries: dict[str, Association], place: str, sentence: str
) -> None:
    client = signed_in(city_editor)
    response = client.post(ADD, read_form(client.get(ADD)) | {"name": "Neu", "geom": place})
    assert sentence in response.content.decode()
    mine = entries["city"]
    response = client.post(page(mine), read_form(client.get(page(mine))) | {"geom": place})
    assert sentence in response.content.decode()
    assert not Association.objects.filter(name="Neu").exists()
    mine.refresh_from_db()
    assert mine.municipality_id == "09663000"


def test_an_editor_of_the_whole_region_edits_what_has_no_place(
    signed_in: SignIn, region_editor: Person, areas: dict[str, Area]
) -> None:
    client = signed_in(region_editor)
    client.post(ADD, read_form(client.get(ADD)) | {"name": "Telefonkette", "_status": "published"})
    assert PublicFeature.objects.filter(name="Telefonkette").exists()


def test_only_administrators_say_what_is_demo_data(
    signed_in: SignIn, city_editor: Person, administrator: Person, entries: dict[str, Association]
) -> None:
    mine = entries["city"]
    client = signed_in(city_editor)
    client.post(page(mine), read_form(client.get(page(mine))) | {"demo": "on", "name": "A"})
    mine.refresh_from_db()
    assert (mine.name, mine.demo) == ("A", False)
    client = signed_in(administrator)
    client.post(page(mine), read_form(client.get(page(mine))) | {"demo": "on"})
    mine.refresh_from_db()
    assert mine.demo


@pytest.mark.parametrize("who", SEES)
def test_shared_nouns_are_changed_by_administrators(
    signed_in: SignIn, people: dict[str, Person], areas: dict[str, Area], source: Source, who: str
) -> None:
    kind = PlaceKind.objects.create(code="school", label="Schule")
    body = Organisation.objects.create(name="Trägerverein")
    client = signed_in(people[who])
    everything = who in ("administrator", "superuser")
    for row in (areas["city"], source, kind, body):
        assert (client.get(page(row)).status_code == 200) == (who != "no role"), row
        allowed = everything or (row is body and who == "region editor")
        assert (client.post(page(row), {}).status_code != 403) == allowed, row
        assert (client.post(page(row, "delete"), {"post": "yes"}).status_code == 302) == (
            everything and row in (kind, body)
        ), row
    adds = reverse("admin:layers_organisation_add")
    assert (client.get(adds).status_code == 200) == (everything or "editor" in who)


def test_an_editor_does_not_make_an_organisation_trusted(signed_in: SignIn, region_editor: Person) -> None:
    client = signed_in(region_editor)
    add = reverse("admin:layers_organisation_add")
    client.post(add, read_form(client.get(add)) | {"name": "Träger", "is_trusted": "on"})
    assert not Organisation.objects.get(name="Träger").is_trusted


@pytest.mark.parametrize("who", SEES)
def test_changes_are_decided_by_who_edits_the_entry(
    signed_in: SignIn, people: dict[str, Person], entries: dict[str, Association], who: str
) -> None:
    client = signed_in(people[who])
    for place, entry in entries.items():
        change = propose_change(entry, {"name": f"Neu {place}"}, by="test")
        address = page(change)
        assert (client.get(address).status_code == 200) == (place in CHANGES[who]), place
        response = client.post(address, {"_approve": "1", "answer": ""})
        assert (response.status_code == 302) == (place in CHANGES[who]), place
        change.refresh_from_db()
        assert (change.state == Change.State.APPROVED) == (place in CHANGES[who]), place


@pytest.mark.parametrize("who", SEES)
def test_the_overview_opens_for_everybody_and_shows_what_one_may_see(
    signed_in: SignIn, people: dict[str, Person], entries: dict[str, Association], who: str
) -> None:
    content = signed_in(people[who]).get(reverse("admin:index")).content.decode()
    assert ("Vereine und Initiativen" in content) == (who != "no role")
    assert ("Personen" in content) == (who in ("administrator", "superuser"))


def test_a_place_of_a_kind_for_the_administration_stays_there(
    signed_in: SignIn, city_editor: Person, areas: dict[str, Area]
) -> None:
    kind = PlaceKind.objects.create(code="vacant", label="Leerstand", audience="staff")
    vacant = save_entry(Place(name="Laden", kind=kind, geom=OLD_TOWN), by="test")
    client = signed_in(city_editor)
    client.post(page(vacant), read_form(client.get(page(vacant))) | {"_status": "published"})
    vacant.refresh_from_db()
    assert vacant.status == "published"
    assert not PublicFeature.objects.filter(name="Laden").exists()
