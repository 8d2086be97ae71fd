"""The index of the search: the words of each entry, a gazetteer of streets and places, the topics, their vocabulary."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FUNCTIONS = (
    "search_text", "search_words", "search_names", "word_sound", "word_keys", "words_near", "words_alike", "word_parts",
    "search_terms", "search_query", "search_literally", "all_but_one", "terms_in", "search_candidates", "search_rank", "house_at",
    "note_words", "has_word", "turn_words", "turn_versions", "renew_streets", "renew_places",
)

TABLES = """
-- Levenshtein distances, computed in C.
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch WITH SCHEMA public;
DROP FUNCTION IF EXISTS published.like_pattern(text);

-- What the search reads of an entry, made by publish() from the properties that the catalogue calls searchable.
ALTER TABLE published.feature ADD COLUMN name_key text NOT NULL DEFAULT '';
ALTER TABLE published.feature ADD COLUMN name_key_en text NOT NULL DEFAULT '';
ALTER TABLE published.feature ADD COLUMN names tsvector NOT NULL DEFAULT '';
ALTER TABLE published.feature ADD COLUMN words tsvector NOT NULL DEFAULT '';
UPDATE published.feature SET name_key = published.search_text(name),
    names = published.search_names(published.search_text(name)),
    words = published.search_words(published.search_text(search));
ALTER TABLE published.feature DROP COLUMN search;
-- No list of pending entries: a reader would have to go through it.
CREATE INDEX feature_names ON published.feature USING gin (names) WITH (fastupdate = off);
CREATE INDEX feature_words ON published.feature USING gin (words) WITH (fastupdate = off);

-- What the catalogue says: layers, their kinds and the values that one can filter by, as answers of the search.
-- `field` is empty for a layer itself. `ref` is field and value as they stand in the terms of an entry.
CREATE TABLE published.topic (
    layer text NOT NULL,
    ref text NOT NULL,
    field text NOT NULL,
    code text NOT NULL,
    label text NOT NULL,
    label_en text NOT NULL,
    name_key text NOT NULL,
    name_key_en text NOT NULL,
    names tsvector NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (layer, ref)
);
CREATE INDEX topic_names ON published.topic USING gin (names) WITH (fastupdate = off);

-- One row per street of a town and per named place. `layer` is the one whose version counts: address or basemap.
-- `houses`: the number of addresses of a street, the rank of a place.
CREATE TABLE published.gazetteer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    city text NOT NULL,
    municipality text,
    postcodes text[] NOT NULL,
    houses integer NOT NULL,
    street_key text NOT NULL,
    name_key text NOT NULL,
    more_key text NOT NULL,
    geom public.geometry(Point, 4326) NOT NULL,
    names tsvector NOT NULL,
    words tsvector NOT NULL
);
CREATE INDEX gazetteer_names ON published.gazetteer USING gin (names) WITH (fastupdate = off);
CREATE INDEX gazetteer_words ON published.gazetteer USING gin (words) WITH (fastupdate = off);
CREATE INDEX gazetteer_street_key ON published.gazetteer (street_key);

-- Houses of a street in the order of their numbers.
ALTER TABLE published.address
    ADD COLUMN street_key text GENERATED ALWAYS AS (replace(published.search_text(street), ' ', '')) STORED,
    ADD COLUMN number integer GENERATED ALWAYS AS (substring(housenumber FROM '^\\s*([0-9]{1,5})')::integer) STORED,
    ADD COLUMN letter text GENERATED ALWAYS AS
        (lower(regexp_replace(housenumber, '^\\s*[0-9]{1,5}|\\s', '', 'g'))) STORED;
CREATE INDEX address_number ON published.address (street_key, number);

-- The words of all documents that anyone may see, by layer. A row is there if and only if a document has the word, so it
-- vanishes with the last one; turn_words keeps it.
CREATE TABLE published.word (
    word text COLLATE "C" NOT NULL,
    layer text NOT NULL,
    PRIMARY KEY (word, layer)
);
CREATE INDEX word_keys ON published.word USING gin (published.word_keys(word)) WITH (fastupdate = off);
CREATE INDEX word_backwards ON published.word ((reverse(word) COLLATE "C"));
CREATE INDEX word_trigrams ON published.word USING gin (word public.gin_trgm_ops) WITH (fastupdate = off);
CREATE TABLE published.word_turn (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    layer text NOT NULL,
    word text NOT NULL,
    PRIMARY KEY (xid, layer, word)
);
"""

NOTE_WORDS = """
CREATE TRIGGER note_words_{event} AFTER {event} ON published.{table} REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION published.note_words('{condition}');
"""
RENEW_STREETS = """
CREATE TRIGGER renew_streets_{event} AFTER {event} ON published.address REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION published.renew_streets();
"""
ROWS = {
    "insert": "NEW TABLE AS came",
    "update": "OLD TABLE AS went NEW TABLE AS came",
    "delete": "OLD TABLE AS went",
}
CONDITIONS = {"feature": "audience = ''public''", "gazetteer": "true", "topic": "true"}

GRANTS_AND_ROWS = """
GRANT SELECT ON published.topic, published.gazetteer, published.word TO gisportal_public, gisportal_staff;
GRANT EXECUTE ON FUNCTION
    published.search_text(text), published.search_words(text), published.word_sound(text), published.word_keys(text),
    published.words_near(text, real, integer), published.words_alike(text, integer), published.word_parts(text),
    published.search_terms(text, boolean), published.search_query(text), published.all_but_one(tsquery[]),
    published.terms_in(tsvector, tsquery[]), published.search_candidates(text, integer),
    published.search_rank(tsvector, tsvector, tsquery, tsquery), published.search_literally(text), published.house_at(bigint, integer, text)
    TO gisportal_public, gisportal_staff;

INSERT INTO published.word SELECT DISTINCT w, layer FROM published.feature_public, unnest(tsvector_to_array(words)) w;
-- The trigger makes the streets.
UPDATE published.address SET street = street;
SELECT published.renew_places();
"""

DROP = """
DROP TABLE published.word_turn, published.word, published.gazetteer, published.topic CASCADE;
DROP TRIGGER renew_streets_insert ON published.address;
DROP TRIGGER renew_streets_update ON published.address;
DROP TRIGGER renew_streets_delete ON published.address;
DROP TRIGGER note_words_insert ON published.feature;
DROP TRIGGER note_words_update ON published.feature;
DROP TRIGGER note_words_delete ON published.feature;
ALTER TABLE published.address DROP COLUMN street_key, DROP COLUMN number, DROP COLUMN letter;
ALTER TABLE published.feature ADD COLUMN search text NOT NULL DEFAULT '';
ALTER TABLE published.feature DROP COLUMN name_key, DROP COLUMN name_key_en, DROP COLUMN names, DROP COLUMN words;
CREATE INDEX feature_search ON published.feature USING gin (search public.gin_trgm_ops);
"""


def create(apps, schema_editor):
    # Bodies of functions are not checked against tables that come later; the index on words needs its function first.
    for name in FUNCTIONS:
        schema_editor.execute((SQL / f"{name}.sql").read_text(), params=None)
    schema_editor.execute(TABLES, params=None)
    for table, condition in CONDITIONS.items():
        for event, rows in ROWS.items():
            trigger = NOTE_WORDS.format(event=event, table=table, rows=rows, condition=condition)
            schema_editor.execute(trigger, params=None)
    for event, rows in ROWS.items():
        schema_editor.execute(RENEW_STREETS.format(event=event, rows=rows), params=None)
    schema_editor.execute(GRANTS_AND_ROWS, params=None)


def drop(apps, schema_editor):
    schema_editor.execute(DROP, params=None)


class Migration(migrations.Migration):
    dependencies = [("published", "0004_page_text")]
    operations = [
        migrations.RunPython(create, drop),
        migrations.RemoveField("publicfeature", "search"),
        migrations.RemoveField("stafffeature", "search"),
    ]
