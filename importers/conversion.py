"""Values in the types of our fields: numbers, dates, yes and no, codes, clean text."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from importers.errors import RowFault
from importers.readers.numbers import parse_number, shorten
from importers.transforms import web_address

TRUE = frozenset({"true", "yes", "ja", "wahr", "1", "x", "t", "y", "j"})
FALSE = frozenset({"false", "no", "nein", "falsch", "0", "f", "n"})
# Control characters but tab and line breaks; PostgreSQL takes no NUL, and nobody means the others.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
DATE_FORMATS = ("%d.%m.%Y", "%d.%m.%y")


def convert(value: Any, target: models.Field, decimal: str = ".") -> Any:
    """Return a value in the type of a model field. Raises RowFault if it has none, or breaks its choices or length."""
    if isinstance(target, ArrayField):
        items = value if isinstance(value, (list, tuple)) else [value]
        return list(dict.fromkeys(convert(item, target.base_field, decimal) for item in items))
    if isinstance(target, (models.IntegerField, models.FloatField)):
        return _number_for(value, target, decimal)
    if isinstance(target, models.BooleanField):
        return _boolean(value)
    if isinstance(target, models.DateTimeField):
        return _aware(parsed_time(value) if not isinstance(value, date) else value)
    if isinstance(target, models.DateField):
        moment = parsed_time(value) if not isinstance(value, date) else value
        return moment.date() if isinstance(moment, datetime) else moment
    if isinstance(target, models.URLField):
        value = web_address(text_of(value))
    text = _clean(text_of(value), keep_lines=isinstance(target, models.TextField))
    if target.choices and text not in dict(target.flatchoices):
        raise RowFault(f"„{shorten(text)}“ ist keiner der möglichen Werte.")
    if target.max_length and len(text) > target.max_length:
        raise RowFault(f"Der Text hat {len(text)} Zeichen; Platz ist für {target.max_length}.")
    return text


def _number_for(value: Any, target: models.Field, decimal: str) -> int | float:
    number = float(value) if isinstance(value, (int, float)) else parse_number(text_of(value), decimal)
    if number != number or number in (float("inf"), float("-inf")):
        raise RowFault("Der Wert ist keine endliche Zahl.")
    if isinstance(target, models.FloatField):
        return number
    if number != int(number):
        raise RowFault(f"„{shorten(text_of(value))}“ ist keine ganze Zahl.")
    low, high = _integer_range(target)
    if not low <= number <= high:
        raise RowFault(f"„{shorten(text_of(value))}“ liegt nicht zwischen {low} und {high}.")
    return int(number)


def _integer_range(target: models.Field) -> tuple[int, int]:
    small = isinstance(target, (models.SmallIntegerField, models.PositiveSmallIntegerField))
    high = 32_767 if small else 2_147_483_647
    positive = isinstance(target, (models.PositiveIntegerField, models.PositiveSmallIntegerField))
    return (0 if positive else -high - 1), high


def _boolean(value: Any) -> bool:
    if isinstance(value, (bool, int)):
        return bool(value)
    word = text_of(value).strip().lower()
    if word in TRUE | FALSE:
        return word in TRUE
    raise RowFault(f"„{shorten(text_of(value))}“ ist weder ja noch nein.")


def parsed_time(value: Any, written_as: str = "") -> date:
    text = text_of(value).strip()
    formats = (written_as,) if written_as else DATE_FORMATS
    if not written_as:
        try:
            found = parse_datetime(text) or parse_date(text)
        except ValueError:
            found = None
        if found:
            return found
    for each in formats:
        try:
            return datetime.strptime(text, each)  # the zone is added by the caller
        except ValueError:
            continue
    raise RowFault(f"„{shorten(text)}“ ist kein Datum.")


def _aware(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def text_of(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def _clean(text: str, keep_lines: bool) -> str:
    """Return a text in composed Unicode without control characters; on one line unless the field has several."""
    text = unicodedata.normalize("NFC", text)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RowFault("Der Text enthält ein halbes Zeichen (unvollständiges Unicode).") from error
    if CONTROL.search(text):
        text = CONTROL.sub("", text)
    return text.strip() if keep_lines else " ".join(text.split())
