"""``manage.py create_demo_staff``: one account per role, to look around with. Never for a portal that people use."""

import secrets
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import F

from accounts.models import Person, Role

PASSWORD_BYTES = 15  # 120 bits, 20 characters
ACCOUNTS = {
    "demo-redaktion": ("Redaktion", Role.Kind.EDITOR),
    "demo-auswertung": ("Auswertung", Role.Kind.ANALYST),
    "demo-verwaltung": ("Verwaltung", Role.Kind.ADMINISTRATOR),
}


def first_municipality() -> str:
    """Return the key of the region's most populous municipality: where a demo editor has most to look at."""
    areas = apps.get_model("layers", "Area").objects.exclude(kind="district")
    key = areas.order_by(F("population").desc(nulls_last=True), "pk").values_list("pk", flat=True).first()
    if key is None:
        raise CommandError("There are no municipalities yet: start the portal once, so that it is seeded.")
    return key


class Command(BaseCommand):
    """Make or renew the demo accounts and print their new passwords."""

    help = (
        "Makes one demo account per role, named demo-…, and prints their random passwords; run again, it gives them"
        " new ones. With --remove they are deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the municipality of the demo editor, or the wish to remove all."""
        parser.add_argument("--municipality", default="", help="official key of the demo editor's municipality")
        parser.add_argument("--remove", action="store_true", help="delete the demo accounts")
        parser.add_argument("--force", action="store_true", help="also where the portal is served over HTTPS")

    @transaction.atomic
    def handle(self, *args: Any, municipality: str, remove: bool, force: bool, **options: Any) -> None:
        """Make, renew or delete the accounts. Raises CommandError on a portal that people use, unless forced."""
        if remove:
            count, _ = Person.objects.filter(username__in=ACCOUNTS).delete()
            self.stdout.write("The demo accounts are deleted." if count else "There are no demo accounts.")
            return
        if settings.HTTPS and not force:
            raise CommandError("This portal is served over HTTPS, so people use it: no demo accounts without --force.")
        key = municipality or first_municipality()
        for username, (name, kind) in ACCOUNTS.items():
            password = secrets.token_urlsafe(PASSWORD_BYTES)
            person, _created = Person.objects.update_or_create(
                username=username,
                defaults={"first_name": "Demo", "last_name": name, "is_staff": True, "is_active": True},
            )
            person.set_password(password)
            person.save()
            person.roles.all().delete()
            Role.objects.create(person=person, kind=kind, municipalities=[key] if kind == Role.Kind.EDITOR else [])
            self.stdout.write(f"{username}  {password}  ({kind.label}{f', {key}' if kind == Role.Kind.EDITOR else ''})")
