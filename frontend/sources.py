"""Where the published entries come from: source, licence and number by layer, for footers and the page of sources."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, F
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from published.catalogue import PublicLayer, catalogue
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
    changed: Mapping[str, datetime] = field(default_factory=dict)  # by layer

    def entries(self) -> dict[str, int]:
        """Return the number of entries by layer."""
        numbers: Counter[str] = Counter()
        for use in self.uses:
            numbers[use.layer] += use.entries
        return dict(numbers)

    def demo_layers(self) -> set[str]:
        """Return the layers that people look through in which there are entries made up as examples."""
        return {use.layer for use in self.uses if use.is_demo and catalogue.is_topic(use.layer)}


def stock() -> Stock:
    """Return what is published now. Counted again only when a layer's version has changed."""
    rows = sorted(LayerVersion.objects.values_list("layer", "version", "changed_at"))
    versions = tuple((layer, f"{version}.{changed_at.timestamp():.0f}") for layer, version, changed_at in rows)
    changed = {layer: changed_at for layer, _version, changed_at in rows}
    return Stock(dict(versions), max(changed.values(), default=None), _uses(versions), changed)


def sources_of(now: Stock, layer: PublicLayer) -> list[tuple[SourceUse, str]]:
    """Return the sources of a layer, the largest first, each with its licence in words."""
    return [(use, licence_in_words(layer, use.licence)) for use in now.uses if use.layer == layer.id]


def licence_in_words(layer: PublicLayer, code: str) -> str:
    """Return the licence in words; unknown is said."""
    for each in layer.fields:
        if each.name == "licence" and code in each.choices:
            return str(each.choices[code])
    return code or _("unbekannt")


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
