"""Municipalities and districts: their official key is their id. After them, everything finds anew where it lies."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from importers.fieldmap import FieldMap
from importers.report import Report
from importers.staging.merge import MergedStaging
from importers.staging.statements import compose, value, write
from layers.models import Area
from layers.services import settle_areas
from published.services import renew_places


class AreaStaging(MergedStaging):
    """Rows that become areas."""

    model = Area
    shape = "multipolygon"

    def __init__(self, field_map: FieldMap, report: Report, *, number: int, is_demo: bool = False) -> None:
        super().__init__(field_map, report, number=number, is_demo=is_demo)
        # Who only mends boundaries does not become the source of the area.
        self.keep_on_update = frozenset({"source_id"}) if field_map.existing_only else frozenset()

    def key(self, ref: str, values: dict[str, Any]) -> dict[str, Any]:
        """See Staging.key."""
        return {"id": ref, "source_id": self.field_map.source.key}

    def check(self) -> None:
        """Give districts their city, the area with the first eight digits of their key, then check."""
        write(compose("UPDATE {staged} SET parent_id = left(id, 8) WHERE kind = 'district'", staged=self.table))
        self._take_out(
            compose(
                "kind = 'district' AND NOT EXISTS (SELECT FROM layers_area a WHERE a.id = {staged}.parent_id)"
                " AND NOT EXISTS (SELECT FROM {staged} o WHERE o.id = {staged}.parent_id)",
                staged=self.table,
            ),
            "Die Gemeinde, zu der dieser Bezirk gehört, gibt es nicht.",
        )
        # In OpenStreetMap the parts of every village have a number; only those of the city are its districts.
        self._take_out(
            compose(
                "kind = 'district' AND NOT EXISTS (SELECT FROM (SELECT id, geom FROM {staged}"
                " UNION ALL SELECT id, geom FROM layers_area) a"
                " WHERE a.id = {staged}.parent_id"
                " AND public.ST_Covers(a.geom, public.ST_PointOnSurface({staged}.geom)))",
                staged=self.table,
            ),
            "Der Bezirk liegt nicht in der Gemeinde, zu der er nach seinem Schlüssel gehört.",
        )
        super().check()

    def scope(self) -> sql.Composable:
        """See MergedStaging.scope: districts and municipalities are answered for apart."""
        return compose(
            "t.source_id = {key} AND t.kind IN (SELECT kind FROM {staged})",
            key=value(self.field_map.source.key),
            staged=self.table,
        )

    def withdraw(self, ids: list[str]) -> None:
        """See MergedStaging.withdraw: an area has no status; what lay in it is found anew by settle()."""
        if not ids:
            return
        relation: Any
        for relation in Area._meta.related_objects:
            if relation.many_to_many:
                relation.through._default_manager.filter(area_id__in=ids).delete()
            elif relation.field.null and relation.related_model is not Area:
                relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids}).update(
                    **{relation.field.name: None}
                )
        # Not by the ORM, which forbids it while its districts stand: the database looks at the end.
        write(compose("DELETE FROM layers_area WHERE id = ANY({ids})", ids=value(ids)))
        self.forget(ids)

    def remove_demo(self) -> list[str]:
        """See MergedStaging.remove_demo: invented districts make no sense within real boundaries, so they go too."""
        ids = sorted(Area.objects.filter(source__is_demo=True).values_list("pk", flat=True))
        self.withdraw(ids)
        return ids

    def settle(self, ids: list[str]) -> None:
        """See MergedStaging.settle; addresses know their municipality as well."""
        if not ids:
            return
        settle_areas()
        locate_addresses()
        renew_places()


def locate_addresses() -> int:
    """Set the municipality of every address from its position; return how many changed."""
    return write(
        compose(
            "WITH found AS (SELECT a.id, min(m.id) AS municipality FROM published.address a"
            " LEFT JOIN layers_area m ON m.kind <> 'district'"
            " AND public.ST_Covers(m.geom, public.ST_Transform(a.geom, 25832)) GROUP BY a.id)"
            " UPDATE published.address a SET municipality = found.municipality FROM found"
            " WHERE found.id = a.id AND a.municipality IS DISTINCT FROM found.municipality"
        )
    )
