"""What the pages' answers share: a page for what is wrong, «unchanged» for those who know them."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import get_language

from frontend.sources import Stock
from published.catalogue import catalogue
from published.errors import BadParameter

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


def etag(request: HttpRequest, now: Stock) -> str:
    """Return the ETag of the answer to this request at these versions."""
    said = [request.get_full_path(), get_language(), catalogue.digest(), str(settings.REGION.id), *now.versions.items()]
    return f'"{hashlib.sha256(repr(said).encode()).hexdigest()[:24]}"'


def unchanged(request: HttpRequest, now: Stock) -> HttpResponse | None:
    """Return 304 if the browser already has what the present versions give."""
    if request.headers.get("If-None-Match") == etag(request, now):
        return with_etag(HttpResponseNotModified(), request, now)
    return None


def with_etag(response: HttpResponse, request: HttpRequest, now: Stock) -> HttpResponse:
    """Return the answer with its ETag; it may be kept, but is asked for again each time."""
    response["ETag"] = etag(request, now)
    response["Cache-Control"] = "no-cache"
    return response
