"""Evaluate the opening hours that are new or whose days run short, as the worker does each minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from published.renewal import renew


class Command(BaseCommand):
    help = "Evaluate the opening hours that are new or whose days run short."

    def handle(self, *args: Any, **options: Any) -> None:
        result = renew()
        self.stdout.write(
            f"{result.evaluated} texts evaluated, {result.faults} of them cannot be read; {result.removed} removed"
        )
        if result.failure:
            raise CommandError(result.failure)
