"""GeoJSON (RFC 7946): a FeatureCollection for each table whose rows lie somewhere, in one archive."""

from typing import Any

import shapely

from analysis.canonical import canonical
from analysis.exports.document import Document, Sheet
from analysis.exports.geometries import to_spoken
from analysis.exports.zipped import zipped


def write(document: Document) -> bytes:
    """Return the archive. Each collection says itself what it means and where it comes from, in foreign members."""
    about = {"statement": [{"what": what, "said": said} for what, said in document.statement()]}
    files = [(f"{sheet.name}.geojson", canonical(collection(sheet) | about)) for sheet in document.sheets_with_places()]
    return zipped(files or [("nachweis.json", canonical(about))], document.of)


def collection(sheet: Sheet) -> dict[str, Any]:
    """Return the rows of a table as a FeatureCollection in EPSG:4326; polygons turn as RFC 7946 asks."""
    assert sheet.geometry is not None
    turned = shapely.orient_polygons(to_spoken(sheet.geometry))
    names = [column.name for column in sheet.columns]
    return {
        "type": "FeatureCollection",
        "name": sheet.name,
        "title": sheet.title,
        "columns": {each.name: {"label": str(each.label), "unit": each.unit} for each in sheet.columns},
        "features": [
            {
                "type": "Feature",
                "geometry": None if geometry is None else shapely.geometry.mapping(geometry),
                "properties": dict(zip(names, row, strict=True)),
            }
            for geometry, row in zip(turned, sheet.rows(), strict=True)
        ],
    }
