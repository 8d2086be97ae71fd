"""What OGC API Processes refuses, and how it says so: RFC 9457 with the types of the standard."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from analysis.errors import NoSuchRun
from published.errors import NotPublished, PortalError, TooMany

TYPES = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
RETRY_AFTER_S = "5"


class NoSuchProcess(NotPublished):
    """There is no process of this name."""


class ResultNotReady(NotPublished):
    """The job has no result, not yet or never. The standard asks for 404."""


class JobFailed(PortalError):
    """The job has ended without a result."""

    status = 422


class UnknownToken(PortalError):
    """The access token is not valid, not any more, or not a token."""

    status = 401


class TooLarge(PortalError):
    """The body of a request is longer than any question."""

    status = 413


class NotJson(PortalError):
    """The body of a request says that it is something else than JSON."""

    status = 415


class WrongMethod(PortalError):
    """This address does not know the method."""

    status = 405


TYPE_OF: dict[type[PortalError], str] = {
    NoSuchProcess: f"{TYPES}no-such-process",
    NoSuchRun: f"{TYPES}no-such-job",
    ResultNotReady: f"{TYPES}result-not-ready",
}
MORE_HEADERS: dict[type[PortalError], dict[str, str]] = {
    UnknownToken: {"WWW-Authenticate": 'Bearer error="invalid_token"'},
    TooMany: {"Retry-After": RETRY_AFTER_S},
}


def problem(error: PortalError, **headers: str) -> HttpResponse:
    """Return the answer to what is refused."""
    content = {
        "type": TYPE_OF.get(type(error), "about:blank"),
        "status": error.status,
        "title": HTTPStatus(error.status).phrase,
        "detail": error.sentence,
    }
    return JsonResponse(
        content,
        status=error.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
        headers=headers | MORE_HEADERS.get(type(error), {}),
    )


def wrong_method(allowed: str) -> HttpResponse:
    """Return the answer to a method that an address does not know."""
    return problem(WrongMethod(_("Diese Adresse versteht nur %(allowed)s.") % {"allowed": allowed}), Allow=allowed)
