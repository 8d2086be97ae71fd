"""Whose data the basemap is, for everyone who draws it."""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from published.models import BasemapFeature

# What the basemap is made from where the region file names no other source.
OPENSTREETMAP = "© OpenStreetMap contributors"
DEMO_SOURCE = "demo"  # how keys of sources of made-up data begin


def credits_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Return whom to name for pieces of the basemap with these keys of sources; made-up data say so."""
    is_demo = [key.startswith(DEMO_SOURCE) for key in keys]
    of_region = [each.source for each in settings.REGION.data if each.layer == "basemap"] or [OPENSTREETMAP]
    demo = [_("Beispieldaten")] if any(is_demo) else []
    return (*(of_region if not all(is_demo) else []), *demo)


def basemap_credits(version: str) -> tuple[str, ...]:
    """Return whom to name for the basemap of that version."""
    return credits_of(_keys(version))


@lru_cache(maxsize=2)
def _keys(_version: str) -> tuple[str, ...]:
    return tuple(BasemapFeature.objects.order_by("source").values_list("source", flat=True).distinct())
