"""The points of what is asked for by POST: the map draws them instead of tiles, whose addresses would tell."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from frontend.asked import asked_of
from frontend.selection import Selection
from frontend.views.answers import without_trace
from published.errors import BadParameter

MOST_POINTS = 5000  # half a megabyte; the page says when there are more


@csrf_exempt
@require_POST
def points(request: HttpRequest) -> HttpResponse:
    """Answer `{"points": [[layer, id, kind, name, lon, lat], …], "isComplete": true}`, the nearest first.

    `reached` is the area within so many minutes, where these are asked: `{"geometry": GeoJSON, "words": …}`.
    """
    try:
        selection = Selection.from_query(asked_of(request))
        entries = selection.points()
    except BadParameter as problem:
        return without_trace(JsonResponse({"detail": problem.sentence}, status=problem.status))
    found = list(entries[: MOST_POINTS + 1])
    answer = {"points": found[:MOST_POINTS], "isComplete": len(found) <= MOST_POINTS}
    if reached := selection.reached:
        answer["reached"] = {"geometry": reached.outline, "words": reached.reach.legend}
    return without_trace(JsonResponse(answer))
