"""CSV for German spreadsheets: one file for each table, in one archive.

UTF-8 with a byte order mark, semicolons, decimal commas, CRLF: what Excel set to German opens with a double click. What
a machine is to read is in GeoJSON or the GeoPackage.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from analysis.exports.cells import german, guarded, heading
from analysis.exports.document import Document, Sheet
from analysis.exports.zipped import zipped


def write(document: Document) -> bytes:
    """Return the archive: a CSV file for each table, and `Nachweis.csv` with sentence, assumptions and sources."""
    files = [(f"{sheet.name}.csv", _table(sheet)) for sheet in document.sheets]
    said = [(guarded(what), guarded(text)) for what, text in document.statement()]
    statement = _encoded([(_("Was"), _("Angabe")), *said])
    return zipped([*files, ("Nachweis.csv", statement)], document.of)


def _table(sheet: Sheet) -> bytes:
    decimals = [column.decimals for column in sheet.columns]
    rows = (
        [guarded(german(value, digits)) for value, digits in zip(row, decimals, strict=True)] for row in sheet.rows()
    )
    return _encoded([[guarded(heading(column)) for column in sheet.columns], *rows])


def _encoded(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")
