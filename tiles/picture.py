"""A still picture of the basemap as SVG, for paper and for browsers that draw no map: ground, water, roads, no names.

PostGIS hands out finished path data, one path for all of a kind; colours and widths are those of the live map.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections

from published.crs import DRAWN
from published.frame import Frame
from tiles.basemap import VERSIONS
from tiles.edition import EDITION_SQL, Edition
from tiles.palette import LIGHT, Palette
from tiles.style import CASING_PX, GREEN, PALE_GREEN, ROAD_WIDTHS, ROAD_ZOOMS, SETTLEMENT

SIMPLIFIED_PX = 0.4
LEAST_PX2 = 9  # smaller surfaces are not seen on paper
EDGE_PX = 8  # lines and surfaces reach so far over the edge, where their ends are not seen
BUILDINGS_FROM, PATHS_FROM = 14, 14  # zooms
ROAD_GROWTH = 1.5  # base of the interpolation of widths, as in the live map
FAINT_BOUNDARIES = ("admin_9", "admin_10")

Paths = dict[tuple[str, str], str]  # path data by theme and kind


def draw_picture(frame: Frame) -> tuple[Edition, bytes]:
    """Return the picture of the frame as SVG, with the edition of the same snapshot. Always light, as paper is."""
    edition, paths = _read(frame)
    return edition, "".join(_svg(frame, LIGHT, paths)).encode()


def _read(frame: Frame) -> tuple[Edition, Paths]:
    west, south, east, north = frame.corners
    parameters: dict[str, Any] = {
        "layers": list(VERSIONS),
        "zoom": int(frame.zoom),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "margin": EDGE_PX * frame.pixel_m,
        "pixel": frame.pixel_m,
        "tolerance": SIMPLIFIED_PX * frame.pixel_m,
        "least": LEAST_PX2 * frame.pixel_m**2,
        "faint": list(FAINT_BOUNDARIES),
        "surfaces": ["landuse", "water", *(["building"] if frame.zoom >= BUILDINGS_FROM else [])],
    }
    with connections["published"].cursor() as cursor:
        cursor.execute(_STATEMENT, parameters)
        rows = cursor.fetchall()
    version, changed_ms = rows[0][:2]
    return Edition(version, changed_ms), {(theme, kind): path for _v, _c, theme, kind, path in rows if path}


_BOX = f"public.ST_Expand(public.ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, {DRAWN}), %(margin)s)"
_SEEN = f"min_zoom <= %(zoom)s AND geom_3857 && {_BOX}"
# Pixels from the upper left corner, to a tenth. ST_AsSVG turns the y axis round; snapped before, steps add up exactly.
_PATH = """public.ST_AsSVG(public.ST_SnapToGrid(public.ST_Affine({geometry},
    1 / %(pixel)s, 0, 0, 1 / %(pixel)s, -%(west)s / %(pixel)s, -%(north)s / %(pixel)s), 0.1), 1, 1)"""
# All outer rings turn one way and all holes the other: what overlaps stays filled, and holes stay open.
_SURFACE = _PATH.format(
    geometry=f"public.ST_ForcePolygonCW(public.ST_Simplify(public.ST_ClipByBox2D(geom_3857, {_BOX}), %(tolerance)s))"
)
_LINE = _PATH.format(geometry="public.ST_Simplify(line, %(tolerance)s)")

_STATEMENT = f"""
WITH surfaces AS (
    SELECT theme, kind, {_SURFACE} AS path FROM published.basemap
    WHERE theme = ANY(%(surfaces)s) AND {_SEEN}
      AND public.ST_Dimension(geom_3857) = 2 AND public.ST_Area(geom_3857) >= %(least)s
), joined AS (
    SELECT theme, kind, public.ST_LineMerge(public.ST_CollectionExtract(public.ST_Collect(
        public.ST_ClipByBox2D(geom_3857, {_BOX})), 2)) AS line
    FROM published.basemap
    WHERE theme IN ('road', 'rail', 'waterway') AND {_SEEN} AND public.ST_Dimension(geom_3857) = 1
    GROUP BY theme, kind
), bounds AS (
    -- Neighbours share a boundary: united it is drawn once, or the dashes of one would fill the gaps of the other.
    SELECT kind = ANY(%(faint)s) AS is_faint, public.ST_UnaryUnion(public.ST_Collect(public.ST_ClipByBox2D(
        CASE public.ST_Dimension(geom_3857) WHEN 2 THEN public.ST_Boundary(geom_3857) ELSE geom_3857 END, {_BOX})))
        AS line
    FROM published.basemap WHERE theme = 'boundary' AND {_SEEN} GROUP BY is_faint
), once AS (
    SELECT CASE WHEN is_faint THEN 'faint' ELSE 'strong' END AS kind, public.ST_LineMerge(COALESCE(
        public.ST_Difference(line, (SELECT line FROM bounds AS other WHERE bounds.is_faint AND NOT other.is_faint)),
        line)) AS line
    FROM bounds
), drawn AS (
    SELECT theme, kind, string_agg(path, '') AS path FROM surfaces GROUP BY theme, kind
    UNION ALL SELECT theme, kind, {_LINE} FROM joined
    UNION ALL SELECT 'boundary', kind, {_LINE} FROM once
)
SELECT version, changed_ms, theme, kind, path FROM ({EDITION_SQL.replace("%s", "%(layers)s")}) AS edition
LEFT JOIN drawn ON true ORDER BY theme, kind
"""


def _svg(frame: Frame, palette: Palette, paths: Paths) -> Iterable[str]:
    """Yield the pieces of the picture, from the ground up."""
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}"'
    yield f' width="{frame.width}" height="{frame.height}">'
    yield f'<rect width="{frame.width}" height="{frame.height}" fill="{palette["land"]}"/>'
    yield from _filled(paths, "landuse", SETTLEMENT, palette["settlement"])
    yield from _filled(paths, "landuse", PALE_GREEN, palette["green"], 'fill-opacity="0.55"')
    yield from _filled(paths, "landuse", GREEN, palette["green"])
    yield from _drawn(paths, "waterway", _kinds(paths, "waterway"), palette["water"], max(frame.zoom - 9, 1) * 0.5)
    yield from _filled(paths, "water", _kinds(paths, "water"), palette["water"])
    yield from _roads(frame.zoom, palette, paths)
    yield from _drawn(paths, "rail", _kinds(paths, "rail"), palette["rail"], 1)
    edge = f'stroke="{palette["building_edge"]}" stroke-width="0.5"'
    yield from _filled(paths, "building", _kinds(paths, "building"), palette["building"], edge)
    yield from _boundaries(palette, paths)
    yield "</svg>"


def _roads(zoom: float, palette: Palette, paths: Paths) -> Iterable[str]:
    """Ways for feet as dashes, then all casings below all roads, important roads above the others."""
    if zoom >= PATHS_FROM:
        on_roads = {kind for kinds in ROAD_WIDTHS for kind in kinds}
        others = [kind for kind in _kinds(paths, "road") if kind not in on_roads]
        yield from _drawn(paths, "road", others, palette["path"], 0.8, 'stroke-dasharray="3 1.5"')
    for colour, around in ((palette["casing"], CASING_PX), (palette["road"], (0, 0, 0, 0))):
        for kinds, widths in reversed(ROAD_WIDTHS.items()):
            width = _at(zoom, widths) * palette["road_width"]
            if width:
                yield from _drawn(paths, "road", kinds, colour, width + _at(zoom, around))


def _boundaries(palette: Palette, paths: Paths) -> Iterable[str]:
    for kind, opacity in (("faint", 0.4), ("strong", 0.8)):
        rest = f'stroke-dasharray="4 2.5" stroke-opacity="{opacity}"'
        yield from _drawn(paths, "boundary", [kind], palette["boundary"], 1, rest)


def _kinds(paths: Paths, theme: str) -> list[str]:
    return [kind for of, kind in paths if of == theme]


def _filled(paths: Paths, theme: str, kinds: Sequence[str], colour: str, rest: str = "") -> Iterable[str]:
    data = "".join(paths.get((theme, kind), "") for kind in kinds)
    if data:
        yield f'<path fill="{colour}" {rest} d="{data}"/>'


def _drawn(paths: Paths, theme: str, kinds: Sequence[str], colour: str, width: float, rest: str = "") -> Iterable[str]:
    data = "".join(paths.get((theme, kind), "") for kind in kinds)
    if data:
        joins = 'stroke-linejoin="round"' + ("" if rest else ' stroke-linecap="round"')
        yield f'<path fill="none" stroke="{colour}" stroke-width="{width:.2f}" {joins} {rest} d="{data}"/>'


def _at(zoom: float, widths: Sequence[Any]) -> float:
    """Return a width of ROAD_ZOOMS at a zoom, interpolated as MapLibre does."""
    if zoom <= ROAD_ZOOMS[0]:
        return float(widths[0])
    for place in range(len(ROAD_ZOOMS) - 1):
        low, high = ROAD_ZOOMS[place], ROAD_ZOOMS[place + 1]
        if zoom <= high:
            part = (ROAD_GROWTH ** (zoom - low) - 1) / (ROAD_GROWTH ** (high - low) - 1)
            return float(widths[place] + part * (widths[place + 1] - widths[place]))
    return float(widths[-1])
