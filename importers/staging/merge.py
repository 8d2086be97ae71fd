"""Rows with a stable id: created, changed where the source says something new, withdrawn where it is silent."""

from __future__ import annotations

from psycopg import sql

from importers.errors import ImportRefused
from importers.staging.base import Staging
from importers.staging.statements import compose, listed, name, rows, value, write

# A file that has lost this share of its rows is more likely broken than right.
SHRINK_SHARE = 0.5
SHRINK_ROWS = 10
ROWS_AT_ONCE = 20_000
REMEMBERED = " LEFT JOIN importers_importedrow i ON i.target = {label} AND i.row_id = s.{key}"


class MergedStaging(Staging):
    """A target whose rows keep their ids from import to import."""

    # The column that holds what the source calls a row.
    ref_column = "id"

    def finish(self, *, keep_missing: bool, allow_shrink: bool, replace_demo: bool) -> None:
        """See Staging.finish."""
        if self.field_map.existing_only:
            self._take_out_unknown()
        staged = self.count()
        changed = self._merge() if staged else []
        gone = [] if keep_missing or self.field_map.existing_only else self._gone(allow_shrink)
        self.report.withdrawn = len(gone)
        self.withdraw(gone)
        self.report.unchanged = staged - self.report.created - self.report.changed
        demo = self.remove_demo() if replace_demo and staged else []
        self.report.demo_removed = len(demo)
        self.settle(sorted({*changed, *gone, *demo}))

    # --- what differs from target to target --------------------------------------------------------------------------

    def scope(self) -> sql.Composable:
        """Return the condition (alias t) for the rows of the target that this import answers for."""
        raise NotImplementedError

    def withdraw(self, ids: list[str]) -> None:
        """Take rows back that the source no longer has."""
        raise NotImplementedError

    def remove_demo(self) -> list[str]:
        """Delete the demo rows that the real ones replace, and return their ids."""
        raise NotImplementedError

    def settle(self, ids: list[str]) -> None:
        """Publish what changed."""
        raise NotImplementedError

    def on_update(self) -> dict[str, sql.Composable]:
        """Return what is set beside the imported columns when a row changes (aliases t and excluded)."""
        return {}

    def on_select(self) -> dict[str, sql.Composable]:
        """Return expressions for columns that depend on the stored row (aliases s staged, t target, i remembered)."""
        return {}

    # --- merging -----------------------------------------------------------------------------------------------------

    def _take_out_unknown(self) -> None:
        self._take_out(
            compose(
                "NOT EXISTS (SELECT FROM {target} t WHERE t.{key} = {staged}.{key})",
                target=self.target,
                staged=self.table,
                key=name(self.key_column),
            ),
            "Diesen Eintrag gibt es nicht; die Feldzuordnung ändert nur vorhandene.",
        )

    def _merge(self) -> list[str]:
        """Write what is new or says something new since the last import; return the ids written."""
        parts = {
            "todo": name(f"{self._name}_todo"),
            "staged": self.table,
            "target": self.target,
            "key": name(self.key_column),
            "label": value(self.remembered_as),
        }
        write(
            compose(
                "CREATE TEMP TABLE {todo} ON COMMIT DROP AS SELECT s.{key} AS id FROM {staged} s"
                " LEFT JOIN {target} t ON t.{key} = s.{key}"
                + REMEMBERED
                + " WHERE t.{key} IS NULL OR i.digest IS DISTINCT FROM s._digest OR i.is_withdrawn",
                **parts,
            )
        )
        write(compose("SELECT FROM {target} WHERE {key} IN (SELECT id FROM {todo}) ORDER BY {key} FOR UPDATE", **parts))
        written = rows(self._upsert(parts))
        write(
            compose(
                "INSERT INTO importers_importedrow AS i (target, row_id, digest, is_withdrawn)"
                " SELECT {label}, s.{key}, s._digest, false FROM {staged} s JOIN {todo} o ON o.id = s.{key}"
                " ON CONFLICT (target, row_id) DO UPDATE SET digest = excluded.digest, is_withdrawn = false",
                **parts,
            )
        )
        write(compose("DROP TABLE {todo}", **parts))
        self.report.created = sum(new for _, new in written)
        self.report.changed = len(written) - self.report.created
        return [row_id for row_id, _ in written]

    def _upsert(self, parts: dict[str, sql.Composable]) -> sql.Composable:
        chosen = self.on_select()
        columns = list(self.columns)
        values = [chosen.get(column) or self._kept_or_staged(column) for column in columns]
        fixed = {self.key_column, *self.keep_on_update}
        updated = [column for column in self._imported if column in self.columns and column not in fixed]
        updated += [column for column in chosen if column not in updated]
        settings = [compose("{column} = excluded.{column}", column=name(column)) for column in updated]
        settings += [
            compose("{column} = {new}", column=name(column), new=new) for column, new in self.on_update().items()
        ]
        return compose(
            "INSERT INTO {target} AS t ({columns}) SELECT {values} FROM {staged} s JOIN {todo} o ON o.id = s.{key}"
            " LEFT JOIN {target} t ON t.{key} = s.{key}"
            + REMEMBERED
            + " ORDER BY s.{key} ON CONFLICT ({key}) DO UPDATE SET {settings}"
            " WHERE ({ours}) IS DISTINCT FROM ({theirs}) RETURNING t.{key}, t.xmax = 0",
            columns=listed(columns),
            values=sql.SQL(", ").join(values),
            settings=sql.SQL(", ").join(settings),
            ours=listed(updated, of="t"),
            theirs=listed(updated, of="excluded"),
            **parts,
        )

    def _kept_or_staged(self, column: str) -> sql.Composable:
        """What the source does not speak of stays; the row must be whole even where it will only be changed."""
        if column in self._imported and column not in self.keep_on_update:
            return name("s", column)
        return compose(
            "CASE WHEN t.{key} IS NULL THEN s.{column} ELSE t.{column} END",
            key=name(self.key_column),
            column=name(column),
        )

    # --- what is gone ------------------------------------------------------------------------------------------------

    def _gone(self, allow_shrink: bool) -> list[str]:
        """Return the ids of rows that the source no longer has, and refuse the file if they are suspiciously many."""
        if self.unnamed_faults:
            self.report.notes.append(
                f"{self.unnamed_faults} abgelehnte Zeilen haben keine lesbare Kennung; "
                "darum wurde nichts zurückgezogen."
            )
            return []
        found = rows(
            compose(
                "SELECT t.{key} FROM {target} t WHERE {scope} AND t.{ref} <> ALL({refused})"
                " AND NOT EXISTS (SELECT FROM {staged} s WHERE s.{key} = t.{key}) ORDER BY t.{key} FOR UPDATE",
                key=name(self.key_column),
                target=self.target,
                scope=self.scope(),
                ref=name(self.ref_column),
                refused=value(sorted(self.refused_refs)),
                staged=self.table,
            )
        )
        gone = [row_id for (row_id,) in found]
        may_shrink = allow_shrink or self.is_demo
        if not may_shrink and len(gone) > SHRINK_ROWS and len(gone) > SHRINK_SHARE * (len(gone) + self.count()):
            raise ImportRefused(
                f"Der Datei fehlen {len(gone)} Einträge, die es aus dieser Quelle schon gibt; das sieht nach einer "
                "unvollständigen Datei aus. Wenn es so sein soll: --allow-shrink zieht sie zurück, --keep-missing "
                "lässt sie stehen."
            )
        return gone

    @property
    def remembered_as(self) -> str:
        """Under which name states of rows are remembered; a map that only changes rows has a memory of its own."""
        label = self.model._meta.label
        return f"{label}:{self.field_map.name}" if self.field_map.existing_only else label

    def remember_withdrawn(self, ids: list[str]) -> None:
        """Note that an import withdrew these rows: they come back when the source has them again."""
        write(
            compose(
                "UPDATE importers_importedrow SET is_withdrawn = true WHERE target = {label} AND row_id = ANY({ids})",
                label=value(self.remembered_as),
                ids=value(ids),
            )
        )

    def forget(self, ids: list[str]) -> None:
        """Forget rows that were deleted."""
        write(
            compose(
                "DELETE FROM importers_importedrow WHERE target = {label} AND row_id = ANY({ids})",
                label=value(self.remembered_as),
                ids=value(ids),
            )
        )

    def in_pieces(self, ids: list[str]) -> list[list[str]]:
        """Return the ids in pieces, so that memory does not grow with the file."""
        return [ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE)]
