"""Opening hours as ranges of time, one row for each text, and the column by which entries find theirs."""

from django.db import migrations, models

CREATE = """
-- The text of an entry's opening hours, as long as it can be one. NULL: none that anyone could evaluate.
ALTER TABLE published.feature ADD COLUMN opening_hours text GENERATED ALWAYS AS (
    CASE WHEN length(properties ->> 'opening_hours') BETWEEN 1 AND 255 THEN properties ->> 'opening_hours' END) STORED;
CREATE INDEX feature_public_opening_hours ON published.feature_public (opening_hours)
    WHERE opening_hours IS NOT NULL;

-- What a text says of the time that it `covers`. Equal texts are evaluated once, so that publishing stays cheap. What is
-- neither open, nor by appointment, nor closed is unknown, and so is every moment that is not covered.
CREATE TABLE published.opening (
    hours text PRIMARY KEY,
    covers tstzrange NOT NULL,
    open tstzmultirange NOT NULL,
    by_appointment tstzmultirange NOT NULL,
    closed tstzmultirange NOT NULL,
    fault text NOT NULL DEFAULT '',
    evaluated_with text NOT NULL,
    CONSTRAINT opening_states_apart
        CHECK (NOT open && by_appointment AND NOT open && closed AND NOT by_appointment && closed),
    CONSTRAINT opening_states_covered CHECK (open <@ covers AND by_appointment <@ covers AND closed <@ covers)
);
-- The holidays of the region's Land in that time: PH public, SH of the schools.
CREATE TABLE published.holiday (
    day date NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    CONSTRAINT holiday_pkey PRIMARY KEY (day, kind),
    CONSTRAINT holiday_kind_known CHECK (kind IN ('PH', 'SH'))
);
GRANT SELECT ON published.opening, published.holiday TO gisportal_public, gisportal_staff;
"""

DROP = """
DROP TABLE published.holiday, published.opening;
ALTER TABLE published.feature DROP COLUMN opening_hours;
"""


class Migration(migrations.Migration):
    dependencies = [("published", "0002_models")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.AddField("publicfeature", "opening_hours", models.TextField(null=True)),
        migrations.AddField("stafffeature", "opening_hours", models.TextField(null=True)),
    ]
