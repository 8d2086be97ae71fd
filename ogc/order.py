"""The order of items: by the geohash of a point of theirs, then by id. Entries without a geometry come last.

Base 32 of a geohash is a Morton (Z-order) number: a rectangle is a few ranges of it. So a page of a rectangle is read
from one index, already in order, and the work is that of the page and not of the rectangle or the layer.
Source of the curve: G. M. Morton, A Computer Oriented Geodetic Data Base (1966); geohash.org (2008).
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from published.errors import BadParameter
from published.parameters import BBox

# Both expressions are those of the indexes in migrations/0001_page_order.py.
PLACE_SQL = """(COALESCE(public.ST_GeoHash(public.ST_PointOnSurface(geom), 9), '~') COLLATE "C")"""
SIZE_SQL = (
    "GREATEST(public.ST_XMax(geom) - public.ST_XMin(geom), public.ST_YMax(geom) - public.ST_YMin(geom))"  # degrees
)

ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"
BITS = 45  # of nine characters
FINEST = BITS // 2  # halvings of each axis
NOWHERE = "~"  # sorts after every geohash
BEYOND = "~~"
MAX_CELLS = 64  # covers a rectangle with a margin of about a fifth; more cells cost more than they save
ROUNDING_DEG = 1e-7

_TOKEN = re.compile(rf"([{ALPHABET}]{{9}}|{NOWHERE})\.([^\x00-\x1f\x7f]{{1,200}})")


@dataclass(frozen=True)
class Place:
    """Where in the order an item stands."""

    geohash: str
    id: str

    def __str__(self) -> str:
        """Return the token that stands in a link to the next page."""
        return f"{self.geohash}.{self.id}"

    @classmethod
    def parse(cls, token: str) -> "Place":
        """Return the place of a token. Raises BadParameter if it is none of ours."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise BadParameter(_("„after“ nimmt nur den Wert aus dem Verweis auf die nächste Seite."))
        return cls(*match.groups())


def ranges(boxes: tuple[BBox, ...], reach_deg: float, *, unplaced: bool) -> list[tuple[str, str]]:
    """Return ascending ranges [from, to) of geohashes that hold every entry which can touch one of the boxes.

    `reach_deg` is the greatest extent of an entry: its point may lie that far outside. `unplaced` adds the entries
    without geometry. The ranges hold more than the boxes, never less.

    >>> ranges((BBox(9.9, 49.7, 10.0, 49.8),), 0, unplaced=True)[0], len(ranges((BBox(0, 0, 0, 0),), 0, unplaced=False))
    (('u0z54r400', 'u0z54r800'), 4)
    """
    margin = reach_deg + ROUNDING_DEG
    found: list[tuple[int, int]] = []
    for box in boxes:
        west, south = max(box.west - margin, -180), max(box.south - margin, -90)
        level, codes = _codes(west, south, min(box.east + margin, 180), min(box.north + margin, 90))
        width = BITS - 2 * level
        found += [(code << width, (code + 1) << width) for code in codes]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [(_text(start), _text(end)) for start, end in merged] + ([(NOWHERE, BEYOND)] if unplaced else [])


def _codes(west: float, south: float, east: float, north: float) -> tuple[int, list[int]]:
    """Return the finest level at which at most MAX_CELLS cells cover the rectangle, and their Morton numbers."""
    level = FINEST
    while True:
        size = 1 << level
        x0, x1 = int((west + 180) / 360 * size), min(int((east + 180) / 360 * size), size - 1)
        y0, y1 = int((south + 90) / 180 * size), min(int((north + 90) / 180 * size), size - 1)
        if (x1 - x0 + 1) * (y1 - y0 + 1) <= MAX_CELLS:
            rows = [_spread(y) for y in range(y0, y1 + 1)]
            return level, [_spread(x) << 1 | row for x in range(x0, x1 + 1) for row in rows]
        level -= 1


def _spread(number: int) -> int:
    """Return the bits of a number of up to 32 bits with a zero before each of them."""
    number = (number | number << 16) & 0x0000FFFF0000FFFF
    number = (number | number << 8) & 0x00FF00FF00FF00FF
    number = (number | number << 4) & 0x0F0F0F0F0F0F0F0F
    number = (number | number << 2) & 0x3333333333333333
    return (number | number << 1) & 0x5555555555555555


def _text(code: int) -> str:
    """Return a number of 45 bits as a geohash; the number after the last one as what sorts after every geohash."""
    if code >> BITS:
        return NOWHERE
    return "".join(ALPHABET[code >> shift & 31] for shift in range(BITS - 5, -1, -5))
