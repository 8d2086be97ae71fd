"""The opening hours on the page of an entry: the next seven days, and the rules in words."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frontend.opening import span_in_words
from frontend.opening_hours import opening_hours_in_words
from published.opening import Day, Span, State, today, week


@dataclass(frozen=True)
class OpeningDay:
    """One row of the table; `note` names a holiday."""

    day: date
    label: str
    words: str
    note: str
    is_today: bool


@dataclass(frozen=True)
class OpeningTable:
    """What the page says of the hours. `rules` are the hours as they were written down, in words."""

    days: tuple[OpeningDay, ...]
    rules: str


def opening_table(hours: str | None) -> OpeningTable | None:
    """Return the table of these hours, without days where nobody could evaluate them; None for no hours."""
    if not hours:
        return None
    days = week(hours, today())
    if all(span.state is State.UNKNOWN for day in days for span in day.spans) and any(day.spans for day in days):
        days = []
    with_school_holidays = "SH" in hours
    return OpeningTable(
        tuple(_row(day, with_school_holidays=with_school_holidays) for day in days),
        opening_hours_in_words(hours).replace("\n", "; "),
    )


def _row(day: Day, *, with_school_holidays: bool) -> OpeningDay:
    away = day.day - today()
    names = {0: _("Heute"), 1: _("Morgen")}
    name = names.get(away // timedelta(days=1), date_format(day.day, "l"))
    notes = [day.holiday, day.school_holiday if with_school_holidays else ""]
    return OpeningDay(
        day.day,
        f"{name}, {date_format(day.day, 'MONTH_DAY_FORMAT')}",
        _hours(day.spans),
        ", ".join(filter(None, notes)),
        is_today=not away,
    )


def _hours(spans: tuple[Span, ...]) -> str:
    """Return a day's hours. Appointments around open hours, from midnight or until midnight, are „sonst“."""
    is_open = any(span.state is State.OPEN for span in spans)
    others = [span for span in spans if is_open and _is_at_midnight(span) and span.state is State.BY_APPOINTMENT]
    said = [_span(span) for span in spans if span not in others]
    return ", ".join([*said, _("sonst nach Vereinbarung")] if others else said) or _("geschlossen")


def _is_at_midnight(span: Span) -> bool:
    return span.start.time() == time.min or span.end.time() == time.min


def _span(span: Span) -> str:
    times = span_in_words(span.start, span.end)
    is_whole_day = span.end - span.start >= timedelta(days=1)
    if span.state is State.OPEN:
        return times
    if span.state is State.BY_APPOINTMENT:
        return _("nach Vereinbarung") if is_whole_day else _("%(times)s nach Vereinbarung") % {"times": times}
    return _("unbekannt") if is_whole_day else _("vielleicht %(times)s") % {"times": times}
