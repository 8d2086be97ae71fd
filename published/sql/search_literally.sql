-- As search_query, but for words as they were written, or beginning so.
CREATE OR REPLACE FUNCTION published.search_literally(written text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.string_agg(pg_catalog.quote_literal(pg_catalog.left(word, 40)) || ':*', '&')::tsquery
    FROM pg_catalog.unnest(pg_catalog.string_to_array(published.search_text(pg_catalog.left(written, 200)), ' ')) AS word
    WHERE word <> ''
$$;
