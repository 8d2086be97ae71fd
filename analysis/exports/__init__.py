"""What a finished analysis is exported to: the formats, by their id. Each is a file, and this is the list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.exports import csv_tables, geojson, geopackage, html_map, report, workbook
from analysis.exports.document import Document, of_comparison, of_run
from published.errors import NotPublished


@dataclass(frozen=True)
class Format:
    """One format: its id in addresses, its title, its media type, the ending of its files, and what writes it."""

    id: str
    title: str | Promise
    media_type: str
    extension: str
    write: Callable[[Document], bytes]

    def file_name(self, document: Document) -> str:
        """Return the name of the file of a document."""
        return f"{document.name}.{self.extension}"


FORMATS: dict[str, Format] = {
    each.id: each
    for each in (
        Format("pdf", gettext_lazy("Bericht (PDF)"), "application/pdf", "pdf", report.write),
        Format(
            "xlsx",
            gettext_lazy("Arbeitsmappe (XLSX)"),
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
        Format(
            "gpkg", gettext_lazy("GeoPackage (EPSG:25832)"), "application/geopackage+sqlite3", "gpkg", geopackage.write
        ),
        Format("geojson", gettext_lazy("GeoJSON (ZIP)"), "application/zip", "geojson.zip", geojson.write),
        Format("html", gettext_lazy("Karte in einer Datei (HTML)"), "text/html; charset=utf-8", "html", html_map.write),
    )
}


def format_of(format_id: str) -> Format:
    """Return the format. Raises NotPublished if there is none."""
    if format_id not in FORMATS:
        raise NotPublished(_("In diesem Format wird hier nichts exportiert."))
    return FORMATS[format_id]


__all__ = ["FORMATS", "Document", "Format", "format_of", "of_comparison", "of_run"]
