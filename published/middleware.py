"""The short way for published data: resolved in a urlconf of its own, before session, CSRF and locale."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, get_resolver
from django.utils.translation import gettext as _
from django.utils.translation import override

from published.errors import BadParameter, PortalError, ReadOnly

logger = logging.getLogger(__name__)

ENGLISH = "/en/"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; worker-src 'self'; object-src 'none';"
    " base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
    # Public data without cookies: any page may read them.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Crs, OGC-NumberMatched, OGC-NumberReturned",
}


class PublishedMiddleware:
    """Answer what `settings.PUBLISHED_URLCONF` resolves; pass everything else on.

    The language is part of the path: below /en/ the same addresses answer in English. Must stand first in the list,
    so that a tile or an item costs none of the others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.resolver = get_resolver(settings.PUBLISHED_URLCONF)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        english = request.path_info.startswith(ENGLISH)
        path = request.path_info[len(ENGLISH) - 1 :] if english else request.path_info
        try:
            match = self.resolver.resolve(path)
        except Resolver404:
            return self.get_response(request)
        request.urlconf = settings.PUBLISHED_URLCONF
        request.resolver_match = match
        with override("en" if english else settings.LANGUAGE_CODE):
            response = self._answer(request, match)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.status_code == HTTPStatus.OK and not response.streaming:
            # Without it the web server cuts the answer into chunks, and nobody knows how much is still to come.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    def _answer(self, request: HttpRequest, match: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return refusal(ReadOnly(_("Hier wird nur gelesen: GET oder HEAD.")), Allow="GET, HEAD, OPTIONS")
        try:
            # A forged Host header must not end up in a link. Checked once, it is known to every link of the answer.
            host = request.get_host()
            request.get_host = lambda: host  # type: ignore[method-assign]
            return match.func(request, *match.args, **match.kwargs)  # type: ignore[attr-defined]
        except PortalError as error:
            return refusal(error)
        except Exception as error:
            return failure(error)


def refusal(error: PortalError, **headers: str) -> HttpResponse:
    """Return the answer to what the portal refuses (RFC 9457)."""
    return JsonResponse(
        {"type": "about:blank", "status": error.status, "title": type(error).__name__, "detail": error.sentence},
        status=error.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
        headers=headers,
    )


def failure(error: Exception) -> HttpResponse:
    """Return the answer to what went wrong on our side: a sentence, never a stack. The log names the error's place."""
    if isinstance(error, DisallowedHost):
        return refusal(BadParameter(_("Unter diesem Namen ist das Portal nicht zu erreichen.")))
    logger.error("%s while answering published data", type(error).__name__, exc_info=error)
    return refusal(PortalError(_("Das hat nicht geklappt. Versuchen Sie es später noch einmal.")))
