"""What a file is, by what stands in it. Its name is not believed."""

import gzip
import re
import zlib
from pathlib import Path

from importers.errors import ImportRefused
from importers.limits import Limits

HEAD_BYTES = 4096
ZIP = b"PK\x03\x04"
GZIP = b"\x1f\x8b"
SQLITE = b"SQLite format 3\x00"
# Bytes 68 to 71 of a SQLite file name its application; the OGC registered "GPKG", older files say "GP10" or "GP11".
GEOPACKAGE_APPLICATIONS = (b"GPKG", b"GP10", b"GP11")
SHAPEFILE = b"\x00\x00\x27\x0a"
# An OSM PBF begins with the length of its first header, then the field "type" with the text "OSMHeader".
PBF = re.compile(rb"\x00\x00..\x0a\x09OSMHeader", re.DOTALL)
XML_ROOT = re.compile(rb"<\s*(?![?!])(?:\w+:)?(\w+)")
OVERPASS = re.compile(r'"osm3s"\s*:|"generator"\s*:\s*"Overpass')
NOT_YET = {
    "kml": "KML",
    "gml": "GML",
    "FeatureCollection": "GML",
    "gpx": "GPX",
    "html": "eine Webseite (HTML)",
    "HTML": "eine Webseite (HTML)",
}


def sniff(path: Path, limits: Limits) -> str:
    """Return the name of the format: one of the keys of `importers.readers.READERS`.

    Raises ImportRefused for a file that is missing, empty, too large, or of a kind that is not read, such as a VRT: it
    names other files and addresses, which GDAL would open.
    """
    if not path.is_file():
        raise ImportRefused(f"Die Datei „{path.name}“ gibt es nicht.")
    limits.check_file_size(path.stat().st_size, path.name)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip():
        raise ImportRefused(f"„{path.name}“ ist leer.")
    if head.startswith(GZIP):
        return _sniff_gzip(path)
    return _sniff_bytes(head, path.name)


def _sniff_bytes(head: bytes, name: str) -> str:
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(SQLITE):
        if head[68:72] in GEOPACKAGE_APPLICATIONS:
            return "geopackage"
        raise ImportRefused(f"„{name}“ ist eine SQLite-Datenbank, aber kein GeoPackage.")
    if head.startswith(SHAPEFILE):
        raise ImportRefused(
            f"„{name}“ ist nur ein Teil eines Shapefiles; packen Sie .shp, .shx, .dbf und .prj in ein Zip."
        )
    if PBF.match(head):
        return "osm"
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="replace").lstrip()
    if text.startswith("<"):
        return _sniff_xml(text.encode(), name)
    if text.startswith(("{", "\x1e")):
        return "overpass" if OVERPASS.search(text) and '"FeatureCollection"' not in text else "geojson"
    if text.startswith("["):
        return "geojson"
    if b"\0" in head and "\0" in text:
        raise ImportRefused(f"„{name}“ hat ein Format, das dieses Portal nicht kennt.")
    return "csv"


def _sniff_xml(head: bytes, name: str) -> str:
    match = XML_ROOT.search(head)
    root = match.group(1).decode() if match else ""
    if root == "osm":
        return "osm"
    if root == "OGRVRTDataSource":
        raise ImportRefused(
            f"„{name}“ ist in Wahrheit eine VRT-Datei: sie enthält keine Daten, sondern verweist auf andere Dateien "
            "oder Adressen. Solche Verweise werden nicht geöffnet."
        )
    kind = NOT_YET.get(root)
    raise ImportRefused(
        f"„{name}“ ist {kind}; das liest dieses Portal nicht." if kind else f"„{name}“ ist XML, das nicht gelesen wird."
    )


def _sniff_gzip(path: Path) -> str:
    """Look into a gzip file; only OSM comes that way."""
    try:
        with gzip.open(path) as file:
            inner = file.read(HEAD_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise ImportRefused(f"„{path.name}“ ist kein lesbares Gzip-Archiv.") from error
    if _sniff_bytes(inner, path.name) != "osm":
        raise ImportRefused(
            f"„{path.name}“ ist gzip-gepackt; so werden nur OSM-Dateien gelesen. Packen Sie sie vorher aus."
        )
    return "osm"
