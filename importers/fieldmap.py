"""Field maps: which column of a source becomes which field of ours. Data (`importers/maps/*.toml`), not code."""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from importers.errors import ImportRefused

MAPS = Path(__file__).resolve().parent / "maps"
Outside = Literal["refuse", "skip", "warn", "keep"]
# A condition holds for one value, for one of several, or with ANY for every value but "no".
ANY = "*"
Condition = str | Sequence[str]


@dataclass(frozen=True)
class SourceOfMap:
    """Where the data of a map come from, as `layers.Source` keeps it."""

    key: str
    title: str
    licence: str
    attribution: str
    url: str = ""


@dataclass(frozen=True)
class Rule:
    """If a row meets all conditions, these fields have these values. Of the rules of a map the first that holds counts.

    Values are used where the map's fields found none; a text may have {columns} in it.
    Conditions name columns, or "@form" (point, line, ring, area, site). Areas are in m², of the geometry in EPSG:25832.
    """

    when: Mapping[str, Condition]
    set: Mapping[str, Any] = field(default_factory=dict)
    min_area_m2: float | None = None
    max_area_m2: float | None = None


@dataclass(frozen=True)
class Origin:
    """One way to find the value of a field; exactly one of the first five says where to look.

    `column`: a column (or "@ref", "@lon", "@lat", "@row"). `value`: always this one. `template`: text with {columns}.
    `measure`: "area_m2", "length_m" or "width_m" of an area. `is_masked`: whether that column is masked.
    `values` translates what stands there, `other` is for what it doesn't know. `split` makes a list of one text,
    `pattern` drops what does not match wholly, `format` is a date format of strptime, `transform` is named in
    `importers.transforms`, `percent_of` makes a number of a share of another column, `factor` multiplies.
    """

    column: str = ""
    value: Any = None
    template: str = ""
    measure: str = ""
    is_masked: str = ""
    values: Mapping[str, Any] | None = None
    other: Any = None
    split: str = ""
    pattern: str = ""
    format: str = ""
    transform: str = ""
    percent_of: str = ""
    factor: float = 1.0

    def columns(self) -> set[str]:
        """Return the columns that this origin reads."""
        named = {self.column, self.is_masked, self.percent_of, *re.findall(r"\{([^{}]+)\}", self.template)}
        return {name for name in named if name and not name.startswith("@")}


@dataclass(frozen=True)
class GeometryOfMap:
    """Where the geometry stands if not in the file's own geometry. The first that a row has counts.

    `geojson` and `wkt` name columns with such texts, `point` one with "lat, lon"; `lon` and `lat` (or x and y) name two
    columns; `address` names columns for street, housenumber, postcode and city, looked up in our own addresses.
    """

    geojson: str = ""
    wkt: str = ""
    point: str = ""
    lon: str = ""
    lat: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    required: bool = True


@dataclass(frozen=True)
class FieldMap:
    """One map: source, target and how a row is read. `id` names the columns that tell rows apart in their source.

    `target` is a model ("layers.Place"), "published.basemap", "published.address", "observations.readings" or
    "network.Edition".
    `rules` also select: with `select_by_rules` a row for which none holds is not ours. `select` holds conditions, of
    which a row must meet one set; none means all rows. `srid` is meant where the file states none. `outside` says what
    becomes of rows outside the region (with a margin); `region_key` names a column with an AGS or ARS, rows of other
    regions are not ours. `existing_only` changes entries, and adds none. `digest` changes with the map's text.
    """

    name: str
    title: str
    target: str
    source: SourceOfMap
    fields: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    id: tuple[str, ...] = ("@ref",)
    srid: int | None = None
    outside: Outside = "refuse"
    margin_deg: float = 0.02
    region_key: str = ""
    select: tuple[Mapping[str, Condition], ...] = ()
    rules: tuple[Rule, ...] = ()
    select_by_rules: bool = False
    existing_only: bool = False
    repeated: Literal["refuse", "first"] = "refuse"
    masked: tuple[str, ...] = ()
    layer: str = ""
    delimiter: str = ""
    encoding: str = ""
    geometry: GeometryOfMap = GeometryOfMap()
    kinds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    readings: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""

    def keys(self) -> set[str]:
        """Return the columns that decide whether a row is ours: an OSM reader need look at no other object."""
        conditions = [*self.select, *(rule.when for rule in self.rules)]
        return {name for condition in conditions for name in condition if not name.startswith("@")}


def map_names() -> list[str]:
    """Return the names of all maps."""
    return sorted(path.stem for path in MAPS.glob("*.toml"))


def load_map(name: str) -> FieldMap:
    """Return the map of that name, or of that path if it ends in .toml. Raises ImportRefused for faults in it."""
    path = Path(name) if name.endswith(".toml") else MAPS / f"{name}.toml"
    if not path.is_file() or (not name.endswith(".toml") and name not in map_names()):
        raise ImportRefused(f"Die Feldzuordnung „{name}“ gibt es nicht; es gibt {', '.join(map_names())}.")
    return parse_map(path.read_text(encoding="utf-8"), path.stem)


def parse_map(text: str, name: str) -> FieldMap:
    """Return the map that a TOML text describes. Raises ImportRefused with the key that is wrong."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImportRefused(f"Die Feldzuordnung „{name}“ ist kein gültiges TOML: {error}.") from error
    for included in _texts(table.pop("include", [])):
        shared_text = _shared(included, name)
        text += shared_text
        for key, value in tomllib.loads(shared_text).items():
            # Tables are merged, so that a map adds to the common fields; what it says itself wins.
            table[key] = {**value, **table.get(key, {})} if isinstance(value, dict) else table.get(key, value)
    reader = _MapReader(name)
    values = reader.checked(table, FieldMap, given={"name", "digest"})
    values["source"] = SourceOfMap(**reader.checked(table["source"], SourceOfMap))
    values["fields"] = {target: reader.origins(target, spec) for target, spec in table.get("fields", {}).items()}
    values["rules"] = tuple(Rule(**reader.checked(rule, Rule)) for rule in table.get("rules", []))
    values["geometry"] = GeometryOfMap(**reader.checked(table.get("geometry", {}), GeometryOfMap))
    values["select"] = tuple(table.get("select", []))
    for key in ("id", "masked"):
        if key in table:
            values[key] = tuple(_texts(table[key]))
    if values.get("outside", "keep") not in get_args(Outside):
        raise ImportRefused(f"Feldzuordnung „{name}“: „outside“ ist refuse, skip, warn oder keep.")
    return FieldMap(name=name, digest=hashlib.sha256(text.encode()).hexdigest(), **values)


class _MapReader:
    """Checks tables against the dataclasses that they become."""

    def __init__(self, name: str) -> None:
        self._name = name

    def checked(self, table: Any, kind: type, given: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
        """Return the table's values; refuse unknown and missing keys."""
        if not isinstance(table, dict):
            raise self._wrong(f"bei „{kind.__name__}“ steht keine Tabelle")
        known = {each.name: each for each in fields(kind) if each.name not in given}
        for key in table:
            if key not in known:
                raise self._wrong(f"der Schlüssel „{key}“ ist unbekannt; bekannt sind {', '.join(known)}")
        for key, each in known.items():
            if key not in table and each.default is MISSING and each.default_factory is MISSING:
                raise self._wrong(f"der Schlüssel „{key}“ fehlt")
        return dict(table)

    def origins(self, target: str, spec: Any) -> tuple[Origin, ...]:
        """Return the ways to find a field, in their order; a plain text is a column, a list holds alternatives."""
        found = []
        for each in spec if isinstance(spec, list) else [spec]:
            table = {"column": each} if isinstance(each, str) else each
            origin = Origin(**self.checked(table, Origin))
            places = [origin.column, origin.template, origin.measure, origin.is_masked]
            if sum(bool(place) for place in places) + ("value" in table) != 1:
                raise self._wrong(
                    f"„fields.{target}“ braucht genau eines von column, value, template, measure, is_masked"
                )
            found.append(origin)
        return tuple(found)

    def _wrong(self, what: str) -> ImportRefused:
        return ImportRefused(f"Feldzuordnung „{self._name}“: {what}.")


def _shared(included: str, name: str) -> str:
    path = MAPS / "shared" / f"{included}.toml"
    if path.parent != MAPS / "shared" or not path.is_file():
        raise ImportRefused(f"Feldzuordnung „{name}“: „include“ nennt „{included}“, das es nicht gibt.")
    return path.read_text(encoding="utf-8")


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
