"""Stored values in words, for the history and for changes that wait."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from layers.spoken_geometry import describe_geometry

NOTHING = "–"
Names = dict[type[models.Model], dict[Any, str]]


def referred_names(fields: Iterable[models.Field], values: Iterable[dict[str, Any]]) -> Names:
    """Return the names of all rows that foreign keys among these values point to: one query per model.

    `values` are dictionaries from a field's attribute name (`source_id`) to its value.
    """
    wanted: dict[type[models.Model], set[Any]] = {}
    values = list(values)
    for field in fields:
        if field.related_model:
            keys = {each.get(field.attname) for each in values} - {None}
            wanted.setdefault(field.related_model, set()).update(keys)
    return {
        model: {row.pk: str(row) for row in model._default_manager.filter(pk__in=keys)}
        for model, keys in wanted.items()
        if keys
    }


def in_words(field: models.Field, value: Any, names: Names) -> str:
    """Return a column's value as a person would say it; a dash for nothing."""
    if value is None or value == "" or value == []:
        return NOTHING
    if field.related_model:
        return names.get(field.related_model, {}).get(value, str(value))
    if isinstance(field, ArrayField):
        labels = dict(field.base_field.flatchoices)
        return ", ".join(str(labels.get(each, each)) for each in value)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, GEOSGeometry):
        return describe_geometry(value)
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    return str(value)
