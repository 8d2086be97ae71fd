"""What drawing needs beside the tables of `published`: the entry of a cell that holds one, and an index of shapes."""

from django.db import migrations

FORWARD = """
-- A cell that holds one entry only says which, so that the map draws its sign.
ALTER TABLE published.grid ADD COLUMN id text, ADD COLUMN name text;
-- Lines and surfaces among many points: without it every tile would look at all points twice.
CREATE INDEX feature_shape ON published.feature USING gist (layer, geom_3857)
    WHERE public.ST_Dimension(geom_3857) > 0;
"""

BACKWARD = """
DROP INDEX published.feature_shape;
ALTER TABLE published.grid DROP COLUMN id, DROP COLUMN name;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("published", "0002_models")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
