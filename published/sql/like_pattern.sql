-- The LIKE pattern that finds a word anywhere in a search text. The word is made comparable first and then its wildcards
-- are escaped: unaccent turns some full-width signs into „%“ and „_“. Immutable; every name is qualified.
CREATE OR REPLACE FUNCTION published.like_pattern(word text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT '%' || pg_catalog.regexp_replace(published.search_text(word), '([\\%_])', '\\\1', 'g') || '%'
$$;
