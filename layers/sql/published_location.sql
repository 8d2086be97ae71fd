-- The place of an entry as the public may see it, for the precision that the entry chose.
-- exact: the geometry itself; street: the middle of its street, from the addresses of that street in the municipality (at
-- least three, or the middle would be somebody's door); district: a point on the surface of the city district, or of the
-- municipality; none, no geometry, or no area known: NULL. All geometries EPSG:25832, metres.
CREATE OR REPLACE FUNCTION public.street_middle(of_municipality text, of_street text) RETURNS public.geometry
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN pg_catalog.count(*) >= 3 THEN
        public.ST_GeometricMedian(public.ST_Collect(public.ST_Transform(a.geom, 25832))) END
    FROM published.address a
    WHERE a.municipality = of_municipality AND a.street = of_street
$$;

CREATE OR REPLACE FUNCTION public.published_location(
    exact public.geometry, chosen text, of_municipality text, of_district text, of_street text
) RETURNS public.geometry
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN exact IS NULL OR chosen = 'none' THEN NULL
        WHEN chosen = 'exact' THEN exact
        ELSE COALESCE(
            CASE WHEN chosen = 'street' AND of_street <> '' THEN public.street_middle(of_municipality, of_street) END,
            (SELECT public.ST_PointOnSurface(a.geom) FROM public.layers_area a
             WHERE a.id = COALESCE(of_district, of_municipality)))
    END
$$;
