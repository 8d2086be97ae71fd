"""The map page with its list, and the fragments that the map's scripts fetch."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from frontend import shell
from frontend.cards import by_name, cards, for_cards
from frontend.legend import Legend
from frontend.selection import Selection
from frontend.signs import stylesheet
from frontend.sources import Stock, stock
from frontend.views.answers import render_for, says_what_is_wrong, unchanged, with_etag
from published.errors import BadParameter
from published.opening import this_minute

ENTRIES_PER_PAGE = 30
COUNTED_UP_TO = 1000  # beyond it a list says „mehr als 1.000“; nobody reads on, and counting all would take longer


@require_safe
@says_what_is_wrong
def map_page(request: HttpRequest) -> HttpResponse:
    """The map with its list; the list is complete without scripts."""
    selection = Selection.from_query(request.GET)
    now = stock()
    legend = _legend(selection, now)
    context = {
        "legend": legend,
        "selection": selection,
        "areas": shell.areas(legend, now),
        "map": shell.map_settings(legend, now),
    }
    context |= _listed(request, selection, legend, now)
    return render_for(request, "frontend/map.html", context, selection.wanted.layers)


@require_safe
@says_what_is_wrong
def list_fragment(request: HttpRequest) -> HttpResponse:
    """The list alone, for the map's scripts: they ask again whenever the extent changes."""
    selection = Selection.from_query(request.GET)
    now, minute = stock(), this_minute()  # what is open changes with the clock alone
    if (known := unchanged(request, now, minute)) is not None:
        return known
    context = _listed(request, selection, _legend(selection, now), now)
    answer = render_for(request, "frontend/parts/list.html", context, selection.wanted.layers)
    return with_etag(answer, request, now, minute)


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """The versions of all layers: a map that is looked at again asks whether anything changed."""
    now = stock()
    return unchanged(request, now) or with_etag(JsonResponse(dict(now.versions)), request, now)


@require_safe
@cache_control(public=True, max_age=300)
def sign_colours(request: HttpRequest) -> HttpResponse:
    """The stylesheet of the signs' colours; pages name it with its digest, so it may be kept."""
    return HttpResponse(stylesheet(Legend().signs()), content_type="text/css; charset=utf-8")


def _legend(selection: Selection, now: Stock) -> Legend:
    return Legend(on=selection.wanted.layers, chosen=selection.chosen_kinds, entries=now.entries())


def _listed(request: HttpRequest, selection: Selection, legend: Legend, now: Stock) -> dict[str, Any]:
    """Return what the list shows: one page of cards, the bounded number of all, and the link to more."""
    entries = selection.entries()
    total = entries[: COUNTED_UP_TO + 1].values("id").count()
    page = _page(request, total)
    shown = by_name(for_cards(entries))[page.start_index() - 1 if total else 0 : page.end_index()]
    query = request.GET.copy()
    query["page"] = str(page.number + 1)
    return {
        "cards": cards(shown, legend),
        "total": min(total, COUNTED_UP_TO),
        "more_than_counted": total > COUNTED_UP_TO,
        "in_extent": selection.wanted.bbox is not None,
        "nothing_chosen": not selection.wanted.layers,
        "more": query.urlencode(safe=",/") if page.has_next() else "",
        "page_number": page.number,
        "is_demo": bool(now.demo_layers().intersection(selection.wanted.layers)),
    }


def _page(request: HttpRequest, total: int) -> Page:
    """Return the page that is asked for; the last one if there are fewer. Raises BadParameter."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 and int(asked) > 0):
        raise BadParameter(_("„page“ muss eine ganze Zahl ab 1 sein."))
    return Paginator(range(total), ENTRIES_PER_PAGE).get_page(int(asked))
