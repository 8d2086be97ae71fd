-- Whether any document of a layer that anyone may see has this word. Asks the index of words, whatever the statistics say:
-- at the end of a large import they know nothing yet, and the planner would walk through the layer for each word. That is
-- why the layer is compared in a way that no index knows.
CREATE OR REPLACE FUNCTION published.has_word(of_layer text, searched text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET enable_seqscan = off
AS $$
DECLARE
    condition CONSTANT tsquery := quote_literal(searched)::tsquery;
BEGIN
    RETURN EXISTS (SELECT FROM published.feature_public f WHERE f.layer || '' = of_layer AND f.words @@ condition)
        OR EXISTS (SELECT FROM published.gazetteer g WHERE g.layer || '' = of_layer AND g.words @@ condition)
        OR EXISTS (SELECT FROM published.topic t WHERE t.layer || '' = of_layer AND t.words @@ condition);
END
$$;
