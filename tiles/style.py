"""The MapLibre style of the basemap: quiet, so that places speak. Each function returns one or a few layers.

No `glyphs`: MapLibre draws letters itself with the fonts of the page, and `text-font` names CSS families
(frontend/src/styles/fonts.css). No sprite: the map's own code draws the signs. Kinds are tag values of OpenStreetMap.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from tiles.expressions import Expression, Layer, by_zoom, kind_in, kind_not_in
from tiles.labels import labels
from tiles.palette import THEMES, Palette

__all__ = ["THEMES", "basemap_style"]

SOURCE = "basemap"
# fmt: off
SETTLEMENT = (
    "residential", "commercial", "retail", "industrial", "mixed", "settlement", "garages", "construction",
    "brownfield", "farmyard", "religious", "churchyard", "education", "school", "university", "college",
    "kindergarten", "hospital", "civic", "institutional", "military", "railway", "quarry",
)
GREEN = (
    "forest", "wood", "park", "garden", "village_green", "recreation_ground", "cemetery", "allotments", "scrub",
    "heath", "golf_course", "pitch", "sports_centre", "stadium", "playground", "nature_reserve", "wetland",
    "dog_park", "plant_nursery", "common", "green",
)
# Half as strong: fields of the countryside, which would otherwise be green all over.
PALE_GREEN = (
    "meadow", "grass", "grassland", "orchard", "vineyard", "flowerbed", "greenfield",
)
# fmt: on

# Widths in pixels at zooms 6, 10, 14 and 18, doubled between them about every zoom and a half.
ROAD_WIDTHS = {
    ("motorway", "trunk"): (0.9, 2.2, 6, 28),
    ("primary",): (0.6, 1.6, 5, 24),
    ("secondary",): (0.4, 1.2, 4.2, 21),
    ("tertiary",): (0, 0.9, 3.4, 19),
    ("motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"): (0, 0.6, 3, 14),
    ("unclassified", "residential", "living_street", "road", "busway"): (0, 0.4, 2.2, 15),
    ("pedestrian",): (0, 0, 2, 13),
    ("service",): (0, 0, 1, 8),
}
ROAD_ZOOMS = (6, 10, 14, 18)
CASING_PX = (0.8, 1, 1.2, 2)  # both edges together
ROADS = [kind for kinds in ROAD_WIDTHS for kind in kinds]


def basemap_style(theme: str, tilejson_url: str) -> dict[str, Any]:
    """Return the complete style of a theme (light, dark, contrast) on the tiles that a TileJSON describes."""
    palette = THEMES[theme]
    view = settings.REGION.map
    return {
        "version": 8,
        "name": f"{settings.REGION.name} ({theme})",
        "center": list(view.center),
        "zoom": view.zoom,
        "sources": {SOURCE: {"type": "vector", "url": tilejson_url}},
        "layers": [
            {"id": "background", "type": "background", "paint": {"background-color": palette["land"]}},
            *ground(palette),
            *waters(palette),
            *paths(palette),
            *roads(palette),
            rail(palette),
            *buildings(palette),
            boundary(palette),
            *labels(SOURCE, palette),
        ],
    }


def ground(palette: Palette) -> Iterable[Layer]:
    """Land, settlements and green."""
    yield _layer("land", "fill", "land", paint={"fill-color": palette["land"]})
    settlement = {"fill-color": palette["settlement"]}
    yield _layer("settlement", "fill", "landuse", filter=kind_in(SETTLEMENT), paint=settlement)
    pale = {"fill-color": palette["green"], "fill-opacity": 0.55}
    yield _layer("pale-green", "fill", "landuse", filter=kind_in(PALE_GREEN), paint=pale)
    yield _layer("green", "fill", "landuse", filter=kind_in(GREEN), paint={"fill-color": palette["green"]})


def waters(palette: Palette) -> Iterable[Layer]:
    """Rivers and lakes as surfaces, brooks as lines."""
    width = by_zoom({8: 0.5, 12: 1, 16: 4}, base=1.4)
    line = {"line-color": palette["water"], "line-width": width}
    yield _layer("waterway", "line", "waterway", layout=_rounded(), paint=line)
    yield _layer("water", "fill", "water", paint={"fill-color": palette["water"]})


def buildings(palette: Palette) -> Iterable[Layer]:
    """Houses, faint at first."""
    paint = {
        "fill-color": palette["building"],
        "fill-outline-color": palette["building_edge"],
        "fill-opacity": by_zoom({13: 0, 14.5: 1}),
    }
    yield _layer("building", "fill", "building", minzoom=13, paint=paint)


def paths(palette: Palette) -> Iterable[Layer]:
    """Ways for feet, wheels and tractors: whatever is no road."""
    paint = {
        "line-color": palette["path"],
        "line-width": by_zoom({13: 0.5, 16: 1.2, 18: 2.5}),
        "line-dasharray": [3, 1.5],
    }
    yield _layer("path", "line", "road", minzoom=13, filter=kind_not_in(ROADS), paint=paint)


def roads(palette: Palette) -> Iterable[Layer]:
    """All casings below all roads, so that crossings are open; important roads above the others."""
    scale = palette["road_width"]
    on_roads = {"filter": kind_in(ROADS), "layout": _rounded()}
    casing = {"line-color": palette["casing"], "line-width": _road_width(scale, CASING_PX)}
    yield _layer("road-casing", "line", "road", **on_roads, paint=casing)
    surface = {"line-color": palette["road"], "line-width": _road_width(scale)}
    yield _layer("road", "line", "road", **on_roads, paint=surface)


def rail(palette: Palette) -> Layer:
    """Railways and trams."""
    paint = {"line-color": palette["rail"], "line-width": by_zoom({8: 0.5, 13: 1, 18: 3})}
    return _layer("rail", "line", "rail", paint=paint)


def boundary(palette: Palette) -> Layer:
    """Boundaries, dashed; those within a city are fainter."""
    paint = {
        "line-color": palette["boundary"],
        "line-width": by_zoom({8: 0.6, 12: 1, 16: 1.6}),
        "line-dasharray": [4, 2.5],
        "line-opacity": ["case", kind_in(("admin_9", "admin_10")), 0.4, 0.8],
    }
    return _layer("boundary", "line", "boundary", paint=paint)


def _layer(name: str, kind: str, theme: str, **rest: Any) -> Layer:
    return {"id": name, "type": kind, "source": SOURCE, "source-layer": theme, **rest}


def _rounded() -> dict[str, str]:
    return {"line-cap": "round", "line-join": "round"}


def _road_width(scale: float, extra: tuple[float, ...] = (0, 0, 0, 0)) -> Expression:
    """Return a road's width by zoom and kind; a kind that is not there yet at a zoom has no casing either."""
    stops: Expression = []
    for place, zoom in enumerate(ROAD_ZOOMS):
        by_kind: Expression = ["match", ["get", "kind"]]
        for kinds, widths in ROAD_WIDTHS.items():
            width = widths[place]
            by_kind += [list(kinds), round(width * scale + (extra[place] if width else 0), 2)]
        stops += [zoom, [*by_kind, 0]]
    return ["interpolate", ["exponential", 1.5], ["zoom"], *stops]
