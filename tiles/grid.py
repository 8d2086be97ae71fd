"""Overviews of large layers, gathered beforehand: the rows of `published.grid`.

Each row is a cell of one zoom with the number of its entries, and is named with the version of the layer from which it
was made. A tile uses the grid of the present version only (tiles/drawing.py); until the grid has been built anew, tiles
are gathered from the entries themselves, so the map is slower for a while, and never wrong.
"""

from django.db import connection, transaction

from published.catalogue import catalogue
from published.crs import DRAWN
from tiles.drawing import CELL_COLUMNS, OVERVIEW_CELLS, OVERVIEW_MAX_ZOOM, STANDING
from tiles.tile import HALF_WORLD_M

# Above it, one query takes too long for an overview (200,000 entries: a tenth of a second of the database).
LARGE = 20_000


def refresh() -> dict[str, int]:
    """Build the grids of large layers that have changed, remove what is of no use; returns the new cells by layer."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_FORMER)
        cursor.execute(_WANTED, {"layers": sorted(layer.id for layer in catalogue), "large": LARGE})
        wanted = [layer for (layer,) in cursor.fetchall()]
    return {layer: build(layer) for layer in wanted}


def build(layer: str) -> int:
    """Build the grid of a layer, large or not, from its entries as they are now; returns the number of cells.

    All or nothing: until the commit tiles find no grid or the former one. Builders wait for each other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('published.grid'))")
        cursor.execute("DELETE FROM published.grid WHERE layer = %s", [layer])
        # One statement, one snapshot: the version is that of the entries.
        cursor.execute(
            _BUILD, {"layer": layer, "last": OVERVIEW_MAX_ZOOM, "half": HALF_WORLD_M, "cells": OVERVIEW_CELLS}
        )
        return cursor.rowcount


# No tile asks for a grid of a former version.
_DELETE_FORMER = """
DELETE FROM published.grid g
WHERE NOT EXISTS (SELECT FROM published.layer_version v WHERE v.layer = g.layer AND v.version = g.version)
"""

# Bounded counts; every grid has a cell at zoom 0.
_WANTED = """
SELECT v.layer FROM published.layer_version v
WHERE v.layer = ANY(%(layers)s)
  AND NOT EXISTS (SELECT FROM published.grid g WHERE g.layer = v.layer AND g.zoom = 0 AND g.version = v.version)
  AND (SELECT count(*) FROM (SELECT FROM published.feature_public f WHERE f.layer = v.layer LIMIT %(large)s + 1) few)
      > %(large)s
ORDER BY v.layer
"""

_BUILD = f"""
WITH entry AS MATERIALIZED ({STANDING}),
size AS (SELECT zoom, 2 * %(half)s / 2 ^ zoom / %(cells)s AS side FROM generate_series(0, %(last)s) AS zoom),
cell AS (
    SELECT zoom, {CELL_COLUMNS} FROM entry CROSS JOIN size
    GROUP BY zoom, floor((x + %(half)s) / side), floor((%(half)s - y) / side)
)
INSERT INTO published.grid (layer, version, zoom, kind, count, id, name, geom_3857)
SELECT v.layer, v.version, c.zoom, COALESCE(c.kind, ''), c.count, c.id, c.name,
       public.ST_SetSRID(public.ST_MakePoint(c.x, c.y), {DRAWN})
FROM cell c, published.layer_version v
WHERE v.layer = %(layer)s
ORDER BY c.zoom, public.ST_SetSRID(public.ST_MakePoint(c.x, c.y), {DRAWN})
"""
