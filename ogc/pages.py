"""Pages of items: one statement returns the edition, the finished text of a page and the count, all of one moment.

The text of each entry was made when it was published; here it is only joined together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections

from ogc.asked import EXACT, NONE, ItemsAsked
from ogc.layer_state import (
    EDITION_COLUMNS,
    LayerState,
    look_again,
    remember_count,
    remembered_count,
    state_of,
)
from ogc.order import PLACE_SQL, Place, ranges
from published.crs import SPOKEN
from published.parameters import BBox
from tiles.edition import Edition

COUNTED_UP_TO = 1000  # more are counted only if asked for, or if they are all of a layer
# A rectangle's page is read along the curve while entries are small beside the rectangle (or below about a kilometre):
# it also passes what lies around the rectangle, as far as the largest entry reaches.
SMALL_DEG = 0.01
TRIES = 3  # if the layer turns while we look at it

Sql = tuple[str, list[Any]]


@dataclass(frozen=True)
class Page:
    """One page: `content` is GeoJSON features joined by commas, or rows of (id, name, kind) for people.

    `matched` is None where the number is not known. `next` is the place of the last item if there are more.
    """

    edition: Edition
    content: Any
    returned: int
    matched: int | None
    next: Place | None


@dataclass(frozen=True)
class Item:
    """One entry: its finished GeoJSON feature."""

    edition: Edition
    geojson: str


def page_of_geojson(asked: ItemsAsked) -> Page:
    """Return a page as text for machines."""
    page = _page(asked, "string_agg(geojson, ',') FILTER (WHERE n <= %s)", "geojson")
    return replace(page, content=page.content or "")


def page_of_rows(asked: ItemsAsked) -> Page:
    """Return a page as (id, name, kind) for people."""
    page = _page(asked, "array_agg(ARRAY[id, name, kind]) FILTER (WHERE n <= %s)", "name, kind")
    return replace(page, content=page.content or [])


def item(layer: str, item_id: str) -> Item | None:
    """Return one entry, or None where nothing is public under that id."""
    if not item_id.isprintable():  # PostgreSQL knows no NUL, and no id holds a control character
        return None
    with connections["published"].cursor() as cursor:
        cursor.execute(
            f"SELECT {EDITION_COLUMNS}, f.geojson FROM published.feature_public f"
            " LEFT JOIN published.layer_version v ON v.layer = f.layer WHERE f.layer = %s AND f.id = %s",
            [layer, item_id],
        )
        row = cursor.fetchone()
    return Item(Edition(*row[:2]), row[2]) if row else None


def _page(asked: ItemsAsked, aggregate: str, columns: str) -> Page:
    """Return the page, made with a state of the layer that is that of its own edition."""
    state = state_of(asked.layer.id)
    for _ in range(TRIES - 1):
        page = _read(asked, state, aggregate, columns)
        if page.edition == state.edition:
            return page
        state = look_again(asked.layer.id)
    # The layer turns faster than we look: reach and remembered counts are not to be relied upon.
    everywhere = replace(state, edition=Edition(-1, 0), reach_deg=360, has_unplaced=True)
    return _read(asked, everywhere, aggregate, columns)


def _read(asked: ItemsAsked, state: LayerState, aggregate: str, columns: str) -> Page:
    layer, wishes = asked.layer.id, asked.key()
    counts_all = asked.count == EXACT or asked.asks_for_all
    known = remembered_count(layer, state.edition, f"{counts_all}{wishes}")
    count, count_values = _count(asked, state, counts_all) if known is None else ("NULL::bigint", [])
    source, source_values = _source(asked, state, columns)
    with connections["published"].cursor() as cursor:
        cursor.execute(
            f"SELECT {EDITION_COLUMNS}, p.content, p.found, p.last, {count}"
            f" FROM (SELECT {aggregate} AS content, count(*) AS found,"
            f" max({PLACE_SQL} || '.' || id) FILTER (WHERE n = %s) AS last"
            f" FROM (SELECT {columns}, geom, id, row_number() OVER () AS n FROM {source} LIMIT %s) AS ordered) AS p"
            " LEFT JOIN published.layer_version v ON v.layer = %s",
            [*count_values, asked.limit, asked.limit, *source_values, asked.limit + 1, layer],
        )
        version, changed_ms, content, found, last, counted = cursor.fetchone()
    edition = Edition(version, changed_ms)
    if counted is not None:
        remember_count(layer, edition, f"{counts_all}{wishes}", counted)
    more = found > asked.limit
    return Page(
        edition=edition,
        content=content,
        returned=min(found, asked.limit),
        matched=_matched(asked, found, counted if known is None else known, counts_all),
        next=Place.parse(last) if more else None,
    )


def _matched(asked: ItemsAsked, found: int, counted: int | None, counts_all: bool) -> int | None:
    """Return how many match in all, by the cheapest sure way; None where that would be guessing."""
    if asked.after is None and found <= asked.limit:
        return found
    if counted is None or counts_all:
        return counted
    return counted if counted <= COUNTED_UP_TO else None


def _source(asked: ItemsAsked, state: LayerState, columns: str) -> Sql:
    """Return what to read a page from, in the order of items: along the curve if only a place is asked for."""
    after, after_values = "", []
    if asked.after:
        after, after_values = f" AND ({PLACE_SQL}, id) > (%s, %s)", [asked.after.geohash, asked.after.id]
    if asked.asks_for_place_only and _is_small(state.reach_deg, asked.boxes):
        touches, touch_values = _touches(asked.boxes)
        found = ranges(asked.boxes, state.reach_deg, unplaced=state.has_unplaced)
        if asked.after:
            found = [(max(start, asked.after.geohash), end) for start, end in found if end > asked.after.geohash]
        # The inner ORDER BY holds PostgreSQL to the index of the order: without it, it estimates badly and reads the
        # whole rectangle once per range. IS NOT FALSE keeps entries without geometry, as the standard wants, and
        # keeps the condition from being taken for one that another index could answer.
        return (
            "unnest(%s::text[], %s::text[]) AS range (start, stop) CROSS JOIN LATERAL ("
            f"SELECT {columns}, geom, id FROM published.feature_public WHERE layer = %s"
            f" AND {PLACE_SQL} >= range.start AND {PLACE_SQL} < range.stop{after}"
            f" AND {touches} IS NOT FALSE ORDER BY {PLACE_SQL}, id) AS f",
            [
                [start for start, _ in found],
                [end for _, end in found],
                asked.layer.id,
                *after_values,
                *touch_values,
            ],
        )
    where, values = _where(asked, state)
    return (
        f"(SELECT {columns}, geom, id FROM published.feature_public WHERE {where}{after}"
        f" ORDER BY {PLACE_SQL}, id LIMIT %s) AS f",
        [*values, *after_values, asked.limit + 1],
    )


def _count(asked: ItemsAsked, state: LayerState, counts_all: bool) -> Sql:
    """Return an expression that counts what matches, as far as is asked for and as seldom as possible."""
    where, values = _where(asked, state)
    if counts_all:
        return f"(SELECT count(*) FROM published.feature_public WHERE {where})", values
    if asked.count == NONE:
        return "NULL::bigint", []
    if asked.after is None:  # a page that is not full is counted by itself; a large full one is beyond the bound
        if asked.limit >= COUNTED_UP_TO:
            return "NULL::bigint", []
        needed, bound = "p.found > %s", [asked.limit]
    else:
        needed, bound = ("p.found <= %s", [asked.limit]) if asked.limit >= COUNTED_UP_TO else ("TRUE", [])
    return (
        f"CASE WHEN {needed} THEN (SELECT count(*) FROM (SELECT FROM published.feature_public WHERE {where}"
        f" LIMIT {COUNTED_UP_TO + 1}) AS counted) END",
        [*bound, *values],
    )


def _where(asked: ItemsAsked, state: LayerState) -> Sql:
    """Return the condition of all wishes. A rectangle matches entries without geometry, too, as the standard wants."""
    where, values = asked.wanted.where()
    parts, bound = ["layer = %s", where], [asked.layer.id, *values]
    if asked.boxes:
        touches, touch_values = _touches(asked.boxes)
        parts.append(f"(geom IS NULL OR {touches})" if state.has_unplaced else touches)
        bound += touch_values
    return " AND ".join(parts), bound


def _touches(boxes: Sequence[BBox]) -> Sql:
    envelope = f"public.ST_MakeEnvelope(%s, %s, %s, %s, {SPOKEN})"
    whole = f"public.ST_Collect({envelope}, {envelope})" if len(boxes) == 2 else envelope
    corners = [corner for box in boxes for corner in (box.west, box.south, box.east, box.north)]
    return f"public.ST_Intersects(geom, {whole})", list(corners)


def _is_small(reach_deg: float, boxes: Sequence[BBox]) -> bool:
    longest = max(max(box.east - box.west, box.north - box.south) for box in boxes)
    return reach_deg <= max(SMALL_DEG, longest)
