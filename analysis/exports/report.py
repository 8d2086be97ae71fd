"""The report as PDF: the answer, maps with their legend, tables by municipality, what was assumed, sources, receipt."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import get_language
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from analysis.exports import geometries
from analysis.exports.assets import REGULAR, SEMIBOLD, built_file
from analysis.exports.cells import heading
from analysis.exports.document import Document, Sheet
from analysis.exports.picture import in_words, picture
from analysis.exports.shading import shaded_maps
from analysis.results import Column

# Rows for each unit of population are figures for machines; of long tables a reader is shown the beginning.
PRINTED = ("area", "facility", "measure", "shape")
MOST_ROWS = 200
OWN = "report:"
FONTS = {f"{OWN}regular.woff2": REGULAR, f"{OWN}semibold.woff2": SEMIBOLD}


class OwnFilesOnly(URLFetcher):
    """Hands out the files it was given, by their address, and refuses everything else: no network, no disk."""

    def __init__(self, files: Mapping[str, tuple[bytes, str]]) -> None:
        """`files` are content and media type by address."""
        super().__init__(allowed_protocols=())
        self._files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return one of the files. Raises ValueError for any other address."""
        if url not in self._files:
            raise ValueError("A report has no files but its own.")
        content, media_type = self._files[url]
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


def write(document: Document) -> bytes:
    """Return the PDF (PDF/UA-1: tagged, with a title and the language)."""
    files: dict[str, tuple[bytes, str]] = {}
    for address, source in FONTS.items():
        if font := built_file(source):
            files[address] = font, "font/woff2"
    maps = []
    facilities = [place for _name, place in document.facilities]
    outlines = geometries.municipalities()
    for number, shown in enumerate(shaded_maps(document)):
        address = f"{OWN}map-{number}.svg"
        files[address] = picture(shown, facilities, outlines).encode(), "image/svg+xml"
        maps.append({"address": address, "title": shown.title, "words": in_words(shown)})
    html = render_to_string(
        "analysis/report.html",
        {
            "document": document,
            "language": get_language() or "de",
            "maps": maps,
            "tables": [_printed(sheet) for sheet in document.sheets if sheet.of in PRINTED and len(sheet)],
            "others": [sheet.title for sheet in document.sheets if sheet.of not in PRINTED],
        },
    )
    made: bytes = HTML(string=html, url_fetcher=OwnFilesOnly(files)).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _printed(sheet: Sheet) -> dict[str, Any]:
    rows = [_row(sheet.columns, row) for _number, row in zip(range(MOST_ROWS), sheet.rows(), strict=False)]
    return {
        "title": sheet.title,
        "head": [{"words": heading(column), "is_number": column.decimals is not None} for column in sheet.columns],
        "rows": rows,
        "more": len(sheet) - len(rows),
    }


def _row(columns: Sequence[Column], row: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"words": _words(value, column.decimals), "is_number": column.decimals is not None}
        for column, value in zip(columns, row, strict=True)
    ]


def _words(value: Any, decimals: int | None) -> str:
    if value is None:
        return "–"
    return str(value) if decimals is None else number_format(value, decimals, use_l10n=True, force_grouping=True)
