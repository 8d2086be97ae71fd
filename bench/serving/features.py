"""The features of the benchmark: written as the portal's own places, published by `publish()`, copied for the peer.

Their number, rectangle and words follow the recipe by which the peers were measured before (docs/performance.md), so
that the figures can be compared: evenly spread points, thirty kinds, a text of some 70 characters in each.
"""

from django.db import connection, transaction

BBOX = (9.6, 49.5, 10.3, 50.0)  # degrees
SIDES = ("west", "south", "east", "north")
LAYER = "place"
KINDS = 30
SEED = 0.42  # as PostgreSQL takes it

# The peer's table: a plain one as one would make it for any such server. Its columns are the published properties.
PEER_TABLE = "peer.points"
PEER_TYPES = {"string": "text", "boolean": "boolean", "integer": "integer", "date": "date", "array": "text[]"}


def write_domain_rows(number: int) -> None:
    """Write the places and their kinds, with their history; equal ones for equal numbers."""
    from layers.models import Place, PlaceKind
    from layers.services import acting

    with transaction.atomic(), acting("bench/serving"), connection.cursor() as cursor:
        PlaceKind.objects.bulk_create(
            PlaceKind(code=f"art-{each:02}", label=f"Art {each}", icon="map-pin") for each in range(KINDS)
        )
        model = Place.objects.create(name="Muster", city="Musterstadt", kind_id="art-00")
        cursor.execute("SELECT setseed(%s)", [SEED])
        cursor.execute(
            _PLACES, {"number": number, "model": model.pk, "kinds": KINDS, **dict(zip(SIDES, BBOX, strict=True))}
        )
        Place.objects.filter(pk=model.pk).delete()


# What is not named here is that of the model row: the database knows no defaults of Django's.
_PLACES = """
INSERT INTO layers_place
SELECT place.* FROM layers_place AS model, generate_series(1, %(number)s) AS number,
LATERAL jsonb_populate_record(model, jsonb_build_object(
    'id', left(md5('bench' || number), 12),
    'kind_id', 'art-' || lpad(floor(random() * %(kinds)s)::text, 2, '0'),
    'name', 'Objekt ' || number,
    'slug', 'objekt-' || number,
    'summary', 'Beschreibung mit Umlauten äöüß Nummer ' || number || ' ' || md5(number::text),
    'geom', ST_Transform(ST_SetSRID(ST_MakePoint(%(west)s + random() * (%(east)s - %(west)s),
                                                 %(south)s + random() * (%(north)s - %(south)s)), 4326), 25832)::text,
    'street', (ARRAY['Am Anger', 'Domstraße', 'Gartenweg', 'Hauptstraße', 'Mühlweg', 'Sonnenstraße'])[1 + number %% 6],
    'housenumber', (1 + floor(random() * 200))::text,
    'postcode', (97070 + floor(random() * 200))::text,
    'wheelchair', (ARRAY['yes', 'limited', 'no', 'unknown'])[1 + floor(random() * 4)::integer],
    'step_free_entrance', random() < 0.5,
    'languages', (ARRAY['{de}', '{de,en}', '{de,tr}', '{de,uk,en}'])[1 + number %% 4]::text[],
    'last_confirmed_at', now(),
    'status', 'published')) AS place
WHERE model.id = %(model)s
"""


def publish_all() -> int:
    """Publish the layer through the one door; return how many rows that wrote."""
    from published.services import publish

    return publish(LAYER, None).written


def turn_version() -> None:
    """Turn the layer's version, as any edit does: every tile that was kept is out of date from now on."""
    from published import services

    with transaction.atomic():
        services.turn_version(LAYER)


def copy_for_peer() -> list[str]:
    """Make the peer's table with the same properties, ids and positions; return the names of its columns.

    Its columns have types of their own, its id the collation that compares fastest, its rows the order in which they
    were made, as in the recipe.
    """
    from published.catalogue import catalogue

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT jsonb_object_keys(properties) FROM"
            " (SELECT properties FROM published.feature_public WHERE layer = %s LIMIT 1000) AS sample",
            [LAYER],
        )
        given = {name for (name,) in cursor.fetchall()}
        columns = [(each.name, PEER_TYPES[each.type]) for each in catalogue[LAYER].fields if each.name in given]
        read = [
            f"ARRAY(SELECT jsonb_array_elements_text(properties->'{name}')) AS {name}"
            if type_name == "text[]"
            else f"(properties->>'{name}')::{type_name} AS {name}"
            for name, type_name in columns
        ]
        cursor.execute(
            f'CREATE SCHEMA peer; CREATE TABLE {PEER_TABLE} AS SELECT f.id COLLATE "C" AS id, {", ".join(read)},'
            " f.geom::public.geometry(Point, 4326) AS geom"
            " FROM published.feature_public f WHERE f.layer = %s"
            " ORDER BY substr(f.name, 8)::integer",
            [LAYER],
        )
        cursor.execute(f"ALTER TABLE {PEER_TABLE} ADD PRIMARY KEY (id)")
        cursor.execute(f"CREATE INDEX ON {PEER_TABLE} USING gist (geom)")
    return [name for name, _ in columns]


def published_ids() -> list[str]:
    """Return every published id, in an order that says nothing of where the entries stand."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT id FROM published.feature_public WHERE layer = %s ORDER BY id COLLATE "C"', [LAYER])
        return [each for (each,) in cursor.fetchall()]
