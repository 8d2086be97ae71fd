-- The words of the public vocabulary that somebody may have meant by a word, the likest first, at most `most`, with their
-- likeness from 0 to 1: misspelt by a letter or two, spelt otherwise but sounding alike, or both. From five letters on
-- also compounds whose last part it is. A word with digits is nobody's misspelling. The word itself and words that begin
-- with it are not among them: an index of documents finds those by itself. `meant` went through search_text. Half an error
-- more is counted for words that only sound alike; what sounds the same costs half an error, however many letters differ.
CREATE OR REPLACE FUNCTION published.words_near(meant text, most_errors real, most integer)
    RETURNS TABLE (word text, likeness real)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    size integer := length(meant);
    sound text := published.word_sound(meant);
    keys integer[] := published.word_keys(meant);
    swapped text[];
    backwards text := reverse(meant);
BEGIN
    FOR letter IN 1 .. size - 1 LOOP
        swapped[letter] := overlay(meant PLACING reverse(substr(meant, letter, 2)) FROM letter FOR 2);
    END LOOP;
    RETURN QUERY
        SELECT found.word, (1 - 0.9 * found.errors / size)::real
        FROM (
            SELECT v.word, least(
                CASE WHEN v.word = ANY (swapped) THEN 1 ELSE public.levenshtein(v.word, meant) END,
                0.5 + public.levenshtein(published.word_sound(v.word), sound)) AS errors
            FROM published.word v
            WHERE published.word_keys(v.word) && keys AND v.word !~ '[0-9]' AND v.word <> meant
            GROUP BY v.word
        ) found
        WHERE found.errors <= most_errors
        ORDER BY 2 DESC, 1
        LIMIT most;
    IF size >= 5 THEN
        RETURN QUERY
            SELECT DISTINCT ON ((reverse(v.word) COLLATE "C")) v.word, 0.5::real
            FROM published.word v
            WHERE (reverse(v.word) COLLATE "C") > backwards
              AND (reverse(v.word) COLLATE "C") < backwards || chr(1114111)
            ORDER BY (reverse(v.word) COLLATE "C")
            LIMIT most;
    END IF;
END
$$;
