"""The page of one's own access tokens."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessToken, Person
from accounts.services import holder_of, issue_token
from tests.staff import person

pytestmark = pytest.mark.usefixtures("published_in_test")

PAGE = reverse("planning:tokens")


@pytest.fixture
def somebody(client: Client) -> Person:
    """Somebody who is signed in."""
    somebody = person("somebody", "analyst")
    client.force_login(somebody)
    return somebody


def test_whoever_is_not_signed_in_is_asked_who_one_is(client: Client) -> None:
    for address in (PAGE, reverse("planning:revoke_token", args=[1])):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/verwaltung/login/")


def test_a_token_is_shown_once_and_works(client: Client, somebody: Person) -> None:
    answer = client.post(PAGE, {"name": "Skript <b>", "days": "30"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    (secret,) = re.findall(r"<code>(gisportal_[\w-]+)</code>", answer.content.decode())
    assert holder_of(secret) == somebody
    again = client.get(PAGE).content.decode()
    assert "Skript &lt;b&gt;" in again
    assert secret not in again


@pytest.mark.parametrize("sent", [{}, {"name": "", "days": "30"}, {"name": "x", "days": "31"}, {"name": "x" * 101}])
def test_what_is_wrong_is_said(client: Client, somebody: Person, sent: dict[str, str]) -> None:
    answer = client.post(PAGE, sent)
    assert answer.status_code == 400
    assert "form-errors" in answer.content.decode()
    assert not AccessToken.objects.exists()


def test_one_too_many_is_refused_in_words(client: Client, somebody: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.services.MAX_TOKENS", 0)
    answer = client.post(PAGE, {"name": "x", "days": "30"})
    assert answer.status_code == 400
    assert "Widerrufen Sie einen" in answer.content.decode()


def test_one_sees_and_revokes_ones_own_only(client: Client, somebody: Person) -> None:
    own, _secret = issue_token(by=somebody, name="eigener", days=1)
    foreign, _secret = issue_token(by=person("another"), name="fremder", days=1)
    page = client.get(PAGE).content.decode()
    assert "eigener" in page
    assert "fremder" not in page
    for token in (own, foreign):
        answer = client.post(reverse("planning:revoke_token", args=[token.pk]))
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert list(AccessToken.objects.all()) == [foreign]


def test_another_site_can_neither_make_nor_revoke(somebody: Person) -> None:
    token, _secret = issue_token(by=somebody, name="eigener", days=1)
    client = Client(enforce_csrf_checks=True)
    client.force_login(somebody)
    assert client.post(PAGE, {"name": "x", "days": "30"}).status_code == 403
    assert client.post(reverse("planning:revoke_token", args=[token.pk])).status_code == 403
    assert list(AccessToken.objects.all()) == [token]


def test_other_methods_are_refused(client: Client, somebody: Person) -> None:
    assert client.put(PAGE).status_code == 405
    assert client.get(reverse("planning:revoke_token", args=[1])).status_code == 405
