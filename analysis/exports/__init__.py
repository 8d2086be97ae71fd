"""What a finished analysis is exported to: the formats, by their id. Each is a file, and this is the list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analysis.exports import csv_tables, geojson, geopackage, html_map, report, workbook
from analysis.exports.document import Document, of_comparison, of_run


@dataclass(frozen=True)
class Format:
    """One format: its id in addresses, its words, its media type, the ending of its files, and what writes it."""

    id: str
    label: str | Promise
    media_type: str
    extension: str
    write: Callable[[Document], bytes]

    def file_name(self, document: Document) -> str:
        """Return the name of the file of a document."""
        return f"{document.name}.{self.extension}"


FORMATS: dict[str, Format] = {
    each.id: each
    for each in (
        Format("pdf", _("Bericht (PDF)"), "application/pdf", "pdf", report.write),
        Format(
            "xlsx",
            _("Arbeitsmappe (XLSX)"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            workbook.write,
        ),
        Format(
            "csv",
            _("Tabellen (CSV mit Semikolon und Dezimalkomma, ZIP)"),
            "application/zip",
            "csv.zip",
            csv_tables.write,
        ),
        Format("gpkg", _("GeoPackage (EPSG:25832)"), "application/geopackage+sqlite3", "gpkg", geopackage.write),
        Format("geojson", _("GeoJSON (ZIP)"), "application/zip", "geojson.zip", geojson.write),
        Format("html", _("Karte in einer Datei (HTML)"), "text/html; charset=utf-8", "html", html_map.write),
    )
}

__all__ = ["FORMATS", "Document", "Format", "of_comparison", "of_run"]
