"""The map page with its list, the page of one entry, and the fragments that the map's scripts fetch."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from frontend import shell
from frontend.cards import by_name, cards, for_cards
from frontend.entry import entry_page
from frontend.legend import Legend
from frontend.selection import Selection
from frontend.signs import stylesheet
from frontend.sources import Stock, stock
from published.catalogue import catalogue
from published.errors import BadParameter
from published.models import PublicFeature

ENTRIES_PER_PAGE = 30
COUNTED_UP_TO = 1000  # beyond it a list says „mehr als 1.000“; nobody reads on, and counting all would take longer

View = Callable[..., HttpResponse]


def says_what_is_wrong(view: View) -> View:
    """Answer a parameter that cannot be understood with a page that says which, and status 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadParameter as problem:
            return render(request, "frontend/fault.html", {"sentence": problem.sentence}, status=problem.status)

    return answer


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
    return render(request, "frontend/map.html", context | _listed(request, selection, legend, now))


@require_safe
@says_what_is_wrong
def list_fragment(request: HttpRequest) -> HttpResponse:
    """The list alone, for the map's scripts: they ask again whenever the extent changes."""
    selection = Selection.from_query(request.GET)
    now = stock()
    if (unchanged := _unchanged(request, now)) is not None:
        return unchanged
    context = _listed(request, selection, _legend(selection, now), now)
    return _with_etag(render(request, "frontend/parts/list.html", context), request, now)


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """The versions of all layers: a map that is looked at again asks whether anything changed."""
    now = stock()
    return _unchanged(request, now) or _with_etag(JsonResponse(dict(now.versions)), request, now)


@require_safe
def entry(request: HttpRequest, layer: str, entry_id: str) -> HttpResponse:
    """One entry with everything that is published about it, beside the map."""
    now = stock()
    legend = Legend(on=[layer], entries=now.entries())
    page = entry_page(_entry_or_404(layer, entry_id), legend)
    context = {"page": page, "card": page.card, "map": shell.map_settings(legend, now, page.card)}
    return render(request, "frontend/entry.html", context)


@require_safe
def card_fragment(request: HttpRequest, layer: str, entry_id: str) -> HttpResponse:
    """The card of one entry alone, for a popup."""
    page = entry_page(_entry_or_404(layer, entry_id), Legend())
    return render(request, "frontend/parts/popup.html", {"page": page, "card": page.card})


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


def _entry_or_404(layer: str, entry_id: str) -> PublicFeature:
    found = for_cards(PublicFeature.objects.filter(layer=layer, id=entry_id)).first() if layer in catalogue else None
    if found is None:
        raise Http404
    return found


def _etag(request: HttpRequest, now: Stock) -> str:
    said = [request.get_full_path(), get_language(), catalogue.digest(), str(settings.REGION.id), *now.versions.items()]
    return f'"{hashlib.sha256(repr(said).encode()).hexdigest()[:24]}"'


def _unchanged(request: HttpRequest, now: Stock) -> HttpResponse | None:
    """Return 304 if the browser already has what the present versions give."""
    if request.headers.get("If-None-Match") == _etag(request, now):
        return _with_etag(HttpResponseNotModified(), request, now)
    return None


def _with_etag(response: HttpResponse, request: HttpRequest, now: Stock) -> HttpResponse:
    response["ETag"] = _etag(request, now)
    response["Cache-Control"] = "no-cache"
    return response
