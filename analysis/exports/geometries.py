"""The geometry of a result's rows: outlines as they are published, places as the run took them."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import shapely
from django.db import connections
from numpy.typing import NDArray
from pyproj import Transformer

from analysis.selection import AREA_LAYER, Selection
from published.crs import SPOKEN, STORED

# (n,) shapely geometries, None for a row that has none.
Geometries = NDArray[np.object_]
SPOKEN_DECIMALS = 7  # a centimetre, as published
STORED_DECIMALS = 3  # a millimetre


def outlines(layer_id: str, ids: Sequence[str]) -> Geometries:
    """Return the published geometries (EPSG:25832) of entries, in the order of their ids."""
    found = np.full(len(ids), None, dtype=object)
    with connections["published"].cursor() as cursor:
        cursor.execute(
            "SELECT wanted.place - 1, public.ST_AsBinary(f.geom)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS wanted (id, place)"
            " JOIN published.feature_public f ON f.layer = %s AND f.id = wanted.id",
            [list(ids), layer_id],
        )
        rows = cursor.fetchall()
    if rows:
        places, written = zip(*rows, strict=True)
        found[list(places)] = to_stored(shapely.from_wkb([each and bytes(each) for each in written]))
    return found


def municipalities() -> tuple[list[str], Geometries]:
    """Return the names of all municipalities and their outlines (EPSG:25832), as published."""
    with connections["published"].cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM published.feature_public WHERE layer = %s AND kind = 'municipality' ORDER BY id",
            [AREA_LAYER],
        )
        rows = cursor.fetchall()
    return [name for _key, name in rows], outlines(AREA_LAYER, [key for key, _name in rows])


def places(facilities: Selection) -> dict[str, Any]:
    """Return the place (EPSG:25832) of each facility under its layer and id: a Point, a MultiPoint of its entrances."""
    columns = (facilities.column(name) for name in ("layer", "id", "entrances"))
    return {f"{layer}/{row_id}": _place(at) for layer, row_id, at in zip(*columns, strict=True)}


def _place(entrances: Sequence[Sequence[float]]) -> Any:
    return shapely.Point(entrances[0]) if len(entrances) == 1 else shapely.MultiPoint(entrances)


def shapes(written: Sequence[Mapping[str, Any] | None]) -> Geometries:
    """Return geometries (EPSG:25832) from GeoJSON (EPSG:4326)."""
    texts = np.array([each and json.dumps(each) for each in written], dtype=object)
    return to_stored(shapely.from_geojson(texts))


def to_stored(geometries: Geometries) -> Geometries:
    """Return geometries in EPSG:25832, metres, from EPSG:4326, lon/lat."""
    return _moved(geometries, _transformer(SPOKEN, STORED).transform, STORED_DECIMALS)


def to_spoken(geometries: Geometries) -> Geometries:
    """Return geometries in EPSG:4326, lon/lat, from EPSG:25832, metres."""
    return _moved(geometries, _transformer(STORED, SPOKEN).transform, SPOKEN_DECIMALS)


def _moved(geometries: Geometries, transform: Callable[..., Any], decimals: int) -> Geometries:
    moved: Geometries = shapely.transform(
        geometries, lambda points: np.column_stack(transform(points[:, 0], points[:, 1])).round(decimals)
    )
    return moved


@cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
