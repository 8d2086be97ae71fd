"""The hours of a day in the region: 24 of them, 23 or 25 where the clocks are changed."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Hour:
    """One hour of a day: the moment of its end, UTC, and what clocks then say. The last one ends at 24 h."""

    end: datetime
    clock: str


def hours_of(day: date) -> tuple[Hour, ...]:
    """Return the hours of a day in the region's time zone. An hour that occurs twice says which of both it is."""
    midnight, next_midnight = (
        datetime.combine(each, time(), tzinfo=settings.REGION.tzinfo).astimezone(UTC)
        for each in (day, day + timedelta(days=1))
    )
    ends = [midnight + HOUR * (number + 1) for number in range((next_midnight - midnight) // HOUR)]
    local = [end.astimezone(settings.REGION.tzinfo) for end in ends]
    on_clock = [24 if end == next_midnight else moment.hour for end, moment in zip(ends, local, strict=True)]
    times = Counter(on_clock)
    return tuple(
        Hour(end, _clock(hour, _season(moment) if times[hour] > 1 else ""))
        for end, hour, moment in zip(ends, on_clock, local, strict=True)
    )


def day_of(end: datetime) -> date:
    """Return the day of an interval that ends at this moment: what ends at midnight belongs to the day before."""
    return (end - INSTANT).astimezone(settings.REGION.tzinfo).date()


def _clock(hour: int, season: str) -> str:
    words = _("%(hour)s Uhr") % {"hour": hour}
    return f"{words} ({season})" if season else words


def _season(moment: datetime) -> str:
    return _("Sommerzeit") if moment.dst() else _("Winterzeit")
