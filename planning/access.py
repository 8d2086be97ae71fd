"""Who comes in: people who are signed in. What they may do is asked by `analysis.services`, and refused in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from published.errors import PortalError

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Lead whoever is not signed in to the sign-in and back, keep answers out of caches, show refusals as a page."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # What was sent is not repeated after the sign-in: the way back leads to a page that can be read.
            back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("planning:start")
            return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({'next': back})}")
        try:
            return view(request, *args, **kwargs)
        except PortalError as problem:
            return refusal(request, problem)

    return answer


def refusal(request: HttpRequest, problem: PortalError) -> HttpResponse:
    """Return the page that says what the portal refuses, with its status."""
    titles = {403: _("Das ist nicht freigegeben"), 404: _("Das gibt es hier nicht")}
    context = {"title": titles.get(problem.status, _("Das hat nicht geklappt")), "sentence": problem.sentence}
    return render(request, "planning/refusal.html", context, status=problem.status)
