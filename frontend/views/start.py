"""The start page: search, topics, what is on now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from frontend.freshness import freshness
from frontend.legend import OUTLINES, Legend
from frontend.sources import stock
from frontend.start import running_projects, stays


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The way in: what one may look for, topic by topic, and what is on today."""
    now = stock()
    legend = Legend(entries=now.entries())
    context = {
        "topics": [item for item in legend.topics if item.layer.style.shape != OUTLINES],
        "areas": [item for item in legend.topics if item.layer.style.shape == OUTLINES],
        "running": running_projects(legend),
        "stays": stays(legend),
        "freshness": freshness(now),
        "is_demo": bool(now.demo_layers()),
    }
    return render(request, "frontend/start.html", context)
