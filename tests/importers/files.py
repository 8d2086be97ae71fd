"""Small outside files and field maps for the tests of this room."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from importers.fieldmap import FieldMap, parse_map
from importers.pipeline import Job, Options, run_import
from importers.report import Report

PLACES = """
title = "Schulen"
target = "layers.Place"
include = "place_kinds"
id = "nr"
{more}
[source]
key = "schools"
title = "Schulverzeichnis"
licence = "dl-de/by-2-0"
attribution = "Schulamt"
[fields]
name = "name"
website = "web"
postcode = ["plz"]
kind = {{ value = "school" }}
"""


def places_map(more: str = "", fields: str = "") -> FieldMap:
    """A map for schools with the columns nr, name, web and plz."""
    return parse_map(PLACES.format(more=more) + fields, "schools")


def csv_file(folder: Path, *rows: Sequence[object], name: str = "schools.csv", encoding: str = "utf-8") -> Path:
    """A CSV with the columns nr, name, web, plz, lon, lat."""
    lines = [("nr", "name", "web", "plz", "lon", "lat"), *rows]
    path = folder / name
    path.write_text("".join(";".join(map(str, line)) + "\n" for line in lines), encoding=encoding)
    return path


def school(number: int, **changes: object) -> tuple[object, ...]:
    """One row: a school in the old town, each a metre beside the other."""
    row = {
        "nr": number,
        "name": f"Schule {number}",
        "web": "",
        "plz": "97070",
        "lon": 9.93 + number / 1e5,
        "lat": 49.79,
    }
    return tuple({**row, **changes}.values())


def geojson_file(folder: Path, *features: dict[str, Any], name: str = "places.geojson") -> Path:
    """A GeoJSON collection."""
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def feature(ref: str, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "id": ref, "properties": properties, "geometry": geometry}


def run(path: Path, field_map: FieldMap | None = None, **options: Any) -> Report:
    """Import a file with one map and return its report."""
    (report,) = run_import(path, [Job(field_map or places_map())], Options(**options))
    return report
