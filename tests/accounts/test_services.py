"""Access tokens: shown once, known by their digest, valid for their days and their person only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AccessToken, Person
from accounts.services import MAX_TOKENS, PREFIX, TooManyTokens, holder_of, issue_token, revoke_token
from tests.staff import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> Person:
    return person("somebody", "analyst")


def test_a_token_names_its_person_and_is_not_kept(somebody: Person) -> None:
    token, secret = issue_token(by=somebody, name="script", days=1)
    assert secret.startswith(PREFIX)
    assert len(secret) > 40
    assert holder_of(secret) == somebody
    stored = AccessToken.objects.filter(pk=token.pk).values_list().get()
    assert not [value for value in stored if secret in str(value) or secret.removeprefix(PREFIX) in str(value)]


def test_two_tokens_are_two(somebody: Person) -> None:
    secrets = {issue_token(by=somebody, name="script", days=1)[1] for _time in range(5)}
    assert len(secrets) == 5


def test_a_token_holds_on_its_last_day_and_no_longer(somebody: Person) -> None:
    token, secret = issue_token(by=somebody, name="script", days=1)
    assert token.expires_on == timezone.localdate()
    AccessToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert holder_of(secret) is None


def test_the_day_of_the_last_use_is_noted_once_a_day(
    somebody: Person, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    _token, secret = issue_token(by=somebody, name="script", days=1)
    with django_assert_num_queries(2):  # type: ignore[operator]
        holder_of(secret)
    assert AccessToken.objects.get().last_used_on == timezone.localdate()
    with django_assert_num_queries(1):  # type: ignore[operator]
        holder_of(secret)


def test_a_token_ends_with_its_person(somebody: Person) -> None:
    _token, secret = issue_token(by=somebody, name="script", days=1)
    Person.objects.update(is_active=False)
    assert holder_of(secret) is None


@pytest.mark.parametrize("secret", ["", " ", PREFIX, "x" * 10_000, "é", "' OR 1=1 --"])
def test_what_is_no_token_names_nobody(somebody: Person, secret: str) -> None:
    issue_token(by=somebody, name="script", days=1)
    assert holder_of(secret) is None


def test_only_its_person_revokes_a_token(somebody: Person) -> None:
    token, secret = issue_token(by=somebody, name="script", days=1)
    assert not revoke_token(token.pk, by=person("another"))
    assert holder_of(secret) == somebody
    assert revoke_token(token.pk, by=somebody)
    assert holder_of(secret) is None


def test_there_are_only_so_many(somebody: Person) -> None:
    for _time in range(MAX_TOKENS):
        issue_token(by=somebody, name="script", days=1)
    with pytest.raises(TooManyTokens):
        issue_token(by=somebody, name="script", days=1)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_is_valid_for_a_day_to_a_year(somebody: Person, days: int) -> None:
    with pytest.raises(ValueError, match="year"):
        issue_token(by=somebody, name="script", days=days)
