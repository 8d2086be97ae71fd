"""The way from a position to an entry, on foot and by wheelchair: how long, how far, on what kinds of way, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.legend import OUTLINES
from frontend.nearby import ON_FOOT, Travel, distance_in_words, mode_in_words
from frontend.reach import Entrances, NoAnswer, Position, Start
from published.catalogue import catalogue

WHEELCHAIR = "wheelchair"
MODES = (ON_FOOT, WHEELCHAIR)
STEPS = "steps"
EXACT = "exact"  # a location_precision
# Kinds of way (network.network.KINDS) that people tell apart; what is in none of them is a road.
FOOTWAYS, CYCLEWAYS, TRACKS, QUIET, FERRIES = (
    ("footway", "pedestrian", "path", "corridor", "platform"),
    ("cycleway",),
    ("track", "bridleway"),
    ("residential", "living_street", "service"),
    ("ferry",),
)
SHORTEST_M = 5.0  # less of a kind of way is not worth a line; of steps every metre is


@dataclass(frozen=True)
class Stretch:
    """So much of a way is of one kind, in words."""

    words: str
    distance: str


@dataclass(frozen=True)
class Route:
    """The fastest way by a mode: `line` is GeoJSON in EPSG:4326. Where none is known, `fault` says so and all else is
    empty.
    """

    by: str
    how: str
    time: str = ""
    distance: str = ""
    stretches: tuple[Stretch, ...] = ()
    line: Mapping[str, Any] | None = None
    fault: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what the map draws."""
        return {"by": self.by, "words": self.how, "geometry": self.line}

    @property
    def positions(self) -> list[Position]:
        """The positions (lon, lat) along the line."""
        return [(lon, lat) for lon, lat in self.line["coordinates"]] if self.line else []


def has_ways(entry: Any) -> bool:
    """Say whether one can be led to an entry: only where it is known exactly at which point it stands."""
    is_outline = catalogue[entry.layer].style.shape == OUTLINES
    return entry.point is not None and not is_outline and entry.properties.get("location_precision") == EXACT


def routes(position: Position, entrances: Entrances) -> list[Route]:
    """Return the way on foot and the one by wheelchair. Raises NoAnswer where nobody knows of any way from there."""
    return [_route(Start.at(position, ON_FOOT), entrances), _by_wheelchair(position, entrances)]


def _by_wheelchair(position: Position, entrances: Entrances) -> Route:
    """Return the way without steps; a position from which none is known does not spoil the one on foot."""
    try:
        return _route(Start.at(position, WHEELCHAIR), entrances)
    except NoAnswer as problem:
        return Route(WHEELCHAIR, mode_in_words(WHEELCHAIR), fault=problem.sentence)


def _route(start: Start, entrances: Entrances) -> Route:
    how = mode_in_words(start.by)
    try:
        found = start.route_to(entrances)
    except NoAnswer:
        fault = (
            _("Einen Weg ohne Stufen und hohe Bordsteine gibt es nach den bekannten Daten nicht.")
            if start.by == WHEELCHAIR
            else _("Einen Weg von dort hierher gibt es nach den bekannten Daten nicht.")
        )
        return Route(start.by, how, fault=fault)
    minutes = Travel(found.minutes, start.by).whole_minutes
    return Route(
        by=start.by,
        how=how,
        time=ngettext("%(number)s Minute", "%(number)s Minuten", minutes) % {"number": minutes},
        distance=distance_in_words(found.length_m),
        stretches=_stretches(found.length_by_kind_m, found.length_m),
        line=found.geometry,
    )


def _stretches(length_by_kind_m: Mapping[str, float], length_m: float) -> tuple[Stretch, ...]:
    """Return how much of a way is of each kind, the longest first; then steps, and what lies off all known ways."""
    groups = [
        (_("Fußwege und Plätze"), FOOTWAYS),
        (_("Wohnstraßen und Zufahrten"), QUIET),
        (_("Radwege"), CYCLEWAYS),
        (_("Feld- und Waldwege"), TRACKS),
        (_("Fähre"), FERRIES),
    ]
    named = {STEPS, *(kind for _words, kinds in groups for kind in kinds)}
    groups.append((_("andere Straßen"), tuple(kind for kind in length_by_kind_m if kind not in named)))
    lengths = [(words, sum(length_by_kind_m.get(kind, 0.0) for kind in kinds)) for words, kinds in groups]
    lengths.sort(key=lambda each: -each[1])
    steps_m, off_ways_m = length_by_kind_m.get(STEPS, 0.0), length_m - sum(length_by_kind_m.values())
    found = [(words, each_m) for words, each_m in lengths if each_m >= SHORTEST_M]
    found += [(_("Treppen"), steps_m)] if steps_m > 0 else []
    found += [(_("abseits der bekannten Wege"), off_ways_m)] if off_ways_m >= SHORTEST_M else []
    return tuple(Stretch(words, distance_in_words(each_m)) for words, each_m in found)
