-- The condition that all but one of these hold; NULL for fewer than two.
CREATE OR REPLACE FUNCTION published.all_but_one(conditions tsquery[]) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    number CONSTANT integer := coalesce(array_length(conditions, 1), 0);
    others tsquery;
    either tsquery;
BEGIN
    IF number < 2 THEN
        RETURN NULL;
    END IF;
    FOR missing IN 1 .. number LOOP
        others := NULL;
        FOR place IN 1 .. number LOOP
            IF place <> missing THEN
                others := coalesce(others && conditions[place], conditions[place]);
            END IF;
        END LOOP;
        either := coalesce(either || others, others);
    END LOOP;
    RETURN either;
END
$$;
