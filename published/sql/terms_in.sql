-- Which of these conditions a document's words fulfil, as bits: the first condition is bit 0.
CREATE OR REPLACE FUNCTION published.terms_in(words tsvector, conditions tsquery[]) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    bits integer := 0;
BEGIN
    FOR place IN 1 .. array_length(conditions, 1) LOOP
        IF words @@ conditions[place] THEN
            bits := bits | 1 << (place - 1);
        END IF;
    END LOOP;
    RETURN bits;
END
$$;
