"""The views through which the public side reads datastreams and readings.

They join the public features, so that a withdrawn station's readings vanish with it in the same transaction.
"""

from django.db import migrations

CREATE = """
CREATE VIEW published.datastream AS
SELECT d.id, d.station_id, d.observed_property, d.latest_at, d.latest_value
FROM public.observations_datastream d
JOIN published.feature_public f ON f.layer = 'climate_station' AND f.id = d.station_id;

CREATE VIEW published.reading AS
SELECT r.datastream_id, r.time, r.value
FROM public.observations_reading r
JOIN published.datastream d ON d.id = r.datastream_id;

GRANT SELECT ON published.datastream, published.reading TO gisportal_public, gisportal_staff;
"""

DROP = "DROP VIEW published.reading; DROP VIEW published.datastream;"


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_initial"), ("published", "0001_schema")]
    operations = [migrations.RunSQL(CREATE, DROP)]
