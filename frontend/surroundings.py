"""What is near a place: the nearest entries of each topic, with distance and direction, in one statement."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from frontend.cards import Card, cards, for_cards
from frontend.legend import Legend
from frontend.nearby import Way, way_between
from frontend.reach import travels
from published.catalogue import catalogue
from published.models import PublicFeature
from published.queries import FeatureQuerySet

Position = tuple[float, float]  # lon, lat in degrees
# So many more are looked at than are wanted: the nearest as the crow flies may lie across a river.
MORE = 4


@dataclass(frozen=True)
class Near:
    """An entry and the way to it. `said` are its published properties, `municipality` the key of where it lies."""

    card: Card
    way: Way
    said: Mapping[str, Any]
    municipality: str | None

    @property
    def line(self) -> str:
        """Its kind in words; where that says nothing new, what it offers."""
        known = (str(catalogue[self.card.layer].title_one), self.card.name)
        return self.card.summary if self.card.kind in known else self.card.kind


@dataclass(frozen=True)
class Topic:
    """So many of the nearest entries of a layer, or of one kind of a layer, are wanted."""

    layer: str
    number: int
    kind: str = ""

    def entries(self, position: Position) -> FeatureQuerySet:
        """Return them, the nearest first."""
        found = PublicFeature.objects.filter(layer=self.layer)
        if self.kind:
            found = found.filter(kind=self.kind)
        return for_cards(found.nearest_first(*position).with_entrances())[: self.number + MORE]


def nearest(position: Position, topics: Collection[Topic], legend: Legend) -> Mapping[Topic, list[Near]]:
    """Return the nearest entries of each topic, the nearest first. A topic without entries has an empty list.

    The nearest are those to which one walks the shortest time, as far as the network of streets tells, of those that
    are nearest by the straight line.
    """
    found: dict[Topic, list[Near]] = defaultdict(list)
    queries = [topic.entries(position) for topic in topics]
    if not queries:
        return found
    entries = list(queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0])
    by_topic = {(topic.layer, topic.kind): topic for topic in topics}
    walks = travels(position, [entry.entrances for entry in entries])
    for entry, card, travel in zip(entries, cards(entries, legend), walks, strict=True):
        topic = by_topic.get((entry.layer, entry.kind)) or by_topic[entry.layer, ""]
        way = way_between(position, card.position or position, entry.metres, travel)
        found[topic].append(Near(card, way, entry.properties, entry.municipality))
    for topic, each in found.items():
        each.sort(key=lambda near: near.way.nearness)
        del each[topic.number :]
    return found
