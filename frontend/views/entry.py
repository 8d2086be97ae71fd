"""The page of one entry, and its card alone for a popup."""

from functools import reduce
from operator import or_
from typing import Any

from django.contrib.gis.db.models import Extent
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from frontend import shell
from frontend.asked import asked_of, one_of
from frontend.cards import ALPHABETICAL, Card, card, cards, for_cards
from frontend.entry import contact, entry_page
from frontend.legend import OUTLINES, Legend
from frontend.nearby import MODES, ON_FOOT
from frontend.route import has_ways
from frontend.sources import stock
from frontend.surroundings import Near, Topic, nearest
from frontend.views.answers import is_sensitive, render_for, says_what_is_wrong, without_trace
from published.catalogue import catalogue
from published.models import PublicFeature
from published.parameters import parse_position
from published.queries import FeatureQuerySet

MOST_CARDS = 20  # of a popup: more under one pointer nobody reads

NEAR_ENTRIES = 4


@require_safe
def entry(request: HttpRequest, layer: str, entry_id: str) -> HttpResponse:
    """One entry with everything that is published about it, beside the map."""
    now = stock()
    legend = Legend(on=[layer], entries=now.entries())
    found = _entry_or_404(layer, entry_id)
    page = entry_page(found, legend, timezone.now())
    context = {
        "page": page,
        "card": page.card,
        "legend": legend,
        "layer": legend[layer].layer,
        "has_ways": has_ways(found),
        "nearby": _near(found, page.card, legend),
        "map": shell.map_settings(legend, now, page.card, _extent(found)),
    }
    return render_for(request, "frontend/entry.html", context, [layer])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@says_what_is_wrong
def card_fragment(request: HttpRequest, layer: str, entry_id: str) -> HttpResponse:
    """The card of one entry alone, for a popup; by POST with its distance from a position (`near`)."""
    near, by, legend = _position(request), _mode(request), Legend()
    found = _entry_or_404(layer, entry_id, near)
    context = {"card": card(found, legend, near, by=by), "contact": contact(found, legend)}
    answer = render_for(request, "frontend/parts/popup.html", context, [layer])
    return without_trace(answer) if near else answer


def _extent(entry: PublicFeature) -> tuple[float, ...] | None:
    """Return west, south, east, north of an outline or a line in degrees, None for a point or nothing."""
    found: Any = PublicFeature.objects.filter(layer=entry.layer, id=entry.id).aggregate(box=Extent("geom"))["box"]
    return tuple(round(degrees, 6) for degrees in found) if found and found[:2] != found[2:] else None


def _near(entry: PublicFeature, card: Card, legend: Legend) -> list[Near]:
    """Return the nearest other entries, one of each kind; none where the place is known roughly only.

    Support services stand on pages of their own kind only: what is shown beside them leaves traces.
    """
    if card.position is None or entry.properties.get("location_precision") != "exact":
        return []
    layers = [item.layer.id for item in legend.topics if item.layer.style.shape != OUTLINES]
    topics = [Topic(layer, NEAR_ENTRIES + 1) for layer in layers if not is_sensitive([layer])]
    found = [near for each in nearest(card.position, topics, legend).values() for near in each]
    others = [near for near in found if (near.card.layer, near.card.id) != (entry.layer, entry.id)]
    of_each_kind = {near.card.kind: near for near in sorted(others, key=lambda near: -near.way.metres)}
    return sorted(of_each_kind.values(), key=lambda near: near.way.metres)[:NEAR_ENTRIES]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@says_what_is_wrong
def card_fragments(request: HttpRequest) -> HttpResponse:
    """The cards of several entries at one place, `entries=layer/id,layer/id`; by POST with distances as well."""
    near, by = _position(request), _mode(request)
    asked = asked_of(request).get("entries", "").split(",")[:MOST_CARDS]
    wanted = [tuple(part for part in each.partition("/") if part != "/") for each in asked]
    pairs = [each for each in wanted if len(each) == 2]
    keys = [(layer, entry_id) for layer, entry_id in pairs if catalogue.is_topic(layer)]
    found = PublicFeature.objects.filter(_any_of(keys)) if keys else PublicFeature.objects.none()
    entries = _with_distance(for_cards(found), near).order_by(*ALPHABETICAL)
    answer = render_for(
        request,
        "frontend/parts/popup_cards.html",
        {"cards": cards(entries, Legend(), near, by=by)},
        {layer for layer, _entry_id in keys},
    )
    return without_trace(answer) if near else answer


def _position(request: HttpRequest) -> tuple[float, float] | None:
    """Return the position in degrees that distances are measured from; None if none is given. Raises BadParameter."""
    given = asked_of(request).get("near", "")
    return parse_position("near", given) if given else None


def _mode(request: HttpRequest) -> str:
    """Return by which mode one travels from the position. Raises BadParameter."""
    given = request.POST if request.method == "POST" else request.GET
    return one_of(given, "by", MODES) or ON_FOOT


def _any_of(keys: list[tuple[str, str]]) -> Q:
    return reduce(or_, (Q(layer=layer, id=entry_id) for layer, entry_id in keys))


def _with_distance(entries: FeatureQuerySet, near: tuple[float, float] | None) -> FeatureQuerySet:
    return entries.with_metres(*near).with_entrances() if near else entries


def _entry_or_404(layer: str, entry_id: str, near: tuple[float, float] | None = None) -> PublicFeature:
    entries = _with_distance(for_cards(PublicFeature.objects.filter(layer=layer, id=entry_id)), near)
    found = entries.first() if catalogue.is_topic(layer) else None
    if found is None:
        raise Http404
    return found
