"""Build the overviews of large layers; those that are up to date are left alone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from published.catalogue import catalogue
from tiles import grid


class Command(BaseCommand):
    help = "Gather the entries of large layers on a grid for the low zooms, where the layer has changed since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("layers", nargs="*", help="only these layers, whatever their size and state")

    def handle(self, *args: Any, layers: list[str], **options: Any) -> None:
        for name in layers:
            if name not in catalogue:
                known = ", ".join(each.id for each in catalogue)
                raise CommandError(f"There is no layer {name!r}; there are: {known}.")
        built = {layer: grid.build(layer) for layer in layers} if layers else grid.refresh()
        for layer, cells in built.items():
            self.stdout.write(f"{layer}: {cells} cells")
