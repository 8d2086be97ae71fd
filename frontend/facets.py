"""Facets: what one can narrow the map by. Made from the catalogue's filter fields and the values that occur."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import connections
from django.utils.translation import gettext as _

from frontend.legend import LegendItem
from frontend.sources import Stock
from published.catalogue import Field
from published.filters import FeatureFilter

KIND = "kind"
# Nobody looks for what is not known; and whoever wants „nein“ leaves the box empty.
YES, NO = "true", "false"
NOT_LOOKED_FOR = ("unknown", NO)

Occurring = Mapping[str, Mapping[str, Mapping[str, int]]]  # numbers of entries by name of field, value and layer


@dataclass(frozen=True)
class Option:
    """One value of a facet; `entries` is their number by layer."""

    value: str
    label: str
    entries: Mapping[str, int]
    chosen: bool
    on: Collection[str]

    @property
    def number(self) -> int:
        """The number of entries with this value in the layers that are on."""
        return sum(number for layer, number in self.entries.items() if layer in self.on)

    @property
    def hidden(self) -> bool:
        """Say whether it is of no use now: no entry of a layer that is on has it, and it is not chosen."""
        return not (self.number or self.chosen)

    @property
    def by_layer(self) -> str:
        """The numbers for the scripts: `association:12 place:3`."""
        return " ".join(f"{layer}:{number}" for layer, number in self.entries.items())


@dataclass(frozen=True)
class Facet:
    """A field that one can narrow by. `only` is the layer that has it, if it is the only one."""

    name: str
    label: str
    options: tuple[Option, ...]
    only: LegendItem | None = None

    @property
    def is_switch(self) -> bool:
        """Say whether there is nothing to choose but yes."""
        return [option.value for option in self.options] == [YES]

    @property
    def chosen(self) -> list[Option]:
        """The values that are chosen."""
        return [option for option in self.options if option.chosen]

    @property
    def hidden(self) -> bool:
        """Say whether none of its values is of use now."""
        return all(option.hidden for option in self.options)


def facets(topics: Iterable[LegendItem], wanted: FeatureFilter, now: Stock) -> list[Facet]:
    """Return the facets of these topics, those of several layers first; kinds are a facet of each layer's own.

    The kinds that the legend draws apart are chosen there.
    """
    topics = list(topics)
    occurring = occurring_values(now)
    on = frozenset(wanted.layers)
    shared: dict[str, tuple[Field, list[LegendItem]]] = {}
    found = []
    for item in topics:
        for field in item.layer.filter_fields():
            if field.name != KIND:
                shared.setdefault(field.name, (field, []))[1].append(item)
            elif not item.kinds_have_signs:
                found.append(_kinds(item, occurring.get(KIND, {}), wanted, on))
    found += [_facet(field, items, occurring.get(field.name, {}), wanted, on) for field, items in shared.values()]
    return [facet for only in (None, *topics) for facet in found if facet.only is only and facet.options]


def occurring_values(now: Stock) -> Occurring:
    """Return how many entries of each layer have each value of each filter."""
    return _occurring(tuple(sorted(now.versions.items())))


def left_out(topics: Iterable[LegendItem], wanted: FeatureFilter) -> set[str]:
    """Return the layers that are on and of which no entry can say what a filter asks for: all of them leave the map."""
    asked = set(wanted.terms) - {KIND}
    return {
        item.layer.id for item in topics if item.on and asked - {field.name for field in item.layer.filter_fields()}
    }


def _kinds(
    item: LegendItem, occurring: Mapping[str, Mapping[str, int]], wanted: FeatureFilter, on: Collection[str]
) -> Facet:
    label = next(str(field.label) for field in item.layer.filter_fields() if field.name == KIND)
    chosen = wanted.terms.get(KIND, ())
    options = (
        Option(code, str(each.kind.label), {item.layer.id: number}, code in chosen, on)
        for code, each in item.kinds.items()
        if (number := occurring.get(code, {}).get(item.layer.id))
    )
    return Facet(KIND, label, tuple(options), item)


def _facet(
    field: Field,
    items: list[LegendItem],
    occurring: Mapping[str, Mapping[str, int]],
    wanted: FeatureFilter,
    on: Collection[str],
) -> Facet:
    """Values with words come in the order of the catalogue, others in that of the alphabet."""
    chosen = wanted.terms.get(field.name, ())
    words = {code: str(label) for code, label in field.choices.items()}
    if field.type == "boolean":
        words = {YES: str(field.label), NO: _("%(what)s: nein") % {"what": field.label}}
    others = sorted({*occurring, *chosen} - set(words))
    options = (
        Option(value, words.get(value, value), occurring.get(value, {}), value in chosen, on)
        for value in (*words, *others)
        if value in chosen or (value in occurring and value not in NOT_LOOKED_FOR)
    )
    return Facet(field.name, str(field.label), tuple(options), items[0] if len(items) == 1 else None)


@lru_cache(maxsize=4)
def _occurring(_versions: tuple[tuple[str, str], ...]) -> Occurring:
    """Count all values of all layers, asked once for each state of the data."""
    numbers: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    with connections["published"].cursor() as cursor:
        cursor.execute(_COUNT)
        for layer, term, entries in cursor.fetchall():
            name, _colon, value = term.partition(":")
            numbers[name][value][layer] = entries
    return numbers


_COUNT = """
SELECT layer, term, count(*) FROM published.feature_public, unnest(terms) AS term GROUP BY layer, term ORDER BY 1, 2
"""
