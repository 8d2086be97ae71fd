"""GeoPackage and Shapefile, opened by GDAL in a child process that can do no harm (`vector_child.py`)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyproj
import shapely

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.records import Fault, Record, Table

CHILD = Path(__file__).with_name("vector_child.py")
# Nothing of our environment reaches the child; GDAL and PROJ are told to stay off the network.
CHILD_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
}
# Below this confidence PROJ guesses by name only.
CRS_CONFIDENCE = 70


@contextmanager
def open_geopackage(path: Path, limits: Limits, *, layer: str = "") -> Iterator[Table]:
    """Open one layer of a GeoPackage as a table; the ref is the feature id. See `_open` for what is refused."""
    with _open(path, "GPKG", "geopackage", layer, limits) as table:
        yield table


@contextmanager
def open_shapefile(path: Path, limits: Limits) -> Iterator[Table]:
    """Open an unpacked shapefile (path of its .shp) as a table without refs. See `_open` for what is refused."""
    for part in (".dbf", ".shx"):
        if not path.with_suffix(part).is_file():
            raise ImportRefused(f"Dem Shapefile fehlt die Datei mit der Endung „{part}“.")
    with _open(path, "ESRI Shapefile", "shapefile", "", limits) as table:
        if table.srid is None and not path.with_suffix(".prj").is_file():
            table.notes.append("Dem Shapefile fehlt die .prj-Datei; es gilt das Koordinatensystem der Feldzuordnung.")
        # A shapefile's feature number changes with every export and is no id.
        table.rows = _without_refs(table.rows)
        yield table


@contextmanager
def _open(path: Path, driver: str, format_name: str, layer: str, limits: Limits) -> Iterator[Table]:
    """Start the child and hand over its rows.

    Raises ImportRefused if GDAL cannot read the file, if a layer has to be named, or if the child met its limits.
    """
    command = [sys.executable, "-I", str(CHILD), driver, str(path.resolve()), layer]
    command += [str(limits.child_memory_bytes), str(limits.child_cpu_s)]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=CHILD_ENVIRONMENT,
        cwd="/",
    ) as child:
        try:
            assert child.stdout is not None
            lines = _lines(child, child.stdout, path.name, limits)
            head = next(lines)
            if "layers" in head:
                names = ", ".join(head["layers"][:10]) or "keinen"
                raise ImportRefused(
                    f"„{path.name}“ enthält mehrere Datensätze ({names}); nennen Sie einen mit --layer."
                )
            columns = tuple(head["columns"])
            if len(columns) > limits.columns:
                raise ImportRefused(f"„{path.name}“ hat {len(columns)} Spalten; erlaubt sind {limits.columns}.")
            yield Table(
                format=format_name,
                rows=_records(lines, columns),
                columns=columns,
                srid=_epsg(head["crs"]),
                total=head["total"] if head["total"] >= 0 else None,
            )
        finally:
            child.kill()


def _lines(child: "subprocess.Popen[bytes]", output: IO[bytes], name: str, limits: Limits) -> Iterator[Any]:
    """Yield what the child writes; end with a refusal if it did not come to a proper end."""
    longest = 3 * limits.feature_bytes
    while line := output.readline(longest):
        if not line.endswith(b"\n"):
            raise ImportRefused(f"„{name}“ enthält ein Objekt mit mehr als {limits.feature_bytes // 1_000_000} MB.")
        said = json.loads(line)
        if isinstance(said, dict) and "error" in said:
            raise ImportRefused(f"„{name}“ ist beschädigt oder hat ein anderes Format, als die Endung sagt.")
        yield said
    if child.wait() != 0:
        raise ImportRefused(
            f"„{name}“ wurde nicht zu Ende gelesen: die Datei ist beschädigt oder braucht mehr als "
            f"{limits.child_memory_bytes // 1_000_000} MB Speicher oder {limits.child_cpu_s} Sekunden."
        )


def _records(lines: Iterator[Any], columns: tuple[str, ...]) -> Iterator[Record | Fault]:
    for row, (values, wkb, feature_id) in enumerate(lines, start=1):
        try:
            geometry = shapely.from_wkb(wkb) if wkb is not None else None
        except shapely.errors.ShapelyError:
            yield Fault(row, "geometry", "Die Geometrie ist beschädigt.")
            continue
        yield Record(row, str(feature_id), dict(zip(columns, values, strict=True)), geometry)


def _without_refs(rows: Iterator[Record | Fault]) -> Iterator[Record | Fault]:
    for row in rows:
        if isinstance(row, Record):
            row.ref = ""
        yield row


def _epsg(crs: str | None) -> int | None:
    """Return the EPSG number of a CRS given as "EPSG:n" or WKT; None if there is none."""
    if not crs:
        return None
    try:
        return pyproj.CRS.from_user_input(crs).to_epsg(min_confidence=CRS_CONFIDENCE)
    except pyproj.exceptions.CRSError:
        return None
