"""The one door to the published side.

`publish()` is called by the services of the rooms and by importers, inside the transaction of the write: the map is
never behind and never ahead. It takes rows and puts them in the shape in which they are read; it writes only what
differs, and notes the layer, whose version a deferred trigger raises once at COMMIT.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app as procrastinate_app

from published.catalogue import Kind, PublicLayer, catalogue
from published.topics import publish_topics

# What a layer's rows() annotates beside the key; the geometry is EPSG:25832, already as coarse as the entry chose.
ROW_COLUMNS = (
    "audience",
    "kind",
    "name",
    "municipality",
    "district",
    "geometry",
    "properties",
    "valid_from",
    "valid_to",
    "confirmed_on",
)
# A transaction judges validity by its own beginning and may commit after the job has passed that moment; so the job
# looks back as far as the longest transaction lasts. What is published again without a difference changes nothing.
OVERLAP = timedelta(hours=1)
# Seven decimals of a degree are a centimetre; published positions need no more.
COORDINATE_DECIMALS = 7
# The job that evaluates new opening hours (published/tasks.py), by its name: tasks import services.
RENEW_SOON = "published.renew_opening_hours_soon"


@dataclass(frozen=True)
class Published:
    """What publish() did: rows written anew or changed, and rows withdrawn."""

    written: int
    removed: int

    @property
    def changed(self) -> bool:
        """Say whether anything public differs from before."""
        return bool(self.written or self.removed)


def publish(layer_id: str, ids: Iterable[str] | None, *, at: datetime | None = None) -> Published:
    """Bring the published rows of these entries into agreement with their domain rows, in the caller's transaction.

    `ids` None means the whole layer. Entries that are no longer public (or are gone) leave. `at` is the moment for
    which validity is judged; now if not given. Locks the entries in the order of their ids. Raises KeyError for an
    unknown layer.
    """
    layer = catalogue[layer_id]
    moment = at or timezone.now()
    with transaction.atomic():
        wanted = None if ids is None else sorted(set(ids))
        if wanted == []:
            return Published(0, 0)
        entries = layer.domain_model._default_manager.using("default").order_by("pk")
        if wanted is not None:
            entries = entries.filter(pk__in=wanted)
        # Under the lock a second statement sees what the last writer committed. No key changes, so rows that point here
        # (an entry to its area) may be written meanwhile.
        list(entries.select_for_update(no_key=True).values_list("pk", flat=True))
        result = _replace_rows(layer, layer.rows(entries.order_by(), moment), wanted)
        if result.changed:
            turn_version(layer_id)
        if result.written:
            _have_new_hours_evaluated(layer_id, wanted)
    return result


def lock_entries(model: type[Model], ids: Iterable[str] | None) -> None:
    """Lock domain rows in the order of their ids, None all; whoever is about to write several calls it first."""
    entries = model._default_manager.order_by("pk")
    if ids is not None:
        entries = entries.filter(pk__in=set(ids))
    list(entries.select_for_update(no_key=True).values_list("pk"))


def turn_version(layer_id: str) -> None:
    """Note that this transaction changes a layer; its version is raised once, at COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO published.turn (layer) VALUES (%s) ON CONFLICT DO NOTHING", [layer_id])


def _have_new_hours_evaluated(layer_id: str, ids: list[str] | None) -> None:
    """Note a job, in this transaction, if entries carry opening hours that nobody has evaluated yet.

    Without a queueing lock, for which writers would wait for each other; a job that finds nothing to do costs nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM published.feature_public f WHERE f.layer = %s AND f.opening_hours IS NOT NULL"
            " AND (%s::text[] IS NULL OR f.id = ANY(%s))"
            " AND NOT EXISTS (SELECT FROM published.opening o WHERE o.hours = f.opening_hours))",
            [layer_id, ids, ids],
        )
        (is_new,) = cursor.fetchone()
    if is_new:
        procrastinate_app.configure_task(RENEW_SOON, lock="published.opening").defer()


def renew_places() -> int:
    """Bring the named places that the search finds into agreement with the basemap and the municipalities.

    Whoever changes these calls it in the same transaction; streets follow the addresses by themselves. Returns how many
    rows came or went.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT published.renew_places()")
        return cursor.fetchone()[0]


def publish_kinds(layer_id: str, kinds: Mapping[str, tuple[Kind, str]]) -> None:
    """Replace the published categories of a layer. Values are the kind (German label) and its English label."""
    rows = [
        (layer_id, kind.code, str(kind.label), label_en, kind.icon, kind.colour, position)
        for position, (kind, label_en) in enumerate(kinds.values())
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT layer, code, label, label_en, icon, colour, position FROM published.kind"
            " WHERE layer = %s ORDER BY position",
            [layer_id],
        )
        if cursor.fetchall() == rows:
            return
        cursor.execute("DELETE FROM published.kind WHERE layer = %s", [layer_id])
        for row in rows:  # not executemany: the history puts parameters of its own before a statement that writes
            cursor.execute("INSERT INTO published.kind VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
        turn_version(layer_id)
        if publish_topics(layer_id):
            publish(layer_id, None)  # entries are found by the words of their kind


def publish_page_text(slug: str, language: str, text: tuple[str, str] | None) -> None:
    """Publish title and body of a page's text in one language, or withdraw it with None; only what differs is written.

    Texts have no layer and turn no version: no answer that carries one is kept by version.
    """
    with connection.cursor() as cursor:
        if text is None:
            cursor.execute("DELETE FROM published.page_text WHERE slug = %s AND language = %s", [slug, language])
            return
        cursor.execute(
            "INSERT INTO published.page_text AS t (slug, language, title, body, changed_at)"
            " VALUES (%s, %s, %s, %s, now()) ON CONFLICT (slug, language) DO UPDATE"
            " SET title = excluded.title, body = excluded.body, changed_at = excluded.changed_at"
            " WHERE (t.title, t.body) IS DISTINCT FROM (excluded.title, excluded.body)",
            [slug, language, *text],
        )


def publish_due(until: datetime) -> dict[str, Published]:
    """Publish what fell due by time alone since the last call: validity, stays, phases. Returns what changed by layer.

    Calls may be late, repeated or out of order; a mark in the database says how far the last one came.
    """
    changed: dict[str, Published] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO published.due_mark (until) VALUES (%s) ON CONFLICT DO NOTHING", [until])
        cursor.execute("SELECT until FROM published.due_mark FOR UPDATE")
        (since,) = cursor.fetchone()
        if since >= until:
            return {}
        for layer in sorted(catalogue, key=lambda each: each.id):
            ids = layer.due(since - OVERLAP, until) if layer.due else []
            result = publish(layer.id, ids, at=until) if ids else Published(0, 0)
            if result.changed:
                changed[layer.id] = result
        cursor.execute("UPDATE published.due_mark SET until = %s", [until])
    return changed


def _replace_rows(layer: PublicLayer, rows: QuerySet, ids: list[str] | None) -> Published:
    """Delete what left, insert what is new, update what differs: two statements, whatever the number of entries."""
    select, params = rows.values_list("pk", *(f"row_{name}" for name in ROW_COLUMNS)).query.sql_with_params()
    filters = [(each.name, f"{each.name}:") for each in layer.filter_fields()]
    names, prefixes = [name for name, _ in filters], [prefix for _, prefix in filters]
    searched = [each.name for each in layer.fields if each.search]
    source = f"WITH source (id, {', '.join(ROW_COLUMNS)}) AS MATERIALIZED ({select})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{source} DELETE FROM published.feature f WHERE f.layer = %s AND (%s::text[] IS NULL OR f.id = ANY(%s))"
            " AND NOT EXISTS (SELECT FROM source WHERE source.id = f.id AND source.audience = f.audience)",
            [*params, layer.id, ids, ids],
        )
        removed = cursor.rowcount
        cursor.execute(
            source + _UPSERT,
            [
                *params,
                not layer.is_statistics,
                searched,
                names,
                prefixes,
                layer.id,
                COORDINATE_DECIMALS,
                layer.id,
                layer.id,
            ],
        )
        return Published(written=cursor.rowcount, removed=removed)


# jsonb_strip_nulls: what is not known is absent from the answer. The terms come from the filterable properties and the
# words from the searchable ones, so that what can be asked for is what is shown; the words of its topics count as words
# of an entry; statistics have none. Written in geohash order: neighbours on the map are neighbours on disk.
_UPSERT = """
, shaped AS MATERIALIZED (
    SELECT s.id, s.audience, s.kind, s.name, s.municipality, s.district,
           public.ST_Transform(s.geometry, 4326) AS geom, jsonb_strip_nulls(s.properties) AS properties,
           CASE WHEN %s THEN published.search_text(s.name) ELSE '' END AS name_key,
           published.search_text(s.properties ->> 'name_en') AS name_key_en,
           published.search_words(published.search_text((
               SELECT string_agg(v.value, ' ')
               FROM unnest(%s::text[]) AS f (name)
               CROSS JOIN LATERAL jsonb_array_elements_text(
                   CASE jsonb_typeof(s.properties -> f.name) WHEN 'array' THEN s.properties -> f.name
                        ELSE jsonb_build_array(s.properties -> f.name) END) AS v (value)))) AS own_words,
           s.valid_from, s.valid_to, s.confirmed_on
    FROM source s
), termed AS (
    SELECT s.*, COALESCE((
        SELECT array_agg(DISTINCT f.prefix || v.value ORDER BY f.prefix || v.value)
        FROM unnest(%s::text[], %s::text[]) AS f (name, prefix)
        CROSS JOIN LATERAL jsonb_array_elements_text(
            CASE jsonb_typeof(s.properties -> f.name) WHEN 'array' THEN s.properties -> f.name
                 ELSE jsonb_build_array(s.properties -> f.name) END) AS v (value)
        WHERE s.properties ? f.name), '{}') AS terms
    FROM shaped s
), worded AS (
    SELECT s.*, published.search_names(s.name_key) || published.search_names(s.name_key_en) AS names,
        s.own_words || COALESCE((
            SELECT array_to_tsvector(array_agg(DISTINCT w.word))
            FROM published.topic t CROSS JOIN LATERAL unnest(tsvector_to_array(t.words)) AS w (word)
            WHERE t.layer = %s AND t.ref = ANY (s.terms)), '') AS words
    FROM termed s
), finished AS (
    SELECT s.*, '{"type":"Feature","id":' || to_json(s.id)::text
        || ',"geometry":' || COALESCE(public.ST_AsGeoJSON(s.geom, %s), 'null')
        || ',"properties":' || s.properties::text || '}' AS geojson
    FROM worded s
)
INSERT INTO published.feature AS f (layer, id, audience, kind, name, municipality, district, geom, properties, geojson,
    terms, name_key, name_key_en, names, words, valid_from, valid_to, confirmed_on, changed_at)
SELECT %s, s.id, s.audience, s.kind, s.name, s.municipality, s.district, s.geom, s.properties, s.geojson,
    s.terms, s.name_key, s.name_key_en, s.names, s.words, s.valid_from, s.valid_to, s.confirmed_on, now()
FROM finished s
WHERE NOT EXISTS (
    SELECT FROM published.feature o
    WHERE o.layer = %s AND o.id = s.id AND o.audience = s.audience
      AND (o.kind, o.name, o.geojson, o.terms, o.names, o.words, o.name_key, o.name_key_en)
          = (s.kind, s.name, s.geojson, s.terms, s.names, s.words, s.name_key, s.name_key_en)
      AND (o.municipality, o.district, o.valid_from, o.valid_to, o.confirmed_on)
          IS NOT DISTINCT FROM (s.municipality, s.district, s.valid_from, s.valid_to, s.confirmed_on)
      AND o.geom IS NOT DISTINCT FROM s.geom)
ORDER BY public.ST_GeoHash(public.ST_PointOnSurface(s.geom)), s.id
ON CONFLICT (layer, id, audience) DO UPDATE SET kind = excluded.kind, name = excluded.name,
    municipality = excluded.municipality, district = excluded.district, geom = excluded.geom,
    properties = excluded.properties, geojson = excluded.geojson, terms = excluded.terms,
    name_key = excluded.name_key, name_key_en = excluded.name_key_en, names = excluded.names, words = excluded.words,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, confirmed_on = excluded.confirmed_on,
    changed_at = excluded.changed_at
"""
