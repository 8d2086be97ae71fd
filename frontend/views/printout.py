"""The print view of a selection of the map."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from frontend.asked import asked_of
from frontend.printout import PAPERS, Wish, printout
from frontend.sources import stock
from frontend.views.answers import render_for, says_what_is_wrong


@csrf_exempt  # it changes nothing: POST keeps words and positions out of the address
@require_http_methods(["GET", "HEAD", "POST"])
@says_what_is_wrong
def print_view(request: HttpRequest) -> HttpResponse:
    """A selection of the map on paper: what the map page asks for, by GET, and by POST with what is private."""
    wish = Wish.from_query(asked_of(request))
    sheets = printout(wish, stock())
    link = f"{reverse('frontend:map')}?{wish.link(sheets.picture.frame.view)}"
    context = {
        "wish": wish,
        "papers": list(PAPERS),
        "sheets": sheets,
        "back": link,
        "address": request.build_absolute_uri(link),
        "day": timezone.localdate(),
    }
    response = render_for(request, "frontend/printout.html", context, wish.selection.wanted.layers)
    response["Cache-Control"] = "no-store"
    return response
