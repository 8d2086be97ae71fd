-- The condition on a document's words (`words @@ …`) that it has all that somebody searches for, misspelt or not. NULL, which
-- matches nothing, for a text without words.
CREATE OR REPLACE FUNCTION published.search_query(written text) RETURNS tsquery
    LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    term record;
    everything tsquery;
BEGIN
    FOR term IN SELECT * FROM published.search_terms(written, true) t WHERE t.is_needed LOOP
        everything := coalesce(everything && term.found_by, term.found_by);
    END LOOP;
    RETURN everything;
END
$$;
