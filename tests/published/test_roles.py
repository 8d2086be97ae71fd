"""What the reading roles may and may not do, asked of PostgreSQL itself over connections of their own."""

import pytest
from django.db import ProgrammingError, connection, connections

pytestmark = pytest.mark.usefixtures("published_committed")

# PostGIS's own catalogues: every role may read them, and they hold nothing of ours but names.
OF_POSTGIS = {"public.spatial_ref_sys", "public.geometry_columns", "public.geography_columns"}
PUBLIC = {
    "published.feature_public",
    "published.layer_version",
    "published.kind",
    "published.basemap",
    "published.address",
    "published.grid",
    "published.topic",
    "published.gazetteer",
    "published.word",
    "published.opening",
    "published.holiday",
    "published.page_text",
    "published.datastream",
    "published.reading",
    "published.network",
    "published.network_array",
}
STAFF = PUBLIC | {"published.feature", "published.feature_staff"}

RELATIONS = """
SELECT n.nspname || '.' || c.relname, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""


def readable(alias: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS)
        relations = cursor.fetchall()
    assert len(relations) > 50
    allowed = set()
    for name, schema, relation in relations:
        refusal = ""
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(f'SELECT 1 FROM "{schema}"."{relation}" LIMIT 1')
            allowed.add(name)
        except ProgrammingError as error:
            refusal = str(error)
        assert name in allowed or "permission denied" in refusal
    return allowed


def test_the_public_role_reads_the_public_part_only() -> None:
    assert readable("published") == PUBLIC | OF_POSTGIS


def test_the_staff_role_reads_the_staff_part_as_well() -> None:
    assert readable("staff") == STAFF | OF_POSTGIS


@pytest.mark.parametrize("alias", ["published", "staff"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT public.published_location(NULL, 'exact', '', '', '')",
        "SELECT public.street_middle('', '')",
        "INSERT INTO published.turn (layer) VALUES ('association')",
        "UPDATE published.layer_version SET version = 0",
        "DELETE FROM published.feature_public",
        "SELECT pg_read_file('/etc/hostname')",
        "SET ROLE gisportal",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_the_reading_roles_cannot_write_or_step_out(alias: str, statement: str) -> None:
    # Read-only mode and the time limit are for accidents: the role can undo them, so they are undone here.
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be"),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(f"SET default_transaction_read_only = off; SET transaction_read_only = off; {statement}")
