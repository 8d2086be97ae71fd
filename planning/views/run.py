"""The page of a run, its progress, and what can be done with it."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from analysis import services
from analysis.errors import NotReady
from analysis.models import Run
from analysis.receipts import receipt
from planning.access import signed_in
from planning.choropleth import choropleth
from planning.outlines import coloured, places, shapes
from planning.result import SHAPES, map_columns, tables_of
from planning.run_page import run_page, runs
from published.errors import NotPublished

COMPARABLE = 30  # runs of the same question that are offered for comparison


@require_safe
@signed_in
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far a run is, and, finished, its answer."""
    found = services.run_of(run_id, by=request.user)
    page = run_page(found, request.GET.get("column", ""), request.GET.get("sort", ""))
    done = found.status == Run.Status.DONE
    others = runs(found.question).filter(status=Run.Status.DONE).exclude(pk=found.pk)[:COMPARABLE] if done else []
    return render(request, "planning/run.html", {"page": page, "run": found, "others": list(others)})


@require_safe
@signed_in
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far a run is, for the script of its page."""
    found = services.run_of(run_id, by=request.user)
    words = str(found.get_status_display())
    return JsonResponse({"progress": found.progress, "words": words, "isUnderWay": found.is_under_way})


@require_safe
@signed_in
def run_map(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A table of a result as GeoJSON: coloured outlines of a column, or shapes."""
    tables = tables_of(services.run_of(run_id, by=request.user))
    wanted = request.GET.get("table", ""), request.GET.get("column", "")
    if shown := next((each for each in tables if (each.name, each.of) == (wanted[0], SHAPES)), None):
        return _geojson(shapes(shown))
    column = next((each for each in map_columns(tables) if (each.table.name, each.name) == wanted), None)
    if column is None:
        raise NotPublished(_("Das gehört nicht zu dieser Auswertung."))
    return _geojson(coloured(column, choropleth(column)))


@require_safe
@signed_in
def run_places(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The facilities that a run took, as GeoJSON points."""
    found = services.run_of(run_id, by=request.user)
    if "facilities" not in found.inputs:
        raise NotPublished(_("Das gehört nicht zu dieser Auswertung."))
    return _geojson(places(found))


@require_safe
@signed_in
def run_receipt(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The receipt of a finished run as a file."""
    found = services.run_of(run_id, by=request.user)
    if found.status != Run.Status.DONE:
        raise NotReady(_("Diese Auswertung hat noch kein Ergebnis."))
    answer = JsonResponse(receipt(found), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="nachweis-{found.pk}.json"'
    return answer


@require_POST
@signed_in
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Stop a run."""
    found = services.run_of(run_id, by=request.user)
    services.cancel(found)
    return _to(found)


@require_POST
@signed_in
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Ask the same once more of the data of today."""
    found = services.run_of(run_id, by=request.user)
    return _to(services.start(found.question, found.parameters, by=request.user, title=found.title))  # type: ignore[arg-type]


@require_POST
@signed_in
def release(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let everybody read the result."""
    found = services.run_of(run_id, by=request.user)
    services.release(found, by=request.user)  # type: ignore[arg-type]
    return _to(found)


@require_POST
@signed_in
def withdraw(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Take the result back."""
    found = services.run_of(run_id, by=request.user)
    services.withdraw(found, by=request.user)  # type: ignore[arg-type]
    return _to(found)


def _to(found: Run) -> HttpResponse:
    return HttpResponseRedirect(reverse("planning:run", args=[found.pk]), status=HTTPStatus.SEE_OTHER)


def _geojson(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/geo+json")
