-- Text as the search compares it: lower case, without accents and umlaut dots. Empty text for NULL. Immutable, so that it
-- may stand in an index; every name is qualified, because a restore runs with an empty search_path.
CREATE OR REPLACE FUNCTION published.search_text(written text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT public.unaccent('public.unaccent'::pg_catalog.regdictionary, pg_catalog.lower(coalesce(written, '')))
$$;
