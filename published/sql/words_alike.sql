-- The words of the public vocabulary that share most triples of letters with one that is far from all of them: the last
-- resort for a word with several errors, and the other words that are offered where nothing is found.
CREATE OR REPLACE FUNCTION published.words_alike(meant text, most integer)
    RETURNS TABLE (word text, likeness real)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN QUERY
        SELECT v.word, 0.8::real * public.similarity(v.word, meant)
        FROM published.word v
        WHERE v.word OPERATOR(public.%) meant AND v.word !~ '[0-9]'
        GROUP BY v.word
        ORDER BY 2 DESC, 1
        LIMIT most;
END
$$;
