"""The peer: what is commonly built for misspelt German in PostgreSQL, a trigram index over one text a row.

pg_trgm as its manual has it (PostgreSQL documentation, F.35): the index answers `text %> question` (word similarity, so
that a question need not name all of the text), the nearest first by `<->>`. Its threshold is the extension's own.
"""

from django.db import connection

TABLE = "bench.trigrams"


def copy_for_peer() -> None:
    """Copy the label of each address, entry and area into one table, and index their trigrams."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
            CREATE SCHEMA bench;
            CREATE TABLE {TABLE} AS
                SELECT street || ' ' || housenumber || ', ' || postcode || ' ' || city AS label FROM published.address
                UNION ALL SELECT name FROM published.feature_public;
            CREATE INDEX ON {TABLE} USING gist (label public.gist_trgm_ops (siglen = 64));
            """
        )


def search(text: str, *, limit: int) -> list[str]:
    """Return the labels nearest to a text."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT label FROM {TABLE} WHERE label OPERATOR(public.%%>) %s"
            " ORDER BY label OPERATOR(public.<->>) %s LIMIT %s",
            [text, text, limit],
        )
        return [label for (label,) in cursor.fetchall()]
