"""Finished GeoJSON of what a map of a result shows: coloured outlines, shapes, places. EPSG:4326."""

import json
from typing import Any

import numpy as np
from django.db import connections

from analysis.models import Run
from analysis.positions import in_degrees
from analysis.selection import AREA_LAYER, PEOPLE_LAYER, Selection
from planning.choropleth import Choropleth
from planning.result import AREAS, MapColumn, StoredTable

DECIMALS = 5  # of a degree: a metre


def coloured(column: MapColumn, classes: Choropleth) -> str:
    """Return the outlines of the rows of a column as a FeatureCollection: `class`, `value`, `people`, and a name.

    Built by PostGIS from what is published: 20,000 outlines take it a fraction of what Python would. A unit that is no
    longer published is left out.
    """
    layer = AREA_LAYER if column.table.of == AREAS else PEOPLE_LAYER
    values = [float(each) if np.isfinite(each) else None for each in classes.values]
    people = [None if np.isnan(each) else float(each) for each in column.people()]
    with connections["published"].cursor() as cursor:
        cursor.execute(
            _COLOURED,
            [layer == AREA_LAYER, DECIMALS, column.table.values["id"], classes.numbers.tolist(), values, people, layer],
        )
        found: str = cursor.fetchone()[0]
    return found


def shapes(table: StoredTable) -> str:
    """Return the shapes of a table as a FeatureCollection, the largest first so that the others lie on it."""
    names = [each["name"] for each in table.columns if each["name"] != "geometry"]
    features = [
        {
            "type": "Feature",
            "properties": {name: table.values[name][row] for name in names} | {"class": row},
            "geometry": geometry,
        }
        for row, geometry in enumerate(table.values["geometry"])
        if geometry
    ]
    return json.dumps({"type": "FeatureCollection", "features": features[::-1]}, ensure_ascii=False)


def places(run: Run) -> str:
    """Return the facilities that a run took as points at their first entrances: layer, id and name."""
    chosen = Selection.kept(run.inputs["facilities"])
    features: list[dict[str, Any]] = []
    entrances = chosen.column("entrances")
    if entrances:
        positions = in_degrees(np.array([each[0] for each in entrances], dtype=float))
        rows = zip(chosen.column("layer"), chosen.column("id"), chosen.column("name"), positions, strict=True)
        features = [
            {
                "type": "Feature",
                "properties": {"layer": layer, "id": entry, "name": name},
                "geometry": {"type": "Point", "coordinates": position},
            }
            for layer, entry, name, position in rows
        ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


_COLOURED = """
SELECT '{"type":"FeatureCollection","features":[' || coalesce(string_agg(
    '{"type":"Feature","properties":{"class":' || w.class
    || ',"value":' || coalesce(w.value::text, 'null') || ',"people":' || coalesce(w.people::text, 'null')
    || CASE WHEN %s THEN ',"name":' || to_json(f.name)::text ELSE '' END
    || '},"geometry":' || public.ST_AsGeoJSON(f.geom, %s) || '}', ','), '') || ']}'
FROM unnest(%s::text[], %s::int[], %s::float[], %s::float[]) AS w (id, class, value, people)
JOIN published.feature_public f ON f.layer = %s AND f.id = w.id
"""
