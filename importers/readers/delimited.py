"""CSV and its relatives: encoding, delimiter and decimal comma are recognised; every row must fit its headings."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.numbers import decimal_separator
from importers.readers.text import Encoding, detect_encoding
from importers.records import Fault, Record, Table

DELIMITERS = (";", ",", "\t", "|")
SAMPLE_CHARACTERS = 64 * 1024
SAMPLE_ROWS = 200
# Portals put whole polygons into one cell; the standard library stops at 128 KiB.
MAX_CELL_CHARACTERS = 4_000_000


@contextmanager
def open_delimited(path: Path, limits: Limits, *, delimiter: str = "", encoding: str = "") -> Iterator[Table]:
    """Open a CSV file as a table; a record's `row` is the line on which it begins, its values are texts.

    `delimiter` and `encoding` are recognised unless given. Twice the same heading: the second is called "name (2)", and
    the name stands in `ambiguous`. Rows whose cells don't fit the headings come as faults; empty lines are skipped.
    Raises ImportRefused for an empty file, for one without columns, and, while reading, for broken quotes.
    """
    written_in = Encoding(encoding) if encoding else detect_encoding(path)
    notes = [written_in.note] if written_in.note else []
    with path.open(encoding=written_in.name, errors="strict" if encoding else "replace", newline="") as file:
        sample = file.read(SAMPLE_CHARACTERS)
        if not sample.strip():
            raise ImportRefused(f"„{path.name}“ ist leer.")
        delimiter = delimiter or _delimiter(sample, path.name)
        csv.field_size_limit(MAX_CELL_CHARACTERS)
        file.seek(0)
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            headings = next(row for row in rows if any(cell.strip() for cell in row))
        except csv.Error as error:
            raise ImportRefused(f"„{path.name}“ ist keine lesbare CSV-Datei ({error}).") from error
        columns, ambiguous = _columns(headings)
        if len(columns) > limits.columns:
            raise ImportRefused(f"„{path.name}“ hat {len(columns)} Spalten; erlaubt sind {limits.columns}.")
        for name in sorted(ambiguous):
            notes.append(
                f"Die Überschrift „{name}“ steht mehrmals da; die weiteren Spalten heißen „{name} (2)“ und so fort."
            )
        first_rows = list(islice(_parse(sample, delimiter), SAMPLE_ROWS))
        decimal = decimal_separator(cell for row in first_rows[1:] for cell in row)
        if decimal == ",":
            notes.append("Zahlen sind mit Dezimalkomma geschrieben.")
        yield Table(
            format="csv",
            rows=_records(rows, columns, path.name),
            columns=columns,
            ambiguous=ambiguous,
            notes=notes,
            decimal=decimal,
        )


def _records(rows: Any, columns: Sequence[str], name: str) -> Iterator[Record | Fault]:
    width = len(columns)
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise ImportRefused(
                f"„{name}“ ist ab Zeile {line} nicht lesbar: ein Anführungszeichen ist nicht geschlossen oder steht "
                f"mitten im Feld ({error})."
            ) from error
        if not any(cell.strip() for cell in row):
            continue
        # Some programs end every row with the delimiter; an empty cell too many is no fault.
        while len(row) > width and not row[-1].strip():
            row.pop()
        if len(row) != width:
            yield Fault(line, "", f"Die Zeile hat {len(row)} Felder, die Überschrift hat {width}.")
            continue
        yield Record(line, "", dict(zip(columns, row, strict=True)))


def _columns(headings: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    names = [heading.strip() or f"Spalte {place}" for place, heading in enumerate(headings, start=1)]
    counts: Counter[str] = Counter()
    columns = []
    for name in names:
        counts[name] += 1
        columns.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return tuple(columns), frozenset(name for name, count in counts.items() if count > 1)


def _delimiter(sample: str, name: str) -> str:
    """Return the delimiter with which most rows have as many cells as the headings, and then the most cells."""

    def quality(delimiter: str) -> tuple[float, int]:
        rows = list(islice(_parse(sample, delimiter), SAMPLE_ROWS))
        width = len(rows[0]) if rows else 0
        fitting = sum(len(row) == width or (len(row) == width + 1 and not row[-1].strip()) for row in rows)
        return (fitting / len(rows) if width > 1 else 0.0, width)

    best = max(DELIMITERS, key=quality)
    if quality(best)[1] < 2:
        raise ImportRefused(
            f"In „{name}“ ist kein Trennzeichen zu erkennen; Felder trennt man mit Strichpunkt, Komma oder Tabulator."
        )
    return best


def _parse(sample: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a sample; its last row may be cut and is left out if there are others."""
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    before: list[str] | None = None
    try:
        for row in rows:
            if not row:
                continue
            if before is not None:
                yield before
            before = row
    except csv.Error:
        return
    if before is not None and (len(sample) < SAMPLE_CHARACTERS or rows.line_num == 1):
        yield before
