-- The few things that may be meant by what somebody writes, to be ranked by published/ranking.py. Rows by `what`:
--   term    said: the word; near and likeness: what may be meant instead
--   topic   layer and ref: the topic's key; said: its name; more: its English name
--   entry   layer and ref: the entry's key; said: its name; more: its English name; size: bits of the terms that it has
--           anywhere in its words, 0 if its name has all
--   street  and other kinds of place: ref: the id in the gazetteer; said: its name; more: town and postcodes; size: number
--           of its houses
-- All texts went through search_text. Names are asked first; all words of the entries only where few names fit; and only
-- where nothing fits, what has all but one of the needed words. Of many that fit, those with the shortest names are
-- returned, at most `most` of each kind.
CREATE OR REPLACE FUNCTION published.search_candidates(written text, most integer)
    RETURNS TABLE (what text, layer text, ref text, said text, more text, size integer, near text[], likeness real[])
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    looked_at CONSTANT integer := 200;
    few CONSTANT integer := 8;
    term record;
    found_by tsquery[] := '{}';
    needed tsquery[] := '{}';
    named tsquery[] := '{}';
    all_needed tsquery;
    all_named tsquery;
    any_named tsquery;
    all_but_one tsquery;
    rows_found integer;
    so_far integer := 0;
BEGIN
    what := 'term';
    FOR term IN SELECT * FROM published.search_terms(written, false) LOOP
        found_by := found_by || term.found_by;
        IF term.is_needed THEN
            needed := needed || term.found_by;
            all_needed := coalesce(all_needed && term.found_by, term.found_by);
        END IF;
        -- A number of up to four digits is the house's, not the street's.
        IF term.said !~ '^[0-9]{1,4}[a-z]?$' THEN
            any_named := coalesce(any_named || term.found_by, term.found_by);
            IF term.is_needed THEN
                named := named || term.found_by;
                all_named := coalesce(all_named && term.found_by, term.found_by);
            END IF;
        END IF;
        said := term.said;
        near := term.near;
        likeness := term.likeness;
        RETURN NEXT;
    END LOOP;
    IF all_needed IS NULL THEN
        RETURN;
    END IF;

    RETURN QUERY
        SELECT 'topic', t.layer, t.ref, t.name_key, t.name_key_en, 0, NULL::text[], NULL::real[]
        FROM published.topic t WHERE t.names @@ all_needed
        ORDER BY length(t.name_key), t.ref LIMIT most;
    GET DIAGNOSTICS rows_found = ROW_COUNT;
    so_far := so_far + rows_found;
    RETURN QUERY
        SELECT g.kind, g.layer, g.id::text, g.name_key, g.more_key, g.houses, NULL::text[], NULL::real[]
        FROM (SELECT * FROM published.gazetteer s
              WHERE s.words @@ all_named AND s.names @@ any_named LIMIT looked_at) g
        ORDER BY length(g.name_key), g.houses DESC, g.id LIMIT most;
    GET DIAGNOSTICS rows_found = ROW_COUNT;
    so_far := so_far + rows_found;
    RETURN QUERY
        SELECT 'entry', e.layer, e.id, e.name_key, e.name_key_en, 0, NULL::text[], NULL::real[]
        FROM (SELECT f.layer, f.id, f.name_key, f.name_key_en FROM published.feature_public f
              WHERE f.names @@ all_needed LIMIT looked_at) e
        ORDER BY length(e.name_key), e.id LIMIT most;
    GET DIAGNOSTICS rows_found = ROW_COUNT;
    so_far := so_far + rows_found;
    IF rows_found < few THEN
        RETURN QUERY
            SELECT 'entry', e.layer, e.id, e.name_key, e.name_key_en, published.terms_in(e.words, found_by),
                   NULL::text[], NULL::real[]
            FROM (SELECT f.layer, f.id, f.name_key, f.name_key_en, f.words FROM published.feature_public f
                  WHERE f.words @@ all_needed AND NOT f.names @@ all_needed LIMIT looked_at) e
            ORDER BY length(e.name_key), e.id LIMIT most;
        GET DIAGNOSTICS rows_found = ROW_COUNT;
        so_far := so_far + rows_found;
    END IF;
    IF so_far > 0 THEN
        RETURN;
    END IF;

    all_but_one := published.all_but_one(needed);
    RETURN QUERY
        SELECT 'entry', e.layer, e.id, e.name_key, e.name_key_en, published.terms_in(e.words, found_by),
               NULL::text[], NULL::real[]
        FROM (SELECT f.layer, f.id, f.name_key, f.name_key_en, f.words FROM published.feature_public f
              WHERE f.words @@ all_but_one LIMIT looked_at) e
        ORDER BY length(e.name_key), e.id LIMIT most;
    all_but_one := published.all_but_one(named);
    RETURN QUERY
        SELECT g.kind, g.layer, g.id::text, g.name_key, g.more_key, g.houses, NULL::text[], NULL::real[]
        FROM (SELECT * FROM published.gazetteer s
              WHERE s.words @@ all_but_one AND s.names @@ any_named LIMIT looked_at) g
        ORDER BY length(g.name_key), g.houses DESC, g.id LIMIT most;
END
$$;
