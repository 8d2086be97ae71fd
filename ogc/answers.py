"""Answers: JSON for machines, a page for people, and «unchanged» for those who know the answer."""

import json
from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ogc.links import GEOJSON, HTML, JSON, OPENAPI
from published.catalogue import catalogue
from published.errors import BadParameter, PortalError
from tiles.conditional import is_unchanged, weak_etag

# Raised whenever equal data would make another answer: browsers and proxies then ask anew.
FORMAT = 2
METHODS = "GET, HEAD, OPTIONS"
FORMS = {"json": False, "html": True}
MACHINE_TYPES = [JSON, GEOJSON, OPENAPI.partition(";")[0], "application/problem+json"]

View = Callable[..., HttpResponse]


def resource(view: View) -> View:
    """Give a view what all resources share: OPTIONS, HEAD, the form that was asked for, refusals as a page for people.

    The view is called with `html`: whether a page is wanted.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            allowed = {"Allow": METHODS, "Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "*"}
            return HttpResponse(status=204, headers=allowed)
        html = prefers_html(request)
        try:
            if request.GET.get("f", "json") not in FORMS:
                raise BadParameter(_("„f“ ist „json“ oder „html“."))
            response = view(request, *args, **kwargs, html=html)
        except PortalError as error:
            if not html:
                raise
            response = page(request, "refused", {"sentence": error.sentence}, status=error.status)
        response["Vary"] = "Accept"
        response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
        if request.method == "HEAD" and response.content:
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return answer


def prefers_html(request: HttpRequest) -> bool:
    """Say whether `f`, or else Accept, asks for a page. Who takes anything gets data."""
    form = request.GET.get("f")
    if form in FORMS:
        return FORMS[form]
    if HTML not in request.headers.get("Accept", ""):
        return False
    return request.get_preferred_type([*MACHINE_TYPES, HTML]) == HTML


def json_answer(content: Any, *, media_type: str = JSON) -> HttpResponse:
    """Return a JSON document."""
    return HttpResponse(json_text(content), content_type=media_type)


def json_text(content: Any) -> str:
    """Return JSON as it is sent: short, umlauts as they are."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)


def page(request: HttpRequest, name: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Return a page of this room."""
    return render(request, f"ogc/{name}.html", dict(context), status=status)


def etag(request: HttpRequest, *editions: object, html: bool) -> str:
    """Return the ETag of the answer to this request at these editions."""
    language = get_language() or settings.LANGUAGE_CODE
    asked = (request.scheme, request.get_host(), request.get_full_path())
    return weak_etag(FORMAT, settings.REGION.id, _digest(language), language, html, asked, *editions)


def unchanged(request: HttpRequest, tag: str, cache_control: str) -> HttpResponse | None:
    """Return 304 if the asker has this very answer, else None."""
    if "If-None-Match" not in request.headers or not is_unchanged(request, tag):
        return None
    return marked(HttpResponseNotModified(), tag, cache_control)


def marked(response: HttpResponse, tag: str, cache_control: str) -> HttpResponse:
    """Return the answer with its ETag and with how long it may be kept."""
    response["ETag"] = tag
    response["Cache-Control"] = cache_control
    return response


@cache
def _digest(language: str) -> str:
    """Return the digest of the catalogue, whose labels depend on the language; it is complete once requests come in."""
    return catalogue.digest()
