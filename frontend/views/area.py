"""The municipalities and districts, and what there is in each of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frontend.areas import DISTRICT, area_topics, neighbours
from frontend.areas import areas as all_areas
from frontend.legend import Legend
from frontend.numbers import numbers
from frontend.results import results
from frontend.sources import stock
from frontend.start import running_projects
from frontend.views.answers import render_for


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """All municipalities, each with its districts."""
    now = stock()
    legend = Legend(entries=now.entries())
    known = all_areas(now, legend).values()
    context = {
        "municipalities": [area for area in known if area.kind != DISTRICT],
        "districts": [area for area in known if area.kind == DISTRICT],
        "is_demo": any(area.is_demo for area in known),
    }
    return render(request, "frontend/areas.html", context)


@require_safe
def area(request: HttpRequest, key: str) -> HttpResponse:
    """One municipality or district: how many live there, what there is, what runs, who lies next to it."""
    now = stock()
    legend = Legend(entries=now.entries())
    known = all_areas(now, legend)
    if key not in known:
        raise Http404
    here, near = known[key], neighbours(key, known, now)
    topics = area_topics(here, near, legend, numbers(now))
    context = {
        "area": here,
        "parent": known.get(here.parent),
        "districts": [each for each in known.values() if each.parent == key],
        "neighbours": near,
        "topics": topics,
        "running": running_projects(legend, area=key),
        "reached": [(each, place) for each in results(now) if (place := each.place(key))],
    }
    return render_for(request, "frontend/area.html", context, [each.item.layer.id for each in topics if each.entries])
