-- The keys under which a word of search_text is found although it is misspelt: hashes of the word and of its sound, each
-- whole and with one letter left out (symmetric delete: T. Bocek, E. Hunt, B. Stiller, „Fast similarity search in large
-- dictionaries“, University of Zurich, 2007). Two words within one insertion, deletion, substitution or transposition of
-- each other share a key, and so do two that sound alike within one. The index on published.word is made of it: who
-- changes this function or word_sound writes a migration with REINDEX.
CREATE OR REPLACE FUNCTION published.word_keys(word text) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    keys integer[];
    sound text := published.word_sound(word);
    before integer := length(word) + 1;
BEGIN
    FOR letter IN 1 .. before LOOP
        keys[letter] := hashtext(overlay(word PLACING '' FROM letter FOR 1));
    END LOOP;
    FOR letter IN 1 .. length(sound) + 1 LOOP
        keys[before + letter] := hashtext(overlay(sound PLACING '' FROM letter FOR 1));
    END LOOP;
    RETURN keys;
END
$$;
