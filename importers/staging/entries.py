"""Entries: places, sports facilities, climate stations. Their ids derive from their source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from psycopg import sql

from importers.fieldmap import FieldMap
from importers.mapping import Row
from importers.records import Fault
from importers.report import Report
from importers.staging.base import Staged
from importers.staging.merge import MergedStaging
from importers.staging.statements import compose, name, rows, value, write
from layers.ids import derived_id
from layers.models import Entry, Place, PlaceKind
from layers.models.vocabulary import Status
from layers.services import delete_entries, publish_place_kinds, settle, slug_of

REF_LENGTH = 120
# Street names as they are compared: small, without accents, spaces and hyphens, "Str." written out.
STREET_KEY = "replace(published.search_text({}), ' ', '')"
NUMBER_KEY = "replace(lower({}), ' ', '')"
ADDRESS_COLUMNS = ("_street", "_housenumber", "_postcode", "_city")
# An address counts if postcode and place do not contradict it, and if only one house has it.
_FROM_ADDRESSES = f"""
UPDATE {{staged}} s SET geom = public.ST_Transform(found.geom, 25832) FROM (
    SELECT w.ctid AS row, (array_agg(a.geom ORDER BY a.id))[1] AS geom
    FROM {{staged}} w JOIN published.address a
      ON {STREET_KEY.format("a.street")} = {STREET_KEY.format("w._street")}
     AND {NUMBER_KEY.format("a.housenumber")} = {NUMBER_KEY.format("w._housenumber")}
     AND (w._postcode = '' OR a.postcode = '' OR a.postcode = w._postcode)
     AND (w._city = '' OR a.city = '' OR published.search_text(a.city) = published.search_text(w._city))
    WHERE w.geom IS NULL AND w._street <> '' AND w._housenumber <> ''
    GROUP BY w.ctid HAVING count(DISTINCT (a.postcode, a.city)) = 1
) found WHERE s.ctid = found.row
"""


class EntryStaging(MergedStaging):
    """Rows that become entries of one noun."""

    model: type[Entry]
    keep_on_update = frozenset({"slug", "source_id", "source_ref"})
    ref_column = "source_ref"

    def __init__(
        self,
        field_map: FieldMap,
        report: Report,
        *,
        number: int,
        kinds: list[str],
        model: type[Entry],
        by_address: bool,
        is_demo: bool,
    ) -> None:
        self.model = model
        self._kinds = kinds
        self._by_address = by_address
        super().__init__(field_map, report, number=number, is_demo=is_demo)

    def open(self) -> None:
        """Also make room for addresses to be looked up, and see that the kinds of place exist."""
        super().open()
        if self._by_address:
            for column in ADDRESS_COLUMNS:
                write(compose("ALTER TABLE {staged} ADD {column} text", staged=self.table, column=name(column)))
        self.set_default("status", Status.PUBLISHED.value)
        self.set_default("demo", self.is_demo)
        self._add_kinds()

    def key(self, ref: str, values: dict[str, Any]) -> dict[str, Any]:
        """See Staging.key; an entry also carries its licence and the short name for its address."""
        source = self.field_map.source
        return {
            "id": derived_id(source.key, ref),
            "source_id": source.key,
            "source_ref": ref,
            "licence": source.licence,
            "slug": slug_of(values.get("name", "")),
        }

    def add(self, batch: Sequence[Staged]) -> None:
        """See Staging.add; a ref that is too long for its column is refused."""
        fitting = []
        for each in batch:
            if len(each.row.ref) > REF_LENGTH:
                self.refuse(Fault(each.row.row, "", f"Die Kennung ist länger als {REF_LENGTH} Zeichen.", each.row.ref))
            else:
                fitting.append(each)
        super().add(fitting)

    def check(self) -> None:
        """Look up addresses, take over ids of entries that this source gave us under another id, then check."""
        if self._by_address:
            self._look_up_addresses()
        write(
            compose(
                "UPDATE {staged} s SET id = t.id FROM {target} t WHERE t.source_id = s.source_id"
                " AND t.source_ref = s.source_ref AND t.id <> s.id",
                staged=self.table,
                target=self.target,
            )
        )
        super().check()

    def _look_up_addresses(self) -> None:
        """Give rows without geometry the position of their address, if only one house has it."""
        found = write(compose(_FROM_ADDRESSES, staged=self.table))
        self.report.notes.append(f"{found} Zeilen bekamen ihre Lage aus unserem Adressverzeichnis.")
        if self.field_map.geometry.required:
            self._take_out(
                compose("geom IS NULL"),
                "Die Adresse steht nicht (oder nicht eindeutig) in unserem Adressverzeichnis.",
            )

    # --- MergedStaging -----------------------------------------------------------------------------------------------

    def on_select(self) -> dict[str, sql.Composable]:
        """See MergedStaging.on_select: a person's decision on the status stands; what an import withdrew comes back."""
        status = compose("CASE WHEN t.id IS NULL OR i.is_withdrawn THEN s.status ELSE t.status END")
        return {"status": status}

    def on_update(self) -> dict[str, sql.Composable]:
        """See MergedStaging.on_update."""
        return {"version": compose("t.version + 1"), "changed_at": compose("now()")}

    def scope(self) -> sql.Composable:
        """See MergedStaging.scope: this source, and of places only the kinds that the map speaks of."""
        parts = [
            compose("t.source_id = {key}", key=value(self.field_map.source.key)),
            compose("t.status NOT IN ('withdrawn', 'archived')"),
        ]
        if self.model is Place:
            parts.append(compose("t.kind_id = ANY({kinds})", kinds=value(self._kinds)))
        return sql.SQL(" AND ").join(parts)

    def withdraw(self, ids: list[str]) -> None:
        """See MergedStaging.withdraw; what was invented is deleted, nobody will ask for it."""
        if self.is_demo:
            delete_entries(self.model, ids, by=f"import {self.field_map.name}")
            self.forget(ids)
            return
        write(
            compose(
                "UPDATE {target} SET status = 'withdrawn', version = version + 1, changed_at = now()"
                " WHERE id = ANY({ids})",
                target=self.target,
                ids=value(ids),
            )
        )
        self.remember_withdrawn(ids)

    def remove_demo(self) -> list[str]:
        """See MergedStaging.remove_demo: of places only the kinds that came."""
        doomed: QuerySet[Any] = self.model._default_manager.filter(demo=True)
        if self.model is Place:
            came = rows(compose("SELECT DISTINCT kind_id FROM {staged}", staged=self.table))
            doomed = doomed.filter(kind_id__in=[kind for (kind,) in came])
        ids = sorted(doomed.values_list("pk", flat=True))
        if ids:
            delete_entries(self.model, ids, by=f"import {self.field_map.name}")
        return ids

    def settle(self, ids: list[str]) -> None:
        """See MergedStaging.settle."""
        for piece in self.in_pieces(ids):
            settle(self.model, piece)

    # --- kinds of place ----------------------------------------------------------------------------------------------

    def _add_kinds(self) -> None:
        """Add the kinds of the map that are not there yet; those that are there may have been renamed, and stay."""
        if self.model is not Place:
            return
        known = set(PlaceKind.objects.values_list("pk", flat=True))
        missing = [code for code in self._kinds if code not in known and code in self.field_map.kinds]
        for code in missing:
            kind = PlaceKind(code=code, **self.field_map.kinds[code])
            kind.full_clean()
            kind.save()
        if missing:
            publish_place_kinds()


def with_address(row: Row, columns: dict[str, str], values: dict[str, Any]) -> None:
    """Put the texts of a row's address where `check` looks for them. `columns` are those of the source."""
    for part in ("street", "housenumber", "postcode", "city"):
        text = str(values.get(columns.get(part, ""), "") or "").strip()
        row.values[f"_{part}"] = text
