"""The pages that say who runs the portal, what it does with data, how accessible it is and where its data come from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frontend.legend import Legend
from frontend.sources import Stock, sources_of, stock


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of these pages by its name."""
    context = {"topics": _by_topic(stock())} if name == "sources" else {}
    return render(request, f"frontend/{name}.html", context)


def _by_topic(now: Stock) -> list[dict[str, object]]:
    """Return for each topic that has entries its sources, the largest first."""
    legend = Legend(entries=now.entries())
    return [{"item": item, "uses": sources_of(now, item.layer)} for item in legend.topics]
