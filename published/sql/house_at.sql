-- The house of a number in a street of the gazetteer. Without that very number, but with one lower and one higher on the
-- same side (both even or both odd): the position between these two, in proportion, and `is_interpolated`; also the house
-- of the same number with another letter. No row beyond the ends of the street. `wanted_letter` small, empty for none.
-- Position EPSG:4326; interpolated on the plane of degrees, which is exact enough along a street.
CREATE OR REPLACE FUNCTION published.house_at(street bigint, wanted integer, wanted_letter text)
    RETURNS TABLE (housenumber text, postcode text, geom public.geometry, is_interpolated boolean)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    there record;
    below record;
    above record;
BEGIN
    SELECT * INTO there FROM published.gazetteer g WHERE g.id = street AND g.kind = 'street';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT CASE WHEN a.letter = wanted_letter THEN a.housenumber ELSE wanted || wanted_letter END, a.postcode,
               a.geom::public.geometry, a.letter <> wanted_letter
        FROM published.address a
        WHERE a.street_key = there.street_key AND a.number = wanted AND a.city = there.city
          AND a.municipality IS NOT DISTINCT FROM there.municipality
        ORDER BY a.letter <> wanted_letter, a.letter, a.id LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO below FROM published.address a
    WHERE a.street_key = there.street_key AND a.number < wanted AND a.number % 2 = wanted % 2 AND a.city = there.city
      AND a.municipality IS NOT DISTINCT FROM there.municipality
    ORDER BY a.number DESC, a.letter DESC, a.id LIMIT 1;
    SELECT * INTO above FROM published.address a
    WHERE a.street_key = there.street_key AND a.number > wanted AND a.number % 2 = wanted % 2 AND a.city = there.city
      AND a.municipality IS NOT DISTINCT FROM there.municipality
    ORDER BY a.number, a.letter, a.id LIMIT 1;
    IF below.number IS NOT NULL AND above.number IS NOT NULL THEN
        RETURN QUERY SELECT wanted || wanted_letter,
            CASE WHEN below.postcode = above.postcode THEN below.postcode ELSE '' END,
            public.ST_LineInterpolatePoint(public.ST_MakeLine(below.geom, above.geom),
                (wanted - below.number)::float8 / (above.number - below.number)), true;
    END IF;
END
$$;
