"""What those see who may only look: places and codes in words instead of EWKT and English codes."""

from collections.abc import Callable
from typing import Any

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst

from layers.admin.words import in_words


def _display(column: models.Field) -> Callable[[Any], str]:
    def words(row: Any) -> str:
        return in_words(column, getattr(row, column.attname), {})

    words.short_description = capfirst(str(column.verbose_name))  # type: ignore[attr-defined]
    return words


class ReadOnlyInWords:
    """Shows geometries and lists in words where a person may not change them. Mixed into a ModelAdmin or an inline."""

    model: Any

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._said = {
            column.name: f"{column.name}_words"
            for column in self.model._meta.concrete_fields
            if isinstance(column, gis.GeometryField | ArrayField)
        }
        for name, words in self._said.items():
            setattr(self, words, _display(self.model._meta.get_field(name)))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fieldsets, in words for whoever only looks."""
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        if obj is None or self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return fieldsets
        return self.in_words(fieldsets)

    def in_words(self, fieldsets: Any) -> Any:
        """Return fieldsets with words in the place of what only a form can show."""
        return [(title, {**options, "fields": self._in_words(options["fields"])}) for title, options in fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The words are no fields of the form."""
        return (*super().get_readonly_fields(request, obj), *self._said.values())  # type: ignore[misc]

    def _in_words(self, fields: Any) -> Any:
        return [self._said.get(each, each) if isinstance(each, str) else self._in_words(each) for each in fields]
