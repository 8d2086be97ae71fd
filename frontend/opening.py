"""Whether an entry is open, in words: „geöffnet bis 18 Uhr“, „heute geschlossen, öffnet morgen um 9 Uhr“."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.sources import stock
from published.models import PublicFeature
from published.opening import Opening, State, openings_at, this_minute
from published.queries import FeatureQuerySet

# Until then „bis 2 Uhr“ needs no day; from a week on the day of the week would be the wrong one.
SAME_NIGHT = timedelta(hours=12)
SAME_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class OpeningWords:
    """What a card says of an entry: its state as a code, for looks, and in words."""

    state: State
    words: str

    @property
    def is_unknown(self) -> bool:
        """Say whether the entry stands under those of which nobody knows."""
        return self.state is State.UNKNOWN


def opening_words(
    entries: Iterable[Any], at: datetime | None = None, arrivals: Sequence[datetime] | None = None
) -> dict[tuple[str, str], OpeningWords]:
    """Return by (layer, id) what is said of each entry, now or at a later moment; two queries, whatever their number.

    `arrivals` are moments of their own for each entry: then it is said how one finds them on arrival.

    Nothing is said of what has no hours by its nature, such as a bus stop: unless one asks what is open, only entries
    of kinds of which some have hours are called unknown.
    """
    rows = list(entries)
    if not rows:
        return {}
    moments = arrivals or [at or this_minute()] * len(rows)
    found = openings_at((row.opening_hours, moment) for row, moment in zip(rows, moments, strict=True))
    usual = kinds_with_hours()
    is_later = at is not None and at != this_minute()
    said = {}
    for row, moment in zip(rows, moments, strict=True):
        opening = found[row.opening_hours, moment]
        if opening.has_hours or at or (row.layer, row.kind) in usual:
            words = on_arrival(opening) if arrivals else in_words(opening, is_later=is_later)
            said[row.layer, row.id] = OpeningWords(opening.state, words)
    return said


@dataclass(frozen=True)
class OpeningGroups:
    """The two groups of a list that asks what is open: `title` of the first, and before which card the second begins.

    The number counts from 0 within the page; a negative one says that the group began on an earlier page.
    """

    title: str
    unknown_from: int


def opening_groups(
    entries: FeatureQuerySet, at: datetime | None, start: int, end: int, *, is_on_arrival: bool = False
) -> OpeningGroups | None:
    """Return the groups on the page from start (counted from 0) to end of entries in the order of `unknown_last`.

    None for a list that does not ask what is open. `is_on_arrival` says that they are open when one gets there.
    """
    if at is None:
        return None
    known = entries.filter(hours_unknown=False).order_by()[:end].values("id").count()
    if is_on_arrival:
        return OpeningGroups(_("Bei Ankunft geöffnet oder nach Vereinbarung"), known - start)
    if at == this_minute():
        return OpeningGroups(_("Jetzt geöffnet oder nach Vereinbarung"), known - start)
    words = {"day": date_format(at, "DATE_FORMAT"), "time": time_in_words(at)}
    return OpeningGroups(_("Geöffnet oder nach Vereinbarung am %(day)s um %(time)s") % words, known - start)


def kinds_with_hours() -> frozenset[tuple[str, str]]:
    """Return the layers and kinds of which at least one entry has hours."""
    return _kinds_with_hours(tuple(stock().versions.items()))


@lru_cache(maxsize=4)
def _kinds_with_hours(_versions: tuple[tuple[str, str], ...]) -> frozenset[tuple[str, str]]:
    rows = PublicFeature.objects.filter(opening_hours__isnull=False).values_list("layer", "kind").distinct()
    return frozenset(rows.order_by())


def in_words(opening: Opening, *, is_later: bool = False) -> str:
    """Return the state in words; of a moment that is not now they say „dann“."""
    words = _state_in_words(opening)
    return _("dann %(state)s") % {"state": words} if is_later and not opening.is_unknown else words


def on_arrival(opening: Opening) -> str:
    """Return the state in words when one gets there: „bei Ankunft geöffnet bis 18 Uhr“."""
    words = _state_in_words(opening)
    return words if opening.is_unknown else _("bei Ankunft %(state)s") % {"state": words}


def _state_in_words(opening: Opening) -> str:
    if opening.state is State.UNKNOWN:
        return _("Ob geöffnet ist, ist unbekannt") if opening.has_hours else _("Öffnungszeiten unbekannt")
    if opening.state is State.OPEN:
        return _open_until(opening)
    opens = _opens(opening)
    if opening.state is State.BY_APPOINTMENT:
        return _("nach Vereinbarung, %(opens)s") % {"opens": opens} if opens else _("nach Vereinbarung")
    if not opens:
        return _("zurzeit geschlossen")
    is_today = _next(opening).date() == opening.at.date()
    closed = _("geschlossen") if is_today or opening.was_open_today else _("heute geschlossen")
    return f"{closed}, {opens}"


def _open_until(opening: Opening) -> str:
    if opening.until is None or opening.until - opening.at > SAME_WEEK:
        return _("durchgehend geöffnet")
    time, day = end_time(opening.until), end_day(opening.until)
    if day == opening.at.date() or opening.until - opening.at <= SAME_NIGHT:
        return _("geöffnet bis %(time)s") % {"time": time}
    return _("geöffnet bis %(day)s um %(time)s") % {"day": _day(day, opening.at.date()), "time": time}


def _next(opening: Opening) -> datetime:
    """Return when the entry opens next, by appointment only if there is nothing else."""
    moment = opening.opens_at or opening.appointments_from
    assert moment is not None
    return moment


def _opens(opening: Opening) -> str:
    """Return „öffnet morgen um 9 Uhr“, or when one can make an appointment; empty if neither is known."""
    if opening.opens_at is None and (opening.appointments_from is None or opening.state is State.BY_APPOINTMENT):
        return ""
    moment = _next(opening)
    words = {"day": _day(moment.date(), opening.at.date()), "time": time_in_words(moment)}
    if opening.opens_at is None:
        return _("%(day)s nach Vereinbarung") % words
    if moment.date() == opening.at.date():
        return _("öffnet um %(time)s") % words
    if moment - opening.at > SAME_WEEK:
        return _("öffnet am %(date)s") % {"date": date_format(moment, "MONTH_DAY_FORMAT")}
    return _("öffnet %(day)s um %(time)s") % words


def _day(day: date, today: date) -> str:
    """Return „heute“, „morgen“, „Montag“, or „am 1. April“."""
    if day <= today:
        return _("heute")
    if day == today + timedelta(days=1):
        return _("morgen")
    if day - today < SAME_WEEK:
        return date_format(day, "l")
    return _("am %(date)s") % {"date": date_format(day, "MONTH_DAY_FORMAT")}


def time_in_words(moment: datetime) -> str:
    """Return a time as people say it: „9 Uhr“, „8:30 Uhr“, in English “9 am”, “noon”."""
    return _clock(moment.hour, moment.minute)


def end_time(moment: datetime) -> str:
    """Return the end of a time: midnight is „24 Uhr“ of the day before."""
    return _clock(moment.hour or (0 if moment.minute else 24), moment.minute)


def end_day(moment: datetime) -> date:
    """Return the day to which an end belongs: midnight to the day before."""
    return moment.date() - timedelta(days=1) if moment.hour == moment.minute == 0 else moment.date()


def span_in_words(start: datetime, end: datetime) -> str:
    """Return a part of a day: „9–12:30 Uhr“, in English “9 am–12:30 pm”; „rund um die Uhr“ for all of it."""
    begins, ends = _clock(start.hour, start.minute), end_time(end)
    if start.hour == start.minute == 0 and end_day(end) == start.date() and end.hour == end.minute == 0:
        return _("rund um die Uhr")
    return f"{begins if get_language() == 'en' else _digits(start.hour, start.minute)}–{ends}"


def _clock(hour: int, minute: int) -> str:
    return (
        _english_clock(hour, minute) if get_language() == "en" else _("%(time)s Uhr") % {"time": _digits(hour, minute)}
    )


def _digits(hour: int, minute: int) -> str:
    return f"{hour}:{minute:02}" if minute else str(hour)


def _english_clock(hour: int, minute: int) -> str:
    if minute == 0 and hour % 12 == 0:
        return "noon" if hour == 12 else "midnight"
    half = "am" if hour % 24 < 12 else "pm"
    return f"{_digits(hour % 12 or 12, minute)} {half}"
