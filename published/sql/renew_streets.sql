-- Bring the streets of the gazetteer into agreement with the addresses that the statement that just ended wrote: one row
-- per street of a town, at the house in its middle, EPSG:4326. Writes what differs and notes the layer `address`, so that
-- the vocabulary is settled at COMMIT. A trigger on published.address; returns NULL (AFTER trigger).
-- Two transactions at once would each miss the houses that the other writes, so the second waits.
CREATE OR REPLACE FUNCTION published.renew_streets() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    keys text[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT street_key) INTO keys FROM came;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT street_key) INTO keys FROM went;
    ELSE
        SELECT array_agg(street_key) INTO keys
        FROM (SELECT street_key FROM came UNION SELECT street_key FROM went) AS touched;
    END IF;
    IF keys IS NULL THEN
        RETURN NULL;
    END IF;
    LOCK TABLE published.gazetteer IN SHARE ROW EXCLUSIVE MODE;
    CREATE TEMP TABLE street_now ON COMMIT DROP AS
    SELECT name, city, municipality, postcodes, houses, street_key, name_key, more_key, geom,
           published.search_names(name_key) AS names,
           published.search_names(name_key) || published.search_words(more_key) AS words
    FROM (
        SELECT *, published.search_text(name) AS name_key,
               published.search_text(city || ' ' || array_to_string(postcodes, ' ')) AS more_key
        FROM (
            SELECT a.street_key, a.city, a.municipality,
                   mode() WITHIN GROUP (ORDER BY a.street) AS name,
                   array_remove(array_agg(DISTINCT a.postcode), '') AS postcodes,
                   count(*)::integer AS houses,
                   (array_agg(a.geom ORDER BY a.number NULLS LAST, a.id))[(count(*) + 1) / 2] AS geom
            FROM published.address a
            WHERE a.street_key = ANY (keys) AND a.street_key <> ''
            GROUP BY a.street_key, a.city, a.municipality
        ) AS street
    ) AS keyed;
    DELETE FROM published.gazetteer g
    WHERE g.kind = 'street' AND g.street_key = ANY (keys) AND NOT EXISTS (
        SELECT FROM street_now n
        WHERE (n.street_key, n.name, n.city, n.postcodes, n.houses, n.words)
            = (g.street_key, g.name, g.city, g.postcodes, g.houses, g.words)
          AND n.municipality IS NOT DISTINCT FROM g.municipality AND n.geom = g.geom);
    INSERT INTO published.gazetteer (layer, kind, name, city, municipality, postcodes, houses, street_key, name_key,
        more_key, geom, names, words)
    SELECT 'address', 'street', n.name, n.city, n.municipality, n.postcodes, n.houses, n.street_key, n.name_key,
        n.more_key, n.geom, n.names, n.words
    FROM street_now n
    WHERE NOT EXISTS (
        SELECT FROM published.gazetteer g
        WHERE g.kind = 'street' AND g.street_key = n.street_key AND g.city = n.city
          AND g.municipality IS NOT DISTINCT FROM n.municipality);
    DROP TABLE street_now;
    INSERT INTO published.turn (layer) VALUES ('address') ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
