"""Which rows a field map takes, and which of its rules holds for one."""

from collections.abc import Iterable, Mapping
from typing import Any

from importers.fieldmap import ANY, Condition, Rule
from importers.geometry import Located, measure
from importers.records import Record

FORM = "@form"
FORM_OF = {"Point": "point", "MultiPoint": "point", "LineString": "line", "MultiLineString": "line"}
Place = tuple[int, Rule]


class RuleIndex:
    """Rules by the first column that they ask for and the values they name: a row meets only the few that can hold."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._always: list[Place] = []
        self._by_key: dict[str, dict[str, list[Place]]] = {}
        for number, rule in enumerate(rules):
            key = next((name for name in rule.when if not name.startswith("@")), "")
            if not key:
                self._always.append((number, rule))
                continue
            wanted = rule.when[key]
            for value in [wanted] if isinstance(wanted, str) else wanted:
                self._by_key.setdefault(key, {}).setdefault(value, []).append((number, rule))

    def any_possible(self, record: Record) -> bool:
        """Say whether a rule can hold, areas aside."""
        return any(meets(record, rule.when) for rule in self._candidates(record))

    def first(self, record: Record, located: Located | None) -> Rule | None:
        """Return the first rule that holds."""
        for rule in self._candidates(record):
            if meets(record, rule.when) and _area_fits(rule, located):
                return rule
        return None

    def _candidates(self, record: Record) -> list[Rule]:
        found = list(self._always)
        for name, by_value in self._by_key.items():
            value = record.values.get(name)
            if value is None or value == "":
                continue
            found += by_value.get(ANY, ())
            for item in _items(value):
                found += by_value.get(item, ())
        found.sort(key=lambda place: place[0])
        return [rule for _, rule in found]


def meets(record: Record, conditions: Mapping[str, Condition]) -> bool:
    """Say whether a row meets all conditions. A text with semicolons counts as all of its items.

    >>> meets(Record(1, "", {"sport": "soccer;tennis"}), {"sport": ["tennis", "boules"]})
    True
    >>> meets(Record(1, "", {"access": "no"}), {"access": "*"})
    False
    """
    for name, wanted in conditions.items():
        found = form_of(record) if name == FORM else record.values.get(name)
        if found is None or found == "":
            return False
        items = _items(found)
        if wanted == ANY:
            if items == ("no",):
                return False
        elif isinstance(wanted, str):
            if wanted not in items:
                return False
        elif not any(item in wanted for item in items):
            return False
    return True


def form_of(record: Record) -> str:
    """Return the form of a record: what an OSM reader says, else what its geometry is; "" without geometry."""
    said = record.values.get(FORM)
    if said:
        return str(said)
    return "" if record.geometry is None else FORM_OF.get(record.geometry.geom_type, "area")


def _items(value: Any) -> tuple[str, ...]:
    text = value if isinstance(value, str) else str(value)
    return tuple(item.strip() for item in text.split(";")) if ";" in text else (text.strip(),)


def _area_fits(rule: Rule, located: Located | None) -> bool:
    if rule.min_area_m2 is None and rule.max_area_m2 is None:
        return True
    area = measure(located, "area_m2") if located else None
    if not isinstance(area, float):
        return False
    return (rule.min_area_m2 or 0) <= area < (rule.max_area_m2 or float("inf"))
