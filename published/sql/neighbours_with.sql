-- Municipalities beside the one that a text names, with the number of entries in which the rest of the text is found and
-- the layers of these; those with most first. No row if the text names none or nothing else, or if the rest of it is found
-- in the named one itself.
CREATE OR REPLACE FUNCTION published.neighbours_with(written text, most integer)
    RETURNS TABLE (key text, name text, rest text, entries bigint, layers text[])
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    said CONSTANT text := ' ' || published.search_text(left(written, 200)) || ' ';
    here record;
    others text;
    condition tsquery;
BEGIN
    SELECT f.id, f.name_key, f.geom INTO here
    FROM published.feature_public f
    WHERE f.layer = 'area' AND f.kind <> 'district' AND strpos(said, ' ' || f.name_key || ' ') > 0
    ORDER BY length(f.name_key) DESC, f.id LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    others := btrim(replace(said, ' ' || here.name_key || ' ', ' '));
    IF others = '' THEN
        RETURN;
    END IF;
    condition := published.search_query(others);
    IF EXISTS (SELECT FROM published.feature_public e
               WHERE e.municipality = here.id AND e.layer <> 'area' AND e.words @@ condition) THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT n.id, n.name, others, count(*), array_agg(DISTINCT e.layer)
        FROM published.feature_public n
        JOIN published.feature_public e ON e.municipality = n.id AND e.layer <> 'area' AND e.words @@ condition
        WHERE n.layer = 'area' AND n.kind <> 'district' AND n.id <> here.id
          AND public.ST_DWithin(n.geom, here.geom, 0.001)
        GROUP BY n.id, n.name ORDER BY 4 DESC, 2 LIMIT most;
END
$$;
