"""Readings of climate stations from CSV: codes of quality, missing values, times with their zone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from tqdm import tqdm

from importers.errors import ImportRefused, RowFault
from importers.fieldmap import FieldMap
from importers.limits import Limits
from importers.readers import Wanted, open_table
from importers.readers.numbers import parse_number
from importers.records import Fault, Record, Table
from importers.report import PREVIEW_ROWS, Report
from layers.ids import derived_id
from layers.models import ClimateStation
from observations.models import Datastream, Reading
from observations.services import store_readings
from published.observed import ObservedProperty

# What air on the ground of Germany can do at most, with room to spare (records: -45.9 and 41.2 °C); wind in m/s.
PLAUSIBLE = {
    ObservedProperty.AIR_TEMPERATURE: (-50.0, 50.0),
    ObservedProperty.RELATIVE_HUMIDITY: (0.0, 101.0),
    ObservedProperty.WIND_SPEED: (0.0, 100.0),
    ObservedProperty.PRECIPITATION: (0.0, 500.0),
    ObservedProperty.SOIL_MOISTURE: (0.0, 100.0),
}


@dataclass(frozen=True)
class ReadingsMap:
    """The part of a field map that says how readings stand in a file.

    `station` and `time` name columns, `values` which column holds which observed property. `missing` are the codes of a
    missing value. Of the codes in column `quality`, those in `refused` are not taken, those in `doubtful` are counted.
    """

    station: str
    time: str
    values: dict[str, str]
    time_format: str = ""
    timezone: str = "UTC"
    missing: tuple[str, ...] = ()
    quality: str = ""
    refused: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @classmethod
    def of(cls, field_map: FieldMap) -> ReadingsMap:
        """Return the readings part of a map. Raises ImportRefused for unknown or missing keys and properties."""
        given: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in field_map.readings.items()
        }
        try:
            found = cls(**given)
        except TypeError as error:
            raise ImportRefused(f"Feldzuordnung „{field_map.name}“: [readings] ist unvollständig ({error}).") from error
        if unknown := sorted(set(found.values.values()) - set(ObservedProperty.values)):
            raise ImportRefused(f"Feldzuordnung „{field_map.name}“: die Messgröße „{unknown[0]}“ ist unbekannt.")
        return found


def import_readings(
    path: Path,
    field_map: FieldMap,
    *,
    limits: Limits,
    dry_run: bool = False,
    strict: bool = False,
    progress: bool = False,
) -> Report:
    """Import the readings of a file in one transaction; memory stays flat. Stations must be there already.

    Raises ImportRefused if the file cannot be read, if no station in it is known, or with `strict` for any refused row.
    """
    began = time.monotonic()
    wanted = ReadingsMap.of(field_map)
    report = Report(field_map.title)
    with transaction.atomic():
        for column, observed in wanted.values.items():
            with open_table(path, limits, Wanted(field_map.layer, field_map.delimiter, field_map.encoding)) as table:
                _check_columns(table, wanted, path.name)
                if not report.notes:
                    report.notes += table.notes
                rows = tqdm(table.rows, unit=" Zeilen", total=table.total, disable=not progress, leave=False)
                _Series(field_map, wanted, column, ObservedProperty(observed), table.decimal, report).store(rows)
        if not report.stored:
            first = f" {report.faults[0]}" if report.faults else ""
            raise ImportRefused(f"„{path.name}“ enthält keinen brauchbaren Messwert.{first}")
        if strict and report.refused:
            raise ImportRefused(f"{report.refused} Zeilen sind fehlerhaft. Die erste: {report.faults[0]}")
        if dry_run:
            transaction.set_rollback(True)
    report.seconds = time.monotonic() - began
    return report


def _check_columns(table: Table, wanted: ReadingsMap, name: str) -> None:
    for column in (wanted.station, wanted.time, wanted.quality, *wanted.values):
        if column and column not in table.columns:
            raise ImportRefused(f"In „{name}“ fehlt die Spalte „{column}“; sie hat {', '.join(table.columns)}.")


class _Series:
    """The readings of one column: parsed row by row, stored station by station while the file is read."""

    def __init__(
        self,
        field_map: FieldMap,
        wanted: ReadingsMap,
        column: str,
        observed: ObservedProperty,
        decimal: str,
        report: Report,
    ) -> None:
        self._source = field_map.source.key
        self._wanted = wanted
        self._column = column
        self._observed = observed
        self._decimal = decimal
        self._report = report
        self._zone: tzinfo = UTC if wanted.timezone == "UTC" else ZoneInfo(wanted.timezone)
        self._doubtful = 0

    def store(self, rows: Iterator[Record | Fault]) -> None:
        """Store all rows and count them."""
        for ref, records in groupby(self._readable(rows), key=self._station_of):
            station = ClimateStation.objects.filter(pk=derived_id(self._source, ref)).first()
            if station is None:
                for record in records:
                    self._refuse(record, RowFault(f"Die Station „{ref}“ gibt es nicht.", self._wanted.station))
                continue
            datastream, _ = Datastream.objects.get_or_create(station=station, observed_property=self._observed)
            before = Reading.objects.filter(datastream=datastream).count()
            read = _Counted(self._values(records))
            written = store_readings(datastream, read)
            after = Reading.objects.filter(datastream=datastream).count()
            self._report.created += after - before
            self._report.changed += written - (after - before)
            self._report.unchanged += read.count - written
        if self._doubtful:
            self._report.notes.append(
                f"{self._doubtful} Werte hat der Messnetzbetreiber beanstandet; sie sind übernommen."
            )

    def _readable(self, rows: Iterator[Record | Fault]) -> Iterator[Record]:
        for row in rows:
            if isinstance(row, Fault):
                self._report.refuse(row)
            else:
                yield row

    def _station_of(self, record: Record) -> str:
        # The DWD writes its station numbers with leading zeros in some products and without in others.
        return str(record.values[self._wanted.station]).strip().lstrip("0")

    def _values(self, records: Iterator[Record]) -> Iterator[tuple[datetime, float]]:
        for record in records:
            try:
                found = self._value(record)
            except RowFault as fault:
                self._refuse(record, fault)
                continue
            if found is None:
                self._report.not_ours += 1
                continue
            if len(self._report.preview) < PREVIEW_ROWS:
                self._report.preview.append({"Zeit": found[0].isoformat(), self._observed.value: found[1]})
            yield found

    def _value(self, record: Record) -> tuple[datetime, float] | None:
        """Return time and value of a row; None if there is no value."""
        text = str(record.values[self._column]).strip()
        if text == "" or text in self._wanted.missing:
            return None
        quality = str(record.values.get(self._wanted.quality, "")).strip()
        if quality in self._wanted.refused:
            raise RowFault(f"Der Wert trägt die Qualitätskennung {quality}.", self._wanted.quality)
        value = parse_number(text, self._decimal)
        low, high = PLAUSIBLE[self._observed]
        if not low <= value <= high:
            raise RowFault(f"„{text}“ liegt nicht zwischen {low:g} und {high:g}.", self._column)
        self._doubtful += quality in self._wanted.doubtful
        return self._time(str(record.values[self._wanted.time]).strip()), value

    def _time(self, text: str) -> datetime:
        try:
            written = self._wanted.time_format
            moment = datetime.strptime(text, written) if written else datetime.fromisoformat(text)
        except ValueError as error:
            raise RowFault(f"„{text[:30]}“ ist keine Zeit.", self._wanted.time) from error
        return moment if moment.tzinfo else moment.replace(tzinfo=self._zone)

    def _refuse(self, record: Record, fault: RowFault) -> None:
        self._report.refuse(Fault(record.row, fault.column or self._column, fault.sentence))


class _Counted:
    """An iterator that knows how many items it gave."""

    def __init__(self, items: Iterator[Any]) -> None:
        self._items = items
        self.count = 0

    def __iter__(self) -> Iterator[Any]:
        for item in self._items:
            self.count += 1
            yield item
