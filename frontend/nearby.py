"""How far, which way and how long, in words: on the streets where their network is known, else by the straight line."""

import math
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from published.directions import direction_in_words

EARTH_RADIUS_M = 6_371_008.8  # mean radius of GRS 80
WALKING_M_PER_MIN = 5_000 / 60  # 5 km/h, on which openrouteservice, GraphHopper and GOAT agree
# Streets make a walk longer than the straight line. Median of 2,923 pairs of crossings 200 to 2,000 m apart on
# OpenStreetMap's ways for walkers in Heidelberg (2024), a town with a river and hills.
DETOUR = 1.35
FURTHEST_WALK_MIN = 60  # beyond it nobody asks how long a walk takes
# How people may travel, by the names of the network's profiles.
ON_FOOT = "foot"
MODES = (ON_FOOT, "wheelchair", "elderly_or_child", "bike")
HERE_M = 20  # closer than a street is wide there is no direction to speak of


@dataclass(frozen=True)
class Travel:
    """How long one is under way on the streets, by a mode; infinite minutes where one does not get within the hour."""

    minutes: float
    by: str = ON_FOOT

    @property
    def words(self) -> str:
        """„9 Minuten zu Fuß“, rounded up so that nobody comes too late; empty where nobody would go."""
        if math.isinf(self.minutes):
            return ""
        said = {"number": self.whole_minutes, "how": mode_in_words(self.by)}
        return ngettext("%(number)s Minute %(how)s", "%(number)s Minuten %(how)s", self.whole_minutes) % said

    @property
    def whole_minutes(self) -> int:
        """The minutes rounded up, at least one; a sum of edges may lie a hair above a whole one."""
        return max(1, math.ceil(round(self.minutes, 6)))


@dataclass(frozen=True)
class Way:
    """The straight line from somebody's position to a place: metres, and degrees clockwise from north.

    `travel` is what the network says of the way there; None where it says nothing.
    """

    metres: float
    bearing_deg: float
    travel: Travel | None = None

    @property
    def is_here(self) -> bool:
        """Say whether the place is right here, or one stands within it."""
        return self.metres < HERE_M

    @property
    def nearness(self) -> tuple[float, float]:
        """What ways are ordered by: minutes where the network tells them, then metres."""
        return (self.travel.minutes if self.travel else 0.0, self.metres)

    @property
    def distance(self) -> str:
        """The distance in words: „350 m“, „1,2 km“."""
        return distance_in_words(self.metres)

    @property
    def direction(self) -> str:
        """The direction in words, empty for a place that is right here."""
        return "" if self.is_here else direction_in_words(self.bearing_deg)

    @property
    def walk(self) -> str:
        """How long the way takes, by the network or else a walk by estimate; empty where nobody would go."""
        if self.travel is not None:
            return "" if self.is_here else self.travel.words
        minutes = minutes_on_foot(self.metres)
        if self.is_here or minutes > FURTHEST_WALK_MIN:
            return ""
        return ngettext("etwa %(number)s Minute zu Fuß", "etwa %(number)s Minuten zu Fuß", minutes) % {
            "number": minutes
        }

    @property
    def words(self) -> str:
        """All of it on one line: „6 Minuten zu Fuß, 350 m nordöstlich“, „350 m nordöstlich, etwa 6 Minuten zu Fuß“."""
        if self.is_here:
            return _("gleich hier")
        parts = [f"{self.distance} {self.direction}", self.walk]
        return ", ".join(part for part in (parts if self.travel is None else reversed(parts)) if part)


def mode_in_words(by: str) -> str:
    """Return how one travels: „zu Fuß“."""
    words = {
        ON_FOOT: _("zu Fuß"),
        "wheelchair": _("mit Rollstuhl"),
        "elderly_or_child": _("langsam zu Fuß"),
        "bike": _("mit dem Fahrrad"),
    }
    return words[by]


def way_between(
    start: tuple[float, float], end: tuple[float, float], metres: float | None = None, travel: Travel | None = None
) -> Way:
    """Return the way between two positions (lon, lat) in degrees on the sphere.

    `metres` is the distance if it is known better than between two points: that to the edge of a surface.
    """
    lon_1, lat_1, lon_2, lat_2 = (math.radians(degrees) for degrees in (*start, *end))
    east = math.cos(lat_2) * math.sin(lon_2 - lon_1)
    north = math.cos(lat_1) * math.sin(lat_2) - math.sin(lat_1) * math.cos(lat_2) * math.cos(lon_2 - lon_1)
    ahead = math.sin(lat_1) * math.sin(lat_2) + math.cos(lat_1) * math.cos(lat_2) * math.cos(lon_2 - lon_1)
    between = math.atan2(math.hypot(east, north), ahead) * EARTH_RADIUS_M
    return Way(between if metres is None else metres, math.degrees(math.atan2(east, north)) % 360, travel)


def distance_in_words(metres: float) -> str:
    r"""Return „350 m“, „1,2 km“ or „12 km“: as exact as people say it.

    The space before the unit does not break.

    >>> distance_in_words(347)
    '350\xa0m'
    >>> distance_in_words(12_345)
    '12\xa0km'
    """
    if metres < 995:
        return f"{max(round(metres, -1), 10):.0f}\N{NO-BREAK SPACE}m"
    decimals = 1 if metres < 9_950 else 0
    return f"{number_format(round(metres / 1000, decimals), decimal_pos=decimals, use_l10n=True)}\N{NO-BREAK SPACE}km"


def minutes_on_foot(metres: float) -> int:
    """Return the whole minutes of a walk, at least one, by straight line and detour."""
    return max(1, math.ceil(metres * DETOUR / WALKING_M_PER_MIN))
