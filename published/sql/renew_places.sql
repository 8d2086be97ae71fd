-- Bring the named places of the gazetteer into agreement with the basemap: villages, suburbs, hamlets with the
-- municipality in which they lie, each once. Writes what differs, notes the layer `basemap` if anything did, and returns
-- how many rows came or went. `houses` is the place's rank: cities before hamlets. Positions EPSG:4326.
CREATE OR REPLACE FUNCTION published.renew_places() RETURNS integer
    LANGUAGE plpgsql
AS $$
DECLARE
    gone integer;
    came integer;
BEGIN
    LOCK TABLE published.gazetteer IN SHARE ROW EXCLUSIVE MODE;
    CREATE TEMP TABLE place_now ON COMMIT DROP AS
    SELECT DISTINCT ON (name_key, municipality)
           kind, name, city, municipality, houses, replace(name_key, ' ', '') AS street_key, name_key,
           published.search_text(city) AS more_key, geom, published.search_names(name_key) AS names,
           published.search_names(name_key) || published.search_words(published.search_text(city)) AS words
    FROM (
        SELECT b.kind, b.name, coalesce(m.name, '') AS city, m.id AS municipality, b.rank AS houses,
               published.search_text(b.name) AS name_key, public.ST_Transform(b.geom_3857, 4326) AS geom
        FROM published.basemap b
        LEFT JOIN LATERAL (
            SELECT f.id, f.name FROM published.feature_public f
            WHERE f.layer = 'area' AND f.kind <> 'district'
              AND public.ST_Covers(f.geom, public.ST_Transform(b.geom_3857, 4326))
            ORDER BY f.id LIMIT 1
        ) m ON true
        WHERE b.theme = 'place' AND public.GeometryType(b.geom_3857) = 'POINT'
    ) AS named
    WHERE name_key <> ''
    ORDER BY name_key, municipality, houses DESC, name, geom;
    DELETE FROM published.gazetteer g
    WHERE g.kind <> 'street' AND NOT EXISTS (
        SELECT FROM place_now n
        WHERE (n.kind, n.name, n.city, n.houses, n.words) = (g.kind, g.name, g.city, g.houses, g.words)
          AND n.municipality IS NOT DISTINCT FROM g.municipality AND n.geom = g.geom);
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO published.gazetteer (layer, kind, name, city, municipality, postcodes, houses, street_key, name_key,
        more_key, geom, names, words)
    SELECT 'basemap', n.kind, n.name, n.city, n.municipality, '{}', n.houses, n.street_key, n.name_key,
        n.more_key, n.geom, n.names, n.words
    FROM place_now n
    WHERE NOT EXISTS (
        SELECT FROM published.gazetteer g
        WHERE g.kind <> 'street' AND g.name_key = n.name_key AND g.municipality IS NOT DISTINCT FROM n.municipality);
    GET DIAGNOSTICS came = ROW_COUNT;
    DROP TABLE place_now;
    IF gone + came > 0 THEN
        INSERT INTO published.turn (layer) VALUES ('basemap') ON CONFLICT DO NOTHING;
    END IF;
    RETURN gone + came;
END
$$;
