"""The one search: its page, and the suggestions while somebody types. What is searched for travels by POST only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from frontend.asked import refuse_unknown
from frontend.findings import groups
from frontend.sources import stock
from frontend.views.answers import is_sensitive, says_what_is_wrong, without_trace
from published.otherwise import neighbours_with, other_texts
from published.parameters import parse_text
from published.search import search

PAGE = "frontend/search.html"
ANSWERS, SUGGESTIONS = 40, 8
SUGGESTED_FROM = 2  # letters


@csrf_exempt  # changes nothing, and a token would need a cookie
@require_http_methods(["GET", "HEAD", "POST"])
@says_what_is_wrong
def search_page(request: HttpRequest) -> HttpResponse:
    """The page of the search: empty by GET, with what was found by POST."""
    if request.method != "POST":
        refuse_unknown(request.GET, ())
        return without_trace(render(request, PAGE, {}))
    text = _asked(request)
    if not text:
        return without_trace(render(request, PAGE, {"search_error": _("Schreiben Sie, was Sie suchen.")}, status=400))
    hits = search(text, limit=ANSWERS)
    layers = sorted({hit.layer for hit in hits if hit.what == "entry"})
    found = groups(hits, stock())
    context = {
        "searched": text,
        "groups": found,
        "entry_layers": ",".join(layers),
        "other_texts": [] if found else other_texts(text),
        "neighbours": neighbours_with(text),
        "is_sensitive": is_sensitive(layers),
    }
    return without_trace(render(request, PAGE, context))


@csrf_exempt  # changes nothing, and a token would need a cookie
@require_POST
@says_what_is_wrong
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first answers to what somebody has typed so far, for the script of the search box."""
    text = _asked(request)
    found = groups(search(text, limit=SUGGESTIONS), stock()) if len(text) >= SUGGESTED_FROM else []
    return without_trace(render(request, "frontend/parts/suggestions.html", {"groups": found}))


def _asked(request: HttpRequest) -> str:
    refuse_unknown(request.POST, ("q",))
    return parse_text("q", request.POST.get("q", ""))
