"""How many entries there are by area, kind and subject: counted once for each state of what is published."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Count, F, Func, TextField

from frontend.sources import Stock
from published.models import PublicFeature


@dataclass(frozen=True)
class Numbers:
    """Numbers of published entries, statistics left out.

    Keys: (area, layer), (layer, kind), (layer, term as `field:value`).
    """

    by_area: Mapping[tuple[str, str], int] = field(default_factory=dict)
    by_kind: Mapping[tuple[str, str], int] = field(default_factory=dict)
    by_term: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def of_area(self, key: str) -> dict[str, int]:
        """Return the number of entries by layer of a municipality or district (its official key)."""
        return {layer: number for (area, layer), number in self.by_area.items() if area == key}

    def of_kinds(self, layer: str) -> dict[str, int]:
        """Return the number of entries by kind of a layer."""
        return {kind: number for (each, kind), number in self.by_kind.items() if each == layer}

    def of_term(self, term: str) -> dict[str, int]:
        """Return the number of entries by layer that carry a term such as `topics:grief`."""
        return {layer: number for (layer, each), number in self.by_term.items() if each == term}


def numbers(now: Stock) -> Numbers:
    """Return the numbers of what is published now."""
    return _numbers(tuple(now.versions.items()))


@lru_cache(maxsize=4)
def _numbers(_versions: tuple[tuple[str, str], ...]) -> Numbers:
    """Count in two queries, whatever the number of entries; an entry counts for its municipality and its district."""
    by_area: Counter[tuple[str, str]] = Counter()
    by_kind: Counter[tuple[str, str]] = Counter()
    entries = PublicFeature.objects.without_statistics()
    grouped = entries.values_list("layer", "kind", "municipality", "district").annotate(number=Count("*"))
    for layer, kind, municipality, district, number in grouped.order_by():
        by_kind[layer, kind] += number
        for key in {municipality, district} - {None}:
            by_area[key, layer] += number
    term = Func(F("terms"), function="unnest", output_field=TextField())
    rows = entries.annotate(term=term).values_list("layer", "term").annotate(number=Count("*")).order_by()
    return Numbers(dict(by_area), dict(by_kind), {(layer, each): number for layer, each, number in rows})
