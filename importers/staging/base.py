"""A temporary table with the columns of its target: filled by COPY, checked by the target's own rules, then merged."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.db.models import GeometryField
from django.db import connection, models
from django.utils import timezone
from psycopg import sql

from importers.fieldmap import FieldMap
from importers.geometry import Located
from importers.mapping import Row
from importers.records import Fault
from importers.report import Report
from importers.staging.statements import compose, listed, name, rows, value, write

DIGEST_BYTES = 16
# What the rules of the database mean, by the end of their names; others are named as they are called.
RULES = {
    "_postcode_digits": "Die Postleitzahl hat nicht fünf Ziffern.",
    "_valid_in_order": "Der Beginn der Gültigkeit liegt nicht vor ihrem Ende.",
    "_name_given": "Der Name fehlt.",
    "_geom_usable": "Die Geometrie ist ungültig oder liegt weit außerhalb.",
    "_key_digits": "Der amtliche Schlüssel hat nicht acht oder zehn Ziffern.",
    "_size_known": "Die Kantenlänge der Zelle ist weder 100 noch 1000 Meter.",
}


@dataclass(frozen=True)
class Staged:
    """A row that is ready: its values and where it lies (None without geometry)."""

    row: Row
    located: Located | None


class Staging:
    """What all targets share. One object per import and target; lives within the transaction of the import.

    Subclasses say what the key of a row is, which columns an import may change, and how rows leave again.
    """

    model: type[models.Model]
    # Columns that are not taken from the source when a row exists already.
    keep_on_update: frozenset[str] = frozenset()
    # Whether rows are told apart by what their source calls them.
    has_refs = True
    geometry_column = "geom"
    shape = "any"

    def __init__(self, field_map: FieldMap, report: Report, *, number: int, is_demo: bool = False) -> None:
        self.field_map = field_map
        self.report = report
        self.is_demo = is_demo
        self.refused_refs: set[str] = set()
        self.unnamed_faults = 0
        self._imported: tuple[str, ...] = ()
        self._name = f"staged_{number}"
        self.table = sql.Identifier(self._name)
        # Tables of the published side are named with their schema, in quotes.
        self.target = name(*self.model._meta.db_table.strip('"').split('"."'))

    # --- filling -----------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Make the temporary table: the target's columns without its rules, with defaults, and three of its own."""
        write(
            compose(
                "CREATE TEMP TABLE {staged} ON COMMIT DROP AS SELECT * FROM {target} WITH NO DATA",
                staged=self.table,
                target=self.target,
            )
        )
        write(compose("ALTER TABLE {staged} ADD _row int, ADD _ref text, ADD _digest bytea", staged=self.table))
        for column, default in self.defaults().items():
            self.set_default(column, default)

    def set_default(self, column: str, default: Any) -> None:
        """Let a column that the source does not speak of hold this value."""
        write(
            compose(
                "ALTER TABLE {staged} ALTER {column} SET DEFAULT {default}",
                staged=self.table,
                column=name(column),
                default=value(default),
            )
        )

    def defaults(self) -> dict[str, Any]:
        """Return what columns hold that the source does not speak of, by the defaults of the model."""
        found: dict[str, Any] = {}
        for column, each in self.columns.items():
            if getattr(each, "auto_now", False) or getattr(each, "auto_now_add", False):
                found[column] = timezone.now()
            elif not each.primary_key and each.has_default():
                found[column] = each.get_default()
            elif not each.null and each.empty_strings_allowed and each.blank:
                found[column] = ""
        return found

    def key(self, ref: str, values: dict[str, Any]) -> dict[str, Any]:
        """Return the columns that identify a row and say where it is from."""
        raise NotImplementedError

    def add(self, batch: Sequence[Staged]) -> None:
        """Copy rows into the temporary table. All rows of an import have the same columns."""
        if not batch:
            return
        geometries = _ewkb([each.located.stored if each.located else None for each in batch], self.srid)
        ready = []
        for each, geometry in zip(batch, geometries, strict=True):
            values = {**each.row.values, self.geometry_column: geometry}
            values |= self.key(each.row.ref, values)
            ready.append((values, each.row))
        self._imported = self._imported or tuple(ready[0][0])
        columns = [*self._imported, "_row", "_ref", "_digest"]
        statement = compose("COPY {staged} ({columns}) FROM STDIN", staged=self.table, columns=listed(columns))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for values, row in ready:
                ordered = [values[column] for column in self._imported]
                digest = hashlib.blake2b(repr(ordered).encode(), digest_size=DIGEST_BYTES).digest()
                copy.write_row([*ordered, row.row, row.ref, digest])

    # --- checking ----------------------------------------------------------------------------------------------------

    def refuse(self, fault: Fault) -> None:
        """Count a row that is not taken; what the source still has is not withdrawn."""
        self.report.refuse(fault)
        if fault.ref:
            self.refused_refs.add(fault.ref)
        else:
            self.unnamed_faults += 1

    def check(self) -> None:
        """Take out rows that occur twice, that break a rule of the target, or that refer to what is not there."""
        self._take_out_repeats()
        self._check_rules()
        for column, each in self.columns.items():
            if isinstance(each, models.ForeignKey) and column in self._imported:
                other = each.related_model._meta
                missing = compose(
                    "{column} IS NOT NULL AND NOT EXISTS (SELECT FROM {other} o WHERE o.{key} = {column})",
                    column=name(self._name, column),
                    other=name(other.db_table),
                    key=name(str(other.pk.column)),
                )
                self._take_out(missing, f"„{each.verbose_name}“ verweist auf etwas, das es nicht gibt.")

    def _take_out_repeats(self) -> None:
        found = rows(
            compose(
                "DELETE FROM {staged} s USING (SELECT ctid, row_number() OVER w AS place,"
                " first_value(_row) OVER w AS first FROM {staged} WINDOW w AS (PARTITION BY {key} ORDER BY _row)) r"
                " WHERE s.ctid = r.ctid AND r.place > 1 RETURNING s._row, s._ref, r.first",
                staged=self.table,
                key=name(self.key_column),
            )
        )
        for row, ref, first in sorted(found):
            if self.field_map.repeated == "first":
                self.report.repeated += 1
            else:
                self.refuse(Fault(row, "", f"Die Kennung steht schon in Zeile {first}.", ref))

    def _check_rules(self) -> None:
        """Ask of each row what the database's CHECK constraints will ask, so that a fault has a row."""
        found = rows(
            compose(
                "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
                " WHERE contype = 'c' AND conrelid = {target}::regclass ORDER BY conname",
                target=value(connection.ops.quote_name(self.model._meta.db_table)),
            )
        )
        for called, rule in found:
            sentence = next(
                (text for end, text in RULES.items() if called.endswith(end)), f"Die Regel „{called}“ ist verletzt."
            )
            condition = sql.SQL(rule.replace("{", "{{").replace("}", "}}")).format()
            self._take_out(compose("({rule}) IS FALSE", rule=condition), sentence)

    def _take_out(self, condition: sql.Composable, sentence: str) -> None:
        found = rows(
            compose(
                "DELETE FROM {staged} WHERE {condition} RETURNING _row, _ref", staged=self.table, condition=condition
            )
        )
        for row, ref in sorted(found):
            self.refuse(Fault(row, "", sentence, ref))

    # --- writing -----------------------------------------------------------------------------------------------------

    def finish(self, *, keep_missing: bool, allow_shrink: bool, replace_demo: bool) -> None:
        """Merge what was staged into the target, withdraw what is gone, publish; counts go into the report."""
        raise NotImplementedError

    def close(self) -> None:
        """Drop the temporary table, so that a second import in the same transaction finds the name free."""
        write(compose("DROP TABLE {staged}", staged=self.table))

    def count(self) -> int:
        """Return how many rows are staged."""
        return rows(compose("SELECT count(*) FROM {staged}", staged=self.table))[0][0]

    @property
    def srid(self) -> int:
        """The EPSG number of the target's geometry."""
        geometry = self.model._meta.get_field(self.geometry_column)
        assert isinstance(geometry, GeometryField)
        return geometry.srid

    @property
    def columns(self) -> dict[str, models.Field]:
        """The columns of the target and their fields."""
        return {str(each.column): each for each in self.model._meta.concrete_fields}

    @property
    def key_column(self) -> str:
        """The column of the target's primary key."""
        return str(self.model._meta.pk.column)


def _ewkb(geometries: Sequence[Any], srid: int) -> list[str | None]:
    """Return geometries as PostGIS reads them in a COPY: hexadecimal EWKB."""
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    return shapely.to_wkb(shapely.set_srid(shapes, srid), hex=True, include_srid=True).tolist()
