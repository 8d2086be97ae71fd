"""Cells of the census grid: a masked figure is NULL and says so, an uninhabited cell has 0, never one for the other."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from importers.staging.merge import MergedStaging
from importers.staging.statements import compose, value
from layers.models import PopulationCell
from layers.population_units import settle_population


class CellStaging(MergedStaging):
    """Rows that become census cells. None of them is published; the units of people that are merged from them are."""

    model = PopulationCell
    shape = "point"

    def key(self, ref: str, values: dict[str, Any]) -> dict[str, Any]:
        """See Staging.key."""
        return {"id": ref, "source_id": self.field_map.source.key}

    def scope(self) -> sql.Composable:
        """See MergedStaging.scope: cells of one source and one size."""
        return compose(
            "t.source_id = {key} AND t.size_m IN (SELECT size_m FROM {staged})",
            key=value(self.field_map.source.key),
            staged=self.table,
        )

    def withdraw(self, ids: list[str]) -> None:
        """See MergedStaging.withdraw: a cell has no status, it is deleted."""
        PopulationCell.objects.filter(pk__in=ids).delete()
        self.forget(ids)

    def remove_demo(self) -> list[str]:
        """See MergedStaging.remove_demo."""
        ids = sorted(PopulationCell.objects.filter(source__is_demo=True).values_list("pk", flat=True))
        self.withdraw(ids)
        return ids

    def settle(self, ids: list[str]) -> None:
        """See MergedStaging.settle: the units follow from all cells, so they are merged anew."""
        if ids:
            settle_population()
