"""Population units in the database: merged anew from the census cells, and published."""

from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction

from layers.models import PopulationCell, PopulationUnit
from layers.population import Units, merge_cells
from layers.services import locate
from published.services import publish

LAYER = "population"
AGE_GROUPS = ("under_10", "under_18", "from_65", "from_80")


@dataclass(frozen=True)
class Settled:
    """What settle_population() did: units written anew or changed, and units that are gone."""

    written: int
    removed: int


@transaction.atomic
def settle_population() -> Settled:
    """After census cells were written: merge them anew and publish the units; writes only what differs.

    Units are made from one grid, so that nobody counts twice: real before demo cells, then the latest census, then the
    finest cells. Where several imports hold the same people, the others stay unused. Masked cells have no figure and
    are in no unit. Writers wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE layers_populationunit IN SHARE ROW EXCLUSIVE MODE")
    changed, gone = _write(_chosen_grid())
    locate(PopulationUnit, changed)
    publish(LAYER, [*changed, *gone])
    return Settled(len(changed), len(gone))


@dataclass(frozen=True)
class _Grid:
    """The cells of one census in one size, as columns; an unknown number of an age group is NaN."""

    source_id: str
    year: int
    size_m: int
    is_estimate: bool
    column: np.ndarray
    row: np.ndarray
    people: np.ndarray
    ages: dict[str, np.ndarray]


def _chosen_grid() -> _Grid | None:
    chosen = PopulationCell.objects.order_by("source__is_demo", "-year", "size_m", "source_id")
    first = chosen.values_list("source_id", "year", "size_m").first()
    if first is None:
        return None
    source_id, year, size_m = first
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"source": source_id, "year": year, "size": size_m})
        cells = np.array(cursor.fetchall(), dtype=np.float64).reshape(-1, 4 + len(AGE_GROUPS)).T
    whole = cells[:3].astype(np.int64)
    ages = dict(zip(AGE_GROUPS, cells[4:], strict=True))
    return _Grid(source_id, year, size_m, bool(cells[3].any()), whole[0], whole[1], whole[2], ages)


def _write(grid: _Grid | None) -> tuple[list[str], list[str]]:
    """Bring the table into agreement with the cells; return the ids written and the ids deleted, each in order."""
    units = merge_cells(grid.column, grid.row, grid.people) if grid else None
    ids = _ids(grid, units) if grid and units else []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_populationunit WHERE id <> ALL(%s) RETURNING id", [ids])
        gone = sorted(key for (key,) in cursor.fetchall())
        if not grid or not units or not ids:
            return [], gone
        middle = units.middle_cells(grid.column, grid.row, grid.people)
        inside = np.flatnonzero(units.unit >= 0)
        cursor.execute(
            _UPSERT,
            {
                "id": ids,
                "population": units.sums(grid.people.astype(np.float64)).astype(int).tolist(),
                **{name: _whole(units.sums(figures)) for name, figures in grid.ages.items()},
                "middle_column": grid.column[middle].tolist(),
                "middle_row": grid.row[middle].tolist(),
                "unit": (units.unit[inside] + 1).tolist(),  # ordinality counts from 1
                "column": grid.column[inside].tolist(),
                "row": grid.row[inside].tolist(),
                "source": grid.source_id,
                "year": grid.year,
                "size": grid.size_m,
                "is_estimate": grid.is_estimate,
            },
        )
        return sorted(key for (key,) in cursor.fetchall()), gone


def _ids(grid: _Grid, units: Units) -> list[str]:
    """Return the names of the blocks in which units were formed, as INSPIRE names cells by their lower left corner."""
    sizes = grid.size_m << units.level
    north, east = units.row * sizes, units.column * sizes
    return [f"CRS3035RES{size}mN{y}E{x}" for size, y, x in zip(sizes, north, east, strict=True)]


def _whole(figures: np.ndarray) -> list[int | None]:
    return [None if np.isnan(each) else int(each) for each in figures]


_READ = f"""
SELECT floor(ST_X(geom) / size_m), floor(ST_Y(geom) / size_m), population, is_estimate::int, {", ".join(AGE_GROUPS)}
FROM layers_populationcell
WHERE source_id = %(source)s AND year = %(year)s AND size_m = %(size)s AND population > 0
"""
_COLUMNS = ("population", *AGE_GROUPS, "year", "is_estimate", "source_id", "centre", "geom")
# The union is made on the grid, where corners are whole metres and meet exactly.
_UPSERT = f"""
WITH cell AS (
    SELECT * FROM unnest(%(unit)s::int[], %(column)s::int[], %(row)s::int[]) AS c (unit, x, y)
), outline AS (
    SELECT unit, ST_Transform(ST_Multi(ST_Union(square ORDER BY y, x)), 25832) AS geom
    FROM cell, ST_MakeEnvelope(x * %(size)s, y * %(size)s, (x + 1) * %(size)s, (y + 1) * %(size)s, 3035) AS square
    GROUP BY unit
), figures AS (
    SELECT * FROM unnest(%(id)s::text[], %(population)s::int[],
        {", ".join(f"%({name})s::int[]" for name in AGE_GROUPS)},
        %(middle_column)s::int[], %(middle_row)s::int[])
        WITH ORDINALITY AS f (id, population, {", ".join(AGE_GROUPS)}, x, y, unit)
)
INSERT INTO layers_populationunit AS u (id, {", ".join(_COLUMNS)})
SELECT id, population, {", ".join(AGE_GROUPS)}, %(year)s, %(is_estimate)s, %(source)s,
    ST_Transform(ST_SetSRID(ST_MakePoint((x + 0.5) * %(size)s, (y + 0.5) * %(size)s), 3035), 25832), outline.geom
FROM figures JOIN outline USING (unit)
ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
WHERE ({", ".join(f"u.{name}" for name in _COLUMNS)})
    IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _COLUMNS)})
RETURNING u.id
"""
