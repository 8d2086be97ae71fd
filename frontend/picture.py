"""The still picture of a map with its marks: for paper, and wherever a browser draws no map.

The ground is a picture of its own (`/tiles/basemap.svg`); marks and names are drawn over it, so that names keep off the
marks, and every mark can be read: where places crowd, a mark steps aside and a line leads back to its place.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from frontend.cards import Card
from frontend.names import Name, names
from frontend.signs import Sign
from published.frame import Frame

MARK_PX = 24  # side of a mark's shape
APART_PX = 21  # the least distance between the middles of two marks
MOVED_FROM_PX = 3  # a smaller step aside needs no line
MARGIN_PX = 32
SCALE_BAR_PX = 120  # at most
ROUND_LENGTHS_M = [digit * 10**power for power in range(1, 5) for digit in (1, 2, 5)]
GROUND_URL = "/tiles/basemap.svg"


@dataclass(frozen=True)
class Mark:
    """A numbered sign. Its middle is drawn at `x`, `y`; the entry is at `place_x`, `place_y`. All in pixels."""

    number: int
    sign: Sign
    x: float
    y: float
    place_x: float
    place_y: float

    @property
    def is_moved(self) -> bool:
        """Say whether a line has to lead from the mark to its place."""
        return math.hypot(self.x - self.place_x, self.y - self.place_y) > MOVED_FROM_PX


@dataclass(frozen=True)
class ScaleBar:
    """A length on the ground that is a round number of metres, and its length in pixels."""

    metres: int
    pixels: float

    @property
    def words(self) -> str:
        """The length as people say it."""
        return f"{self.metres // 1000} km" if self.metres >= 1000 else f"{self.metres} m"

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return self.pixels / 2


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn. `you` is where somebody searched around, in pixels, if it is to be shown; `lines` are
    ways as SVG paths.
    """

    frame: Frame
    ground_url: str
    marks: tuple[Mark, ...]
    names: tuple[Name, ...]
    scale: ScaleBar
    you: tuple[float, float] | None
    lines: tuple[str, ...] = ()

    @property
    def scale_y(self) -> int:
        """Where the scale bar stands, from the top."""
        return self.frame.height - 12


def picture(
    numbered: Sequence[tuple[int, Card]],
    width: int,
    height: int,
    *,
    you: tuple[float, float] | None = None,
    lines: Sequence[Sequence[tuple[float, float]]] = (),
) -> Picture | None:
    """Return the picture of numbered entries, `width` by `height` pixels; None if none of them has a place.

    `you` is a position (lon, lat) that is marked as well, `lines` are ways (lon, lat) that are drawn.
    """
    placed = [(number, card, card.position) for number, card in numbered if card.position]
    if not placed:
        return None
    positions = [position for _number, _card, position in placed] + ([you] if you else [])
    positions += [position for line in lines for position in line]
    frame = Frame.around(positions, width, height, margin_px=MARGIN_PX)
    marks = tuple(_marks([(number, card.sign, *frame.place(*position)) for number, card, position in placed], frame))
    here = _rounded(*frame.place(*you)) if you else None
    paths = tuple("M" + "L".join("{} {}".format(*_rounded(*frame.place(*each))) for each in line) for line in lines)
    taken = [(mark.x, mark.y) for mark in marks] + [(mark.place_x, mark.place_y) for mark in marks if mark.is_moved]
    found = names(frame, taken + ([here] if here else []), MARK_PX)
    return Picture(frame, f"{GROUND_URL}?{frame.query}", marks, tuple(found), _scale(frame), here, paths)


def region_picture(width: int, height: int) -> Picture:
    """Return the picture of the whole region, without marks."""
    west, south, east, north = settings.REGION.map.bbox
    frame = Frame.around([(west, south), (east, north)], width, height, margin_px=0)
    return Picture(frame, f"{GROUND_URL}?{frame.query}", (), tuple(names(frame, [], MARK_PX)), _scale(frame), None)


def _marks(wanted: Iterable[tuple[int, Sign, float, float]], frame: Frame) -> Iterable[Mark]:
    """Yield the marks, each on its place or, if that is taken, on the nearest free spot around it."""
    taken: list[tuple[float, float]] = []
    for number, sign, x, y in wanted:
        spots = ((x + right, y + down) for right, down in _spiral())
        spot = next((each for each in spots if _inside(each, frame) and _free(each, taken)), (x, y))
        taken.append(spot)
        yield Mark(number, sign, *_rounded(*spot), *_rounded(x, y))


def _rounded(x: float, y: float) -> tuple[float, float]:
    return round(x, 1), round(y, 1)


@cache
def _spiral() -> tuple[tuple[float, float], ...]:
    """Return steps aside, the shortest first: rings of spots that are as far apart as marks must be."""
    steps = [(0.0, 0.0)]
    for ring in range(1, 40):
        radius = ring * APART_PX / 2
        spots = max(8, int(2 * math.pi * radius / (APART_PX / 2)))
        steps += [
            (radius * math.cos(2 * math.pi * spot / spots), radius * math.sin(2 * math.pi * spot / spots))
            for spot in range(spots)
        ]
    return tuple(steps)


def _inside(spot: tuple[float, float], frame: Frame) -> bool:
    half = MARK_PX / 2
    return half <= spot[0] <= frame.width - half and half <= spot[1] <= frame.height - half


def _free(spot: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(math.hypot(spot[0] - x, spot[1] - y) >= APART_PX for x, y in taken)


def _scale(frame: Frame) -> ScaleBar:
    """Return the longest round length that fits; Web Mercator stretches lengths by 1/cos(latitude)."""
    metres_per_px = frame.pixel_m * math.cos(math.radians(frame.lat))
    fitting = [metres for metres in ROUND_LENGTHS_M if metres / metres_per_px <= SCALE_BAR_PX]
    metres = fitting[-1] if fitting else ROUND_LENGTHS_M[0]
    return ScaleBar(metres, round(metres / metres_per_px, 1))
