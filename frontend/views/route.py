"""The way to an entry from an address or a position, which travel by POST only. Nothing of it is kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from frontend import shell
from frontend.asked import refuse_unknown
from frontend.cards import card, for_cards
from frontend.legend import Legend
from frontend.picture import picture
from frontend.position import Position, named_position, position_of_address
from frontend.reach import Entrances, NoAnswer
from frontend.route import Route, has_ways, routes
from frontend.sources import stock
from frontend.views.answers import render_for, says_what_is_wrong, without_trace
from published.basemap import basemap_credits
from published.catalogue import catalogue
from published.models import PublicFeature
from published.parameters import parse_position, parse_text

PICTURE_PX = (640, 420)


@csrf_exempt  # changes nothing, and a token would need a cookie
@require_http_methods(["GET", "HEAD", "POST"])
@says_what_is_wrong
def route(request: HttpRequest, layer: str, entry_id: str) -> HttpResponse:
    """The form, and by POST the way from there: text and map, and a still picture where no script draws one."""
    refuse_unknown(request.POST if request.method == "POST" else request.GET, _names(request))
    now = stock()
    legend = Legend(on=[layer], entries=now.entries())
    found = for_cards(PublicFeature.objects.filter(layer=layer, id=entry_id)).with_entrances().first()
    if found is None or not catalogue.is_topic(layer) or not has_ways(found):
        raise Http404
    here = card(found, legend)
    near, address = request.POST.get("near", ""), parse_text("address", request.POST.get("address", ""))
    start = _start(near, address)
    ways, fault = _routes(start, found.entrances) if start else ([], "")
    lines = [each for each in ways if each.line]
    context = {
        "card": here,
        "layer": legend[layer].layer,
        "legend": legend,
        "start": start,
        "ways": ways,
        "fault": fault,
        "unknown_address": "" if start else address,
        "is_asked": bool(near or address),
        "is_empty": request.method == "POST" and not (near or address),
        "map": shell.map_settings(legend, now, here)
        | {"routes": [each.as_json() for each in lines], "from": [start.lon, start.lat] if start else None},
        "picture": picture(
            [(1, here)],
            *PICTURE_PX,
            you=(start.lon, start.lat),
            lines=[each.positions for each in lines],
        )
        if start and lines
        else None,
        "map_credits": basemap_credits(now.versions.get("basemap", "")),
    }
    return without_trace(render_for(request, "frontend/route.html", context, [layer]))


def _names(request: HttpRequest) -> tuple[str, ...]:
    """Return the parameters that this page knows; neither of them may stand in an address."""
    return ("address", "near") if request.method == "POST" else ()


def _start(near: str, address: str) -> Position | None:
    """Return where one sets out, None if nothing is asked or nobody knows the address. Raises BadParameter."""
    if address:
        return position_of_address(address)
    return named_position(*parse_position("near", near)) if near else None


def _routes(start: Position, entrances: Entrances) -> tuple[list[Route], str]:
    """Return the ways, or why nobody knows any."""
    try:
        return routes((start.lon, start.lat), entrances), ""
    except NoAnswer as problem:
        return [], problem.sentence
