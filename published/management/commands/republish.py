"""Rebuild the published side from the domain tables; changes nothing where nothing differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from published.catalogue import catalogue
from published.services import publish, renew_places
from published.topics import publish_topics


class Command(BaseCommand):
    help = "Bring everything published into agreement with the domain tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("layers", nargs="*", help="only these layers")
        parser.add_argument(
            "--cluster", action="store_true", help="afterwards lay neighbours side by side on disk (locks readers out)"
        )

    def handle(self, *args: Any, layers: list[str], cluster: bool, **options: Any) -> None:
        for name in layers:
            if name not in catalogue:
                raise CommandError(
                    f"There is no layer {name!r}; there are: {', '.join(each.id for each in catalogue)}."
                )
        for layer in sorted(catalogue, key=lambda each: each.id):
            if not layers or layer.id in layers:
                publish_topics(layer.id)
                result = publish(layer.id, None)
                self.stdout.write(f"{layer.id}: {result.written} written, {result.removed} removed")
        if not layers:
            self.stdout.write(f"names of places: {renew_places()} written or removed")
        if cluster:
            with connection.cursor() as cursor:
                for partition in ("feature_public", "feature_staff"):
                    cursor.execute(f"CLUSTER published.{partition} USING {partition}_layer_geom_3857_idx")
                    cursor.execute(f"ANALYZE published.{partition}")
