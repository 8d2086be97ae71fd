"""A card: what list, popup and detail page say first about an entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.gis.db.models.functions import PointOnSurface
from django.contrib.gis.geos import Point
from django.db.models.functions import Collate, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.freshness import AREAS, confirmed_in_words, is_old
from frontend.legend import Legend
from frontend.nearby import ON_FOOT, Travel, Way, way_between
from frontend.opening import OpeningWords, opening_words
from frontend.reach import arrival, travels
from frontend.signs import Sign
from frontend.station import CurrentReading, current_reading
from frontend.values import in_words, translated
from published.catalogue import Field
from published.models import PublicFeature
from published.queries import FeatureQuerySet
from published.readings import STATIONS, Datastream, datastreams

COLUMNS = ("layer", "id", "kind", "name", "municipality", "properties", "confirmed_on", "opening_hours")
GERMAN = "de-x-icu"  # the database's own collation may put umlauts behind Z
ALPHABETICAL = (Collate(Lower("name"), GERMAN), "layer", "id")
CARD_WORDS = ("wheelchair", "languages")
UNSAID_ON_CARDS = ("", "unknown")


@dataclass(frozen=True)
class Card:
    """One entry in short. `position` is (lon, lat) in degrees, None for an entry without a point on the map."""

    layer: str
    id: str
    name: str
    kind: str
    sign: Sign
    summary: str
    place: str
    words: tuple[str, ...]
    is_demo: bool
    confirmed_on: date | None
    position: tuple[float, float] | None
    reading: CurrentReading | None = None  # of a climate station that has one
    way: Way | None = None  # from the position that somebody looks from
    opening: OpeningWords | None = None  # of a place that has hours, or could have them

    @property
    def confirmed(self) -> str:
        """When somebody last confirmed the entry, in words; nothing for what nobody confirms."""
        return "" if self.layer == AREAS else confirmed_in_words(self.confirmed_on)

    @property
    def is_fresh(self) -> bool:
        """Say whether somebody confirmed the entry within twelve months."""
        return not is_old(self.confirmed_on)

    @property
    def url(self) -> str:
        """The page of the entry."""
        return reverse("frontend:entry", args=[self.layer, self.id])


def for_cards(entries: FeatureQuerySet) -> FeatureQuerySet:
    """Return the same entries with what a card needs: no outlines of thousands of points, one point each."""
    return entries.only(*COLUMNS).annotate(point=PointOnSurface("geom"))


def by_name(entries: FeatureQuerySet) -> FeatureQuerySet:
    """Return the entries as a German telephone book has them, in one stable order."""
    return entries.order_by(*ALPHABETICAL)


def cards(
    entries: Iterable[PublicFeature],
    legend: Legend,
    near: tuple[float, float] | None = None,
    *,
    open_at: datetime | None = None,
    by: str = ON_FOOT,
) -> list[Card]:
    """Return the cards of entries that went through `for_cards`; they say whether each is open now, or at `open_at`.

    `near` is where `with_metres` measured from; how long one travels from there by a mode is said of entries that went
    through `with_entrances`. Those that have their `minutes` already say whether they are open on arrival.
    """
    listed: list[Any] = list(entries)
    streams = datastreams([entry.id for entry in listed if entry.layer == STATIONS])
    is_reached = bool(listed) and hasattr(listed[0], "minutes")
    arrivals = [arrival(open_at, entry.minutes) for entry in listed] if is_reached and open_at else None
    openings = opening_words(listed, open_at, arrivals)
    return [
        _card(entry, legend, streams[entry.id], near, openings.get((entry.layer, entry.id)), travel)
        for entry, travel in zip(listed, _travels(listed, near, by), strict=True)
    ]


def card(entry: PublicFeature, legend: Legend, near: tuple[float, float] | None = None, *, by: str = ON_FOOT) -> Card:
    """Return the card of one entry that went through `for_cards`."""
    return cards([entry], legend, near, by=by)[0]


def _travels(listed: Sequence[Any], near: tuple[float, float] | None, by: str) -> list[Travel | None]:
    """Return how long one travels to each entry, as far as that is known or can be asked of the network."""
    if listed and hasattr(listed[0], "minutes"):
        return [Travel(entry.minutes, by) for entry in listed]
    if near and listed and hasattr(listed[0], "entrances"):
        return travels(near, [entry.entrances for entry in listed], by)
    return [None] * len(listed)


def _card(
    entry: Any,
    legend: Legend,
    streams: Sequence[Datastream],
    near: tuple[float, float] | None,
    opening: OpeningWords | None,
    travel: Travel | None,
) -> Card:
    item = legend[entry.layer]
    said = entry.properties
    fields = {field.name: field for field in item.layer.fields}
    point: Point | None = entry.point
    return Card(
        layer=entry.layer,
        id=entry.id,
        name=translated(said, "name") or entry.name,
        kind=item.words_for(entry.kind),
        sign=item.sign_for(entry.kind),
        summary=translated(said, "summary"),
        place=_place(said) if point else _("ohne Kartenpunkt"),
        words=tuple(_word(fields[name], said.get(name)) for name in CARD_WORDS if _is_said(fields, said, name)),
        is_demo=bool(said.get("demo")),
        confirmed_on=entry.confirmed_on,
        position=(round(point.x, 6), round(point.y, 6)) if point else None,
        reading=current_reading(streams, timezone.now()),
        way=way_between(near, (point.x, point.y), entry.metres, travel) if near and point else None,
        opening=opening,
    )


def _is_said(fields: dict[str, Field], said: dict[str, Any], name: str) -> bool:
    return name in fields and bool(said.get(name)) and said[name] not in UNSAID_ON_CARDS


def _word(field: Field, value: Any) -> str:
    words = in_words(field, value)
    return words if field.choices and not isinstance(value, list) else f"{field.label}: {words}"


def _place(said: dict[str, Any]) -> str:
    """Return the address and the part of town or municipality, as far as the entry lets them be seen."""
    town = said.get("district") or said.get("city") or said.get("municipality") or ""
    return ", ".join(part for part in (said.get("address"), town) if part)
