"""What is reached from a point that is being moved over the map. It travels by POST, and nothing of it is kept."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analysis import at_point
from analysis.context import Context
from analysis.services import question_of, require_analyst
from network.queries import current_version
from planning.access import signed_in
from published.errors import BadParameter, PortalError

MAX_BYTES = 60_000  # a scenario is part of it


@require_POST
@signed_in
def reach(request: HttpRequest) -> HttpResponse:
    """Return `reached`: for each number of minutes, the farthest first, a feature; or the sentence why not."""
    require_analyst(request.user)
    try:
        wanted = question_of("isochrone").checked(_read(request))
        graph = Context.unstored(wanted, {}, current_version()).graph(wanted["profile"])
        origin = at_point.snapped(graph, _("Startpunkt"), wanted["point"])
        minutes = sorted(wanted["minutes"])
        found = at_point.isochrones(graph, origin, minutes, as_network=wanted["shape"] == "network")
    except PortalError as problem:
        return JsonResponse({"sentence": problem.sentence}, status=problem.status)
    features = [
        {"type": "Feature", "properties": {"class": row, "minutes": each.minutes}, "geometry": each.geometry}
        for row, each in enumerate(found)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features[::-1]})


def _read(request: HttpRequest) -> dict[str, object]:
    if len(request.body) > MAX_BYTES:
        raise BadParameter(_("Die Anfrage ist zu groß."))
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadParameter(_("Die Anfrage ist kein JSON-Objekt."))
    return found
