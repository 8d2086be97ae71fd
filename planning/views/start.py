"""The workspace's first page: the questions in words, and the latest runs; and the list of all runs."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.questions import QUESTIONS
from analysis.services import require_analyst
from planning.access import signed_in
from planning.run_page import own_and_others, runs

LATEST = 10
PER_PAGE = 50


@require_safe
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """The questions as cards, my latest runs and those of colleagues."""
    require_analyst(request.user)
    own, others = own_and_others(request.user, LATEST)  # type: ignore[arg-type]
    context = {"questions": list(QUESTIONS.values()), "own": own, "others": others}
    return render(request, "planning/start.html", context)


@require_safe
@signed_in
def all_runs(request: HttpRequest) -> HttpResponse:
    """All runs, the latest first."""
    require_analyst(request.user)
    page = Paginator(runs(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "planning/runs.html", {"page": page})
