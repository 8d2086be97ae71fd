-- The words of a text that went through search_text, as a tsvector without positions. Words are cut at forty characters:
-- longer ones are no words, and no query has them.
CREATE OR REPLACE FUNCTION published.search_words(comparable text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.array_to_tsvector(coalesce(pg_catalog.array_agg(DISTINCT pg_catalog.left(word, 40)), '{}'))
    FROM pg_catalog.unnest(pg_catalog.string_to_array(comparable, ' ')) AS word WHERE word <> ''
$$;
