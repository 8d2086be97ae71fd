"""TileJSON 3.0.0: where the tiles of a layer are, what they hold, and of which edition."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.html import escape
from django.utils.translation import gettext as _

from published.basemap import credits_of
from published.catalogue import PublicLayer
from published.crs import DRAWN, SPOKEN
from tiles import basemap
from tiles.edition import Edition

SPECIFICATION = "3.0.0"


@dataclass(frozen=True)
class Extent:
    """What a table holds: its rectangle (west, south, east, north in degrees), None if empty, and whose data it is."""

    bounds: tuple[float, float, float, float] | None = None
    attributions: tuple[str, ...] = ()


def layer_tilejson(layer: PublicLayer, edition: Edition, template: str) -> dict[str, Any]:
    """Return the TileJSON of a layer; `template` is the address of its tiles with {z}, {x}, {y}."""
    extent = _layer_extent(layer.id, edition) if edition.version else Extent()
    fields = {
        "id": _("Kennung des Eintrags"),
        "name": _("Name"),
        "kind": _("Art"),
        "count": _("Zahl der Einträge, die ein Punkt vertritt"),
    }
    return {
        **_common(edition, template, extent, [layer.attribution, *extent.attributions]),
        "name": str(layer.title),
        "description": str(layer.description),
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom,
        "vector_layers": [
            {
                "id": layer.id,
                "description": str(layer.title),
                "minzoom": layer.min_zoom,
                "maxzoom": layer.max_zoom,
                "fields": fields,
            }
        ],
    }


def basemap_tilejson(edition: Edition, template: str) -> dict[str, Any]:
    """Return the TileJSON of the basemap."""
    extent = _basemap_extent(edition) if edition.version else Extent()
    said = {"kind": _("Art"), "name": _("Name"), "rank": _("Wichtigkeit"), "number": _("Hausnummer")}
    return {
        **_common(edition, template, extent, list(extent.attributions)),
        "name": _("Grundkarte"),
        "description": _("Straßen, Gewässer, Grün, Häuser und Ortsnamen."),
        "minzoom": 0,
        "maxzoom": basemap.LAST_ZOOM,
        "vector_layers": [
            {
                "id": theme.name,
                "minzoom": theme.from_zoom,
                "maxzoom": basemap.LAST_ZOOM,
                "fields": {name: said[name] for name in theme.properties()},
            }
            for theme in basemap.THEMES
        ],
    }


def _common(edition: Edition, template: str, extent: Extent, attributions: list[str]) -> dict[str, Any]:
    return {
        "tilejson": SPECIFICATION,
        "version": str(edition),
        "scheme": "xyz",
        "tiles": [template],
        "bounds": list(extent.bounds or settings.REGION.map.bbox),
        "center": [*settings.REGION.map.center, settings.REGION.map.zoom],
        # Clients show it as HTML; ours is text.
        "attribution": escape(" · ".join(dict.fromkeys(filter(None, attributions)))),
    }


# Asked once for each edition and process. The edition is read before: what is kept is never older than its key.


@lru_cache(maxsize=64)
def _layer_extent(layer: str, edition: Edition) -> Extent:
    return _extent(
        "SELECT array_agg(DISTINCT properties->>'attribution'), public.ST_Extent(geom)"
        " FROM published.feature_public WHERE layer = %s",
        [layer],
    )


@lru_cache(maxsize=4)
def _basemap_extent(edition: Edition) -> Extent:
    extent = _extent(
        "SELECT array_agg(DISTINCT source),"
        f" public.ST_Transform(public.ST_SetSRID(public.ST_Extent(geom_3857)::public.geometry, {DRAWN}), {SPOKEN})"
        " FROM published.basemap",
        [],
    )
    return replace(extent, attributions=credits_of(extent.attributions))


def _extent(statement: str, values: list[str]) -> Extent:
    """Run a statement that returns texts and a rectangle."""
    with connections["published"].cursor() as cursor:
        cursor.execute(
            "SELECT said, public.ST_XMin(held), public.ST_YMin(held), public.ST_XMax(held), public.ST_YMax(held)"
            f" FROM ({statement}) AS found (said, held)",
            values,
        )
        said, *bounds = cursor.fetchone()
    west, south, east, north = bounds
    texts = tuple(text for text in said or () if text)
    return Extent(None if west is None else (west, south, east, north), texts)
