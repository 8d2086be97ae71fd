-- For each word of a text: those of the vocabulary that come nearest to it, as people write them, at most `most` for each,
-- the nearest first. Only words with the same first letter are looked at, which is the one that is seldom wrong (J. J.
-- Pollock, A. Zamora, "Automatic spelling correction in scientific and scholarly text", Communications of the ACM 27,
-- 1984), and only those in which at least half of the letters are right.
CREATE OR REPLACE FUNCTION published.words_instead(written text, most integer)
    RETURNS TABLE (said text, word text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN QUERY
        SELECT term.said, other.written
        FROM published.search_terms(written, true) AS term
        CROSS JOIN LATERAL (
            SELECT published.word_as_written(near.word) AS written
            FROM (
                SELECT v.word
                FROM published.word v
                WHERE v.word >= left(term.said, 1) AND v.word < left(term.said, 1) || chr(1114111)
                  AND v.word <> term.said AND length(v.word) BETWEEN length(term.said) - 2 AND length(term.said) + 2
                  AND 2 * public.levenshtein(v.word, term.said) <= length(term.said)
                GROUP BY v.word
                ORDER BY public.levenshtein(v.word, term.said), v.word LIMIT most
            ) AS near
        ) AS other
        WHERE term.is_needed AND other.written IS NOT NULL;
END
$$;
