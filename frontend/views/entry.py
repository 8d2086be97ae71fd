"""The page of one entry, and its card alone for a popup."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from frontend import shell
from frontend.cards import Card, card, for_cards
from frontend.entry import contact, entry_page
from frontend.legend import OUTLINES, Legend
from frontend.sources import stock
from frontend.surroundings import Near, Topic, nearest
from frontend.views.answers import is_sensitive, render_for
from published.catalogue import catalogue
from published.models import PublicFeature

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
        "layer": legend[layer].layer,
        "nearby": _near(found, page.card, legend),
        "map": shell.map_settings(legend, now, page.card),
    }
    return render_for(request, "frontend/entry.html", context, [layer])


@require_safe
def card_fragment(request: HttpRequest, layer: str, entry_id: str) -> HttpResponse:
    """The card of one entry alone, for a popup."""
    found, legend = _entry_or_404(layer, entry_id), Legend()
    context = {"card": card(found, legend), "contact": contact(found, legend)}
    return render_for(request, "frontend/parts/popup.html", context, [layer])


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


def _entry_or_404(layer: str, entry_id: str) -> PublicFeature:
    found = for_cards(PublicFeature.objects.filter(layer=layer, id=entry_id)).first() if layer in catalogue else None
    if found is None:
        raise Http404
    return found
