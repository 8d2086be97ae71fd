"""The names on a still picture of the map: towns before villages before districts before rivers and streets."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connections

from published.crs import DRAWN
from published.frame import Frame

# Size in pixels by kind of place; every other kind is a hamlet. The stylesheet gives the same sizes.
SIZES = {"city": 17, "town": 13, "municipality": 12, "village": 11, "suburb": 10, "river": 12, "street": 9}
SMALL = 9.5
KINDS = {"borough": "suburb", "quarter": "suburb", "neighbourhood": "suburb", "district": "suburb"}
WIDTH_OF_A_LETTER = 0.56  # of the size, in Fira Sans
STREETS_FROM = 14.5  # zoom
MAX_PLACES, MAX_LINES = 60, 60
STRAIGHT = 0.93  # of a line's length, from end to end: a name is written straight
GAP_PX = 3


@dataclass(frozen=True)
class Name:
    """A name with the middle of its line of text in pixels, the angle in degrees, and its kind."""

    text: str
    kind: str
    x: float
    y: float
    angle: float = 0


@dataclass(frozen=True)
class _Box:
    west: float
    north: float
    east: float
    south: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.west < other.east and other.west < self.east and self.north < other.south and other.north < self.south
        )


def names(frame: Frame, taken: Sequence[tuple[float, float]], taken_px: float) -> Iterable[Name]:
    """Yield the names that find room in the frame; around each taken spot a square of `taken_px` is kept free."""
    half = taken_px / 2
    boxes = [_Box(x - half, y - half, x + half, y + half) for x, y in taken]
    sheet = _Box(0, 0, frame.width, frame.height)
    for name in (*_places(frame), *_lines(frame)):
        for each in _variants(name):
            box = _box(each)
            within = box.west >= 0 and box.north >= 0 and box.east <= sheet.east and box.south <= sheet.south
            if within and not any(box.meets(other) for other in boxes):
                boxes.append(box)
                yield replace(each, x=round(each.x, 1), y=round(each.y, 1))
                break


def _variants(name: Name) -> Iterable[Name]:
    """Yield the name where it would best stand and, if it is that of a place, where else it may: around it."""
    yield name
    if name.kind in ("river", "street"):
        return
    up, aside = 20, _width(name) / 2 + 16
    for right, down in (
        (0, -up),
        (0, up),
        (aside, 0),
        (-aside, 0),
        (aside, -up),
        (-aside, up),
        (0, -2 * up),
        (0, 2 * up),
    ):
        yield Name(name.text, name.kind, name.x + right, name.y + down)


def _width(name: Name) -> float:
    wide = 1.25 if name.kind == "suburb" else 1  # capital letters, spaced
    return len(name.text) * SIZES.get(name.kind, SMALL) * WIDTH_OF_A_LETTER * wide


def _box(name: Name) -> _Box:
    """Return the upright box around the name, turned as it is."""
    across, up = _width(name), SIZES.get(name.kind, SMALL) * 1.2
    turn = math.radians(name.angle)
    wide = abs(across * math.cos(turn)) + abs(up * math.sin(turn))
    high = abs(across * math.sin(turn)) + abs(up * math.cos(turn))
    return _Box(
        name.x - wide / 2 - GAP_PX, name.y - high / 2 - GAP_PX, name.x + wide / 2 + GAP_PX, name.y + high / 2 + GAP_PX
    )


_BOX = f"public.ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, {DRAWN})"
_PLACES = f"""
SELECT name, kind, public.ST_X(geom_3857), public.ST_Y(geom_3857) FROM published.basemap
WHERE theme = 'place' AND name <> '' AND min_zoom <= %(zoom)s AND geom_3857 && {_BOX}
  AND public.ST_Dimension(geom_3857) = 0
ORDER BY rank DESC, name, id LIMIT {MAX_PLACES}"""

# Of each river and street the longest piece within the frame, and the two points of it between which its name fits.
_LINES = f"""
WITH joined AS (
    SELECT theme, name, max(rank) AS rank, public.ST_LineMerge(public.ST_CollectionExtract(
        public.ST_Collect(public.ST_ClipByBox2D(geom_3857, {_BOX})), 2)) AS line
    FROM published.basemap
    WHERE theme = ANY(%(themes)s) AND name <> '' AND min_zoom <= %(zoom)s AND geom_3857 && {_BOX}
      AND public.ST_Dimension(geom_3857) = 1
    GROUP BY theme, name
), longest AS (
    SELECT DISTINCT ON (theme, name) theme, name, rank, piece.geom AS line, public.ST_Length(piece.geom) AS length
    FROM joined, public.ST_Dump(line) AS piece
    WHERE public.ST_GeometryType(piece.geom) = 'ST_LineString'
    ORDER BY theme, name, public.ST_Length(piece.geom) DESC
), fitting AS (
    SELECT *, char_length(name) * %(letter)s / length / 2 AS half FROM longest
    WHERE length > char_length(name) * %(letter)s
)
SELECT name, theme, public.ST_X(start), public.ST_Y(start), public.ST_X(stop), public.ST_Y(stop), half * 2 * length
FROM (SELECT *, public.ST_LineInterpolatePoint(line, 0.5 - half) AS start,
             public.ST_LineInterpolatePoint(line, 0.5 + half) AS stop FROM fitting) AS ends
ORDER BY theme = 'waterway' DESC, rank DESC, length DESC, name LIMIT {MAX_LINES}"""


def _asked(frame: Frame) -> dict[str, object]:
    west, south, east, north = frame.corners
    return {"west": west, "south": south, "east": east, "north": north, "zoom": int(frame.zoom)}


def _places(frame: Frame) -> Iterable[Name]:
    west, _south, _east, north = frame.corners
    for name, kind, x, y in _rows(_PLACES, _asked(frame)):
        kind = KINDS.get(kind, kind if kind in SIZES else "hamlet")
        yield Name(name, kind, (x - west) / frame.pixel_m, (north - y) / frame.pixel_m)


def _lines(frame: Frame) -> Iterable[Name]:
    """Yield the names of rivers and streets, along their lines where those are straight enough."""
    themes = ["waterway", *(["road"] if frame.zoom >= STREETS_FROM else [])]
    letter = SIZES["river"] * WIDTH_OF_A_LETTER * frame.pixel_m
    west, _south, _east, north = frame.corners
    for name, theme, x1, y1, x2, y2, length in _rows(_LINES, {**_asked(frame), "themes": themes, "letter": letter}):
        if math.hypot(x2 - x1, y2 - y1) >= STRAIGHT * length:
            middle = ((x1 + x2) / 2 - west) / frame.pixel_m, (north - (y1 + y2) / 2) / frame.pixel_m
            angle = math.degrees(math.atan2(y1 - y2, x2 - x1))
            # Never upside down.
            upright = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
            yield Name(name, "river" if theme == "waterway" else "street", *middle, round(upright, 1))


def _rows(statement: str, values: dict[str, object]) -> list[tuple]:
    with connections["published"].cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
        return cursor.fetchall()
