"""The form by which anyone reports an error: what it asks, and what guards it in the place of a cookie.

A form from another site is told by the browser's own word (`Origin`, `Sec-Fetch-Site`); a signed token says which form
it was and when it was given out; a field that people do not see catches the simplest programs.
"""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.models.report import MAX_TEXT

TOKEN_SALT = "frontend.report"  # noqa: S105  (no secret: it keeps tokens of other forms out)
TOO_FAST_S = 2  # nobody reads, writes and sends in less
TOO_OLD_S = 24 * 60 * 60
MAX_BODY_BYTES = 64_000  # 2,000 characters of four bytes, percent-encoded, and the rest of the form
HONEYPOT = "homepage"
# A text may have lines and indents; every other control character has no business here, nor has one that turns the
# direction of writing around.
LINES = "\n\t"
TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


class ReportForm(forms.Form):
    """What is wrong, and where an answer may go."""

    use_required_attribute = False  # the sentence of the server says more than that of the browser

    text = forms.CharField(
        label=gettext_lazy("Was stimmt nicht?"),
        help_text=gettext_lazy(
            "Ein Satz genügt. Schreiben Sie keine Namen, Diagnosen oder andere Angaben über Menschen."
        ),
        error_messages={"required": gettext_lazy("Schreiben Sie, was nicht stimmt.")},
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": MAX_TEXT, "class": "form__area"}),
    )
    contact = forms.EmailField(
        label=gettext_lazy("E-Mail für eine Antwort (freiwillig)"),
        required=False,
        max_length=254,
        error_messages={
            "invalid": gettext_lazy("Die E-Mail-Adresse ist nicht vollständig. Beispiel: name@beispiel.de."),
            "max_length": gettext_lazy("Die E-Mail-Adresse ist zu lang."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "form__line"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            said = [f"{name}-hint"] if field.help_text else []
            if name in self.errors:
                said.append(f"{name}-error")
                field.widget.attrs["aria-invalid"] = "true"
            field.widget.attrs |= {"id": name, **({"aria-describedby": " ".join(said)} if said else {})}

    def clean_text(self) -> str:
        """Return the text with plain line ends. Refuses what is too long or holds control characters."""
        text = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MAX_TEXT:
            message = _("Die Nachricht hat %(length)s Zeichen, höchstens %(limit)s sind möglich. Kürzen Sie sie.")
            raise forms.ValidationError(message, params={"length": len(text), "limit": MAX_TEXT})
        if not _is_plain(text):
            raise forms.ValidationError(_("Die Nachricht enthält unsichtbare Steuerzeichen. Tippen Sie sie neu ein."))
        return text


@dataclass(frozen=True)
class Token:
    """Which form was given out, and for what: an entry, a barrier or a page of the portal."""

    form: str
    kind: str
    layer: str = ""
    entry_id: str = ""
    url: str = ""

    @classmethod
    def new(cls, kind: str, *, layer: str = "", entry_id: str = "", url: str = "") -> "Token":
        """Return the token of a form that is given out now."""
        return cls(secrets.token_urlsafe(16), kind, layer, entry_id, url)

    def signed(self) -> str:
        """Return the token as the form carries it: readable, but nobody else can make one."""
        return signing.dumps([self.form, self.kind, self.layer, self.entry_id, self.url], salt=TOKEN_SALT)


@dataclass(frozen=True)
class Received:
    """The token that came back, signed as it was; none if it is another's or too old, so that a new one is needed.

    `complaint` says why the form cannot be taken as it is; empty if it can.
    """

    token: Token | None
    signed: str
    complaint: str = ""


def received(request: HttpRequest) -> Received:
    """Read the token of a form that was sent, and judge its age and the field that people leave empty."""
    text = request.POST.get("token", "")
    try:
        token = Token(*signing.loads(text, salt=TOKEN_SALT, max_age=TOO_OLD_S))
    except signing.SignatureExpired:
        return Received(
            None, "", _("Das Formular war zu lange offen. Prüfen Sie Ihre Angaben und senden Sie noch einmal.")
        )
    except (signing.BadSignature, TypeError, ValueError):
        return Received(
            None, "", _("Dieses Formular kennt das Portal nicht. Prüfen Sie Ihre Angaben und senden Sie noch einmal.")
        )
    if not _is_older(text, TOO_FAST_S):
        return Received(token, text, _("Das ging sehr schnell. Prüfen Sie Ihre Angaben und senden Sie noch einmal."))
    if request.POST.get(HONEYPOT):
        return Received(token, text, _("Ein Feld, das leer bleiben muss, war ausgefüllt. Senden Sie noch einmal."))
    return Received(token, text)


def comes_from_here(request: HttpRequest) -> bool:
    """Say whether a page of this portal sent the form. Every browser of today says at least one of the three."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site and site != "same-origin":
        return False
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        return origin in settings.CSRF_TRUSTED_ORIGINS or _host(origin) == request.get_host()
    # „null“: the page keeps its address to itself, as support pages do.
    return site == "same-origin" or (not origin and _host(request.headers.get("Referer", "")) == request.get_host())


def is_too_large(request: HttpRequest) -> bool:
    """Say whether the form is larger than any person can have filled in; asked before a byte of it is read."""
    length = request.headers.get("Content-Length", "")
    return not (length.isascii() and length.isdigit() and len(length) < 9 and int(length) <= MAX_BODY_BYTES)


def sender_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks: what the last trusted proxy saw."""
    passed = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    proxies = settings.TRUSTED_PROXIES
    return passed[-proxies] if 0 < proxies <= len(passed) else request.META.get("REMOTE_ADDR", "")


def page_before(request: HttpRequest) -> str:
    """Return the path of the page of this portal from which somebody came; no query: it may hold an extent."""
    before = request.headers.get("Referer", "")
    return urlsplit(before).path[:300] if _host(before) == request.get_host() else ""


def _is_older(text: str, seconds: int) -> bool:
    try:
        signing.loads(text, salt=TOKEN_SALT, max_age=seconds)
    except signing.SignatureExpired:
        return True
    return False


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _is_plain(text: str) -> bool:
    return all(
        sign in LINES or (ord(sign) >= 32 and not 0x7F <= ord(sign) < 0xA0 and ord(sign) not in TURNING)
        for sign in text
    )
