"""Basemap and addresses: rows without ids of their own, replaced source by source, in place where nothing changed."""

from __future__ import annotations

from typing import Any

from django.db import models

from importers.staging.base import Staging
from importers.staging.statements import compose, listed, name, value, write
from layers.models import Entry
from layers.models.vocabulary import LocationPrecision
from published.catalogue import catalogue
from published.models import Address, BasemapFeature
from published.services import publish, renew_places, turn_version

# Equal rows are told apart by their place among their equals, so that each counts once.
SIDES = """
WITH old AS MATERIALIZED (
    SELECT id, digest, row_number() OVER (PARTITION BY digest) AS place
    FROM (SELECT id, md5(ROW({columns})::text) AS digest FROM {target} WHERE source = {source}) o
), new AS MATERIALIZED (
    SELECT *, row_number() OVER (PARTITION BY digest) AS place
    FROM (SELECT {columns}, md5(ROW({columns})::text) AS digest FROM {staged}) n
)
"""
DELETE = """
DELETE FROM {target} WHERE id IN (
    SELECT id FROM old WHERE NOT EXISTS (SELECT FROM new WHERE (new.digest, new.place) = (old.digest, old.place)))
"""
# Geometries sort along a space-filling curve: neighbours on the map become neighbours on disk.
INSERT = """
INSERT INTO {target} ({columns}) SELECT {columns} FROM new
WHERE NOT EXISTS (SELECT FROM old WHERE (new.digest, new.place) = (old.digest, old.place)) ORDER BY {geometry}
"""


class ReplacedStaging(Staging):
    """A table of the published side that only importers write. Its version turns only if a row came or went."""

    has_refs = False
    version_layer: str

    def key(self, ref: str, values: dict[str, Any]) -> dict[str, Any]:
        """See Staging.key: where the row is from is all that it needs."""
        return {"source": self.field_map.source.key}

    def check(self) -> None:
        """There are no ids to compare; the database's rules are asked as everywhere."""
        self._check_rules()

    def finish(self, *, keep_missing: bool, allow_shrink: bool, replace_demo: bool) -> None:
        """See Staging.finish: delete what the file does not have, insert what the table does not have."""
        parts = {
            "columns": listed([column for column, each in self.columns.items() if not each.primary_key]),
            "target": self.target,
            "staged": self.table,
            "source": value(self.field_map.source.key),
            "geometry": name(self.geometry_column),
        }
        staged = self.count()
        if not keep_missing:
            self.report.withdrawn = write(compose(SIDES + DELETE, **parts))
        self.report.created = write(compose(SIDES + INSERT, **parts))
        self.report.unchanged = staged - self.report.created
        if replace_demo and staged:
            self.report.demo_removed = write(
                compose("DELETE FROM {target} WHERE source IN (SELECT key FROM layers_source WHERE is_demo)", **parts)
            )
        if self.report.created or self.report.withdrawn or self.report.demo_removed:
            turn_version(self.version_layer)
            self.settle()

    def settle(self) -> None:
        """Bring along what depends on these rows."""


class BasemapStaging(ReplacedStaging):
    """Rows that become the basemap."""

    model = BasemapFeature
    geometry_column = "geom_3857"
    version_layer = "basemap"

    def settle(self) -> None:
        """The names of places are found by the search."""
        renew_places()


class AddressStaging(ReplacedStaging):
    """Rows that become addresses: one per house, however many shops in it carry its number."""

    model: type[models.Model] = Address
    shape = "point"
    version_layer = "address"

    def check(self) -> None:
        """Find the municipality of each, fill in its name where the place is missing, keep one row per house."""
        write(
            compose(
                "UPDATE {staged} s SET municipality = a.id, city = CASE s.city WHEN '' THEN a.name ELSE s.city END"
                " FROM layers_area a WHERE a.kind <> 'district'"
                " AND public.ST_Covers(a.geom, public.ST_Transform(s.geom, 25832))",
                staged=self.table,
            )
        )
        self.report.repeated = write(
            compose(
                "DELETE FROM {staged} s USING (SELECT ctid, row_number() OVER (PARTITION BY lower(street),"
                " lower(housenumber), postcode, city ORDER BY _row) AS place FROM {staged}) r"
                " WHERE r.ctid = s.ctid AND r.place > 1",
                staged=self.table,
            )
        )
        super().check()

    def settle(self) -> None:
        """Entries that show only their street are published in its middle, which the addresses tell."""
        for layer in sorted(catalogue, key=lambda each: each.id):
            if issubclass(layer.domain_model, Entry):
                by_street = layer.domain_model._default_manager.filter(location_precision=LocationPrecision.STREET)
                publish(layer.id, by_street.values_list("pk", flat=True))
