"""Values as cells of a table: what a spreadsheet must not take for a formula, and numbers as they are written."""

import re
from typing import Any

from analysis.results import Column

# What Excel, LibreOffice or Numbers begin to calculate with (OWASP, „CSV Injection“).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# Control characters that no XML may hold, and so no cell of a workbook.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows as it is: with an apostrophe before what would be a formula.

    >>> guarded("=1+1"), guarded("-12,5"), guarded("- 3 Plätze"), guarded("TSV 1860")
    ("'=1+1", '-12,5', "'- 3 Plätze", 'TSV 1860')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text) else text


def writable(text: str) -> str:
    """Return a text without the control characters that no workbook can hold."""
    return UNWRITABLE.sub("", text)


def heading(column: Column) -> str:
    """Return the words above a column, with its unit.

    >>> heading(Column("length_m", "Länge", "m", 0))
    'Länge [m]'
    """
    return f"{column.label} [{column.unit}]" if column.unit else str(column.label)


def german(value: Any, decimals: int | None) -> str:
    """Return a value as German spreadsheets read it; empty for None.

    >>> german(1234.5, 2), german(7, 0), german(None, 1)
    ('1234,50', '7', '')
    """
    if value is None:
        return ""
    return str(value) if decimals is None else f"{value:.{decimals}f}".replace(".", ",")
