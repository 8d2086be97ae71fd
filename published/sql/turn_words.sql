-- Bring the vocabulary of a layer into agreement with its documents, for the words that this transaction noted. Called by
-- turn_versions at COMMIT, while the layer's version is locked: of two transactions that write the same word, the second
-- sees what the first has done, so a word is there if and only if a public document of the layer has it.
CREATE OR REPLACE FUNCTION published.turn_words(of_layer text) RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    DELETE FROM published.word w USING published.word_turn t
    WHERE t.xid = pg_current_xact_id() AND t.layer = of_layer AND w.layer = t.layer AND w.word = t.word
      AND NOT published.has_word(t.layer, t.word);
    INSERT INTO published.word (word, layer)
    SELECT t.word, t.layer FROM published.word_turn t
    WHERE t.xid = pg_current_xact_id() AND t.layer = of_layer
      AND NOT EXISTS (SELECT FROM published.word w WHERE w.word = t.word AND w.layer = t.layer)
      AND published.has_word(t.layer, t.word);
    DELETE FROM published.word_turn t WHERE t.xid = pg_current_xact_id() AND t.layer = of_layer;
END
$$;
