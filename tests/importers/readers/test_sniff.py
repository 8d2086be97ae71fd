"""What a file is, whatever its name says."""

import gzip
from pathlib import Path

import pytest

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.sniff import sniff

LAYER = '<OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
VRT = f"<OGRVRTDataSource>{LAYER}</OGRVRTDataSource>"


def test_formats_are_known_by_their_content(tmp_path: Path) -> None:
    contents = {
        "csv": b"a;b\n1;2\n",
        "geojson": b'\xef\xbb\xbf {"type": "FeatureCollection", "features": []}',
        "overpass": b'{"version": 0.6, "generator": "Overpass API 0.7.62", "osm3s": {}, "elements": []}',
        "osm": b'<?xml version="1.0"?>\n<!-- made by hand -->\n<osm version="0.6"></osm>',
        "zip": b"PK\x03\x04rest",
        "geopackage": b"SQLite format 3\x00" + b"\0" * 52 + b"GPKG",
    }
    for number, (kind, content) in enumerate(contents.items()):
        path = tmp_path / f"{number}.bin"
        path.write_bytes(content)
        assert sniff(path, Limits()) == kind


@pytest.mark.parametrize("mark", ["", "\ufeff", "<?xml version='1.0'?>\n", "  \n"])
def test_a_vrt_that_calls_itself_geojson_is_refused(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "places.geojson"
    path.write_text(mark + VRT)
    with pytest.raises(ImportRefused, match="in Wahrheit eine VRT-Datei"):
        sniff(path, Limits())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leer"),
        (b"SQLite format 3\x00" + b"\0" * 100, "kein GeoPackage"),
        (b"\x00\x00\x27\x0a" + b"\0" * 50, "nur ein Teil eines Shapefiles"),
        (b"<!DOCTYPE html><html><body>Fehler</body></html>", "Webseite"),
        (b"<kml></kml>", "KML"),
        (b"<rss></rss>", "XML"),
        (b"\x1a\x04\x02\x00\x00", "nicht kennt"),
    ],
)
def test_other_kinds_are_named_and_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "places.geojson"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=says):
        sniff(path, Limits())


def test_only_osm_comes_gzipped(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"<osm></osm>"))
    assert sniff(path, Limits()) == "osm"
    path.write_bytes(gzip.compress(b"a;b\n"))
    with pytest.raises(ImportRefused, match="nur OSM-Dateien"):
        sniff(path, Limits())
    path.write_bytes(b"\x1f\x8b\x08 broken")
    with pytest.raises(ImportRefused, match="kein lesbares Gzip"):
        sniff(path, Limits())


def test_a_file_of_200_mb_is_refused_and_the_setting_named(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse: takes no disk
    with pytest.raises(ImportRefused, match=r"hat 200 MB; erlaubt sind 150 MB.*GISPORTAL_IMPORT_MAX_BYTES"):
        sniff(path, Limits())


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path, Path("/vsizip/x.zip")):
        with pytest.raises(ImportRefused, match="gibt es nicht"):
            sniff(path, Limits())
