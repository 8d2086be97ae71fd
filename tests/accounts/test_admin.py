"""Accounts and roles in the administration: nobody gives herself more than she has."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person, Role
from layers.models import Area
from tests.forms import read_form
from tests.staff import person

pytestmark = pytest.mark.django_db
LIST = reverse("admin:accounts_person_changelist")
ADD = reverse("admin:accounts_person_add")
PASSWORD = "Mainbrücke im Nebel 7"


def page(somebody: Person, what: str = "change") -> str:
    return reverse(f"admin:accounts_person_{what}", args=[somebody.pk])


def password_page(somebody: Person) -> str:
    return reverse("admin:auth_user_password_change", args=[somebody.pk])


@pytest.fixture
def administrator() -> Person:
    return person("vera", "administrator")


@pytest.fixture
def as_administrator(administrator: Person, areas: dict[str, Area]) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def test_an_administrator_gives_an_account_with_a_role(as_administrator: Client) -> None:
    sent = read_form(as_administrator.get(ADD)) | {
        "username": "edith",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "roles-TOTAL_FORMS": "1",
        "roles-0-kind": "editor",
        "roles-0-municipalities": ["09663000"],
    }
    response = as_administrator.post(ADD, sent)
    assert response.status_code == 302
    edith = Person.objects.get(username="edith")
    assert edith.is_staff
    assert edith.edited_areas() == ["09663000"]
    client = Client()
    signed_in = client.post(
        reverse("admin:login"), {"username": "edith", "password": PASSWORD, "next": reverse("admin:index")}
    )
    assert signed_in.url == reverse("admin:index")


def test_municipalities_are_ticked_by_name_and_an_unknown_key_is_kept(as_administrator: Client) -> None:
    edith = person("edith", "editor", "09663000", "09999999")
    response = as_administrator.get(page(edith))
    assert "Ochsenfurt" in response.content.decode()
    sent = read_form(response)
    assert sent["roles-0-municipalities"] == ["09663000", "09999999"]
    as_administrator.post(page(edith), sent | {"roles-0-municipalities": ["09679170", "09999999"]})
    assert Person.objects.get(pk=edith.pk).edited_areas() == ["09679170", "09999999"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"roles-0-municipalities": []}, "Wählen Sie mindestens eine Gemeinde"),
        ({"roles-0-municipalities": ["12345678"]}, "12345678"),
        ({"roles-0-kind": "analyst"}, "Nur die Rolle „Redaktion“ hat Gemeinden."),
    ],
)
def test_a_role_that_makes_no_sense_gets_a_sentence(
    as_administrator: Client, values: dict[str, object], sentence: str
) -> None:
    edith = person("edith", "editor", "09663000")
    response = as_administrator.post(page(edith), read_form(as_administrator.get(page(edith))) | values)
    assert sentence in response.content.decode()
    assert Person.objects.get(pk=edith.pk).edited_areas() == ["09663000"]


def test_one_person_holds_a_role_once(as_administrator: Client) -> None:
    edith = person("edith", "editor", "09663000")
    sent = read_form(as_administrator.get(page(edith)))
    again = {"roles-TOTAL_FORMS": "2", "roles-1-kind": "editor", "roles-1-whole_region": "on"}
    assert as_administrator.post(page(edith), sent | again).status_code == 200
    assert Role.objects.filter(person=edith).count() == 1


@pytest.mark.parametrize("who", ["editor", "analyst", None])
def test_nobody_else_reaches_accounts_or_roles(areas: dict[str, Area], who: str | None) -> None:
    somebody = person("somebody", who, *(["09663000"] if who == "editor" else []))
    other = person("other", "analyst")
    client = Client()
    client.force_login(somebody)
    before = list(Role.objects.values_list("person", "kind"))
    for target in (somebody, other):
        for address in (page(target), page(target, "delete"), page(target, "history"), password_page(target)):
            assert client.get(address).status_code == 403, address
            sent = {"roles-TOTAL_FORMS": "1", "roles-0-kind": "administrator", "is_superuser": "on", "post": "yes"}
            assert client.post(address, sent).status_code == 403, address
    for address in (LIST, ADD):
        assert client.get(address).status_code == 403
        assert client.post(address, {"username": "x"}).status_code == 403
    assert list(Role.objects.values_list("person", "kind")) == before


def test_an_administrator_neither_becomes_nor_takes_over_a_superuser(
    as_administrator: Client, administrator: Person
) -> None:
    root = Person.objects.create_superuser("root", password=PASSWORD)
    for target in (administrator, person("edith")):
        sent = read_form(as_administrator.get(page(target)))
        as_administrator.post(page(target), sent | {"is_superuser": "on", "user_permissions": ["1"], "groups": ["1"]})
        assert not Person.objects.get(pk=target.pk).is_superuser
    as_administrator.post(
        ADD,
        read_form(as_administrator.get(ADD))
        | {"username": "neu", "password1": PASSWORD, "password2": PASSWORD, "is_superuser": "on"},
    )
    assert not Person.objects.get(username="neu").is_superuser
    assert as_administrator.get(page(root)).status_code == 200
    assert as_administrator.post(page(root), {"username": "root", "is_active": ""}).status_code == 403
    assert as_administrator.get(password_page(root)).status_code == 403
    assert as_administrator.post(page(root, "delete"), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [root.pk, administrator.pk], "post": "yes"}
    assert as_administrator.post(LIST, data).status_code == 403
    assert Person.objects.filter(username="root", is_active=True, is_superuser=True).exists()
    assert Person.objects.filter(pk=administrator.pk).exists()


def test_an_administrator_does_not_shut_herself_out(as_administrator: Client, administrator: Person) -> None:
    sent = read_form(as_administrator.get(page(administrator)))
    assert "is_active" not in sent
    as_administrator.post(page(administrator), sent | {"is_active": "", "is_staff": ""})
    response = as_administrator.post(page(administrator), sent | {"roles-0-DELETE": "on"})
    assert "nicht selbst entziehen" in response.content.decode()
    response = as_administrator.post(page(administrator), sent | {"roles-0-kind": "analyst"})
    assert "nicht selbst entziehen" in response.content.decode()
    again = Person.objects.get(pk=administrator.pk)
    assert (again.is_active, again.is_staff, again.edited_areas()) == (True, True, None)


def test_an_administrator_sets_passwords_of_others(as_administrator: Client) -> None:
    edith = person("edith", "editor", "09663000")
    assert password_page(edith).endswith("/password/")
    assert 'href="../password/"' in as_administrator.get(page(edith)).content.decode()
    assert as_administrator.post(password_page(edith), {"usable_password": "false"}).status_code == 200
    sent = read_form(as_administrator.get(password_page(edith))) | {"password1": PASSWORD, "password2": PASSWORD}
    assert as_administrator.post(password_page(edith), sent).status_code == 302
    assert Person.objects.get(pk=edith.pk).check_password(PASSWORD)


def test_the_list_names_roles_without_asking_for_each(
    as_administrator: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        person(f"person{number}", "analyst")
    with django_assert_max_num_queries(12):
        assert "Planung und Auswertung" in as_administrator.get(LIST).content.decode()


def test_hashes_cannot_be_searched_by_the_address(as_administrator: Client) -> None:
    assert as_administrator.get(f"{LIST}?password__startswith=pbkdf2").status_code == 400
