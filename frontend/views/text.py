"""The texts that the office edits, the help, and the page that says where the data come from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from frontend.legend import Legend
from frontend.page_texts import page_text
from frontend.report import ReportForm, Token
from frontend.sources import Stock, sources_of, stock
from participation.models import ReportKind
from published.catalogue import catalogue


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the portal's own pages by its name."""
    context = _sources(stock()) if name == "sources" else {}
    return render(request, f"frontend/{name}.html", context)


@require_safe
def text(request: HttpRequest, name: str) -> HttpResponse:
    """A page whose text the office edits. On the accessibility statement one can report a barrier at once."""
    found = page_text(name, get_language() or "de")
    if found is None:
        raise Http404
    context: dict[str, object] = {"text": found}
    if name == "accessibility":
        token = Token.new(ReportKind.BARRIER, url=reverse("frontend:accessibility"))
        context |= {"form": ReportForm(), "token": token.signed(), "action": reverse("frontend:report")}
    response = render(request, "frontend/text.html", context)
    if name == "accessibility":
        response["Cache-Control"] = "no-store"  # its form is good for a day
    return response


def _sources(now: Stock) -> dict[str, object]:
    """Return for each topic that has entries, and for the statistics behind it, the sources, the largest first."""
    legend = Legend(entries=now.entries())
    statistics = [(layer, sources_of(now, layer)) for layer in catalogue if layer.is_statistics]
    return {
        "topics": [{"item": item, "uses": sources_of(now, item.layer)} for item in legend.topics],
        "statistics": [{"layer": layer, "uses": uses} for layer, uses in statistics if uses],
    }
