-- Text as the search compares it: words of small letters and digits with one blank between them, without accents. Umlauts
-- become plain vowels however they are written (ä, ae, a), ß becomes ss, „Str.“ at the end of a word „strasse“; „ue“ stays
-- in „Bauer“, „neu“ and „Quelle“. Empty text for NULL. Immutable, so that it may stand in an index; every name is
-- qualified, because a restore runs with an empty search_path.
CREATE OR REPLACE FUNCTION published.search_text(written text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(
        public.unaccent('public.unaccent'::pg_catalog.regdictionary, pg_catalog.lower(coalesce(written, ''))),
        '([ao])e|(?<![aeq])(u)e', '\1\2', 'g'), '[^[:alnum:]]+', ' ', 'g'), 'str( |$)', 'strasse\1', 'g'))
$$;
