"""What the page of a climate station says beside its card: latest values, the last two days, the last seven.

Everything that a chart draws stands in a table of the same numbers and is said in a sentence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frontend.ages import ago, day_and_month, day_name, on_day
from frontend.heat_island import HeatIsland, heat_island
from frontend.hours import Hour, day_of, hours_of
from frontend.values import capitalised, measure
from published.models import PublicFeature
from published.readings import STATIONS, Datastream, datastreams, hourly_values

DAYS = 7
COMPLETE = 0.8  # of a day's hours, as CrowdQC+ demands (Fenner et al. 2021, doi 10.3389/fenvs.2021.720747)


@dataclass(frozen=True)
class Latest:
    """The latest reading of one observed property in words."""

    label: str
    value: str
    age: str
    is_silent: bool


@dataclass(frozen=True)
class Line:
    """One line of a chart, which is one column of its table. None is a value that is missing."""

    name: str
    values: tuple[float | None, ...]
    look: str  # "line", "dashed" or "bar"


@dataclass(frozen=True)
class Chart:
    """Numbers over time: title, the sentence that says what one sees, and what is drawn and tabled."""

    id: str
    title: str
    sentence: str
    unit: str
    heading: str  # of the first column of the table
    labels: tuple[str, ...]
    ticks: tuple[str, ...]  # what stands below the axis, empty where nothing does
    lines: tuple[Line, ...]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The rows of the table: label and values in words; rows without any value are left out."""
        columns = zip(*(line.values for line in self.lines), strict=True)
        return [
            (label, [_("kein Wert") if value is None else measure(value) for value in values])
            for label, values in zip(self.labels, columns, strict=True)
            if any(value is not None for value in values)
        ]

    @property
    def drawn(self) -> dict[str, Any]:
        """What the script draws."""
        lines = [{"name": line.name, "values": line.values, "look": line.look} for line in self.lines]
        return {"unit": self.unit, "labels": self.labels, "ticks": self.ticks, "lines": lines}


@dataclass(frozen=True)
class StationPage:
    """Everything that is said of a station's readings. Without any reading `latest` and `charts` are empty."""

    latest: tuple[Latest, ...]
    silence: str
    comparison: tuple[str, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class CurrentReading:
    """What a card says of a station: „23,4 °C, vor 12 Minuten“, or that it is silent."""

    words: str
    is_silent: bool


def current_reading(streams: Sequence[Datastream], now: datetime) -> CurrentReading | None:
    """Return the latest reading of the first observed property that has one, None if there is none."""
    stream = next((each for each in streams if each.latest_at), None)
    if stream is None or stream.latest_at is None or stream.latest_value is None:
        return None
    words = {"value": measure(stream.latest_value, stream.unit), "age": ago(stream.latest_at, now)}
    if stream.is_silent(now):
        return CurrentReading(_("meldet zurzeit keine Werte; zuletzt %(value)s %(age)s") % words, True)
    return CurrentReading(_("%(value)s, %(age)s") % words, False)


def station_page(station: PublicFeature, now: datetime) -> StationPage:
    """Return what is said of the readings of a station. The number of statements does not depend on how many."""
    references = _references(station)
    streams = datastreams([station.id, *(each.id for each in references)])
    own = streams[station.id]
    last = max((stream.latest_at for stream in own if stream.latest_at), default=None)
    if last is None:
        return StationPage((), _("Von dieser Station gibt es noch keine Messwerte."), (), ())
    today, last_day = timezone.localdate(now, settings.REGION.tzinfo), day_of(last)
    days = [last_day - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]
    first = hours_of(days[0])[0].end - timedelta(hours=1)
    compared = [stream for each in references for stream in streams[each.id]]
    values = hourly_values([*own, *compared], first, last)
    island = heat_island(station, own, references, compared, values)
    charts: list[Chart] = []
    for stream in own:
        if values[stream.id]:
            span = _Span(stream, values[stream.id], days, today, last)
            charts += [span.by_hour(island), span.by_day()]
    return StationPage(
        latest=tuple(_latest(stream, now) for stream in own if stream.latest_at),
        silence=_silence(last, now) if all(stream.is_silent(now) for stream in own) else "",
        comparison=island.sentences(today) if island else (),
        charts=tuple(charts),
    )


def _references(station: PublicFeature) -> list[PublicFeature]:
    """Return the stations in open country with which another one is compared; none for one of themselves."""
    if station.properties.get("is_rural_reference"):
        return []
    found = PublicFeature.objects.filter(layer=STATIONS, properties__is_rural_reference=True).exclude(id=station.id)
    return list(found.only("id", "name", "properties").order_by("id"))


def _latest(stream: Datastream, now: datetime) -> Latest:
    assert stream.latest_at is not None
    assert stream.latest_value is not None
    return Latest(
        label=capitalised(str(stream.observed_property.label)),
        value=measure(stream.latest_value, stream.unit),
        age=ago(stream.latest_at, now),
        is_silent=stream.is_silent(now),
    )


def _silence(last: datetime, now: datetime) -> str:
    """Return the sentence that says since when a station has been silent."""
    local = timezone.localtime(last, settings.REGION.tzinfo)
    return _("Die Station meldet zurzeit keine Werte. Letzte Messung am %(date)s um %(time)s Uhr.") % {
        "date": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "H:i"),
    }


@dataclass(frozen=True)
class _Span:
    """One datastream over the last days up to its station's last reading."""

    stream: Datastream
    values: Mapping[datetime, float]
    days: Sequence[date]
    today: date
    last: datetime

    @cached_property
    def hours(self) -> dict[date, tuple[Hour, ...]]:
        """The hours of each day that are not after the last reading."""
        return {
            day: tuple(hour for hour in hours_of(day) if hour.end < self.last + timedelta(hours=1)) for day in self.days
        }

    def by_hour(self, island: HeatIsland | None) -> Chart:
        """Return the last two days hour by hour, beside the open country where it is known."""
        shown = [(day, hour) for day in self.days[-2:] for hour in self.hours[day]]
        look = "bar" if self.stream.is_amount else "line"
        lines = [Line(_("hier"), tuple(_rounded(self.values.get(hour.end)) for _day, hour in shown), look)]
        if island and island.stream == self.stream.id:
            outside = tuple(_rounded(island.outside.get(hour.end)) for _day, hour in shown)
            lines.append(Line(_("im Umland"), outside, "dashed"))
        return self._chart(
            "hours",
            self._title(self.days[-2:], _("heute und gestern")),
            " ".join(filter(None, (self._of_day(day) for day in reversed(self.days[-2:])))),
            _("Stunde"),
            [(f"{day_name(day, self.today)}, {hour.clock}", self._hour_tick(day, hour)) for day, hour in shown],
            lines,
        )

    def by_day(self) -> Chart:
        """Return the lowest and the highest value of each day, or the sum of an amount."""
        found = [[self.values[hour.end] for hour in self.hours[day] if hour.end in self.values] for day in self.days]
        if self.stream.is_amount:
            lines = [Line(_("Summe"), tuple(_rounded(sum(each)) if each else None for each in found), "bar")]
        else:
            lines = [
                Line(_("höchster Wert"), tuple(_rounded(max(each, default=None)) for each in found), "line"),
                Line(_("niedrigster Wert"), tuple(_rounded(min(each, default=None)) for each in found), "dashed"),
            ]
        labels = [
            (self._day_label(day, len(each)), date_format(day, "D")) for day, each in zip(self.days, found, strict=True)
        ]
        title = self._title(self.days, _("die letzten 7 Tage"))
        return self._chart("days", title, self._of_days(found), _("Tag"), labels, lines)

    def _chart(
        self,
        kind: str,
        title: str,
        sentence: str,
        heading: str,
        labels: Sequence[tuple[str, str]],
        lines: Iterable[Line],
    ) -> Chart:
        name = self.stream.observed_property
        return Chart(
            f"{name}-{kind}",
            f"{capitalised(str(name.label))}: {title}",
            sentence,
            self.stream.unit,
            heading,
            tuple(label for label, _tick in labels),
            tuple(tick for _label, tick in labels),
            tuple(lines),
        )

    def _hour_tick(self, day: date, hour: Hour) -> str:
        """Return the time at noon and at midnight, at noon with the day below: more does not fit on a phone."""
        noon, midnight = (_("%(hour)s Uhr") % {"hour": number} for number in (12, 24))
        return {noon: f"{noon}\n{day_name(day, self.today)}", midnight: midnight}.get(hour.clock, "")

    def _title(self, days: Sequence[date], words: str) -> str:
        if self.days[-1] == self.today:
            return words
        return _("%(first)s bis %(last)s") % {
            "first": day_and_month(days[0], self.today),
            "last": day_and_month(days[-1], self.today),
        }

    def _day_label(self, day: date, hours: int) -> str:
        """Return the day; of one that is past, how many hours are known if too few."""
        label = date_format(day, _("D, j. F"))
        expected = len(hours_of(day))
        if day == self.days[-1] or hours >= COMPLETE * expected:
            return label
        return _("%(day)s (%(hours)s von %(expected)s Stunden)") % {"day": label, "hours": hours, "expected": expected}

    def _of_day(self, day: date) -> str:
        """Return what a day was like; nothing if there is no value."""
        found = [(self.values[hour.end], hour.clock) for hour in self.hours[day] if hour.end in self.values]
        if not found:
            return ""
        name = capitalised(on_day(day, self.today))
        if self.stream.is_amount:
            total = measure(sum(value for value, _clock in found), self.stream.unit)
            return _("%(day)s insgesamt %(value)s.") % {"day": name, "value": total}
        return self._between(
            _("%(day)s zwischen %(low)s um %(low_time)s und %(high)s um %(high_time)s."), found, day=name
        )

    def _of_days(self, by_day: Sequence[Sequence[float]]) -> str:
        days = {"first": day_and_month(self.days[0], self.today), "last": day_and_month(self.days[-1], self.today)}
        if self.stream.is_amount:
            total = measure(sum(sum(each) for each in by_day), self.stream.unit)
            return _("Vom %(first)s bis %(last)s insgesamt %(value)s.") % {**days, "value": total}
        found = [
            (value, day_and_month(day, self.today))
            for day, values in zip(self.days, by_day, strict=True)
            for value in values
        ]
        words = _("Vom %(first)s bis %(last)s zwischen %(low)s am %(low_time)s und %(high)s am %(high_time)s.")
        return self._between(words, found, **days)

    def _between(self, words: str, found: Sequence[tuple[float, str]], **also: str) -> str:
        """Fill in the lowest and the highest value, the earliest of equal ones, with when they were."""
        low, high = min(found, key=lambda each: each[0]), max(found, key=lambda each: each[0])
        return words % {
            **also,
            "low": measure(low[0], self.stream.unit),
            "low_time": low[1],
            "high": measure(high[0], self.stream.unit),
            "high_time": high[1],
        }


def _rounded(value: float | None) -> float | None:
    """Return the value as it is said; what is drawn and what is tabled must not differ."""
    return None if value is None else round(value, 1)
