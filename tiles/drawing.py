"""The SQL that draws a tile of a layer, with its edition, in one statement.

Every entry with a position stands in exactly one tile of a zoom, as a point: itself, or in the `count` of its cell
where a tile would hold too many. Nothing is left out. Lines and surfaces that are large enough to be seen are drawn as
well, clipped, with the same `id`; they carry no count.
"""

from dataclasses import replace
from typing import Any

from django.db import connections

from published.crs import DRAWN
from published.filters import FeatureFilter
from tiles.edition import EDITION_SQL, Edition
from tiles.tile import BUFFER, EXTENT, Tile

# Up to this zoom a tile is an overview: the map gathers signs into circles, and whole regions lie in one tile.
OVERVIEW_MAX_ZOOM = 11
# An overview has cells of 16 pixels, less than half of the distance at which the map gathers signs (38 pixels).
OVERVIEW_CELLS = 32
OVERVIEW_POINTS = OVERVIEW_CELLS**2
# A tile of a higher zoom with more points than these (half a megabyte) has cells of 8 pixels instead.
DETAIL_POINTS = 10_000
DETAIL_CELLS = 64
# A shape narrower than this is no more than its point, until the last zoom, which the map goes on enlarging.
SHAPE_MIN_PX = 8
SIMPLIFIED_PX = 0.4


def draw_layer(layer: str, tile: Tile, last_zoom: int, wanted: FeatureFilter) -> tuple[Edition, bytes]:
    """Return the tile of a layer as MVT (source-layer: the layer's id), empty bytes if nothing lies in it.

    Properties: `id`, `name`, `kind` of an entry; `count` of a cell, with `kind` if all of its entries share it, and
    with `id` and `name` if it holds a single one. The edition is that of the same snapshot as the bytes.
    """
    where, values = _wanted(wanted)
    parameters = {**_measures(tile, last_zoom), **values, "layer": layer, "layers": [layer]}
    if tile.z > OVERVIEW_MAX_ZOOM:
        edition, features, body = _ask(_ENTRIES.replace("{wanted}", where), parameters)
        if features <= DETAIL_POINTS:
            return edition, body
        cells, points = DETAIL_CELLS, DETAIL_POINTS
    else:
        cells, points = OVERVIEW_CELLS, OVERVIEW_POINTS
    parameters |= {
        "cell": tile.side_m / cells,
        "points": points,
        "zoom": tile.z,
        "from_grid": wanted.is_plain and tile.z <= OVERVIEW_MAX_ZOOM,
    }
    edition, _features, body = _ask(_GATHERED.replace("{wanted}", where), parameters)
    return edition, body


def _ask(statement: str, parameters: dict[str, Any]) -> tuple[Edition, int, bytes]:
    with connections["published"].cursor() as cursor:
        cursor.execute(statement, parameters)
        version, changed_ms, features, body = cursor.fetchone()
    return Edition(version, changed_ms), features, bytes(body or b"")


def _measures(tile: Tile, last_zoom: int) -> dict[str, Any]:
    """Return what the statements ask of a tile, in metres of EPSG:3857."""
    is_last = tile.z >= last_zoom
    return {
        "west": tile.west,
        "south": tile.south,
        "east": tile.east,
        "north": tile.north,
        "unit": tile.unit_m,
        "margin": BUFFER * tile.unit_m,
        "seen": 0 if is_last else SHAPE_MIN_PX * tile.pixel_m,
        "tolerance": 0 if is_last else SIMPLIFIED_PX * tile.pixel_m,
    }


def _wanted(wanted: FeatureFilter) -> tuple[str, dict[str, Any]]:
    """Return the filter's condition with named values; the layer is compared by itself, as the index has it."""
    sql, values = replace(wanted, layers=()).where()
    first, *rest = sql.split("%s")
    named = first + "".join(f"%(wanted_{number})s{text}" for number, text in enumerate(rest))
    return named, {f"wanted_{number}": value for number, value in enumerate(values)}


_SQUARE = f"public.ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, {DRAWN})"
# West and north edge belong to the tile, east and south edge to its neighbours.
_INSIDE = "x >= %(west)s AND x < %(east)s AND y <= %(north)s AND y > %(south)s"
# Whole units from the upper left corner: rounding down keeps a point in its tile.
_PLACED = (
    f"public.ST_MakePoint(LEAST(floor((x - %(west)s) / %(unit)s), {EXTENT - 1}),"
    f" LEAST(floor((%(north)s - y) / %(unit)s), {EXTENT - 1}))"
)

# Where entries stand: a line or a surface on a point of itself. OFFSET 0 keeps that from being computed four times.
_STANDING = """
    SELECT id, name, kind, public.ST_XMin(stand) AS x, public.ST_YMin(stand) AS y FROM (
        SELECT id, name, NULLIF(kind, '') AS kind, CASE WHEN public.ST_NPoints(geom_3857) = 1 THEN geom_3857
                                                        ELSE public.ST_PointOnSurface(geom_3857) END AS stand
        FROM published.feature_public
        WHERE layer = %(layer)s AND {which} OFFSET 0) AS standing OFFSET 0"""
STANDING = _STANDING.format(which="geom_3857 IS NOT NULL")
_POINTS = f"""
    SELECT id, name, kind, x, y FROM ({_STANDING.format(which=f"geom_3857 && {_SQUARE} AND {{wanted}}")}) AS point
    WHERE {_INSIDE}"""

_SHAPES = f"""
    SELECT id, name, NULLIF(kind, '') AS kind, NULL::integer AS count, public.ST_AsMVTGeom(
        public.ST_Simplify(geom_3857, %(tolerance)s, true), {_SQUARE}, {EXTENT}, {BUFFER}, true) AS geom
    FROM published.feature_public
    WHERE layer = %(layer)s AND public.ST_Dimension(geom_3857) > 0
      AND geom_3857 && public.ST_Expand({_SQUARE}, %(margin)s) AND {{wanted}}
      AND GREATEST(public.ST_XMax(geom_3857) - public.ST_XMin(geom_3857),
                   public.ST_YMax(geom_3857) - public.ST_YMin(geom_3857)) >= %(seen)s"""

_MVT = f"count(*) AS features, public.ST_AsMVT(drawn, %(layer)s, {EXTENT}, 'geom') AS body"
_EDITION = EDITION_SQL.replace("%s", "%(layers)s")

_ENTRIES = f"""
SELECT version, changed_ms, features, body FROM ({_EDITION}) AS edition, (
    SELECT {_MVT} FROM ({_SHAPES}
        UNION ALL
        SELECT id, name, kind, NULL, {_PLACED} FROM ({_POINTS}) AS points) AS drawn) AS tile
"""

# The mean of a cell lies among its entries: held between the extremes, it cannot leave the tile by rounding.
CELL_COLUMNS = """
    count(*)::integer AS count,
    CASE WHEN count(*) = 1 THEN min(id COLLATE "C") END AS id,
    CASE WHEN count(*) = 1 THEN min(name COLLATE "C") END AS name,
    CASE WHEN count(kind) = count(*) AND min(kind COLLATE "C") = max(kind COLLATE "C") THEN min(kind COLLATE "C") END
        AS kind,
    LEAST(GREATEST(avg(x), min(x)), max(x)) AS x,
    LEAST(GREATEST(avg(y), min(y)), max(y)) AS y"""

# The grid that was built beforehand serves if it is of this edition's version; few points are drawn one by one anyway.
_GATHERED = f"""
WITH edition AS MATERIALIZED ({_EDITION}),
grid AS MATERIALIZED (
    SELECT count, id, name, NULLIF(kind, '') AS kind, x, y FROM (
        SELECT count, id, name, kind, public.ST_X(geom_3857) AS x, public.ST_Y(geom_3857) AS y
        FROM published.grid
        WHERE %(from_grid)s AND layer = %(layer)s AND zoom = %(zoom)s AND version = (SELECT version FROM edition)
          AND geom_3857 && {_SQUARE}) AS kept
    WHERE {_INSIDE}
),
points AS MATERIALIZED ({_POINTS}),
choice AS MATERIALIZED (
    SELECT CASE WHEN (SELECT sum(count) FROM grid) > %(points)s THEN 'grid'
                WHEN (SELECT count(*) FROM points) <= %(points)s THEN 'entries'
                ELSE 'cells' END AS made_of
)
SELECT version, changed_ms, features, body FROM edition, (
    SELECT {_MVT} FROM ({_SHAPES}
        UNION ALL
        SELECT id, name, kind, count, {_PLACED} FROM grid WHERE (SELECT made_of FROM choice) = 'grid'
        UNION ALL
        SELECT id, name, kind, NULL, {_PLACED} FROM points WHERE (SELECT made_of FROM choice) = 'entries'
        UNION ALL
        SELECT id, name, kind, count, {_PLACED} FROM (
            SELECT {CELL_COLUMNS} FROM points WHERE (SELECT made_of FROM choice) = 'cells'
            GROUP BY floor((x - %(west)s) / %(cell)s), floor((%(north)s - y) / %(cell)s)) AS cells
    ) AS drawn) AS tile
"""
