"""Results as files: a run, or the difference of two, in one of the formats."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from analysis.exports import Document, Format, format_of, of_comparison, of_run
from analysis.services import run_of
from published.errors import PortalError

# Nothing of an exported file runs in the portal's name, should a browser show it in spite of everything.
POLICY = "default-src 'none'; sandbox"


@require_safe
def export(request: HttpRequest, run_id: UUID, format_id: str) -> HttpResponse:
    """Answer with a finished run as a file."""
    try:
        document, wanted = of_run(run_of(run_id, by=request.user)), format_of(format_id)
    except PortalError as error:
        return _refusal(error)
    return _file(document, wanted)


@require_safe
def export_difference(request: HttpRequest, before: UUID, after: UUID, format_id: str) -> HttpResponse:
    """Answer with the difference of two finished runs as a file."""
    try:
        runs = [run_of(each, by=request.user) for each in (before, after)]
        document, wanted = of_comparison(*runs), format_of(format_id)
    except PortalError as error:
        return _refusal(error)
    return _file(document, wanted)


def _file(document: Document, wanted: Format) -> HttpResponse:
    return HttpResponse(
        wanted.write(document),
        content_type=wanted.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, wanted.file_name(document)) or "attachment",
            "Content-Security-Policy": POLICY,
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _refusal(error: PortalError) -> HttpResponse:
    return HttpResponse(error.sentence, status=error.status, content_type="text/plain; charset=utf-8")
