"""Where the published entries come from: source, licence and number by layer, for footers and the page of sources."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, F
from django.db.models.fields.json import KT

from published.models import LayerVersion, PublicFeature


@dataclass(frozen=True)
class SourceUse:
    """A source of a layer with the number of entries that came from it. Texts are empty where nothing is said."""

    layer: str
    source: str
    attribution: str
    licence: str
    is_demo: bool
    entries: int


@dataclass(frozen=True)
class Stock:
    """What is published at one moment. `versions` by layer are the key under which everything may be cached.

    A version carries its time, so that those of a database that was emptied and filled again differ from the old ones.
    """

    versions: Mapping[str, str]
    changed_at: datetime | None
    uses: tuple[SourceUse, ...]

    def entries(self) -> dict[str, int]:
        """Return the number of entries by layer."""
        numbers: Counter[str] = Counter()
        for use in self.uses:
            numbers[use.layer] += use.entries
        return dict(numbers)

    def demo_layers(self) -> set[str]:
        """Return the layers in which there are entries made up as examples."""
        return {use.layer for use in self.uses if use.is_demo}


def stock() -> Stock:
    """Return what is published now. Counted again only when a layer's version has changed."""
    rows = sorted(LayerVersion.objects.values_list("layer", "version", "changed_at"))
    versions = tuple((layer, f"{version}.{changed_at.timestamp():.0f}") for layer, version, changed_at in rows)
    changed_at = max((changed_at for _layer, _version, changed_at in rows), default=None)
    return Stock(dict(versions), changed_at, _uses(versions))


@lru_cache(maxsize=8)
def _uses(_versions: tuple[tuple[str, str], ...]) -> tuple[SourceUse, ...]:
    """Read the versions before the rows: then a cached answer is never older than its key."""
    said = {name: KT(f"properties__{name}") for name in ("source", "attribution", "licence", "demo")}
    rows = (
        PublicFeature.objects.annotate(**{f"said_{name}": value for name, value in said.items()})
        .values_list("layer", *(f"said_{name}" for name in said))
        .annotate(entries=Count("*"))
        .order_by("layer", F("entries").desc(), *(f"said_{name}" for name in said))
    )
    return tuple(
        SourceUse(layer, source or "", attribution or "", licence or "", demo == "true", entries)
        for layer, source, attribution, licence, demo, entries in rows
    )
