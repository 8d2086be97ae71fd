-- Raise the version of every layer that this transaction noted in published.turn, once, in layer order, at COMMIT, and
-- settle the layer's vocabulary.
-- A deferred constraint trigger calls it for each note; the first call does all of the work, later ones find nothing.
-- Because the version rows are locked last and in one order, versions come in commit order and writers cannot deadlock
-- on them, whatever a caller does after publish(). Returns NULL (AFTER trigger). No geometry, no unit.
CREATE OR REPLACE FUNCTION published.turn_versions() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
DECLARE
    noted text;
BEGIN
    FOR noted IN
        SELECT layer FROM published.turn WHERE xid = pg_current_xact_id() ORDER BY layer
    LOOP
        -- A new layer starts at the present millisecond: a database made anew never repeats a version that a cache holds.
        INSERT INTO published.layer_version AS v (layer, version, changed_at)
        VALUES (noted, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, clock_timestamp())
        ON CONFLICT (layer) DO UPDATE SET version = v.version + 1, changed_at = clock_timestamp();
        PERFORM published.turn_words(noted);
        DELETE FROM published.turn WHERE xid = pg_current_xact_id() AND layer = noted;
    END LOOP;
    RETURN NULL;
END
$$;
