"""The view that others frame, and the builder of its address."""

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from frontend import shell
from frontend.asked import asked_of
from frontend.cards import cards
from frontend.embed import BUILDER_PARAMETERS, HEIGHTS_PX, LANGUAGES, MAP, MAP_AND_LIST, WIDTHS_PX, Embed, Frame
from frontend.facets import facets, left_out
from frontend.legend import Legend
from frontend.picture import picture, region_picture
from frontend.sources import Stock, stock
from frontend.views.answers import is_sensitive, render_for, says_what_is_wrong
from published.basemap import basemap_credits
from published.errors import BadParameter

MOST_ENTRIES = 30
COUNTED_UP_TO = 1000
PICTURE_PX = (640, 420)


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # here alone: every other page may be framed by this portal only
@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """The map with its list in small, to be framed by any page: it reads only, and knows nobody."""
    now = stock()
    try:
        wish = Embed.from_query(asked_of(request))
        response = render_for(request, "frontend/embed.html", _embedded(wish, now), wish.selection.wanted.layers)
    except BadParameter as problem:
        context = {"sentence": problem.sentence, "portal_url": reverse("frontend:start")}
        response = render(request, "frontend/embed_fault.html", context, status=problem.status)
    # Which page frames us is nobody's business, and nobody learns from us where a visitor came from.
    response["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _embedded(wish: Embed, now: Stock) -> dict[str, Any]:
    selection = wish.selection
    legend = Legend(on=selection.wanted.layers, chosen=selection.chosen_kinds, entries=now.entries())
    total = selection.entries()[: COUNTED_UP_TO + 1].values("id").count()
    listed = cards(selection.in_order()[:MOST_ENTRIES], legend)
    return {
        "wish": wish,
        "cards": listed,
        "total": min(total, COUNTED_UP_TO),
        "more_than_counted": total > COUNTED_UP_TO,
        "is_cut": total > len(listed),
        "in_extent": selection.wanted.bbox is not None,
        "topics": [item for item in legend.items if item.on],
        "map": shell.map_settings(legend, now) | {"isEmbedded": True},
        "picture": picture(list(enumerate(listed, start=1)), *PICTURE_PX) or region_picture(*PICTURE_PX),
        "map_credits": basemap_credits(now.versions.get("basemap", "")),
        "portal_url": f"{reverse('frontend:map')}?{wish.address}",
        "is_demo": bool(now.demo_layers().intersection(selection.wanted.layers)),
    }


@require_safe
@says_what_is_wrong
def builder(request: HttpRequest) -> HttpResponse:
    """Choose what the framed view shows, look at it, and take the HTML along."""
    query = asked_of(request)
    frame = Frame.from_query(query, get_language() or LANGUAGES[0])
    for name in BUILDER_PARAMETERS:
        query.pop(name, None)
    wish = Embed.from_query(query)
    now = stock()
    selection = wish.selection
    legend = Legend(on=selection.wanted.layers, chosen=selection.chosen_kinds, entries=now.entries())
    path = translate_url(reverse("frontend:embed"), frame.language)
    src = f"{path}?{wish.embedded}" if wish.embedded else path
    topics = ", ".join(str(item.layer.title) for item in legend.items if item.on)
    context = {
        "wish": wish,
        "frame": frame,
        "selection": selection,
        "legend": legend,
        "areas": shell.areas(legend, now),
        "facets": facets(legend.topics, selection.wanted, now),
        "left_out": left_out(legend.topics, selection.wanted),
        "parts": ((MAP_AND_LIST, _("Karte und Liste")), (MAP, _("nur Karte")), ("list", _("nur Liste"))),
        "languages": (("de", _("Deutsch")), ("en", _("Englisch"))),
        "widths": WIDTHS_PX,
        "heights": HEIGHTS_PX,
        "src": src,
        "snippet": frame.snippet(request.build_absolute_uri(src), _("Karte: %(topics)s") % {"topics": topics}),
        "shows_sensitive": is_sensitive(selection.wanted.layers),
    }
    return render(request, "frontend/embed_builder.html", context)
