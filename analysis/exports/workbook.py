"""A workbook (XLSX): a sheet for each table, and one that says what the figures mean and where they come from."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from analysis.exports.cells import FORMULA_STARTS, heading, writable
from analysis.exports.document import Document, Sheet
from analysis.exports.zipped import zipped
from analysis.results import Column

MAX_TITLE = 31  # characters of a sheet's name, as Excel has it
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
CORE = "docProps/core.xml"
MODIFIED = re.compile(rb"(<\w+:modified[^>]*>)[^<]*")  # the prefix is the XML library's choice
WIDTH_OF_TEXT, WIDTH_OF_STATEMENT, WIDTH_OF_NUMBER = 28, 110, 16  # characters


def write(document: Document) -> bytes:
    """Return the workbook; equal documents make equal bytes."""
    book = Workbook(write_only=True)
    book.properties.creator = "Geoportal"
    book.properties.title = writable(document.title)
    book.properties.created = document.of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    _statement(book, document)
    for sheet in document.sheets:
        _table(book, sheet)
    written = io.BytesIO()
    book.save(written)
    return _as_of(written.getvalue(), document)


def _statement(book: Workbook, document: Document) -> None:
    page = book.create_sheet(_("Nachweis"))
    page.column_dimensions["A"].width = WIDTH_OF_TEXT
    page.column_dimensions["B"].width = WIDTH_OF_STATEMENT
    for what, text in document.statement():
        cells = [_text(page, what), _text(page, text)]
        cells[0].font = Font(bold=True)
        cells[1].alignment = Alignment(wrap_text=True, vertical="top")
        page.append(cells)


def _table(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(_title(sheet.title, book.sheetnames))
    page.freeze_panes = "A2"
    for place, column in enumerate(sheet.columns):
        letter = chr(ord("A") + place) if place < 26 else f"A{chr(ord('A') + place - 26)}"
        page.column_dimensions[letter].width = WIDTH_OF_TEXT if column.decimals is None else WIDTH_OF_NUMBER
    head = [_text(page, heading(column)) for column in sheet.columns]
    for cell in head:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.append(head)
    for row in sheet.rows():
        page.append(_cells(page, sheet.columns, row))


def _cells(page: Any, columns: Sequence[Column], row: Iterable[Any]) -> list[Any]:
    return [
        value if column.decimals is not None or value is None else _text(page, value)
        for column, value in zip(columns, row, strict=True)
    ]


def _text(page: Any, text: str) -> WriteOnlyCell:
    """Return a cell that is text whatever it says: never a formula, and no formula after it was edited either."""
    cell = WriteOnlyCell(page, writable(str(text)))
    cell.data_type = "s"
    if str(text).startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    return cell


def _title(wanted: str, taken: Sequence[str]) -> str:
    base = NOT_IN_A_TITLE.sub(" ", writable(wanted)).strip()[:MAX_TITLE] or "Tabelle"
    title, number = base, 1
    while title.casefold() in {each.casefold() for each in taken}:
        number += 1
        title = f"{base[: MAX_TITLE - 4]} {number}"
    return title


def _as_of(written: bytes, document: Document) -> bytes:
    """Return the workbook as of the moment of its result; openpyxl writes the present one."""
    moment = document.of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    return zipped(
        [(name, MODIFIED.sub(rb"\g<1>" + moment, content) if name == CORE else content) for name, content in files],
        document.of,
    )
