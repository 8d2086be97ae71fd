-- A word of the vocabulary as somebody wrote it in a name that anyone may see: „Schützenverein“ for schutzenverein. NULL if
-- it stands in no name.
CREATE OR REPLACE FUNCTION published.word_as_written(searched text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    condition CONSTANT tsquery := quote_literal(searched)::tsquery;
    found text;
BEGIN
    SELECT word INTO found
    FROM (
        (SELECT t.label AS name FROM published.topic t WHERE t.names @@ condition LIMIT 1)
        UNION ALL (SELECT g.name FROM published.gazetteer g WHERE g.names @@ condition LIMIT 1)
        UNION ALL (SELECT f.name FROM published.feature_public f WHERE f.names @@ condition LIMIT 1)
    ) AS named, regexp_split_to_table(named.name, '[^[:alnum:]]+') AS word
    WHERE published.search_text(word) = searched LIMIT 1;
    RETURN found;
END
$$;
