"""Small OpenStreetMap files, written by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from importers.limits import Limits
from importers.streets.reading import Counts, read_streets
from network.network import Network

Tags = Mapping[str, str]
# A step of a thousandth of a degree is some 72 m eastwards and 111 m northwards here, in the middle of Franconia.
WEST, SOUTH, STEP = 9.93, 49.79, 0.001


def osm_file(
    folder: Path,
    nodes: Mapping[int, tuple[float, float]],
    ways: Sequence[tuple[Sequence[int], Tags]],
    *,
    node_tags: Mapping[int, Tags] | None = None,
    name: str = "streets.osm",
) -> Path:
    """Write nodes, placed by steps east and north, and ways numbered from 1."""
    lines = ['<osm version="0.6">']
    for number, (east, north) in sorted(nodes.items()):
        place = f'lon="{WEST + STEP * east:.7f}" lat="{SOUTH + STEP * north:.7f}"'
        lines.append(f'<node id="{number}" version="1" {place}>{_tags((node_tags or {}).get(number, {}))}</node>')
    for number, (members, tags) in enumerate(ways, start=1):
        refs = "".join(f'<nd ref="{node}"/>' for node in members)
        lines.append(f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>')
    path = folder / name
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def line_of(folder: Path, tags: Tags, *, nodes: int = 2, node_tags: Mapping[int, Tags] | None = None) -> Path:
    """Write one way eastwards with nodes 1, 2, …"""
    places = {number: (float(number - 1), 0.0) for number in range(1, nodes + 1)}
    return osm_file(folder, places, [(list(places), tags)], node_tags=node_tags)


def read(path: Path) -> tuple[Network, Counts]:
    """Read a file with the usual limits, wherever it lies."""
    return read_streets(path, Limits())


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
