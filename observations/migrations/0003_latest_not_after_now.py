"""The latest reading that the public sees is the last one not after now.

A logger whose clock runs ahead would otherwise look alive long after it fell silent. The index of the readings' key
finds the row at once.
"""

from django.db import migrations

CREATE = """
CREATE OR REPLACE VIEW published.datastream AS
SELECT d.id, d.station_id, d.observed_property, r.time AS latest_at, r.value AS latest_value
FROM public.observations_datastream d
JOIN published.feature_public f ON f.layer = 'climate_station' AND f.id = d.station_id
LEFT JOIN LATERAL (
    SELECT time, value FROM public.observations_reading
    WHERE datastream_id = d.id AND time <= now() ORDER BY time DESC LIMIT 1) r ON true;

CREATE OR REPLACE VIEW published.reading AS
SELECT r.datastream_id, r.time, r.value
FROM public.observations_reading r
JOIN public.observations_datastream d ON d.id = r.datastream_id
JOIN published.feature_public f ON f.layer = 'climate_station' AND f.id = d.station_id
WHERE r.time <= now();
"""

BEFORE = """
CREATE OR REPLACE VIEW published.datastream AS
SELECT d.id, d.station_id, d.observed_property, d.latest_at, d.latest_value
FROM public.observations_datastream d
JOIN published.feature_public f ON f.layer = 'climate_station' AND f.id = d.station_id;

CREATE OR REPLACE VIEW published.reading AS
SELECT r.datastream_id, r.time, r.value
FROM public.observations_reading r
JOIN published.datastream d ON d.id = r.datastream_id;
"""


class Migration(migrations.Migration):
    dependencies = [("observations", "0002_published_views")]
    operations = [migrations.RunSQL(CREATE, BEFORE)]
