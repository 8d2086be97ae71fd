"""Where a Heimatforum that moves stands now, where it goes next, and where it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from frontend.ages import day_and_month


@dataclass(frozen=True)
class StayLine:
    """One stay: the place and from when until when."""

    place: str
    starts_at: datetime
    ends_at: datetime
    period: str


@dataclass(frozen=True)
class Stays:
    """The stays of one Heimatforum around a moment: those to come in their order, the past ones the latest first."""

    now: StayLine | None
    coming: tuple[StayLine, ...]
    past: tuple[StayLine, ...]
    sentence: str


def stays(said: Mapping[str, Any], at: datetime) -> Stays | None:
    """Return where an entry of these published properties stands, None for one that tells of no stays."""
    found = sorted((line for each in said.get("stays") or () if (line := _line(each, at))), key=lambda x: x.starts_at)
    if not found:
        return None
    now = next((line for line in found if line.starts_at <= at < line.ends_at), None)
    coming = tuple(line for line in found if line.starts_at > at)
    past = tuple(line for line in reversed(found) if line.ends_at <= at)
    return Stays(now, coming, past, _sentence(now, coming, at))


def _sentence(now: StayLine | None, coming: tuple[StayLine, ...], at: datetime) -> str:
    said = []
    if now:
        said.append(_("Jetzt: %(place)s, bis %(day)s.") % {"place": now.place, "day": _day(now.ends_at, at)})
    else:
        said.append(_("Zurzeit steht es nirgends."))
    if coming:
        first = coming[0]
        said.append(
            _("Als Nächstes: %(place)s, ab %(day)s.") % {"place": first.place, "day": _day(first.starts_at, at)}
        )
    elif not now:
        said.append(_("Ein nächster Standort ist noch nicht bekannt."))
    return " ".join(said)


def _line(said: Mapping[str, Any], at: datetime) -> StayLine | None:
    start, end = (parse_datetime(str(said.get(name, ""))) for name in ("starts_at", "ends_at"))
    if start is None or end is None:
        return None
    period = _("%(first)s bis %(last)s") % {"first": _day(start, at), "last": _day(end, at)}
    return StayLine(str(said.get("place") or ""), start, end, period)


def _day(moment: datetime, at: datetime) -> str:
    zone = settings.REGION.tzinfo
    return day_and_month(moment.astimezone(zone).date(), at.astimezone(zone).date())
