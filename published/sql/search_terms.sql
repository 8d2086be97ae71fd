-- What somebody searches for, word by word: `said` as search_text has it; `near` the words of the vocabulary that may be
-- meant instead, with their `likeness`; `found_by` finds the documents with any of them, with a word that begins so, or
-- with this word and the one beside it written as one; `is_needed` says that a document must have it: words of up to three
-- letters (an, der, am) need not be there if there are longer ones, but numbers must. What was run together is taken apart where both parts
-- are words of the vocabulary. With `is_strict` a word that is known is only exchanged for those that sound the same.
-- At most eight words of at most forty letters.
CREATE OR REPLACE FUNCTION published.search_terms(written text, is_strict boolean)
    RETURNS TABLE (place integer, said text, near text[], likeness real[], found_by tsquery, is_needed boolean)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    given text[] := string_to_array(published.search_text(left(written, 200)), ' ');
    words text[] := '{}';
    each_word text;
    is_known boolean;
    parts text[];
    alternatives text;
    longest integer := 0;
    size integer;
BEGIN
    FOREACH each_word IN ARRAY given LOOP
        each_word := left(each_word, 40);
        IF each_word <> '' AND each_word <> ALL (words) AND cardinality(words) < 8 THEN
            words := words || each_word;
            longest := greatest(longest, length(each_word));
        END IF;
    END LOOP;
    place := 0;
    WHILE place < cardinality(words) LOOP
        place := place + 1;
        said := words[place];
        size := length(said);
        near := '{}';
        likeness := '{}';
        is_known := EXISTS (SELECT FROM published.word v WHERE v.word >= said AND v.word < said || chr(1114111));
        IF size >= 3 THEN
            SELECT coalesce(array_agg(n.word), '{}'), coalesce(array_agg(n.likeness), '{}') INTO near, likeness
            FROM published.words_near(said, CASE
                WHEN is_strict AND is_known THEN 0.5 WHEN size < 5 THEN 1 WHEN size < 8 THEN 1.5 ELSE 2 END, 30) n;
            IF NOT is_known AND near = '{}' AND size >= 4 THEN
                parts := published.word_parts(said);
                IF parts IS NOT NULL AND cardinality(words) < 8 THEN
                    words := words[:place - 1] || parts || words[place + 1:];
                    said := words[place];
                ELSE
                    SELECT coalesce(array_agg(n.word), '{}'), coalesce(array_agg(n.likeness), '{}') INTO near, likeness
                    FROM published.words_alike(said, 5) n;
                END IF;
            END IF;
        END IF;
        alternatives := quote_literal(said) || CASE WHEN length(said) > 1 THEN ':*' ELSE '' END;
        FOREACH each_word IN ARRAY near LOOP
            alternatives := alternatives || '|' || quote_literal(each_word);
        END LOOP;
        IF place > 1 THEN
            alternatives := alternatives || '|' || quote_literal(words[place - 1] || said) || ':*';
        END IF;
        IF place < cardinality(words) THEN
            alternatives := alternatives || '|' || quote_literal(said || words[place + 1]) || ':*';
        END IF;
        found_by := alternatives::tsquery;
        is_needed := length(said) > 3 OR longest <= 3 OR said ~ '^[0-9]';
        RETURN NEXT;
    END LOOP;
END
$$;
