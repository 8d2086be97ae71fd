"""The page of one's own access tokens: made, shown once, revoked. Programs ask with them at /ogc/."""

from datetime import timedelta
from http import HTTPStatus

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.rules import person_of
from accounts.services import MAX_TOKENS, TooManyTokens, issue_token, revoke_token

SIGN_IN = reverse_lazy("admin:login")
DAYS = ((30, gettext_lazy("30 Tage")), (90, gettext_lazy("90 Tage")), (365, gettext_lazy("ein Jahr")))


class TokenForm(forms.Form):
    """What a token is for, and for how long."""

    use_required_attribute = False  # the sentence of the server says more than that of the browser

    name = forms.CharField(
        label=gettext_lazy("Wofür?"),
        max_length=100,
        error_messages={"required": gettext_lazy("Sagen Sie, welches Programm ihn benutzt.")},
        widget=forms.TextInput(attrs={"class": "form__line", "autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Wie lange?"),
        coerce=int,
        choices=DAYS,
        initial=90,
        widget=forms.Select(attrs={"class": "form__line"}),
    )


@login_required(login_url=SIGN_IN)
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens, and make one. Its secret stands on the answer and nowhere else."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    person, secret = person_of(request), ""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = issue_token(by=person, **form.cleaned_data)
            form = TokenForm()
        except TooManyTokens:
            form.add_error(
                None, _("Sie haben schon %(limit)s Zugangsschlüssel. Widerrufen Sie einen.") % {"limit": MAX_TOKENS}
            )
    context = {
        "form": form,
        "secret": secret,
        "tokens": person.access_tokens.all(),
        "yesterday": timezone.localdate() - timedelta(days=1),
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "planning/tokens.html", context, status=status)


@login_required(login_url=SIGN_IN)
@never_cache
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of one's own tokens; another's stays as it is."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    revoke_token(token_id, by=person_of(request))
    return HttpResponseRedirect(reverse("planning:tokens"), status=HTTPStatus.SEE_OTHER)
