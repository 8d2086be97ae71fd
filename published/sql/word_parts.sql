-- Two words of the public vocabulary that were run together, each of at least three letters, the longest first part
-- first; NULL if there are none.
CREATE OR REPLACE FUNCTION published.word_parts(joined text) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    size integer := length(joined);
    parts text[];
BEGIN
    SELECT ARRAY[left(joined, cut), substr(joined, cut + 1)] INTO parts
    FROM generate_series(3, size - 3) AS cut
    WHERE EXISTS (SELECT FROM published.word v WHERE v.word = left(joined, cut))
      AND EXISTS (SELECT FROM published.word v WHERE v.word = substr(joined, cut + 1))
    ORDER BY cut DESC LIMIT 1;
    RETURN parts;
END
$$;
