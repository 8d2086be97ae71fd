"""The readers, by the name that `sniff` gives a file. A new format is one module and one line here."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from importers.limits import Limits
from importers.readers.archive import unpacked
from importers.readers.delimited import open_delimited
from importers.readers.geojson import open_geojson
from importers.readers.osm import open_osm
from importers.readers.overpass import open_overpass
from importers.readers.sniff import sniff
from importers.readers.vector import open_geopackage, open_shapefile
from importers.records import Table


@dataclass(frozen=True)
class Wanted:
    """What a field map says of the file: which layer of several, how a text is written, which OSM keys matter."""

    layer: str = ""
    delimiter: str = ""
    encoding: str = ""
    keys: Collection[str] = field(default_factory=frozenset)


Opener = Callable[[Path, Limits, Wanted], AbstractContextManager[Table]]


@contextmanager
def _open_zip(path: Path, limits: Limits, wanted: Wanted) -> Iterator[Table]:
    with unpacked(path, limits, layer=wanted.layer) as inner:
        if inner.suffix == ".shp":
            with open_shapefile(inner, limits) as table:
                yield table
        else:
            with READERS[sniff(inner, limits)](inner, limits, wanted) as table:
                yield table


READERS: dict[str, Opener] = {
    "csv": lambda path, limits, wanted: open_delimited(
        path, limits, delimiter=wanted.delimiter, encoding=wanted.encoding
    ),
    "geojson": lambda path, limits, wanted: open_geojson(path, limits),
    "geopackage": lambda path, limits, wanted: open_geopackage(path, limits, layer=wanted.layer),
    "osm": lambda path, limits, wanted: open_osm(path, limits, keys=wanted.keys),
    "overpass": lambda path, limits, wanted: open_overpass(path, limits, keys=wanted.keys),
    "zip": _open_zip,
}


def open_table(path: Path, limits: Limits, wanted: Wanted) -> AbstractContextManager[Table]:
    """Open any file that can be read, by what stands in it. Raises ImportRefused (see `sniff`) for others."""
    return READERS[sniff(path, limits)](path, limits, wanted)
