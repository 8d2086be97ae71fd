"""Two runs compared: chosen in a form, then a page of its own with a map of the differences."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analysis.services import require_analyst, run_of
from planning import comparison as compared
from planning.access import signed_in
from planning.run_page import is_run_id
from published.errors import BadParameter


@require_safe
@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """Lead from the form to the page of the two runs, which has an address that can be shared."""
    require_analyst(request.user)
    pair = [request.GET.get(name, "") for name in ("before", "after")]
    if not all(map(is_run_id, pair)):
        raise BadParameter(_("Wählen Sie zwei Auswertungen."))
    return HttpResponseRedirect(reverse("planning:comparison", args=pair), status=HTTPStatus.SEE_OTHER)


@require_safe
@signed_in
def comparison(request: HttpRequest, before: UUID, after: UUID) -> HttpResponse:
    """What the second run says differently from the first."""
    first, second = (run_of(each, by=request.user) for each in (before, after))
    page = compared.comparison(first, second, request.GET.get("column", ""))
    return render(request, "planning/comparison.html", {"page": page})


@require_safe
@signed_in
def comparison_map(request: HttpRequest, before: UUID, after: UUID) -> HttpResponse:
    """The differences as GeoJSON."""
    first, second = (run_of(each, by=request.user) for each in (before, after))
    text = compared.comparison_map(first, second, request.GET.get("column", ""))
    return HttpResponse(text, content_type="application/geo+json")
