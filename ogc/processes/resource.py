"""What all resources share that need a person or compute: methods, form, refusals, headers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ogc.answers import FORMS, page, prefers_html
from ogc.processes.errors import MORE_HEADERS, problem, wrong_method
from published.errors import BadParameter, PortalError
from published.middleware import failure

View = Callable[..., HttpResponse]
HEADERS = {
    # Answers to one person, or from one position: for nobody else and for no cache.
    "Cache-Control": "private, no-store",
    "Vary": "Accept, Authorization, Cookie",
    # Any page may ask. A browser sends no cookie along, and with a cookie nothing can be written anyhow.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, Link, Preference-Applied, Retry-After",
}


def resource(*methods: str) -> Callable[[View], View]:
    """Give a view what all resources share. It is called with `html`: whether a page is wanted.

    No CSRF token is asked for: what writes takes its person from a token that no browser sends by itself
    (ogc.processes.asker).
    """
    allowed = ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = _answer(view, request, allowed, *args, **kwargs)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
            if request.method == "HEAD" and response.content:
                response["Content-Length"] = str(len(response.content))
                response.content = b""
            return response

        return answer

    return decorate


def _answer(view: View, request: HttpRequest, allowed: str, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        headers = {"Access-Control-Allow-Headers": "Authorization, Content-Type, Prefer"}
        return HttpResponse(status=204, headers={"Allow": allowed, "Access-Control-Allow-Methods": allowed, **headers})
    if request.method not in allowed.split(", "):
        return wrong_method(allowed)
    html = prefers_html(request)
    try:
        if request.GET.get("f", "json") not in FORMS:
            raise BadParameter(_("„f“ ist „json“ oder „html“."))
        return view(request, *args, **kwargs, html=html)
    except PortalError as error:
        if not html:
            return problem(error)
        response = page(request, "refused", {"sentence": error.sentence}, status=error.status)
        for name, value in MORE_HEADERS.get(type(error), {}).items():
            response[name] = value
        return response
    except Exception as error:
        return failure(error)
