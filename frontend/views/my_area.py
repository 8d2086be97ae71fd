"""My area: what there is around an address, a position or an area. Address and position travel by POST only."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from frontend import shell
from frontend.asked import refuse_unknown
from frontend.legend import Legend
from frontend.my_area import Here, centre_of, my_area
from frontend.sources import stock
from frontend.views.answers import render_for, says_what_is_wrong, without_trace
from published.addresses import AddressHit, find_addresses, nearest_address
from published.errors import BadParameter
from published.parameters import parse_position, parse_text

PAGE = "frontend/my_area.html"
CHOICES = 6


@csrf_exempt  # changes nothing, and a token would need a cookie
@require_http_methods(["GET", "HEAD", "POST"])
@says_what_is_wrong
def my_area_page(request: HttpRequest) -> HttpResponse:
    """The form, and with an address (POST), a position (POST) or an area (GET) what there is around it."""
    asked = request.POST if request.method == "POST" else request.GET
    refuse_unknown(asked, ("address", "near") if request.method == "POST" else ("area",))
    if request.method == "POST":
        return without_trace(_by_post(request))
    if area := parse_text("area", asked.get("area", "")):
        here = centre_of(area)
        if here is None:
            raise BadParameter(_("Diese Gemeinde oder diesen Stadtbezirk gibt es hier nicht."))
        return _around(request, here, area=area)
    return _form(request)


def _by_post(request: HttpRequest) -> HttpResponse:
    if near := request.POST.get("near", ""):
        position = parse_position("near", near)
        address = nearest_address(*position)
        return _around(request, Here(position, address.label if address else _("Ihr Ort auf der Karte")))
    try:
        text = parse_text("address", request.POST.get("address", ""))
    except BadParameter as problem:
        return _form(request, error=problem.sentence, status=problem.status)
    if not text:
        return _form(request, error=_("Geben Sie eine Straße mit Hausnummer und den Ort ein."), status=400)
    hits = find_addresses(text, limit=CHOICES)
    if not hits:
        return _form(request, typed=text, not_found=True)
    if (hit := _only(hits, text)) is not None:
        return _around(request, Here((hit.lon, hit.lat), hit.label, is_interpolated=hit.is_interpolated))
    return _form(request, typed=text, choices=hits)


def _only(hits: list[AddressHit], text: str) -> AddressHit | None:
    """Return the one that is meant: the only one, or the only one that has every word as it was written."""
    exact = [hit for hit in hits if _words(text) <= _words(hit.label)]
    return exact[0] if len(exact) == 1 else hits[0] if len(hits) == 1 else None


def _words(text: str) -> set[str]:
    return set(text.casefold().replace(",", " ").split())


def _place_map() -> dict[str, object]:
    """Return what the map needs on which one points to a place."""
    view = settings.REGION.map
    return {"styleUrl": "/tiles/style.json", "center": view.center, "zoom": view.zoom, "locale": shell.map_locale()}


def _around(request: HttpRequest, here: Here, *, area: str = "") -> HttpResponse:
    now = stock()
    legend = Legend(entries=now.entries())
    found = my_area(here, legend, timezone.now())
    context = {"found": found, "areas": shell.areas(legend, now), "area": area, "place_map": _place_map()}
    return render_for(request, PAGE, context, found.layers)


def _form(
    request: HttpRequest,
    *,
    typed: str = "",
    error: str = "",
    not_found: bool = False,
    choices: list[AddressHit] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = stock()
    context = {
        "areas": shell.areas(Legend(entries=now.entries()), now),
        "typed": typed,
        "error": error,
        "not_found": not_found,
        "choices": choices or [],
        "place_map": _place_map(),
    }
    return render_for(request, PAGE, context, [], status=status)
