"""Where the data of an analysis come from: for each layer that it used, its sources with licence and attribution."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connections
from django.utils.translation import gettext as _

from network.queries import edition_of
from published.catalogue import catalogue


@dataclass(frozen=True)
class Source:
    """What a layer takes from one source. Texts are empty where nothing is said."""

    layer: str  # its title
    source: str
    licence: str
    attribution: str

    @property
    def words(self) -> str:
        """All of it in one line."""
        return "; ".join(each for each in (f"{self.layer}: {self.source}", self.licence, self.attribution) if each)


def sources_of(used: Mapping[str, Iterable[str] | None]) -> list[Source]:
    """Return the sources of the entries that were used, by layer; None means every entry of a layer.

    An entry that is published no longer names no source; a layer of which none is left names itself alone.
    """
    found: list[Source] = []
    for layer_id, ids in used.items():
        layer = catalogue[layer_id]
        licences = next((each.choices for each in layer.fields if each.name == "licence"), {})
        rows = [
            Source(str(layer.title), source, str(licences.get(licence, licence)), attribution)
            for source, licence, attribution in _said(layer_id, None if ids is None else sorted(set(ids)))
        ]
        found += rows or [Source(str(layer.title), "", str(licences.get(layer.licence, layer.licence)), "")]
    return found


def network_source(version: str) -> Source:
    """Return the source of the network that was travelled."""
    return Source(_("Straßennetz"), edition_of(version), "", "")


def _said(layer_id: str, ids: list[str] | None) -> list[tuple[str, str, str]]:
    with connections["published"].cursor() as cursor:
        cursor.execute(_SAID, {"layer": layer_id, "ids": ids})
        return cursor.fetchall()


_SAID = """
SELECT COALESCE(properties ->> 'source', '') AS source, COALESCE(properties ->> 'licence', '') AS licence,
    COALESCE(properties ->> 'attribution', '') AS attribution
FROM published.feature_public WHERE layer = %(layer)s AND (%(ids)s::text[] IS NULL OR id = ANY(%(ids)s))
GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 1, 2, 3
"""
