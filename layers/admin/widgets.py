"""Widgets of the administration."""

from typing import Any

from django import forms
from django.conf import settings


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
