"""Answers of the Overpass API in JSON: written anew as an OSM file, so that one reader assembles all areas."""

import math
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import osmium
from osmium.osm.mutable import Node, Relation, Way

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.json_stream import JsonStream, open_json
from importers.readers.osm import open_osm
from importers.records import Table

ORDER = {"node": 0, "way": 1, "relation": 2}


@contextmanager
def open_overpass(path: Path, limits: Limits, *, keys: Collection[str]) -> Iterator[Table]:
    """Open an Overpass answer as `open_osm` would open the same objects.

    Needs the nodes of the ways: `out body; >; out skel;` or `out geom;`. Raises ImportRefused for other JSON, for a
    message of an Overpass server that ran out of time, and for elements without id or position.
    """
    file, stream, _ = open_json(path, limits)
    with file:
        elements = _elements(stream, path.name)
    with TemporaryDirectory(prefix="gisportal-import-") as folder:
        written = Path(folder) / "overpass.osm.pbf"
        try:
            _write(elements, written)
        except (KeyError, TypeError, ValueError, OverflowError, RuntimeError) as error:
            raise ImportRefused(f"„{path.name}“ enthält ein Element ohne Kennung, Art oder Lage.") from error
        with open_osm(written, limits, keys=keys) as table:
            table.format = "overpass"
            yield table


def _elements(stream: JsonStream, name: str) -> list[dict[str, Any]]:
    elements: list[dict[str, Any]] | None = None
    for member in stream.members():
        if member == "elements" and stream.peek() == "[":
            elements = list(stream.items())
            continue
        value = stream.value()
        if member == "remark" and "error" in str(value):
            raise ImportRefused(f"„{name}“ ist unvollständig: der Overpass-Server hat abgebrochen.")
    if elements is None:
        raise ImportRefused(f"„{name}“ enthält keine Elemente.")
    return elements


def _write(elements: list[dict[str, Any]], target: Path) -> None:
    """Write elements in the order that the reader needs; one that occurs twice is written once, with most detail."""
    best: dict[tuple[int, int], dict[str, Any]] = {}
    for element in elements:
        key = (ORDER[element["type"]], int(element["id"]))
        if key not in best or len(element) > len(best[key]):
            best[key] = element
        for node in _nodes_of_geometry(element):
            best.setdefault((0, node["id"]), node)
    with osmium.SimpleWriter(str(target)) as writer:
        for (rank, number), element in sorted(best.items(), key=lambda item: item[0]):
            tags = {str(key): str(value) for key, value in (element.get("tags") or {}).items()}
            if rank == 0:
                if not math.isfinite(element["lon"] + element["lat"]):
                    raise ValueError(element)
                writer.add_node(Node(id=number, location=(element["lon"], element["lat"]), tags=tags))
            elif rank == 1:
                writer.add_way(Way(id=number, nodes=element.get("nodes") or [], tags=tags))
            else:
                members = [(each["type"][0], each["ref"], each["role"]) for each in element.get("members") or []]
                writer.add_relation(Relation(id=number, members=members, tags=tags))


def _nodes_of_geometry(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes that `out geom` gives as positions within a way."""
    positions = element.get("geometry") or []
    if element["type"] != "way" or len(positions) != len(element.get("nodes") or []):
        return []
    pairs = zip(element["nodes"], positions, strict=True)
    return [{"type": "node", "id": number, "lat": at["lat"], "lon": at["lon"]} for number, at in pairs if at]
