"""The body of a request: JSON of a bounded size, with numbers that are finite and texts that are texts."""

import json
import math
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ogc.links import JSON
from ogc.processes.errors import NotJson, TooLarge
from published.errors import BadParameter

MAX_BODY_BYTES = 64_000


def json_object(request: HttpRequest) -> dict[str, Any]:
    """Return the object in the body. Raises TooLarge, NotJson and BadParameter before anything is looked at."""
    if request.content_type not in ("", JSON):
        raise NotJson(_("Hier wird JSON erwartet („Content-Type: application/json“)."))
    try:
        announced = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        announced = 0
    if announced > MAX_BODY_BYTES:
        raise TooLarge(_("Die Anfrage ist länger als %(limit)s Bytes.") % {"limit": MAX_BODY_BYTES})
    try:
        content = json.loads(request.body, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadParameter(_("Der Inhalt der Anfrage ist kein JSON, oder eine Zahl darin ist keine.")) from None
    if not isinstance(content, dict):
        raise BadParameter(_("Die Angaben müssen ein Objekt mit Namen und Werten sein."))
    _refuse_odd_texts(content)
    return content


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity, which Python would take


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _refuse_odd_texts(content: Any) -> None:
    """Raise BadParameter for control characters and halves of characters, which no database takes."""
    waiting = [content]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str) and any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for sign in each):
            raise BadParameter(_("Ein Text enthält ein Steuerzeichen."))
