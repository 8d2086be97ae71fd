"""The released results of analyses: all of them, one with its map and table, and what can be taken away."""

import csv
import io
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from frontend.result_picture import share_picture
from frontend.results import Column, Result, coloured, legend, result_of
from frontend.results import results as all_results
from frontend.shell import map_locale
from frontend.sources import Stock, stock
from frontend.views.answers import says_what_is_wrong, unchanged, with_etag
from published.errors import BadParameter

STYLE_URL = "/tiles/style.json"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute with


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """All released results, the latest first."""
    return render(request, "frontend/results.html", {"results": all_results(stock())})


@require_safe
@says_what_is_wrong
def result(request: HttpRequest, result_id: str) -> HttpResponse:
    """One result: its sentence, its map, its table by municipality, what it rests on, what can be taken away."""
    now = stock()
    found = _found(result_id, now)
    column = _column(request, found)
    context: dict[str, Any] = {
        "result": found,
        "column": column,
        "legend": legend(column) if column else [],
        "picture": share_picture(found, now),
        "map": _map(found, column) if column else None,
        "map_locale": map_locale(),
    }
    return render(request, "frontend/result.html", context)


@require_safe
@gzip_page  # outlines of 20,000 units are 4.4 MB; nothing secret stands in the answer, and nothing of the request
@says_what_is_wrong
def result_rows(request: HttpRequest, result_id: str) -> HttpResponse:
    """The rows of a result in the classes of one column, as GeoJSON for the map."""
    now = stock()
    if answer := unchanged(request, now):
        return answer
    found = _found(result_id, now)
    column = _column(request, found)
    if column is None:
        raise Http404
    return with_etag(HttpResponse(coloured(found, column), content_type="application/geo+json"), request, now)


@require_safe
def result_receipt(request: HttpRequest, result_id: str) -> HttpResponse:
    """The receipt from which the result can be repeated, as a file."""
    found = _found(result_id, stock())
    text = json.dumps(found.receipt, ensure_ascii=False, indent=2, sort_keys=True)
    return _file(text, "application/json", f"nachweis-{found.id}.json")


@require_safe
def result_table(request: HttpRequest, result_id: str) -> HttpResponse:
    """The table by municipality as CSV: UTF-8 with a mark, semicolons, as spreadsheets here open it."""
    found = _found(result_id, stock())
    if not found.places:
        raise Http404
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow([_("amtlicher Schlüssel"), _("Gemeinde"), _("Personen"), *(each.label for each in found.counted)])
    for place in found.places:
        lines.writerow([place.key, _plain(place.name), place.population, *(each.people for each in place.figures)])
    return _file("\ufeff" + written.getvalue(), "text/csv; charset=utf-8", f"gemeinden-{found.id}.csv")


def _found(result_id: str, now: Stock) -> Result:
    found = result_of(result_id, now)
    if found is None:
        raise Http404
    return found


def _column(request: HttpRequest, found: Result) -> Column | None:
    """Return the column that is asked for, the first unless one is named. Raises BadParameter for one there is not."""
    name = request.GET.get("column", "")
    column = found.column(name)
    if name and column is None:
        raise BadParameter(_("Diese Spalte hat die Auswertung nicht."))
    return column


def _map(found: Result, column: Column) -> dict[str, Any]:
    """Return what the script of the map is told."""
    region = settings.REGION.map
    return {
        "styleUrl": STYLE_URL,
        "rows": f"{found.url}karte.json?column={column.name}",
        "colours": [each["colour"] for each in column.classes],
        "unit": column.unit,
        "decimals": column.decimals,
        "bbox": region.bbox,
        "center": region.center,
        "zoom": region.zoom,
    }


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
