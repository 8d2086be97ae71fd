"""My area: what there is around a place, across the municipal border, and who answers for it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.functions import PointOnSurface
from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from frontend.cards import Card, cards, for_cards
from frontend.legend import OTHER_PLACES, OUTLINES, Legend, LegendItem
from frontend.nearby import Way
from frontend.phases import timeline
from frontend.reach import NoAnswer, Start
from frontend.stays import stays
from frontend.surroundings import Near, Position, Topic, nearest
from published.crs import SPOKEN
from published.filters import FeatureFilter
from published.models import PublicFeature
from published.readings import STATIONS

AREAS = "area"
PROJECTS = "participation_project"
HEIMATFOREN = "heimatforum"
PLACES = "place"
PER_TOPIC = 3
WALK_MIN = 15  # what lies within it is called near: the idea of the 15-minute city
# Kinds of place that people need week by week, in the order in which they are looked for. No hospitals: who needs one
# calls a number and does not compare distances.
EVERYDAY = (
    "supermarket",
    "bakery",
    "pharmacy",
    "doctors",
    "kindergarten",
    "school",
    "playground",
    "library",
    "townhall",
    "toilets",
    "drinking_water",
)
RUNNING = "running"  # the state of a project in which one can have a say
PROJECTS_WITHIN_M = 3_000  # what is further away is somebody else's neighbourhood
ANYTHING_WITHIN_M = 15_000  # beyond it a place is not near, whatever is looked for


@dataclass(frozen=True)
class Here:
    """The place that is asked about: (lon, lat) in degrees, and what it is called."""

    position: Position
    name: str
    is_centre: bool = False  # the middle of an area, not somebody's own place
    is_interpolated: bool = False  # the house number lies between known ones


@dataclass(frozen=True)
class AreaHere:
    """The municipality or district in which a place lies."""

    key: str
    name: str
    designation: str


@dataclass(frozen=True)
class TopicNear:
    """The nearest entries of one topic."""

    item: LegendItem
    entries: tuple[Near, ...]


@dataclass(frozen=True)
class Told:
    """An entry with one sentence about it; `way` is None for one that stands nowhere at the moment."""

    card: Card
    way: Way | None
    sentence: str


@dataclass(frozen=True)
class Office:
    """Who answers for a place, in the reader's language; `url` and `task` may be empty."""

    name: str
    url: str = ""
    task: str = ""


@dataclass(frozen=True)
class Reachable:
    """What there is for each day within so many minutes on foot, in words: „2 Supermärkte“. It may be nothing."""

    minutes: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class MyArea:
    """What is said of a place. What is not near is empty."""

    here: Here
    municipality: AreaHere | None
    district: AreaHere | None
    station: Near | None
    projects: tuple[Told, ...]
    heimatforen: tuple[Told, ...]
    topics: tuple[TopicNear, ...]
    everyday: tuple[Near, ...]
    reachable: Reachable | None
    offices: tuple[Office, ...]

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers whose entries are shown."""
        return tuple(topic.item.layer.id for topic in self.topics)


def my_area(here: Here, legend: Legend, now: datetime) -> MyArea:
    """Return what there is around a place at a moment. The number of statements does not depend on how much."""
    areas = _areas_at(here.position)
    municipality, district = areas.get("municipality"), areas.get("district")
    topics = [Topic(item.layer.id, PER_TOPIC) for item in legend.topics if _is_listed(item)]
    everyday = [Topic(PLACES, 1, kind) for kind in EVERYDAY if kind in legend[PLACES].kinds]
    station, projects, heimatforen = Topic(STATIONS, 1), Topic(PROJECTS, PER_TOPIC, RUNNING), Topic(HEIMATFOREN, 2)
    found = {
        topic: [near for near in entries if near.way.metres <= ANYTHING_WITHIN_M]
        for topic, entries in nearest(
            here.position, [*topics, *everyday, station, projects, heimatforen], legend
        ).items()
    }
    today = timezone.localdate(now, settings.REGION.tzinfo)
    return MyArea(
        here=here,
        municipality=municipality,
        district=district,
        station=next(iter(found.get(station, ())), None),
        projects=tuple(
            Told(
                near.card,
                near.way,
                lines.sentence if (lines := timeline(near.said, legend[PROJECTS].layer, today)) else "",
            )
            for near in found.get(projects, ())
            if near.way.metres <= PROJECTS_WITHIN_M
        ),
        heimatforen=_heimatforen(found.get(heimatforen, ()), legend, now),
        topics=tuple(TopicNear(legend[topic.layer], tuple(found[topic])) for topic in topics if found.get(topic)),
        everyday=tuple(found[topic][0] for topic in everyday if found.get(topic)),
        reachable=_reachable(here.position),
        offices=_offices(municipality),
    )


def _reachable(position: Position) -> Reachable | None:
    """Return what is within WALK_MIN minutes on foot; None where the network says nothing of the position."""
    try:
        start = Start.at(position)
    except NoAnswer:
        return None
    near = FeatureFilter(layers=(PLACES,), near=position, radius_m=start.radius_m(WALK_MIN))
    places = PublicFeature.objects.matching(near).filter(kind__in=EVERYDAY).with_entrances()
    rows = list(places.values_list("kind", "entrances"))
    minutes = start.minutes_to([entrances for _kind, entrances in rows], WALK_MIN)
    counts = Counter(kind for (kind, _entrances), each in zip(rows, minutes, strict=True) if each <= WALK_MIN)
    return Reachable(WALK_MIN, tuple(_counted(kind, counts[kind]) for kind in EVERYDAY if counts[kind]))


def _counted(kind: str, number: int) -> str:
    """Return „1 Apotheke“, „2 Apotheken“."""
    words = {
        "supermarket": ngettext("%(number)s Supermarkt", "%(number)s Supermärkte", number),
        "bakery": ngettext("%(number)s Bäckerei", "%(number)s Bäckereien", number),
        "pharmacy": ngettext("%(number)s Apotheke", "%(number)s Apotheken", number),
        "doctors": ngettext("%(number)s Arztpraxis", "%(number)s Arztpraxen", number),
        "kindergarten": ngettext("%(number)s Kindergarten", "%(number)s Kindergärten", number),
        "school": ngettext("%(number)s Schule", "%(number)s Schulen", number),
        "playground": ngettext("%(number)s Spielplatz", "%(number)s Spielplätze", number),
        "library": ngettext("%(number)s Bücherei", "%(number)s Büchereien", number),
        "townhall": ngettext("%(number)s Rathaus", "%(number)s Rathäuser", number),
        "toilets": ngettext("%(number)s Toilette", "%(number)s Toiletten", number),
        "drinking_water": ngettext("%(number)s Trinkwasserstelle", "%(number)s Trinkwasserstellen", number),
    }
    return words[kind] % {"number": number}


def centre_of(key: str) -> Here | None:
    """Return the middle of a municipality or district, None if there is none of that key."""
    areas = PublicFeature.objects.filter(layer=AREAS, id=key).annotate(point=PointOnSurface("geom"))
    found: Any = areas.only("id", "name").first()
    return Here((found.point.x, found.point.y), found.name, is_centre=True) if found and found.point else None


def _is_listed(item: LegendItem) -> bool:
    """Say whether a layer is a topic of its own here; some are told apart, and of other places only certain kinds."""
    told = item.layer.id in (STATIONS, PROJECTS, HEIMATFOREN)
    return item.layer.on_map_by_default and item.layer.style.shape not in (OUTLINES, OTHER_PLACES) and not told


def _areas_at(position: Position) -> dict[str, AreaHere]:
    """Return the areas in which a position lies, by their kind; none outside the region."""
    there = PublicFeature.objects.filter(layer=AREAS, geom__covers=Point(*position, srid=SPOKEN))
    return {
        area.kind: AreaHere(area.id, area.name, str(area.properties.get("designation") or ""))
        for area in there.only("id", "kind", "name", "properties").order_by("-id")
    }


def _heimatforen(near: Sequence[Near], legend: Legend, now: datetime) -> tuple[Told, ...]:
    """Return the nearest ones and all that move, wherever they are: they may come here next."""
    moving = list(for_cards(PublicFeature.objects.filter(layer=HEIMATFOREN, properties__moves=True)).order_by("id"))
    known = {each.card.id for each in near}
    told = [Told(each.card, each.way, _standing(each.said, now)) for each in near]
    for entry, card in zip(moving, cards(moving, legend), strict=True):
        if card.id not in known:
            told.append(Told(card, None, _standing(entry.properties, now)))
    return tuple(told)


def _standing(said: Mapping[str, Any], now: datetime) -> str:
    found = stays(said, now)
    return found.sentence if found else ""


def _offices(municipality: AreaHere | None) -> tuple[Office, ...]:
    """Return who answers for a municipality: itself and the region's offices for it; a city may be both at once."""
    if municipality is None:
        return ()
    region, english = settings.REGION, get_language() == "en"
    offices = [
        Office((each.name_en if english else "") or each.name, each.url, each.task_en if english else each.task)
        for each in region.authorities_of(municipality.key)
    ]
    part = region.area_of(municipality.key)
    if offices and part and part.kind == "city":
        return tuple(offices)
    own = " ".join(word for word in (municipality.designation, municipality.name) if word)
    return (Office(own, task=_("Das Rathaus ist die erste Stelle für die meisten Fragen vor Ort.")), *offices)
