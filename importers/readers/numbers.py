"""Numbers as people and programs write them: decimal comma or point, with or without thousands."""

import math
import re
from collections.abc import Iterable

from importers.errors import RowFault

COMMA_DECIMAL = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d+,\d+")
POINT_DECIMAL = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d+\.\d+")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# Thin and no-break spaces and the apostrophe stand between thousands in German and Swiss tables.
BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f'’](?=\d{3})")
MINUS_SIGNS = str.maketrans({"−": "-", "–": "-"})


def decimal_separator(texts: Iterable[str]) -> str:
    """Return "," or ".", whichever the numbers among these texts use; "." if none has decimals.

    >>> decimal_separator(["9,93", "Würzburg", "12"]), decimal_separator(["9.93", "1,204.5"])
    (',', '.')
    """
    commas = points = 0
    for text in texts:
        text = text.strip()
        if COMMA_DECIMAL.fullmatch(text):
            commas += 1
        elif POINT_DECIMAL.fullmatch(text):
            points += 1
    return "," if commas > points else "."


def parse_number(text: str, decimal: str = ".") -> float:
    """Return the finite number that a text writes; the other separator may stand between thousands.

    Raises RowFault for text that is no number, and for NaN and infinity.

    >>> parse_number("1.234,5", decimal=","), parse_number("49.79"), parse_number("−3")
    (1234.5, 49.79, -3.0)
    """
    plain = BETWEEN_THOUSANDS.sub("", text.strip().translate(MINUS_SIGNS))
    thousands = "." if decimal == "," else ","
    if re.fullmatch(rf"[+-]?\d{{1,3}}(\{thousands}\d{{3}})+(\{decimal}\d+)?", plain):
        plain = plain.replace(thousands, "")
    plain = plain.replace(decimal, ".")
    if plain.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        raise RowFault(f"„{text}“ ist keine endliche Zahl.")
    if not NUMBER.fullmatch(plain):
        raise RowFault(f"„{shorten(text)}“ ist keine Zahl.")
    value = float(plain)
    if not math.isfinite(value):
        raise RowFault(f"„{text}“ ist keine endliche Zahl.")
    return value


def shorten(text: str, length: int = 60) -> str:
    """Return the text on one line, cut at `length` characters, for use in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
