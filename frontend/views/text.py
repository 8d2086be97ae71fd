"""The pages that say who runs the portal, what it does with data, how accessible it is and where its data come from."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontend.legend import Legend
from frontend.sources import Stock, stock


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of these pages by its name."""
    context = {"topics": _by_topic(stock())} if name == "sources" else {}
    return render(request, f"frontend/{name}.html", context)


def _by_topic(now: Stock) -> list[dict[str, object]]:
    """Return for each topic that has entries its sources, the largest first."""
    legend = Legend(entries=now.entries())
    uses = {layer: list(found) for layer, found in groupby(now.uses, key=lambda use: use.layer)}
    return [
        {"item": item, "uses": [(use, _licence(legend, use.layer, use.licence)) for use in uses[item.layer.id]]}
        for item in legend.topics
    ]


def _licence(legend: Legend, layer: str, code: str) -> str:
    """Return the licence in words; unknown is said."""
    for field in legend[layer].layer.fields:
        if field.name == "licence" and code in field.choices:
            return str(field.choices[code])
    return code or _("unbekannt")
