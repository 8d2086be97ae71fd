"""A position from which somebody looks: where it came from, what it is called, how far one looks from it."""

import re
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from published.addresses import AddressHit, find_addresses, nearest_address

RADII_M = (500, 1000, 2000, 5000, 10_000, 25_000)
RADIUS_M = 2000  # half an hour on foot
OTHERS = 3  # other addresses that may have been meant
AT_THE_HOUSE_M = 60  # a position so near to a house is said to be at it
DECIMALS = 5  # of a degree: a metre
HOUSE_NUMBER = re.compile(r"\s\d+\s?[a-zA-Z]?(?=,|$)")


@dataclass(frozen=True)
class Position:
    """Where somebody looks from, in degrees, and what it is called. `others` may have been meant instead."""

    lon: float
    lat: float
    label: str
    is_interpolated: bool = False
    others: tuple["Position", ...] = ()

    @property
    def text(self) -> str:
        """The position as the parameter `near` has it, as exact as a house needs."""
        return f"{self.lon:.{DECIMALS}f},{self.lat:.{DECIMALS}f}"


def position_of_address(text: str) -> Position | None:
    """Return the position of an address that somebody wrote; None if we know of none."""
    found = [_position(hit) for hit in find_addresses(text, limit=1 + OTHERS)]
    if not found:
        return None
    first = found[0]
    # The neighbours of a house were not meant; a street of that name in another place may have been.
    others = {_street(each.label): each for each in reversed(found) if _street(each.label) != _street(first.label)}
    return Position(first.lon, first.lat, first.label, first.is_interpolated, tuple(reversed(others.values())))


def named_position(lon: float, lat: float) -> Position:
    """Return a position with the name of the house that it lies at or near."""
    hit = nearest_address(lon, lat)
    if hit is None:
        return Position(lon, lat, _("gewählter Punkt"))
    is_there = hit.distance_m is not None and hit.distance_m <= AT_THE_HOUSE_M
    return Position(lon, lat, hit.label if is_there else _("nahe %(address)s") % {"address": hit.label})


def radius_in_words(metres: int) -> str:
    """Return „500 m“ or „2 km“."""
    return f"{metres} m" if metres < 1000 else f"{number_format(metres / 1000, decimal_pos=int(metres % 1000 > 0))} km"


def _street(label: str) -> str:
    """Return an address without its house number."""
    return HOUSE_NUMBER.sub("", label)


def _position(hit: AddressHit) -> Position:
    return Position(hit.lon, hit.lat, hit.label, hit.is_interpolated)
