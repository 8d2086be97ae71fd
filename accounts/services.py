"""Access tokens: made for a person, shown once, known by their digest, revoked by that person."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import AccessToken, Person

# Says in a configuration file or a search for leaked keys what it is.
PREFIX = "gisportal_"
SECRET_BYTES = 32  # 256 bits: nobody finds one by trying, so a plain SHA-256 guards it
MAX_TOKENS = 20
MAX_DAYS = 366


class TooManyTokens(Exception):
    """The person has as many tokens as one may have."""


@transaction.atomic
def issue_token(*, by: Person, name: str, days: int) -> tuple[AccessToken, str]:
    """Make a token that is valid for so many days, today included. Returns it with its secret, which nobody keeps.

    Raises TooManyTokens, and ValueError for days outside 1 to MAX_DAYS.
    """
    if not 1 <= days <= MAX_DAYS:
        raise ValueError("A token is valid for one day to a year.")
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if by.access_tokens.count() >= MAX_TOKENS:
        raise TooManyTokens
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = AccessToken.objects.create(
        person=by,
        name=name,
        digest=digest_of(secret),
        expires_on=timezone.localdate() + timedelta(days=days - 1),
    )
    return token, secret


def revoke_token(token_id: int, *, by: Person) -> bool:
    """Forget a token of this person; says whether there was one."""
    deleted, _by_model = AccessToken.objects.filter(pk=token_id, person=by).delete()
    return bool(deleted)


def holder_of(secret: str) -> Person | None:
    """Return the active person whose valid token this is, and note the day of its use; None if it is none."""
    today = timezone.localdate()
    token = (
        AccessToken.objects.select_related("person")
        .filter(digest=digest_of(secret), expires_on__gte=today, person__is_active=True)
        .first()
    )
    if token is None:
        return None
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token.person


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a secret, by which its token is found."""
    return hashlib.sha256(secret.encode()).hexdigest()
