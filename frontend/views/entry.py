"""The page of one entry, and its card alone for a popup."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from frontend import shell
from frontend.cards import for_cards
from frontend.entry import entry_page
from frontend.legend import Legend
from frontend.sources import stock
from frontend.views.answers import render_for
from published.catalogue import catalogue
from published.models import PublicFeature


@require_safe
def entry(request: HttpRequest, layer: str, entry_id: str) -> HttpResponse:
    """One entry with everything that is published about it, beside the map."""
    now = stock()
    legend = Legend(on=[layer], entries=now.entries())
    page = entry_page(_entry_or_404(layer, entry_id), legend)
    context = {"page": page, "card": page.card, "map": shell.map_settings(legend, now, page.card)}
    return render_for(request, "frontend/entry.html", context, [layer])


@require_safe
def card_fragment(request: HttpRequest, layer: str, entry_id: str) -> HttpResponse:
    """The card of one entry alone, for a popup."""
    page = entry_page(_entry_or_404(layer, entry_id), Legend())
    return render_for(request, "frontend/parts/popup.html", {"page": page, "card": page.card}, [layer])


def _entry_or_404(layer: str, entry_id: str) -> PublicFeature:
    found = for_cards(PublicFeature.objects.filter(layer=layer, id=entry_id)).first() if layer in catalogue else None
    if found is None:
        raise Http404
    return found
