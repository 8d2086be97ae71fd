"""The edition of what tiles are made from: the key of every cache, asked of the database with each request."""

from dataclasses import dataclass

from django.db import connections

# Raised whenever equal data would make another tile: browsers keep tiles of a named edition for a year.
FORMAT = 1


@dataclass(frozen=True, order=True)
class Edition:
    """One state of one or more layers: their version, and the moment of their last change in milliseconds.

    The moment tells apart two states that carry one version after a database was restored from a backup.
    """

    version: int = 0
    changed_ms: int = 0

    def __str__(self) -> str:
        """Return the text that stands in addresses and in TileJSON, in the form of its `version` (semver.org)."""
        return f"{FORMAT}.{self.version}.{self.changed_ms}"

    def is_meant_by(self, text: str | None) -> bool:
        """Say whether the `v` of an address names this edition, in full or by its version alone."""
        return text in (str(self), str(self.version))


# For several layers the sum: it grows with each of them. No row at all is the edition of what was never published.
EDITION_SQL = """
SELECT COALESCE(sum(version), 0)::bigint AS version,
       COALESCE((extract(epoch FROM max(changed_at)) * 1000)::bigint, 0) AS changed_ms
FROM published.layer_version WHERE layer = ANY(%s)
"""


def edition_of(*layers: str) -> Edition:
    """Return the present edition of the layers together."""
    with connections["published"].cursor() as cursor:
        cursor.execute(EDITION_SQL, [list(layers)])
        return Edition(*cursor.fetchone())
