-- Note the words that came to or left the searchable rows of a layer by the statement that just ended, for turn_words to
-- settle at COMMIT. A trigger on tables with the columns `layer` and `words`; its argument is the condition for rows that
-- anyone may see. Only notes, each word once, and locks nothing that another transaction waits for.
-- Returns NULL (AFTER trigger).
CREATE OR REPLACE FUNCTION published.note_words() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    came CONSTANT text := format('SELECT DISTINCT layer, unnest(tsvector_to_array(words)) FROM came WHERE %s', TG_ARGV[0]);
    went CONSTANT text := format('SELECT DISTINCT layer, unnest(tsvector_to_array(words)) FROM went WHERE %s', TG_ARGV[0]);
BEGIN
    EXECUTE 'INSERT INTO published.word_turn (layer, word) SELECT * FROM ('
        || CASE TG_OP
            WHEN 'INSERT' THEN came
            WHEN 'DELETE' THEN went
            ELSE format('(%1$s EXCEPT %2$s) UNION (%2$s EXCEPT %1$s)', came, went)
           END
        || ') AS noted (layer, word)'
        || CASE WHEN TG_OP = 'INSERT' THEN
            ' WHERE NOT EXISTS (SELECT FROM published.word w WHERE w.word = noted.word AND w.layer = noted.layer)'
           ELSE '' END
        || ' ON CONFLICT DO NOTHING';
    RETURN NULL;
END
$$;
