"""Municipalities and districts: what there is in each, and what its neighbours have where it has nothing."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connections
from django.db.models import F, Window
from django.db.models.functions import Collate, Lower, RowNumber
from django.urls import reverse
from django.utils.dateparse import parse_date

from frontend.cards import GERMAN, by_name
from frontend.freshness import AREAS
from frontend.legend import OUTLINES, Legend, LegendItem
from frontend.numbers import Numbers
from frontend.sources import Stock
from frontend.values import translated
from published.models import PublicFeature

DISTRICT = "district"
TOUCHING_M = 50  # outlines of two sources leave slivers between them; in metres of Web Mercator
NAMED = 3  # entries of each topic that a page names before it leads on
NEIGHBOURS_NAMED = 4


@dataclass(frozen=True)
class Area:
    """A municipality or a district. `parent` is the key of the municipality to which a district belongs, else empty."""

    key: str
    name: str
    kind: str
    kind_words: str
    designation: str
    parent: str
    population: int | None
    population_on: date | None
    source: str
    is_demo: bool

    @property
    def url(self) -> str:
        """The page of the area."""
        return reverse("frontend:area", args=[self.key])


@dataclass(frozen=True)
class Named:
    """An entry that a page names, with the way to it."""

    layer: str
    name: str
    url: str


@dataclass(frozen=True)
class Nearby:
    """A neighbour that has entries of a topic, and their number."""

    area: Area
    number: int


@dataclass(frozen=True)
class AreaTopic:
    """A topic in an area: the number of its entries and some of them; where there are none, who has some nearby."""

    item: LegendItem
    number: int
    entries: tuple[Named, ...]
    nearby: tuple[Nearby, ...]


def areas(now: Stock, legend: Legend) -> dict[str, Area]:
    """Return all areas by key in alphabetical order."""
    words = {code: str(kind.kind.label) for code, kind in legend[AREAS].kinds.items()}
    found = _areas(now.versions.get(AREAS, ""))
    return {
        key: Area(key, name, kind, words.get(kind, ""), designation, parent, *rest)
        for key, (name, kind, designation, parent, *rest) in found.items()
    }


def neighbours(key: str, known: Mapping[str, Area], now: Stock) -> list[Area]:
    """Return the areas that touch one: districts a district, municipalities a municipality, across the city's border.

    A district at the border has the municipality on the other side as a neighbour, but not the one that it belongs to.
    """
    here = known[key]
    touching = [known[each] for each in _touching(now.versions.get(AREAS, "")).get(key, ()) if each in known]
    if here.kind == DISTRICT:
        return [each for each in touching if each.key != here.parent]
    return [each for each in touching if each.kind != DISTRICT]


def area_topics(here: Area, near: list[Area], legend: Legend, numbers: Numbers) -> list[AreaTopic]:
    """Return each topic of the region with what this area has of it."""
    own = numbers.of_area(here.key)
    around = {each.key: numbers.of_area(each.key) for each in near}
    named = _named(here.key)
    topics = []
    for item in legend.topics:
        layer = item.layer.id
        if item.layer.style.shape == OUTLINES:
            continue
        nearby = [Nearby(each, around[each.key].get(layer, 0)) for each in near]
        offered = sorted((each for each in nearby if each.number), key=lambda each: -each.number)[:NEIGHBOURS_NAMED]
        number = own.get(layer, 0)
        topics.append(AreaTopic(item, number, tuple(named.get(layer, ())), () if number else tuple(offered)))
    return topics


def _named(key: str) -> dict[str, list[Named]]:
    """Return the first entries of each layer in an area, in one query."""
    order = Collate(Lower("name"), GERMAN)
    ranked = (
        PublicFeature.objects.without_statistics()
        .exclude(layer=AREAS)
        .in_area(key)
        .annotate(place=Window(RowNumber(), partition_by=F("layer"), order_by=[order, F("id")]))
        .filter(place__lte=NAMED)
        .order_by("layer", "place")
        .values_list("layer", "id", "name", "properties__name_en")
    )
    found: dict[str, list[Named]] = defaultdict(list)
    for layer, entry_id, name, english in ranked:
        words = translated({"name": name, "name_en": english}, "name")
        found[layer].append(Named(layer, words, reverse("frontend:entry", args=[layer, entry_id])))
    return found


@lru_cache(maxsize=2)
def _areas(_version: str) -> dict[str, tuple]:
    """Return name, kind, designation, parent, population with its day, source and whether it is demo, by key."""
    rows = by_name(PublicFeature.objects.filter(layer=AREAS)).values_list(
        "id", "name", "kind", "municipality", "properties"
    )
    return {
        key: (
            name,
            kind,
            said.get("designation") or "",
            (parent or "") if kind == DISTRICT else "",
            said.get("population"),
            parse_date(said.get("population_on") or ""),
            said.get("attribution") or said.get("source") or "",
            bool(said.get("demo")),
        )
        for key, name, kind, parent, said in rows
    }


@lru_cache(maxsize=2)
def _touching(_version: str) -> dict[str, list[str]]:
    """Return for each area the keys of those that touch it in alphabetical order, asked once a version."""
    with connections["published"].cursor() as cursor:
        cursor.execute(
            "SELECT a.id, b.id FROM published.feature_public a JOIN published.feature_public b"
            " ON public.ST_DWithin(a.geom_3857, b.geom_3857, %s)"
            " WHERE a.layer = %s AND b.layer = %s AND a.id <> b.id"
            ' ORDER BY a.id, lower(b.name) COLLATE "de-x-icu", b.id',
            [TOUCHING_M, AREAS, AREAS],
        )
        found: dict[str, list[str]] = defaultdict(list)
        for key, other in cursor.fetchall():
            found[key].append(other)
    return dict(found)
