"""The region: everything that differs from one city to the next, read from ``fixtures/<region>/region.toml``.

Code reads it through ``settings.REGION`` only. Standard library only, so that ``./run`` can check a region's name
before anything is installed.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

# ISO 3166-2:DE without "DE-"
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
LANGUAGES = ("de", "en")  # those into which the portal is translated
STORED_SRIDS = (25832,)  # the geometry columns of the domain tables have this SRID, so a region cannot choose another
MAX_ZOOM = 22


class RegionError(Exception):
    """What is wrong with a region file, as one sentence that names the file and the key."""


@dataclass(frozen=True)
class RegionArea:
    """One part of the region: all municipalities whose official key (AGS) begins with ``prefix``."""

    prefix: str
    name: str
    name_en: str
    kind: str  # "city" or "district"


@dataclass(frozen=True)
class Authority:
    """An office that answers for the region or, with a prefix, for the municipalities whose key begins with it."""

    name: str
    url: str
    name_en: str = ""
    prefix: str = ""
    task: str = ""  # what one turns to it for, one sentence
    task_en: str = ""


@dataclass(frozen=True)
class MapView:
    """What the map shows first: WGS84, longitude before latitude, west south east north."""

    bbox: tuple[float, float, float, float]
    center: tuple[float, float]
    zoom: float


@dataclass(frozen=True)
class Basemap:
    """The map below the signs. The portal's own tiles are always there; an outside one is off unless switched on."""

    external: bool = False
    external_name: str = ""
    external_style: str = ""
    external_attribution: str = ""


@dataclass(frozen=True)
class SignOn:
    """Single sign-on by OpenID Connect for staff."""

    enabled: bool = False
    issuer: str = ""


@dataclass(frozen=True)
class LegalPages:
    """Where the legally required pages are: a path of this portal or a full https address."""

    imprint: str
    privacy: str
    accessibility: str


@dataclass(frozen=True)
class CrisisNumber:
    """A telephone number for an emergency or a crisis, shown as it is written here."""

    number: str
    name: str
    name_en: str
    hint: str = ""
    hint_en: str = ""


@dataclass(frozen=True)
class DataFile:
    """One file of a ``--data`` folder: which importer reads it, with which field map, into which layer.

    ``file`` is relative to the folder; ``kind`` narrows the layer (the kind of place, of area). A file that is not in
    the folder is skipped.
    """

    file: str
    importer: str
    map: str
    layer: str
    source: str
    licence: str
    kind: str = ""


@dataclass(frozen=True)
class Download:
    """One file that ``manage.py fetch_region`` brings into a data folder; ``data`` says how it is read from there."""

    name: str
    url: str
    file: str


@dataclass(frozen=True)
class Region:
    """A region as its file describes it."""

    id: str
    name: str
    name_en: str
    motto: str
    motto_en: str
    state: str
    languages: tuple[str, ...]
    timezone: str
    crs: int
    areas: tuple[RegionArea, ...]
    authorities: tuple[Authority, ...]
    map: MapView
    legal_pages: LegalPages
    crisis_numbers: tuple[CrisisNumber, ...]
    quick_exit: str  # where „Seite schnell verlassen“ leads: a page that says nothing of the visit
    # Whom the law of the Land lets one turn to about barriers; named in the accessibility statement.
    enforcement: Authority = Authority("", "")
    basemap: Basemap = Basemap()
    sign_on: SignOn = SignOn()
    data: tuple[DataFile, ...] = field(default=())
    downloads: tuple[Download, ...] = field(default=())

    @property
    def tzinfo(self) -> ZoneInfo:
        """The region's time zone."""
        return ZoneInfo(self.timezone)

    def area_of(self, key: str) -> RegionArea | None:
        """The part of the region to which a municipality's key (AGS or ARS) belongs; None outside the region."""
        return next((area for area in self.areas if key.startswith(area.prefix)), None)

    def authorities_of(self, key: str) -> tuple[Authority, ...]:
        """The offices that answer for a municipality or district of that key, the nearest first."""
        found = [each for each in self.authorities if key.startswith(each.prefix)]
        return tuple(sorted(found, key=lambda each: -len(each.prefix)))


def region_names() -> list[str]:
    """The regions that have a file, in alphabetical order."""
    return sorted(path.parent.name for path in FIXTURES.glob("*/region.toml"))


def load_region(name: str) -> Region:
    """The region of that name. Raises RegionError where there is none or its file has a fault."""
    if name not in region_names():
        raise RegionError(f"There is no region '{name}': fixtures/ holds {', '.join(region_names()) or 'none'}.")
    path = FIXTURES / name / "region.toml"
    region = parse_region(path.read_text(encoding="utf-8"), where=f"fixtures/{name}/region.toml")
    if region.id != name:
        raise RegionError(f"fixtures/{name}/region.toml: 'id' must be the name of its folder, '{name}'.")
    return region


def parse_region(text: str, where: str) -> Region:
    """The region that a TOML text describes; ``where`` names the text in error messages. Raises RegionError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RegionError(f"{where} is not valid TOML: {problem}.") from None
    region: Region = _record(Region, table, f"{where}: ")
    for fault in _faults(region):
        raise RegionError(f"{where}: {fault}.")
    return region


# --- from tables to records --------------------------------------------------------------------------------------


def _record(kind: type[Any], table: Any, where: str) -> Any:
    """A dataclass from a TOML table: every key known, every required key there, every value of its type."""
    if not isinstance(table, dict):
        raise RegionError(f"{where}a table is expected, not {_spoken(table)}.")
    wanted = typing.get_type_hints(kind)
    if unknown := sorted(table.keys() - wanted.keys()):
        raise RegionError(f"{where}the key '{unknown[0]}' is unknown; known are {', '.join(wanted)}.")
    values: dict[str, Any] = {}
    for spec in dataclasses.fields(kind):
        if spec.name in table:
            values[spec.name] = _value(wanted[spec.name], table[spec.name], f"{where}'{spec.name}' ")
        elif spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING:
            raise RegionError(f"{where}the key '{spec.name}' is missing.")
    return kind(**values)


def _value(wanted: Any, found: Any, where: str) -> Any:
    """A TOML value as the type that a field asks for."""
    if dataclasses.is_dataclass(wanted):
        return _record(typing.cast(type[Any], wanted), found, f"{where}: ")
    if isinstance(wanted, types.GenericAlias):
        return _tuple(wanted, found, where)
    if wanted is float and type(found) is int:
        return float(found)
    if type(found) is not wanted:
        raise RegionError(f"{where}must be {_NAMES[wanted]}, not {_spoken(found)}.")
    return found


def _tuple(wanted: types.GenericAlias, found: Any, where: str) -> tuple[Any, ...]:
    """A TOML array as a tuple, of a fixed length or of any."""
    of = typing.get_args(wanted)
    if not isinstance(found, list):
        raise RegionError(f"{where}must be a list, not {_spoken(found)}.")
    if of[-1] is not Ellipsis:
        if len(found) != len(of):
            raise RegionError(f"{where}must have {len(of)} values, not {len(found)}.")
        return tuple(_value(kind, each, where) for kind, each in zip(of, found, strict=True))
    return tuple(_value(of[0], each, f"{where}(entry {number}) ") for number, each in enumerate(found, start=1))


_NAMES: dict[type[Any], str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def _spoken(found: Any) -> str:
    """How a wrong value is named in a sentence."""
    return _NAMES.get(type(found), "a date or time")


# --- what types do not say ---------------------------------------------------------------------------------------


def _faults(region: Region) -> typing.Iterator[str]:
    """What is wrong with a region whose types are right, one sentence part each."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", region.id):
        yield f"'id' must be small letters, digits and hyphens, not '{region.id}'"
    if region.state not in STATES:
        yield f"'state' must be one of {', '.join(STATES)}, not '{region.state}'"
    if not region.languages or set(region.languages) - set(LANGUAGES):
        yield f"'languages' must name some of {', '.join(LANGUAGES)}"
    if region.crs not in STORED_SRIDS:
        yield f"'crs' must be {STORED_SRIDS[0]}, in which geometry is stored, not {region.crs}"
    try:
        ZoneInfo(region.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f"'timezone' must be a name such as Europe/Berlin, not '{region.timezone}'"
    yield from _map_faults(region.map)
    yield from _area_faults(region.areas)
    yield from _address_faults(region)
    yield from _data_faults(region)


def _map_faults(view: MapView) -> typing.Iterator[str]:
    west, south, east, north = view.bbox
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        yield "'map' 'bbox' must be west, south, east, north in degrees (longitude before latitude)"
    if not (west <= view.center[0] <= east and south <= view.center[1] <= north):
        yield "'map' 'center' must lie in 'bbox' (longitude before latitude)"
    if not 0 <= view.zoom <= MAX_ZOOM:
        yield f"'map' 'zoom' must be between 0 and {MAX_ZOOM}"


def _area_faults(areas: tuple[RegionArea, ...]) -> typing.Iterator[str]:
    if not areas:
        yield "'areas' must name at least one part of the region"
    for area in areas:
        if not re.fullmatch(r"\d{2,8}", area.prefix):
            yield f"'areas' 'prefix' must be the first two to eight digits of the official key, not '{area.prefix}'"
        if area.kind not in ("city", "district"):
            yield f"'areas' 'kind' must be city or district, not '{area.kind}'"
        if any(other is not area and other.prefix.startswith(area.prefix) for other in areas):
            yield f"'areas' 'prefix' {area.prefix} covers another one"


def _address_faults(region: Region) -> typing.Iterator[str]:
    for name, page in dataclasses.asdict(region.legal_pages).items():
        if not page.startswith(("/", "https://")) or page.startswith("//"):
            yield f"'legal_pages' '{name}' must be a path or an https address, not '{page}'"
    links = [("authorities", each.url) for each in region.authorities]
    links += [("downloads", each.url) for each in region.downloads]
    links.append(("quick_exit", region.quick_exit))
    if region.enforcement.name:
        links.append(("enforcement", region.enforcement.url))
    if region.basemap.external:
        links.append(("basemap", region.basemap.external_style))
    if region.sign_on.enabled:
        links.append(("sign_on", region.sign_on.issuer))
    for key, url in links:
        if not url.startswith("https://"):
            yield f"'{key}' needs an address that begins with https://, not '{url}'"
    for authority in region.authorities:
        if not re.fullmatch(r"\d{0,12}", authority.prefix):
            yield f"'authorities' 'prefix' must be the beginning of an official key, not '{authority.prefix}'"
    for number in region.crisis_numbers:
        if not re.fullmatch(r"[0-9 ]{3,}", number.number):
            yield f"'crisis_numbers' 'number' must be digits and spaces, not '{number.number}'"


def _data_faults(region: Region) -> typing.Iterator[str]:
    files = {each.file for each in region.data}
    for name in sorted(files | {each.file for each in region.downloads}):
        path = PurePosixPath(name)
        if not name or path.is_absolute() or ".." in path.parts:
            yield f"'file' must be a path inside the data folder, not '{name}'"
    for download in region.downloads:
        if download.file not in files:
            yield f"the download '{download.name}' writes {download.file}, which no entry of 'data' reads"
