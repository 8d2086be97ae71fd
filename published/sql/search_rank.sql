-- How well a document fits a search that finds it, for sorting: the larger the better. First that its name has the words
-- as they were written, then that its name has them misspelt, then that they stand as written anywhere in it.
CREATE OR REPLACE FUNCTION published.search_rank(names tsvector, words tsvector, as_written tsquery, misspelt tsquery)
    RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT (names @@ as_written)::integer * 4 + (names @@ misspelt)::integer * 2 + (words @@ as_written)::integer
$$;
