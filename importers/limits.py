"""How much an importer takes from a file before it refuses. Checked before unpacking, and again while reading."""

from dataclasses import dataclass

from importers.errors import ImportRefused

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Bounds for one file. The defaults hold a German Land in OSM or a nationwide census grid."""

    file_bytes: int = 150 * MEGABYTE
    unpacked_bytes: int = 1_500 * MEGABYTE
    # Deflate reaches at most 1032 : 1; honest text and shapefiles stay below 50 : 1, so 200 : 1 is a bomb.
    unpacking_ratio: int = 200
    archive_entries: int = 1_000
    # The longest single feature seen in German open data (a Land boundary) has 6 MB.
    feature_bytes: int = 32 * MEGABYTE
    # GeoJSON needs seven levels for a multipolygon in a collection; properties seldom more than five of their own.
    json_depth: int = 40
    columns: int = 2_000
    # A view in a GeoPackage can yield rows without end.
    rows: int = 5_000_000
    # A child process that opens vector files with GDAL gets no more than this.
    child_memory_bytes: int = 2_000 * MEGABYTE
    child_cpu_s: int = 300

    def check_file_size(self, size: int, name: str) -> None:
        """Raise ImportRefused if a file of that many bytes is larger than the limit."""
        if size > self.file_bytes:
            raise ImportRefused(
                f"Die Datei „{name}“ hat {megabytes(size)}; erlaubt sind {megabytes(self.file_bytes)}. "
                "Die Grenze steht in der Einstellung GISPORTAL_IMPORT_MAX_BYTES."
            )


def megabytes(size: int) -> str:
    """Write a number of bytes for people, in MB with a decimal comma.

    >>> megabytes(200_000_000), megabytes(1_234_567)
    ('200 MB', '1,2 MB')
    """
    value = size / MEGABYTE
    return f"{value:.0f} MB" if value >= 10 else f"{value:.1f} MB".replace(".", ",")
