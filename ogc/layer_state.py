"""What one must know of a layer to answer fast, kept in the process until the layer's version turns."""

import math
from dataclasses import dataclass

from django.db import connections

from ogc.order import NOWHERE, PLACE_SQL, SIZE_SQL
from published.services import COORDINATE_DECIMALS
from tiles.edition import Edition

MAX_COUNTS = 10_000  # remembered counts of a process; then all are forgotten


Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class LayerState:
    """A layer at one edition: how far its entries reach, and whether some have no geometry."""

    edition: Edition
    reach_deg: float
    has_unplaced: bool


_states: dict[str, LayerState] = {}
_counts: dict[tuple[str, Edition, str], int] = {}
_extents: dict[str, tuple[Edition, Extent | None]] = {}

EDITION_COLUMNS = (
    "COALESCE(v.version, 0), COALESCE((extract(epoch FROM v.changed_at) * 1000)::bigint, 0)"  # as in tiles.edition
)


def state_of(layer: str) -> LayerState:
    """Return the state last seen of a layer; whoever then finds another edition calls `look_again`."""
    return _states.get(layer) or look_again(layer)


def look_again(layer: str) -> LayerState:
    """Return the present state of a layer: two look-ups in indexes, whatever its size."""
    with connections["published"].cursor() as cursor:
        cursor.execute(
            f"SELECT {EDITION_COLUMNS},"
            f" COALESCE((SELECT max({SIZE_SQL}) FROM published.feature_public WHERE layer = %s AND {SIZE_SQL} > 0), 0),"
            f" EXISTS (SELECT FROM published.feature_public WHERE layer = %s AND {PLACE_SQL} = %s)"
            " FROM (VALUES (1)) AS one LEFT JOIN published.layer_version v ON v.layer = %s",
            [layer, layer, NOWHERE, layer],
        )
        version, changed_ms, reach_deg, has_unplaced = cursor.fetchone()
    state = _states[layer] = LayerState(Edition(version, changed_ms), reach_deg, has_unplaced)
    return state


def remembered_count(layer: str, edition: Edition, wishes: str) -> int | None:
    """Return how many entries match, if this process counted them at this edition."""
    return _counts.get((layer, edition, wishes))


def remember_count(layer: str, edition: Edition, wishes: str, number: int) -> None:
    """Keep a count for as long as the edition lasts."""
    if len(_counts) >= MAX_COUNTS:
        _counts.clear()
    _counts[layer, edition, wishes] = number


def extents_of(layers: list[str]) -> tuple[Edition, dict[str, Extent | None]]:
    """Return for each layer west, south, east, north in degrees (CRS84), None where nothing lies on the map.

    Also the edition of all of them together. Two statements, one if nothing changed since this process looked.
    """
    with connections["published"].cursor() as cursor:
        cursor.execute(
            f"SELECT v.layer, {EDITION_COLUMNS} FROM published.layer_version v WHERE v.layer = ANY(%s)", [layers]
        )
        editions = {layer: Edition(version, changed_ms) for layer, version, changed_ms in cursor.fetchall()}
        stale = [layer for layer, edition in editions.items() if _extents.get(layer, (None, None))[0] != edition]
        if stale:
            cursor.execute(
                "SELECT layer, public.ST_XMin(e), public.ST_YMin(e), public.ST_XMax(e), public.ST_YMax(e) FROM"
                " (SELECT layer, public.ST_Extent(geom) AS e FROM published.feature_public WHERE layer = ANY(%s)"
                " GROUP BY layer) AS extent WHERE e IS NOT NULL",
                [stale],
            )
            measured = {layer: _outward(corners) for layer, *corners in cursor.fetchall()}
            _extents.update({layer: (editions[layer], measured.get(layer)) for layer in stale})
    all_of_them = Edition(
        sum(each.version for each in editions.values()), max((each.changed_ms for each in editions.values()), default=0)
    )
    return all_of_them, {layer: _extents[layer][1] if layer in editions else None for layer in layers}


def _outward(corners: list[float]) -> Extent:
    """Return the corners at the decimals of published coordinates, so that rounded coordinates lie inside."""
    steps = 10**COORDINATE_DECIMALS
    west, south = (math.floor(corner * steps) / steps for corner in corners[:2])
    east, north = (math.ceil(corner * steps) / steps for corner in corners[2:])
    return west, south, east, north
