"""The sample in the database: written as the portal's own entries, areas and addresses, published by `publish()`."""

from collections.abc import Iterable

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection, transaction

from bench.search.sample import House, NamedEntry, Town

SOURCE = "bench"
TOWN_SIDE_DEG = 0.005
STORED = 25832


def write_sample(towns: Iterable[Town], houses: Iterable[House], entries: Iterable[NamedEntry]) -> None:
    """Write towns, houses and entries, and publish what there is to publish, in one transaction."""
    from layers.services import acting
    from published.catalogue import catalogue
    from published.services import publish

    with transaction.atomic(), acting("bench/search"):
        _write_towns(towns)
        _write_houses(houses)
        _write_entries(entries)
        for layer in catalogue:
            publish(layer.id, None)


def _write_towns(towns: Iterable[Town]) -> None:
    """Write each town as a small square around its middle; entries and houses name their town themselves."""
    from layers.models import Area, Source

    source = Source.objects.create(key=SOURCE, title="Messung", licence="CC0-1.0")
    side = TOWN_SIDE_DEG
    for town in towns:
        square = Polygon.from_bbox((town.lon - side, town.lat - side, town.lon + side, town.lat + side))
        outline = MultiPolygon(square, srid=4326).transform(STORED, clone=True)
        Area.objects.create(id=town.key, kind="municipality", name=town.name, source=source, geom=outline)


def _write_houses(houses: Iterable[House]) -> None:
    from published.services import turn_version

    columns = "source, street, housenumber, postcode, city, municipality, geom"
    with connection.cursor() as cursor, cursor.copy(f"COPY published.address ({columns}) FROM STDIN") as copy:
        for house in houses:
            where = f"SRID=4326;POINT({house.lon:.7f} {house.lat:.7f})"
            copy.write_row((SOURCE, house.street, house.number, house.postcode, house.town.name, house.town.key, where))
    turn_version("address")


def _write_entries(entries: Iterable[NamedEntry]) -> None:
    """Write the entries of each layer as copies of one that knows its model's defaults, which the database does not."""
    from layers.models import PlaceKind
    from layers.services import entry_model, save_place_kinds

    save_place_kinds([PlaceKind(code="bench", label="Treffpunkt", label_en="Meeting place")], by="bench/search")
    by_layer: dict[str, list[NamedEntry]] = {}
    for entry in entries:
        by_layer.setdefault(entry.layer, []).append(entry)
    for layer, rows in by_layer.items():
        model = entry_model(layer)
        given = {"kind_id": "bench"} if layer == "place" else {}
        pattern = model._default_manager.create(name="Muster", status="published", **given)
        columns = [
            [row.name for row in rows],
            [row.summary for row in rows],
            [row.town.name for row in rows],
            [row.town.key for row in rows],
            [row.lon for row in rows],
            [row.lat for row in rows],
        ]
        with connection.cursor() as cursor:
            cursor.execute(_COPIES.format(table=model._meta.db_table), [*columns, pattern.pk])
        model._default_manager.filter(pk=pattern.pk).delete()


_COPIES = """
INSERT INTO {table}
SELECT entry.* FROM {table} AS pattern,
    unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::float8[], %s::float8[])
    AS given (name, summary, city, municipality, lon, lat),
LATERAL jsonb_populate_record(pattern, jsonb_build_object(
    'id', left(md5(given.name), 12), 'name', given.name, 'summary', given.summary, 'city', given.city,
    'municipality_id', given.municipality,
    'geom', ST_Transform(ST_SetSRID(ST_MakePoint(given.lon, given.lat), 4326), 25832)::text)) AS entry
WHERE pattern.id = %s
"""
