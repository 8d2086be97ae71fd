"""The schema `published`: tables, partitions, triggers and the grants of the two reading roles."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"

TABLES = """
CREATE SCHEMA published;

-- What anyone may see, one row per entry and layer, in the shape in which it is read.
CREATE TABLE published.feature (
    layer text NOT NULL,
    id text NOT NULL,
    audience text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    municipality text,
    district text,
    geom public.geometry(Geometry, 4326),
    geom_3857 public.geometry(Geometry, 3857) GENERATED ALWAYS AS (public.ST_Transform(geom, 3857)) STORED,
    properties jsonb NOT NULL,
    geojson text NOT NULL,
    terms text[] NOT NULL,
    search text NOT NULL,
    valid_from timestamptz,
    valid_to timestamptz,
    confirmed_on date,
    changed_at timestamptz NOT NULL,
    CONSTRAINT feature_pkey PRIMARY KEY (layer, id, audience),
    CONSTRAINT feature_audience_known CHECK (audience IN ('public', 'staff')),
    CONSTRAINT feature_valid_in_order CHECK (valid_from < valid_to)
) PARTITION BY LIST (audience);
-- Partitions with plain grants instead of row-level security: PostGIS operators are not leakproof, so a policy would
-- turn every index search into a scan.
CREATE TABLE published.feature_public PARTITION OF published.feature FOR VALUES IN ('public');
CREATE TABLE published.feature_staff PARTITION OF published.feature FOR VALUES IN ('staff');
CREATE INDEX feature_geom ON published.feature USING gist (geom);
CREATE INDEX feature_layer_geom_3857 ON published.feature USING gist (layer, geom_3857);
CREATE INDEX feature_terms ON published.feature USING gin (terms);
CREATE INDEX feature_search ON published.feature USING gin (search public.gin_trgm_ops);
CREATE INDEX feature_municipality ON published.feature (municipality, layer);

-- The version of each layer: the cache key of all that is made from it.
CREATE TABLE published.layer_version (
    layer text PRIMARY KEY,
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE TABLE published.turn (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    layer text NOT NULL,
    PRIMARY KEY (xid, layer)
);

-- Categories that are rows of a domain table (kinds of place).
CREATE TABLE published.kind (
    layer text NOT NULL,
    code text NOT NULL,
    label text NOT NULL,
    label_en text NOT NULL DEFAULT '',
    icon text NOT NULL DEFAULT '',
    colour text NOT NULL DEFAULT '',
    position integer NOT NULL DEFAULT 0,
    PRIMARY KEY (layer, code)
);

-- The basemap and the addresses have no draft and no owner: importers replace them source by source.
CREATE TABLE published.basemap (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    theme text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL DEFAULT '',
    rank integer NOT NULL DEFAULT 0,
    min_zoom integer NOT NULL,
    geom_3857 public.geometry(Geometry, 3857) NOT NULL,
    CONSTRAINT basemap_theme_known CHECK (theme IN
        ('land', 'landuse', 'water', 'waterway', 'building', 'road', 'rail', 'boundary', 'place'))
);
CREATE INDEX basemap_geom_3857 ON published.basemap USING gist (theme, min_zoom, geom_3857);
CREATE INDEX basemap_source ON published.basemap (source);
CREATE TABLE published.address (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    street text NOT NULL,
    housenumber text NOT NULL,
    postcode text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    municipality text,
    geom public.geometry(Point, 4326) NOT NULL
);
CREATE INDEX address_geom ON published.address USING gist (geom);
CREATE INDEX address_source ON published.address (source);
CREATE INDEX address_street ON published.address (municipality, street);

-- Low zooms of large layers, aggregated on a grid: one row per zoom and cell, named with the version it was built from.
CREATE TABLE published.grid (
    layer text NOT NULL,
    version bigint NOT NULL,
    zoom integer NOT NULL,
    kind text NOT NULL,
    count integer NOT NULL,
    geom_3857 public.geometry(Point, 3857) NOT NULL
);
CREATE INDEX grid_geom_3857 ON published.grid USING gist (layer, zoom, geom_3857);

-- Until which moment the minute job has published what fell due by time alone.
CREATE TABLE published.due_mark (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    until timestamptz NOT NULL
);
"""

TRIGGER_AND_GRANTS = """
-- Rights on a database are not copied from a template and not restored from a dump, so they are taken here.
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database()); END $$;
CREATE CONSTRAINT TRIGGER turn_versions AFTER INSERT ON published.turn
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION published.turn_versions();
GRANT USAGE ON SCHEMA published TO gisportal_public, gisportal_staff;
GRANT SELECT ON published.feature_public, published.layer_version, published.kind, published.basemap,
    published.address, published.grid TO gisportal_public, gisportal_staff;
GRANT SELECT ON published.feature, published.feature_staff TO gisportal_staff;
GRANT EXECUTE ON FUNCTION published.search_text(text) TO gisportal_public, gisportal_staff;
"""


def create(apps, schema_editor):
    schema_editor.execute(TABLES, params=None)
    for source in ("turn_versions.sql", "search_text.sql"):
        schema_editor.execute((SQL / source).read_text(), params=None)
    schema_editor.execute(TRIGGER_AND_GRANTS, params=None)


def drop(apps, schema_editor):
    schema_editor.execute("DROP SCHEMA published CASCADE", params=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(create, drop)]
