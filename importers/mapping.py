"""From a record as it was read to the values of a row of ours, by a field map and the types of the target's fields."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from importers.conditions import RuleIndex, meets
from importers.conversion import convert, parsed_time, text_of
from importers.errors import ImportRefused, RowFault
from importers.fieldmap import FieldMap, Origin
from importers.geometry import Located, measure
from importers.readers.numbers import parse_number
from importers.records import Record
from importers.transforms import TRANSFORMS

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(slots=True)
class Row:
    """A row as it will be stored: values by column of the target, the id in the source, what had to be left out."""

    row: int
    ref: str
    values: dict[str, Any]
    left_out: list[RowFault] = field(default_factory=list)


class RowMapper:
    """Applies one field map; made once per import. With `kind` only the rules for that kind of place hold,
    with `without` not those for such kinds. `constants`
    are columns that every row has, such as "@city".

    Raises ImportRefused at once if the map names fields that the target lacks, or columns that the file lacks or has
    twice.
    """

    def __init__(
        self,
        field_map: FieldMap,
        model: type[models.Model],
        *,
        columns: Iterable[str] = (),
        ambiguous: Iterable[str] = (),
        decimal: str = ".",
        kind: str = "",
        without: frozenset[str] = frozenset(),
        constants: Mapping[str, str] | None = None,
    ) -> None:
        self._map = field_map
        self._decimal = decimal
        self._constants = dict(constants or {})
        self._fields = {each.name: each for each in model._meta.concrete_fields}
        self._rules = RuleIndex(
            rule
            for rule in field_map.rules
            if (not kind or rule.set.get("kind") == kind) and rule.set.get("kind") not in without
        )
        self._masked = frozenset(field_map.masked)
        self._check_fields()
        self._check_columns(frozenset(columns), frozenset(ambiguous))

    def is_ours(self, record: Record) -> bool:
        """Say whether the map takes this row at all; cheap, before any geometry is looked at."""
        if self._map.select and not any(meets(record, each) for each in self._map.select):
            return False
        return not self._map.select_by_rules or self._rules.any_possible(record)

    def ref(self, record: Record, located: Located | None) -> str:
        """Return what the source calls this row: the field "id" if the map has one, else the map's id columns.

        Raises RowFault if all of them are empty.
        """
        if "id" in self._map.fields:
            found = [self._found(record, origin, located) for origin in self._map.fields["id"]]
            if not any(found):
                raise RowFault("Die Kennung ist leer.", self._columns_of("id"))
            return text_of(next(value for value in found if value)).strip()
        parts = [text_of(found or "").strip() for name in self._map.id for found in [self._raw(record, name, located)]]
        if not any(parts):
            raise RowFault("Die Kennung ist leer.", ", ".join(self._map.id))
        return "|".join(parts)

    def row(self, record: Record, ref: str, located: Located | None) -> Row | None:
        """Return the row; None if no rule holds and the map selects by rules. Raises RowFault for required fields."""
        rule = self._rules.first(record, located)
        if rule is None and self._map.select_by_rules:
            return None
        row = Row(record.row, ref, {})
        given = rule.set if rule else {}
        for name in {**self._map.fields, **given}:
            target = self._fields[name]
            value = self._value(record, name, target, located, row)
            if value is None and name in given:
                said = given[name]
                said = self._filled(said, record) if isinstance(said, str) and "{" in said else said
                value = None if said is None else convert(said, target, self._decimal)
            row.values[target.attname] = self._default(name, target) if value is None else value
        return row

    def _default(self, name: str, target: models.Field) -> Any:
        """Return what a field holds for which a row has no value. Raises RowFault if it must have one."""
        if target.null:
            return None
        value = target.get_default()
        may_be_empty = target.blank or any(origin.value == "" for origin in self._map.fields.get(name, ()))
        if value is None or (value == "" and not may_be_empty):
            raise RowFault("Der Wert fehlt.", self._columns_of(name))
        return value

    def _value(self, record: Record, name: str, target: models.Field, located: Located | None, row: Row) -> Any:
        """Return the first value that an origin of the field finds; a faulty one of an optional field is left out."""
        for origin in self._map.fields.get(name, ()):
            try:
                value = self._found(record, origin, located)
                if value is None or value == "" or value == []:
                    continue
                converted = convert(value, target, self._decimal)
                if converted not in ("", []):
                    return converted
            except RowFault as fault:
                fault.column = fault.column or origin.column or name
                if not (target.blank or target.null or target.has_default()):
                    raise
                row.left_out.append(fault)
        return None

    def _found(self, record: Record, origin: Origin, located: Located | None) -> Any:
        if origin.value is not None:
            return origin.value
        if origin.is_masked:
            return self._is_masked(record.values.get(origin.is_masked))
        if origin.measure:
            return measure(located, origin.measure) if located else None
        value = self._filled(origin.template, record) if origin.template else self._raw(record, origin.column, located)
        if value is None or value == "" or self._is_masked(value):
            return None
        if origin.pattern and not re.fullmatch(origin.pattern, text_of(value).strip()):
            return None
        if origin.split:
            items = [item.strip() for item in text_of(value).split(origin.split) if item.strip()]
            return _translated_list(items, origin)
        if origin.values is not None:
            value = _translated(text_of(value).strip(), origin)
        if origin.transform and value is not None:
            value = TRANSFORMS[origin.transform](text_of(value))
        if origin.format and value is not None:
            value = parsed_time(text_of(value), origin.format)
        if origin.percent_of:
            whole = self._number(record.values.get(origin.percent_of))
            share = self._number(value)
            return None if whole is None or share is None else round(whole * share / 100)
        if origin.factor != 1.0:
            number = self._number(value)
            return None if number is None else number * origin.factor
        return value

    def _number(self, value: Any) -> float | None:
        if value is None or value == "" or self._is_masked(value):
            return None
        return float(value) if isinstance(value, (int, float)) else parse_number(str(value), self._decimal)

    def _is_masked(self, value: Any) -> bool:
        """Say whether a statistical office put a code in place of a figure; -9.0 is the code -9."""
        if not self._masked or value is None:
            return False
        text = text_of(value).strip()
        return text in self._masked or (text.endswith(".0") and text[:-2] in self._masked)

    def _raw(self, record: Record, name: str, located: Located | None) -> Any:
        if name == "@ref":
            return record.ref
        if name == "@row":
            return record.row
        if name in ("@lon", "@lat"):
            return None if located is None else f"{located.lonlat[name == '@lat']:.6f}"
        return record.values.get(name)

    def _filled(self, template: str, record: Record) -> str | None:
        """Return the template with the row's values; None if one of them is missing."""
        values = {name: record.values.get(name, self._constants.get(name)) for name in PLACEHOLDER.findall(template)}
        if any(value in (None, "") for value in values.values()):
            return None
        return PLACEHOLDER.sub(lambda match: text_of(values[match.group(1)]).strip(), template)

    def _columns_of(self, name: str) -> str:
        origins = self._map.fields.get(name, ())
        return ", ".join(sorted({column for origin in origins for column in origin.columns()})) or name

    def _check_fields(self) -> None:
        named = {*self._map.fields, *(name for rule in self._map.rules for name in rule.set)}
        if unknown := sorted(named - self._fields.keys()):
            raise ImportRefused(
                f"Feldzuordnung „{self._map.name}“: {self._map.target} hat kein Feld „{unknown[0]}“; "
                f"es gibt {', '.join(sorted(self._fields))}."
            )
        for name, origins in self._map.fields.items():
            for origin in origins:
                if origin.transform and origin.transform not in TRANSFORMS:
                    raise ImportRefused(
                        f"Feldzuordnung „{self._map.name}“, Feld „{name}“: „{origin.transform}“ ist unbekannt; "
                        f"es gibt {', '.join(sorted(TRANSFORMS))}."
                    )

    def _check_columns(self, columns: frozenset[str], ambiguous: frozenset[str]) -> None:
        """Compare with the headings, where the format has them: each field needs at least one of its columns."""
        used = {column for origins in self._map.fields.values() for origin in origins for column in origin.columns()}
        used |= {name for name in self._map.id if not name.startswith("@")}
        if twice := sorted(used & ambiguous):
            raise ImportRefused(
                f"Die Überschrift „{twice[0]}“ steht mehrmals in der Datei; welche Spalte gemeint ist, bleibt offen. "
                "Benennen Sie eine davon um."
            )
        if not columns:
            return
        for name, origins in self._map.fields.items():
            wanted = {column for origin in origins for column in origin.columns()}
            complete = any(origin.columns() <= columns for origin in origins)
            if wanted and not complete:
                raise ImportRefused(
                    f"Der Datei fehlt die Spalte {_quoted(wanted - columns)} für das Feld „{name}“; "
                    f"sie hat {_quoted(columns)}."
                )


def _translated(text: str, origin: Origin) -> Any:
    values = origin.values or {}
    if text in values:
        return values[text]
    return text if origin.other == "@same" else origin.other


def _translated_list(items: list[str], origin: Origin) -> list[Any]:
    if origin.values is None:
        return items
    return [value for item in items if (value := _translated(item, origin)) is not None]


def _quoted(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(f"„{name}“" for name in listed[:20]) + (" …" if len(listed) > 20 else "")
