"""Parsers for what arrives in a query string: each returns a typed value or raises BadParameter with a sentence."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from published.errors import BadParameter

MAX_TEXT = 200
MAX_VIEW_ZOOM = 24
MAX_MERCATOR_LAT = 85  # beyond it Web Mercator goes on for ever
# As programs write numbers: float() would take „1_0“, „ 1 “, „nan“ and digits of other scripts as well.
NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?", re.ASCII)

# Django would take one digit for a month as well, fractions of a second, and years that no time zone knows.
LOCAL_MINUTE = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d(:00)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True)
class BBox:
    """A rectangle in EPSG:4326, lon/lat degrees, west ≤ east and south ≤ north."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Interval:
    """A closed interval of time; None is an open end."""

    start: datetime | None
    end: datetime | None


def parse_number(name: str, text: str, low: float, high: float) -> float:
    """Return a finite number between low and high."""
    number = float(text) if NUMBER.fullmatch(text) else math.nan
    if not low <= number <= high:  # false for NaN as well
        raise BadParameter(_("„%(name)s“ muss eine Zahl von %(low)s bis %(high)s sein.") % locals())
    return number


def parse_integer(name: str, text: str, low: int, high: int) -> int:
    """Return a whole number between low and high; only ASCII digits count."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and low <= int(text) <= high):
        raise BadParameter(_("„%(name)s“ muss eine ganze Zahl von %(low)s bis %(high)s sein.") % locals())
    return int(text)


def parse_bbox(text: str) -> BBox:
    """Return the rectangle of `minlon,minlat,maxlon,maxlat`; of the form with six numbers the heights are ignored."""
    parts = text.split(",")
    if len(parts) not in (4, 6):
        raise BadParameter(_("„bbox“ braucht vier Zahlen: West, Süd, Ost, Nord."))
    if len(parts) == 6:
        for height in (parts[2], parts[5]):
            parse_number("bbox", height, -20_000, 20_000)
        parts = [parts[0], parts[1], parts[3], parts[4]]
    west, east = (parse_number("bbox", part, -180, 180) for part in (parts[0], parts[2]))
    south, north = (parse_number("bbox", part, -90, 90) for part in (parts[1], parts[3]))
    if west > east or south > north:
        raise BadParameter(_("„bbox“ braucht West vor Ost und Süd vor Nord."))
    return BBox(west, south, east, north)


def parse_position(name: str, text: str) -> tuple[float, float]:
    """Return (lon, lat) in degrees of `lon,lat`."""
    parts = text.split(",")
    if len(parts) != 2:
        raise BadParameter(_("„%(name)s“ braucht zwei Zahlen: Länge, Breite.") % {"name": name})
    return parse_number(name, parts[0], -180, 180), parse_number(name, parts[1], -90, 90)


def parse_view(name: str, text: str) -> tuple[float, float, float]:
    """Return zoom, latitude and longitude of `zoom/lat/lon`, as the map writes its extent into the address."""
    parts = text.split("/")
    if len(parts) != 3:
        raise BadParameter(_("„%(name)s“ braucht drei Zahlen: Zoom/Breite/Länge.") % {"name": name})
    zoom = parse_number(name, parts[0], 0, MAX_VIEW_ZOOM)
    lat, lon = (
        parse_number(name, parts[1], -MAX_MERCATOR_LAT, MAX_MERCATOR_LAT),
        parse_number(name, parts[2], -180, 180),
    )
    return zoom, lat, lon


def parse_text(name: str, text: str) -> str:
    """Return the text without surrounding blanks; refuse control characters and more than 200 characters."""
    if len(text) > MAX_TEXT:
        raise BadParameter(_("„%(name)s“ ist länger als 200 Zeichen.") % {"name": name})
    if any(ord(character) < 32 for character in text):
        raise BadParameter(_("„%(name)s“ enthält ein Steuerzeichen.") % {"name": name})
    return text.strip()


def parse_interval(text: str) -> Interval:
    """Return the interval of an OGC `datetime`: an instant, or `start/end` where `..` or nothing is an open end.

    A date alone stands for its whole day in the region's time zone.
    """
    ends = text.split("/")
    if len(ends) > 2:
        raise BadParameter(_("„datetime“ ist ein Zeitpunkt oder ein Zeitraum „Beginn/Ende“."))
    start = _instant(ends[0], time.min)
    end = _instant(ends[-1], time.max)
    if (start is None and end is None) or (len(ends) == 1 and start is None):
        raise BadParameter(_("„datetime“ braucht mindestens einen Zeitpunkt."))
    if start and end and start > end:
        raise BadParameter(_("„datetime“ braucht den Beginn vor dem Ende."))
    return Interval(start, end)


def parse_local_minute(name: str, text: str) -> datetime:
    """Return the minute of `2026-11-28T09:00` in the region's time; another offset may follow the time.

    Of an hour that the clock repeats the first one is meant; one that it leaves out is refused.
    """
    try:
        moment = parse_datetime(text) if LOCAL_MINUTE.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        raise BadParameter(_("„%(name)s“ versteht „now“ oder Angaben wie 2026-05-01T10:00.") % {"name": name})
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=settings.REGION.tzinfo)
        if moment.astimezone(UTC).astimezone(settings.REGION.tzinfo).replace(tzinfo=None) != moment.replace(
            tzinfo=None
        ):
            raise BadParameter(_("„%(name)s“: Diese Uhrzeit lässt die Zeitumstellung aus.") % {"name": name})
    return moment.astimezone(settings.REGION.tzinfo)


def _instant(text: str, of_day: time) -> datetime | None:
    if text in ("", ".."):
        return None
    try:
        day: date | None = parse_date(text)
        if day is not None:
            return datetime.combine(day, of_day, tzinfo=settings.REGION.tzinfo)
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise BadParameter(_("„datetime“ versteht Angaben wie 2026-05-01 oder 2026-05-01T10:00:00Z."))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
