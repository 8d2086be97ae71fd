"""A receipt that somebody sends back: its run is done again."""

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analysis.services import require_analyst, rerun
from planning.access import signed_in
from published.errors import BadParameter, PortalError

MAX_BYTES = 256_000


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def redo(request: HttpRequest) -> HttpResponse:
    """Ask for the file (GET), or do its run again (POST)."""
    require_analyst(request.user)
    if request.method != "POST":
        return render(request, "planning/receipt.html")
    try:
        run = rerun(_read(request), by=request.user)  # type: ignore[arg-type]
    except PortalError as problem:
        status = HTTPStatus.BAD_REQUEST if problem.status == HTTPStatus.NOT_FOUND else problem.status
        return render(request, "planning/receipt.html", {"error": problem.sentence}, status=status)
    return HttpResponseRedirect(reverse("planning:run", args=[run.pk]), status=HTTPStatus.SEE_OTHER)


def _read(request: HttpRequest) -> dict[str, object]:
    """Return the receipt that was sent. Raises BadParameter for everything else."""
    file = request.FILES.get("receipt")
    if file is None:
        raise BadParameter(_("Wählen Sie die Datei mit dem Nachweis."))
    if (file.size or 0) > MAX_BYTES:
        raise BadParameter(_("Diese Datei ist zu groß: Ein Nachweis hat höchstens 256 kB."))
    try:
        found = json.loads(file.read().decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadParameter(_("Das ist kein Nachweis einer Auswertung."))
    return found
