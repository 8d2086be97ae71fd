"""The form by which anyone reports an error, and what says that it arrived. No cookie, no account."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from frontend.cards import Card, card, for_cards
from frontend.legend import Legend
from frontend.report import (
    ReportForm,
    Token,
    comes_from_here,
    is_too_large,
    page_before,
    received,
    sender_of,
)
from frontend.views.answers import is_sensitive
from participation.models import ReportKind
from participation.services import WINDOW, Message, send_report
from published.catalogue import catalogue
from published.errors import NotPublished, PortalError, TooMany
from published.models import PublicFeature


@csrf_exempt  # there is no cookie to compare with: frontend.report says what guards it
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, layer: str = "", entry_id: str = "") -> HttpResponse:
    """A form on an entry, or on the portal itself; sent, it lands in the office's inbox."""
    if request.method == "POST":
        if is_too_large(request):
            return _refusal(request, _("Das Formular ist zu groß."), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not comes_from_here(request):
            sentence = _(
                "Dieses Formular kam nicht von einer Seite des Portals. Öffnen Sie es hier, und senden Sie es."
            )
            return _refusal(request, sentence, HTTPStatus.FORBIDDEN)
    about = _about_or_404(layer, entry_id) if layer else None
    if request.method == "POST":
        return _send(request, about)
    return _page(request, about, _new_token(about, page_before(request)).signed(), ReportForm())


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What those read whose report arrived."""
    return render(request, "frontend/report_sent.html")


def _send(request: HttpRequest, about: Card | None) -> HttpResponse:
    """Take a form that was sent, or give it back with what is wrong and with every word that was written."""
    form, sent = ReportForm(request.POST), received(request)
    token, complaint = sent.token, sent.complaint
    if token is None or (token.layer, token.entry_id) != ((about.layer, about.id) if about else ("", "")):
        complaint = complaint or _("Dieses Formular gehört zu einer anderen Seite. Senden Sie noch einmal.")
        return _page(request, about, _new_token(about, "").signed(), form, complaint)
    if complaint or not form.is_valid():
        return _page(request, about, sent.signed, form, complaint)
    message = Message(
        kind=token.kind,
        text=form.cleaned_data["text"],
        form=token.form,
        contact=form.cleaned_data["contact"],
        layer=token.layer,
        entry_id=token.entry_id,
        url=token.url,
        language=get_language() or "de",
    )
    try:
        send_report(message, sender=sender_of(request))
    except NotPublished as problem:
        return _refusal(request, problem.sentence, problem.status)
    except PortalError as problem:
        again = sent.signed if isinstance(problem, TooMany) else _new_token(about, token.url).signed()
        return _page(request, about, again, form, problem.sentence, problem.status)
    return HttpResponseRedirect(reverse("frontend:report_sent"), status=HTTPStatus.SEE_OTHER)


def _new_token(about: Card | None, page: str) -> Token:
    if about:
        return Token.new(ReportKind.ENTRY, layer=about.layer, entry_id=about.id, url=about.url)
    return Token.new(ReportKind.OTHER, url=page)


def _page(
    request: HttpRequest,
    about: Card | None,
    token: str,
    form: ReportForm,
    complaint: str = "",
    status: int = HTTPStatus.BAD_REQUEST,
) -> HttpResponse:
    """Return the page of the form: 200 where it is given out, the status where it is given back."""
    context = {
        "about": about,
        "form": form,
        "token": token,
        "complaint": complaint,
        # The crisis numbers stand here too, but not the policy „no-referrer“: with it a form has no origin.
        "is_sensitive": about is not None and is_sensitive([about.layer]),
    }
    response = render(request, "frontend/report.html", context, status=status if form.is_bound else HTTPStatus.OK)
    if status == TooMany.status:
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def _refusal(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    context = {"title": _("Das hat nicht geklappt"), "sentence": sentence}
    return render(request, "frontend/fault.html", context, status=status)


def _about_or_404(layer: str, entry_id: str) -> Card:
    """Return the card of the entry that the report is about."""
    entries = PublicFeature.objects.filter(layer=layer, id=entry_id)
    found = for_cards(entries).first() if catalogue.is_topic(layer) else None
    if found is None:
        raise Http404
    return card(found, Legend())
