"""OpenStreetMap files: PBF or XML, also gzipped. A stream of nodes, ways and assembled areas with their tags."""

import gzip
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import osmium
import osmium.filter
import osmium.geom
import shapely
from shapely.geometry.base import BaseGeometry

from importers.errors import ImportRefused
from importers.limits import Limits, megabytes
from importers.records import Fault, Record, Table

# Under this key a record says which form it has; no OSM key begins with "@".
FORM = "@form"
POINT, LINE, RING, AREA, SITE = "point", "line", "ring", "area", "site"
READ_BYTES = 1 << 20
WGS84 = 4326
SORTED = "Type_then_ID"
# What the library raises for a file that is damaged or says nonsense.
UNREADABLE = (RuntimeError, ValueError, osmium.InvalidLocationError)


@contextmanager
def open_osm(path: Path, limits: Limits, *, keys: Collection[str]) -> Iterator[Table]:
    """Open an OSM file as a table of the objects that have one of these keys.

    The ref is "node/1", "way/2" or "relation/3"; `values[FORM]` says "point", "line", "ring" (a closed way, as a line),
    "area" or "site". A closed way comes twice, as a ring and as an area, and the rules choose. Relations of type
    multipolygon and boundary come as areas, of type site as the collection of their members. What is cut at the edge of
    an extract is left out and counted in the notes. An unsorted file is sorted first.
    Raises ImportRefused for files that are damaged, define XML entities, or unpack to more than the limit.
    """
    with in_order(path, limits) as (ordered, notes):
        yield Table(format="osm", rows=_rows(ordered, keys, notes, path.name), srid=WGS84, notes=notes)


@contextmanager
def in_order(path: Path, limits: Limits) -> Iterator[tuple[Path, list[str]]]:
    """Give a file of the same objects, nodes first and each by its id, and notes of what had to be done for it.

    Raises ImportRefused if the file is damaged or unpacks to more than the limit, also while it is read within.
    """
    _check_unpacked_size(path, limits)
    with TemporaryDirectory(prefix="gisportal-import-") as folder:
        notes: list[str] = []
        try:
            yield _in_order(path, Path(folder) / "ordered.osm.pbf", notes), notes
        except UNREADABLE as error:
            raise _damaged(path.name) from error


def _damaged(name: str) -> ImportRefused:
    return ImportRefused(f"„{name}“ ist keine lesbare OSM-Datei: sie ist beschädigt oder abgeschnitten.")


def _check_unpacked_size(path: Path, limits: Limits) -> None:
    """Refuse a gzip bomb; PBF bounds its blocks itself."""
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return
    size = 0
    try:
        with gzip.open(path) as unpacked:
            while chunk := unpacked.read(READ_BYTES):
                size += len(chunk)
                if size > limits.unpacked_bytes:
                    raise ImportRefused(f"„{path.name}“ ist ausgepackt größer als {megabytes(limits.unpacked_bytes)}.")
    except (OSError, EOFError, zlib.error) as error:
        raise ImportRefused(f"„{path.name}“ ist kein lesbares Gzip-Archiv.") from error


def _in_order(path: Path, target: Path, notes: list[str]) -> Path:
    """Return the path of a file whose objects come in the order that all else relies on: itself, or a sorted copy.

    A header that promises the order is believed, else one pass tells.
    """
    if osmium.FileProcessor(str(path)).header.get("sorting") == SORTED or _is_in_order(path):
        return path
    reader = osmium.MergeInputReader()
    reader.add_file(str(path))
    with osmium.SimpleWriter(str(target)) as writer:
        reader.apply(writer)
    notes.append("Die Datei war nicht nach Kennungen sortiert; das wurde nachgeholt.")
    return target


def _is_in_order(path: Path) -> bool:
    """Say whether nodes come before ways before relations, each by its id: Overpass often writes ways first."""
    last = (0, False, 0)
    for thing in osmium.FileProcessor(str(path)):
        # As the library sorts: ids of what was never uploaded are negative, and come first by their size.
        here = ("nwr".index(thing.type_str()), thing.id > 0, abs(thing.id))
        if here < last:
            return False
        last = here
    return True


def _rows(path: Path, keys: Collection[str], notes: list[str], name: str) -> Iterator[Record | Fault]:
    try:
        yield from _records(path, keys, notes)
    except UNREADABLE as error:
        raise _damaged(name) from error


def _records(path: Path, keys: Collection[str], notes: list[str]) -> Iterator[Record | Fault]:
    wanted = osmium.filter.KeyFilter(*keys)
    factory = osmium.geom.WKBFactory()
    open_relations: set[int] = set()
    sites: dict[int, dict[str, str]] = {}
    row = cut = 0
    processor = osmium.FileProcessor(str(path)).with_areas(osmium.filter.KeyFilter(*keys)).with_filter(wanted)
    thing: Any
    for thing in processor:
        kind = thing.type_str()
        if kind == "r":
            relation_type = thing.tags.get("type")
            if relation_type == "site":
                sites[thing.id] = dict(thing.tags)
            elif relation_type in ("multipolygon", "boundary"):
                open_relations.add(thing.id)
            continue
        if kind == "a" and not thing.from_way():
            open_relations.discard(thing.orig_id())
        geometry = _geometry(thing, kind, factory)
        if geometry is None:
            cut += 1
            continue
        row += 1
        values: dict[str, Any] = dict(thing.tags)
        values[FORM] = _form(thing, kind)
        yield Record(row, _ref(thing, kind), values, geometry)
    for relation, tags in sites.items():
        geometry = _site(path, relation)
        if geometry is None:
            cut += 1
            continue
        row += 1
        yield Record(row, f"relation/{relation}", {**tags, FORM: SITE}, geometry)
    if left_out := cut + len(open_relations):
        notes.append(f"{left_out} Objekte haben in diesem Auszug keine vollständige Geometrie und bleiben weg.")


def _geometry(thing: Any, kind: str, factory: osmium.geom.WKBFactory) -> BaseGeometry | None:
    """Return the geometry of a node, way or area; None if some of its nodes are not in the file."""
    try:
        if kind == "n":
            location = thing.location
            return shapely.Point(location.lon, location.lat) if location.valid() else None
        wkb = factory.create_linestring(thing) if kind == "w" else factory.create_multipolygon(thing)
    except (RuntimeError, osmium.InvalidLocationError):
        return None
    geometry = shapely.from_wkb(wkb)
    return geometry.geoms[0] if kind == "a" and len(geometry.geoms) == 1 else geometry


def _form(thing: Any, kind: str) -> str:
    if kind == "w":
        return RING if thing.is_closed() else LINE
    return POINT if kind == "n" else AREA


def _ref(thing: Any, kind: str) -> str:
    if kind == "a":
        return f"{'way' if thing.from_way() else 'relation'}/{thing.orig_id()}"
    return f"{'node' if kind == 'n' else 'way'}/{thing.id}"


def _site(path: Path, relation: int) -> BaseGeometry | None:
    """Return the members of a site relation (a playground of several grounds) as one geometry; None if none is here."""
    members: dict[str, set[int]] = {"n": set(), "w": set()}
    thing: Any
    for thing in osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(osmium.filter.IdFilter([relation])):
        for member in thing.members:
            if member.type in members:
                members[member.type].add(member.ref)
    factory = osmium.geom.WKBFactory()
    parts = []
    nodes, ways = osmium.filter.IdFilter(members["n"]), osmium.filter.IdFilter(members["w"])
    nodes.enable_for(osmium.osm.NODE)
    ways.enable_for(osmium.osm.WAY)
    processor = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for thing in processor.with_filter(nodes).with_filter(ways):
        geometry = _geometry(thing, thing.type_str(), factory)
        if geometry is not None and geometry.geom_type == "LineString" and geometry.is_ring:
            geometry = shapely.Polygon(geometry)
        if geometry is not None:
            parts.append(geometry)
    return shapely.union_all(parts) if parts else None
