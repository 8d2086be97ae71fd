"""Readings of the climate stations: the latest ones, and hours of a span of time. Both read the public views only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections

from published.models import PublicDatastream
from published.observed import AMOUNTS, UNITS, ObservedProperty

STATIONS = "climate_station"  # the layer whose entries have readings
# Stations report by the hour. One report may come late and the next be lost; after the third nobody counts on them.
SILENT_AFTER = timedelta(hours=3)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Datastream:
    """A datastream of a public station with its latest reading; `latest_at` is None before the first one."""

    id: int
    station: str
    observed_property: ObservedProperty
    latest_at: datetime | None
    latest_value: float | None

    @property
    def unit(self) -> str:
        """The unit of the values."""
        return UNITS[self.observed_property]

    @property
    def is_amount(self) -> bool:
        """Say whether hours add up, as precipitation does, and are not averaged."""
        return self.observed_property in AMOUNTS

    def is_silent(self, at: datetime) -> bool:
        """Say whether there has been no reading for so long that the latest one says nothing about that moment."""
        return self.latest_at is None or at - self.latest_at > SILENT_AFTER


def datastreams(stations: Collection[str]) -> dict[str, list[Datastream]]:
    """Return the datastreams of these stations by station, in the order of the observed properties.

    One statement, whatever the number of stations; none for no stations.
    """
    found: dict[str, list[Datastream]] = defaultdict(list)
    if not stations:
        return found
    order = list(ObservedProperty)
    rows = PublicDatastream.objects.filter(station_id__in=stations)
    for row in sorted(rows, key=lambda row: order.index(ObservedProperty(row.observed_property))):
        stream = Datastream(
            row.id, row.station_id, ObservedProperty(row.observed_property), row.latest_at, row.latest_value
        )
        found[row.station_id].append(stream)
    return found


def hourly_values(
    streams: Iterable[Datastream], since: datetime, until: datetime
) -> Mapping[int, Mapping[datetime, float]]:
    """Return for each datastream its values by the hour, after `since`, up to and including `until`.

    An hour is named by its end, as readings are by that of their interval. Several readings of an hour are averaged,
    amounts added; an hour without a reading is absent. One statement.
    """
    amounts = {stream.id: stream.is_amount for stream in streams}
    found: dict[int, dict[datetime, float]] = {stream: {} for stream in amounts}
    if not amounts:
        return found
    with connections["published"].cursor() as cursor:
        cursor.execute(_HOURLY, [list(amounts), since, until])
        for stream, hour, mean, total in cursor.fetchall():
            found[stream][hour] = total if amounts[stream] else mean
    return found


# A reading at the full hour ends that hour: a microsecond earlier it lies within it.
_HOURLY = """
SELECT datastream_id,
       date_bin('1 hour', time - interval '1 microsecond', TIMESTAMPTZ '2000-01-01 00:00Z') + interval '1 hour' AS hour,
       avg(value), sum(value)
FROM published.reading
WHERE datastream_id = ANY(%s) AND time > %s AND time <= %s
GROUP BY datastream_id, hour
"""
