-- The words of a name that went through search_text, as a tsvector: each word, each two neighbours as one word, and the
-- whole name as one word, so that „Dom-Straße“ is found by „Domstraße“ as well.
CREATE OR REPLACE FUNCTION published.search_names(comparable text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    words text[] := string_to_array(comparable, ' ');
    joined text := replace(comparable, ' ', '');
BEGIN
    FOR place IN 2 .. coalesce(array_length(words, 1), 0) LOOP
        joined := joined || ' ' || words[place - 1] || words[place];
    END LOOP;
    RETURN published.search_words(comparable || ' ' || joined);
END
$$;
