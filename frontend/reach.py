"""Within so many minutes of a position, on the streets: what may be asked, and what the network answers.

Where it has no answer, a sentence says why, and whoever asked falls back on the straight line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from analysis import at_point
from analysis.errors import NoWay
from analysis.positions import require_in_region
from frontend.asked import one_of
from frontend.nearby import FURTHEST_WALK_MIN, MODES, ON_FOOT, Travel, mode_in_words
from network.graph import Graph, Places
from published.errors import BadParameter, NotReady, PortalError

MINUTES = (5, 10, 15, 20, 30)
# A map that shows all of the reach shows nothing finer than a hundredth of it.
WIDTHS_WITHIN_REACH = 100
Position = tuple[float, float]  # lon, lat in degrees
Key = tuple[str, str]  # layer and id of an entry
Entrances = bytes | memoryview | None  # Point or MultiPoint as WKB, EPSG:4326


class NoAnswer(PortalError):
    """The network says nothing of ways from there."""

    status = 422


@dataclass(frozen=True)
class Reach:
    """So many minutes by a mode of travel (see `frontend.nearby.MODES`). It tells nothing of a position."""

    minutes: int
    by: str = ON_FOOT

    @classmethod
    def from_query(cls, query: QueryDict) -> "Reach | None":
        """Read `minutes` and `by`, on foot unless another mode is asked; None without minutes. Raises BadParameter."""
        minutes = one_of(query, "minutes", [str(each) for each in MINUTES])
        by = one_of(query, "by", MODES)
        return cls(int(minutes), by or ON_FOOT) if minutes else None

    @property
    def words(self) -> str:
        """The wish as people say it: „in 10 Minuten zu Fuß“."""
        return _("in %(number)s Minuten %(how)s") % {"number": self.minutes, "how": mode_in_words(self.by)}

    @property
    def legend(self) -> str:
        """What the reached area is called on the map."""
        return _("erreichbar in %(number)s Minuten %(how)s") % {
            "number": self.minutes,
            "how": mode_in_words(self.by),
        }


@dataclass(frozen=True)
class Start:
    """A position on the network of a mode of travel."""

    position: Position
    graph: Graph
    places: Places
    by: str

    @classmethod
    def at(cls, position: Position, by: str = ON_FOOT) -> "Start":
        """Return where one sets out. Raises NoAnswer with a sentence where no way is known."""
        try:
            require_in_region("near", position)
            graph = at_point.current_graph(by)
            return cls(position, graph, at_point.snapped(graph, "near", position), by)
        except BadParameter as problem:
            raise NoAnswer(_("Dieser Ort liegt außerhalb der Region; dort kennt das Portal keine Wege.")) from problem
        except NotReady as problem:
            raise NoAnswer(_("Für diese Region ist noch kein Wegenetz eingelesen.")) from problem
        except NoWay as problem:
            said = {"how": mode_in_words(by)}
            raise NoAnswer(_("Im Umkreis von 500 m um diesen Ort gibt es %(how)s keinen Weg.") % said) from problem

    def radius_m(self, minutes: float) -> int:
        """Return a radius around the position that nothing within so many minutes lies beyond, in metres."""
        return int(at_point.radius_m(self.graph, self.places, self.position, minutes)) + 1

    def minutes_to(self, entrances: Sequence[Entrances], limit_min: float) -> list[float]:
        """Return the minutes to each of some places, inf where one does not get within the limit."""
        found: list[float] = at_point.minutes_to(self.graph, self.places, entrances, limit_min).tolist()
        return found

    def outline(self, minutes: float) -> dict[str, Any]:
        """Return the reached area as a GeoJSON geometry (EPSG:4326), the wider drawn the farther it leads."""
        width_m = max(at_point.STREET_WIDTH_M, at_point.farthest_m(self.by, minutes) / WIDTHS_WITHIN_REACH)
        return at_point.isochrones(self.graph, self.places, [minutes], width_m=width_m)[0].geometry

    def route_to(self, entrances: Entrances) -> at_point.Way:
        """Return the fastest way to the nearest entrance. Raises NoAnswer where none is known."""
        try:
            return at_point.route_to(self.graph, self.places, entrances)
        except NoWay as problem:
            raise NoAnswer(problem.sentence) from problem


@dataclass(frozen=True)
class Reached:
    """The entries within reach with the minutes to each. `unknown` are those of which nobody knows whether they are
    open on arrival.
    """

    reach: Reach
    start: Start
    minutes: Mapping[Key, float]
    unknown: frozenset[Key] = frozenset()

    @cached_property
    def outline(self) -> dict[str, Any]:
        """The reached area as a GeoJSON geometry (EPSG:4326)."""
        return self.start.outline(self.reach.minutes)


def travels(position: Position, entrances: Sequence[Entrances], by: str = ON_FOOT) -> list[Travel | None]:
    """Return how long one travels to each of some places; None for all where the network says nothing of the position.

    What takes longer than an hour takes an infinite time: nobody asks how long.
    """
    if not entrances:
        return []
    try:
        start = Start.at(position, by)
    except NoAnswer:
        return [None] * len(entrances)
    return [Travel(minutes, by) for minutes in start.minutes_to(entrances, FURTHEST_WALK_MIN)]


def arrival(leaving: datetime, minutes: float) -> datetime:
    """Return when one arrives, to the whole second, on the clock of the departure; clocks may be changed on the way."""
    seconds = timedelta(seconds=int(np.rint(minutes * 60)))
    return (leaving.astimezone(UTC) + seconds).astimezone(leaving.tzinfo)
