"""Who may see and change accounts and roles. Imported by django-rules at start (`rules` in every room)."""

from typing import cast

import rules
from django.http import HttpRequest

from accounts.models import Person, Role


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in; for pages that let nobody else in."""
    return cast(Person, request.user)


@rules.predicate
def is_administrator(person: Person) -> bool:
    """Hold for whoever administers the portal."""
    return person.is_authenticated and person.has_role(Role.Kind.ADMINISTRATOR)


@rules.predicate
def may_take_over(person: Person, account: Person | None = None) -> bool:
    """Hold for accounts that an administrator may change: whoever changes an account can sign in with it.

    So nobody but a superuser touches a superuser.
    """
    return account is None or person.is_superuser or not account.is_superuser


@rules.predicate
def is_somebody_else(person: Person, account: Person | None = None) -> bool:
    """Hold for every account but one's own."""
    return account is None or account.pk != person.pk


rules.add_perm("accounts", is_administrator)
rules.add_perm("accounts.view_person", is_administrator)
rules.add_perm("accounts.add_person", is_administrator)
rules.add_perm("accounts.change_person", is_administrator & may_take_over)
rules.add_perm("accounts.delete_person", is_administrator & may_take_over & is_somebody_else)
for action in ("view", "add", "change", "delete"):
    rules.add_perm(f"accounts.{action}_role", is_administrator)
