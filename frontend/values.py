"""Published properties in words for people, by the type that the catalogue gives a field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from published.catalogue import Field


def in_words(field: Field, value: Any) -> str:
    """Return the value as a person of the page's language reads it; empty if there is nothing to say."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list):
        return _joined([in_words(field, each) for each in value])
    if isinstance(value, Mapping):
        return _stay(value)
    if value in field.choices:
        return str(field.choices[value])
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, int | float):
        return _quantity(value, field.unit)
    if field.type == "date" and (day := parse_date(str(value)[:10])):
        return date_format(day, "DATE_FORMAT")
    if field.type == "datetime" and (moment := parse_datetime(str(value))):
        return _moment(moment)
    return str(value)


def translated(properties: Mapping[str, Any], name: str) -> str:
    """Return a text in the page's language, in German where there is no English one."""
    if get_language() == "en" and properties.get(f"{name}_en"):
        return str(properties[f"{name}_en"])
    return str(properties.get(name) or "")


def language_of(properties: Mapping[str, Any], name: str) -> str:
    """Return the language of a text that `translated` gives, empty if it is that of the page."""
    return "de" if get_language() == "en" and not properties.get(f"{name}_en") else ""


def measure(value: float, unit: str = "") -> str:
    """Return a measured value with one decimal and its unit: „23,4 °C“."""
    text = number_format(round(value, 1) + 0.0, decimal_pos=1, use_l10n=True).replace("-", "−")
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def capitalised(text: str) -> str:
    """Return the text as it begins a sentence; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def _quantity(value: int | float, unit: str) -> str:
    """Years of a calendar carry no unit and no point; measures carry both."""
    decimals = 0 if float(value).is_integer() else 1
    text = number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=bool(unit) or value >= 10_000)
    return f"{text} {_(unit)}" if unit else text


def _stay(value: Mapping[str, Any]) -> str:
    """A stay says where from when until when; other objects have no words of their own."""
    start, end = (parse_datetime(str(value.get(name, ""))) for name in ("starts_at", "ends_at"))
    if not (value.get("place") and start and end):
        return ""
    period = _("%(start)s bis %(end)s") % {"start": _moment(start), "end": _moment(end)}
    return f"{value['place']}: {period}"


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, "DATETIME_FORMAT")


def _joined(texts: list[str]) -> str:
    """Stays stand one to a line; everything else is a list of words."""
    said = [text for text in texts if text]
    return ("\n" if any(": " in text for text in said) else ", ").join(said)
