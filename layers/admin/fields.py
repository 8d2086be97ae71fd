"""Form fields of the administration: a place on the map, codes to tick, a text per line."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.gis.db import models as gis
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from layers.admin.widgets import DateAndTimeWidget, MapWidget
from layers.spoken_geometry import format_geometry, is_same, parse_geometry

MAX_LINE = 200  # characters, where the column names no limit
GEOMETRY_TYPES = {"GEOMETRY": "Geometry", "POINT": "Point", "MULTIPOLYGON": "MultiPolygon"}


class GeometryField(forms.Field):
    """A geometry in EPSG:25832, shown and typed as GeoJSON in EPSG:4326 or as "latitude, longitude"."""

    def __init__(self, *, geometry_type: str = "Geometry", **options: Any) -> None:
        self.geometry_type = geometry_type
        super().__init__(widget=MapWidget(geometry_type), **options)

    def to_python(self, value: Any) -> GEOSGeometry | None:
        """Return the stored form of the text; None for nothing. Raises ValidationError with a sentence."""
        return value if isinstance(value, GEOSGeometry) else parse_geometry(value or "", self.geometry_type)

    def prepare_value(self, value: Any) -> str:
        """Return the text of a geometry; what was typed stays as it is."""
        return format_geometry(value) if isinstance(value, GEOSGeometry) else value or ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether the place moved: a text that only differs in its writing is no change."""
        try:
            return not is_same(initial or None, self.to_python(data))
        except ValidationError:
            return True


class KeepGeometryMixin:
    """Keep the exact geometry of the database where the form's copy in degrees was not moved."""

    def clean(self) -> dict[str, Any]:
        """Put back what did not move."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc,attr-defined]
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if isinstance(field, GeometryField) and cleaned.get(name):
                stored = self.initial.get(name)  # type: ignore[attr-defined]
                if stored and is_same(stored, cleaned[name]):
                    cleaned[name] = stored
        return cleaned


class LinesField(forms.CharField):
    """A list of short texts, one per line, so that a text may hold a comma."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, item_length: int, **options: Any) -> None:
        self.item_length = item_length
        super().__init__(**options)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the lines without blanks around them, without empty ones, each once."""
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def validate(self, value: Any) -> None:
        """Refuse a line that is too long."""
        super().validate(value)
        if any(len(line) > self.item_length for line in value):
            raise ValidationError(
                _("Eine Zeile darf höchstens %(length)s Zeichen haben.") % {"length": self.item_length}
            )

    def run_validators(self, value: Any) -> None:
        """Look at each line for characters that no text may hold."""
        for line in value:
            super().run_validators(line)

    def prepare_value(self, value: Any) -> str:
        """Return the list as lines."""
        return "\n".join(value) if isinstance(value, list) else value or ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the lists."""
        return self.to_python(initial) != self.to_python(data)


def codes_field(choices: Sequence[tuple[str, Any]], **options: Any) -> forms.MultipleChoiceField:
    """Return a field with one box per code."""
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)


def form_field_for(db_field: models.Field) -> forms.Field | None:
    """Return the field of this module for a geometry, a moment or an array; None for every other column."""
    options: dict[str, Any] = {
        "label": capfirst(str(db_field.verbose_name)),
        "required": not db_field.blank,
        "help_text": db_field.help_text,
    }
    if isinstance(db_field, gis.GeometryField):
        options["help_text"] = options["help_text"] or _(
            "In die Karte zeichnen, oder Breite und Länge eintippen: 49.79360, 9.92940."
        )
        return GeometryField(geometry_type=GEOMETRY_TYPES[db_field.geom_type], **options)
    if isinstance(db_field, models.DateTimeField):
        return forms.SplitDateTimeField(widget=DateAndTimeWidget, **options)
    if isinstance(db_field, ArrayField):
        if db_field.base_field.choices:
            return codes_field(db_field.base_field.choices, **options)
        options["help_text"] = options["help_text"] or _("Ein Eintrag je Zeile.")
        return LinesField(item_length=db_field.base_field.max_length or MAX_LINE, **options)
    return None
