"""What the pages' answers share: a page for what is wrong, «unchanged» for those who know them."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import get_language

from frontend.freshness import today
from frontend.sources import Stock
from published.catalogue import catalogue
from published.errors import BadParameter

View = Callable[..., HttpResponse]
# What a support page leaves behind: no copy in a cache, no word to other sites where the visitor came from.
WITHOUT_TRACE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def says_what_is_wrong(view: View) -> View:
    """Answer a parameter that cannot be understood with a page that says which, and status 400.

    What was sent by POST stays between the reader and the server, a fault in it as well.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadParameter as problem:
            fault = render(request, "frontend/fault.html", {"sentence": problem.sentence}, status=problem.status)
            return without_trace(fault) if request.method == "POST" else fault

    return answer


def is_sensitive(layers: Iterable[str]) -> bool:
    """Say whether one of these layers holds support services or the like: what is read of them is nobody's business."""
    return any(layer in catalogue and catalogue[layer].sensitive for layer in layers)


def render_for(
    request: HttpRequest, template: str, context: Mapping[str, Any], layers: Iterable[str], *, status: int = 200
) -> HttpResponse:
    """Render a page or a fragment that shows entries of these layers.

    If one of them is sensitive, a page carries the crisis numbers and the quick exit, and the answer leaves no trace.
    """
    sensitive = is_sensitive(layers)
    response = render(request, template, {**context, "is_sensitive": sensitive}, status=status)
    return without_trace(response) if sensitive else response


def without_trace(response: HttpResponse) -> HttpResponse:
    """Return the answer so that no cache keeps it and no other site learns of it."""
    for name, value in WITHOUT_TRACE.items():
        response[name] = value
    del response["ETag"]
    return response


def etag(request: HttpRequest, now: Stock, *also: object) -> str:
    """Return the ETag of the answer to this request at these versions; `also` is what else it depends on."""
    said = [
        *also,
        today(),  # cards say how long ago an entry was confirmed
        request.get_full_path(),
        get_language(),
        catalogue.digest(),
        str(settings.REGION.id),
        *now.versions.items(),
    ]
    return f'"{hashlib.sha256(repr(said).encode()).hexdigest()[:24]}"'


def unchanged(request: HttpRequest, now: Stock, *also: object) -> HttpResponse | None:
    """Return 304 if the browser already has what the present versions give, as it is or compressed (a weak ETag)."""
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag(request, now, *also):
        return with_etag(HttpResponseNotModified(), request, now, *also)
    return None


def with_etag(response: HttpResponse, request: HttpRequest, now: Stock, *also: object) -> HttpResponse:
    """Return the answer with its ETag, to be kept and asked for again each time; what leaves no trace stays so."""
    if response.get("Cache-Control") == WITHOUT_TRACE["Cache-Control"]:
        return response
    response["ETag"] = etag(request, now, *also)
    response["Cache-Control"] = "no-cache"
    return response
