"""All topics from A to Z, and one of them: what it is, where it comes from, how fresh it is, how to take it along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frontend.cards import by_name, cards, for_cards
from frontend.freshness import freshness
from frontend.legend import OUTLINES, Legend
from frontend.numbers import numbers
from frontend.paging import page_of, shown
from frontend.sources import sources_of, stock
from frontend.topics import kinds_of, letters, map_url
from frontend.views.answers import render_for, says_what_is_wrong
from published.catalogue import catalogue
from published.models import PublicFeature


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Everything one may look for, in alphabetical order."""
    now = stock()
    legend = Legend(entries=now.entries())
    return render(request, "frontend/topics.html", {"letters": letters(legend, numbers(now))})


@require_safe
@says_what_is_wrong
def topic(request: HttpRequest, layer: str) -> HttpResponse:
    """One layer with its numbers, its sources and the list of its entries."""
    if not catalogue.is_topic(layer):
        raise Http404
    now = stock()
    legend = Legend(entries=now.entries())
    item = legend[layer]
    page = page_of(request, item.entries)
    entries = by_name(for_cards(PublicFeature.objects.filter(layer=layer)))[shown(page)]
    context = {
        "item": item,
        "kinds": kinds_of(item, numbers(now)),
        "freshness": None if item.layer.style.shape == OUTLINES else freshness(now, layer),
        "changed_at": now.changed.get(layer),
        "sources": sources_of(now, item.layer),
        "is_demo": layer in now.demo_layers(),
        "cards": cards(entries, legend),
        "page": page,
        "map_url": map_url([layer]),
    }
    return render_for(request, "frontend/topic.html", context, [layer])
