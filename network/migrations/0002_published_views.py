"""What the reading roles see of the street network: which edition is in use, and the arrays to compute with."""

from django.db import migrations

CREATE = """
CREATE VIEW published.network AS SELECT version, is_current FROM public.network_edition;
CREATE VIEW published.network_array AS
    SELECT edition_id AS version, name, content FROM public.network_editionarray;
GRANT SELECT ON published.network, published.network_array TO gisportal_public, gisportal_staff;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_editions_and_edges"), ("published", "0001_schema")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW published.network, published.network_array")]
