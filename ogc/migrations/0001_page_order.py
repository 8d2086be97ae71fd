"""The order in which items are paged: along a space-filling curve, so that neighbours on the map share a page.

A page of a rectangle then walks a few short ranges of one index and stops when it is full. With an order by id it would
either sort everything in the rectangle or walk the whole layer past what lies elsewhere.
"""

from django.db import migrations

# The expressions stand again in ogc/order.py: PostgreSQL uses an index only where a query repeats its expression.
FORWARD = """
CREATE INDEX feature_public_page_order ON published.feature_public
    (layer, (COALESCE(public.ST_GeoHash(public.ST_PointOnSurface(geom), 9), '~') COLLATE "C"), id);
-- How far entries reach beyond the point under which they are found; points reach nowhere and are not in it.
CREATE INDEX feature_public_size ON published.feature_public
    (layer, (GREATEST(public.ST_XMax(geom) - public.ST_XMin(geom), public.ST_YMax(geom) - public.ST_YMin(geom))))
    WHERE GREATEST(public.ST_XMax(geom) - public.ST_XMin(geom), public.ST_YMax(geom) - public.ST_YMin(geom)) > 0;
"""

BACKWARD = """
DROP INDEX published.feature_public_page_order;
DROP INDEX published.feature_public_size;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("published", "0001_schema")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
