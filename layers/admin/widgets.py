"""Widgets of the administration."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext_lazy as _


class DateAndTimeWidget(AdminSplitDateTime):
    """A day and a time of day, each with a name that is read out."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, (_("Datum"), _("Uhrzeit")), strict=True):
            widget.attrs["aria-label"] = name


class MapWidget(forms.Textarea):
    """A text with GeoJSON in EPSG:4326. The script `admin-map` puts a map above it; without script the text remains."""

    def __init__(self, geometry_type: str, attrs: dict[str, Any] | None = None) -> None:
        view = settings.REGION.map
        super().__init__(
            {
                "rows": 3,
                "spellcheck": "false",
                "autocomplete": "off",
                "class": "vLargeTextField map-text",
                "data-map-widget": True,
                "data-geom-type": geometry_type,
                "data-srid": "4326",
                "data-center": f"{view.center[0]},{view.center[1]}",
                "data-zoom": f"{view.zoom:g}",
                **(attrs or {}),
            }
        )
