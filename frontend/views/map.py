"""The map page with its list, and the fragments that the map's scripts fetch."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from frontend import shell
from frontend.asked import asked_of, is_private, public_part
from frontend.cards import Card, cards
from frontend.choices import choices
from frontend.facets import facets, left_out
from frontend.legend import Legend
from frontend.nearby import MODES, mode_in_words
from frontend.opening import opening_groups
from frontend.position import RADII_M, radius_in_words
from frontend.reach import MINUTES
from frontend.selection import BY_DISTANCE, BY_NAME, BY_RELEVANCE, Selection
from frontend.signs import stylesheet
from frontend.sources import Stock, stock
from frontend.views.answers import render_for, says_what_is_wrong, unchanged, with_etag, without_trace
from frontend.views.points import MOST_POINTS
from published.errors import BadParameter
from published.opening import this_minute

ENTRIES_PER_PAGE = 30
COUNTED_UP_TO = 1000  # beyond it a list says „mehr als 1.000“; nobody reads on, and counting all would take longer
WITHOUT_POINT_UP_TO = 50
read_by_post = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@read_by_post
@says_what_is_wrong
def map_page(request: HttpRequest) -> HttpResponse:
    """The map with its list; the list is complete without scripts.

    The form is sent by POST, so that no word and no position comes into an address. What may stand in one leads there.
    """
    query = asked_of(request)
    if request.method == "POST" and not is_private(query):
        return HttpResponseRedirect("?".join(filter(None, [reverse("frontend:map"), _address(query)])), status=303)
    selection = Selection.from_query(query)
    now = stock()
    legend = _legend(selection, now)
    context = {"map": shell.map_settings(legend, now), **_narrowing(selection, legend, now)}
    context |= _listed(query, selection, legend, now)
    answer = render_for(request, "frontend/map.html", context, selection.wanted.layers)
    return without_trace(answer) if is_private(query) else answer


@csrf_exempt
@read_by_post
@says_what_is_wrong
def list_fragment(request: HttpRequest) -> HttpResponse:
    """The list alone, for the map's scripts: they ask again whenever the extent changes."""
    query = asked_of(request)
    selection = Selection.from_query(query)
    now, minute = stock(), this_minute()  # what is open changes with the clock alone
    if not is_private(query) and (known := unchanged(request, now, minute)) is not None:
        return known
    legend = _legend(selection, now)
    context = _narrowing(selection, legend, now) | _listed(query, selection, legend, now)
    answer = render_for(request, "frontend/parts/list.html", context, selection.wanted.layers)
    return without_trace(answer) if is_private(query) else with_etag(answer, request, now, minute)


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


def _narrowing(selection: Selection, legend: Legend, now: Stock) -> dict[str, Any]:
    """Return what the form offers and what of it is chosen."""
    areas = shell.areas(legend, now)
    found = facets(legend.topics, selection.wanted, now)
    return {
        "legend": legend,
        "selection": selection,
        "areas": areas,
        "facets": found,
        "left_out": left_out(legend.topics, selection.wanted),
        "choices": choices(selection, found, legend.topics, areas),
        "radii": [(metres, radius_in_words(metres)) for metres in sorted({*RADII_M, selection.radius_m})],
        "reach_minutes": MINUTES,
        "modes": [(mode, mode_in_words(mode)) for mode in MODES],
        "orders": ((BY_DISTANCE, _("Entfernung")), (BY_RELEVANCE, _("Übereinstimmung")), (BY_NAME, _("Name"))),
        "most_points": MOST_POINTS,
    }


def _listed(query: QueryDict, selection: Selection, legend: Legend, now: Stock) -> dict[str, Any]:
    """Return what the list shows: one page of cards, the bounded number of all, and the way to more."""
    total = selection.entries()[: COUNTED_UP_TO + 1].values("id").count()
    page = _page(query, total)
    start, end = page.start_index() - 1 if total else 0, page.end_index()
    shown, open_at = selection.in_order(), selection.wanted.open_at
    return {
        "cards": cards(shown[start:end], legend, selection.wanted.near, open_at=open_at, by=selection.mode),
        "opening_groups": opening_groups(shown, open_at, start, end, is_on_arrival=selection.reached is not None),
        "without_point": _without_point(selection, legend) if page.number == 1 else [],
        "total": min(total, COUNTED_UP_TO),
        "more_than_counted": total > COUNTED_UP_TO,
        "in_extent": selection.wanted.bbox is not None,
        "nothing_chosen": not selection.wanted.layers,
        "next_page": page.next_page_number() if page.has_next() else None,
        "address": "" if is_private(query) else _address(query),
        "is_private": is_private(query),
        "public_address": public_part(query, leaving_out=("page", "bbox")).urlencode(safe=",/"),
        "pairs": [(name, value) for name in query if name != "page" for value in query.getlist(name) if value],
        "page_number": page.number,
        "is_demo": bool(now.demo_layers().intersection(selection.wanted.layers)),
    }


def _without_point(selection: Selection, legend: Legend) -> list[Card]:
    """Return the cards of what no map can show, where a map or a circle bounds the list; else it is in the list."""
    if not (selection.wanted.bbox or selection.wanted.near):
        return []
    return cards(selection.without_point()[:WITHOUT_POINT_UP_TO], legend, open_at=selection.wanted.open_at)


def _address(query: QueryDict) -> str:
    """Return the query of the address that shows what is asked, from the list's beginning."""
    return public_part(query, leaving_out=("page",)).urlencode(safe=",/")


def _page(query: QueryDict, total: int) -> Page:
    """Return the page that is asked for; the last one if there are fewer. Raises BadParameter."""
    asked = query.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 and int(asked) > 0):
        raise BadParameter(_("„page“ muss eine ganze Zahl ab 1 sein."))
    return Paginator(range(total), ENTRIES_PER_PAGE).get_page(int(asked))
