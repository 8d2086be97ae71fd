"""ETags: answering «unchanged» without making the answer."""

import hashlib

from django.http import HttpRequest
from django.utils.http import parse_etags


def weak_etag(*parts: object) -> str:
    """Return a weak ETag of everything that an answer depends on.

    Weak, because the compressed and the plain bytes of a tile carry the same one.
    """
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def is_unchanged(request: HttpRequest, etag: str) -> bool:
    """Say whether If-None-Match names this ETag or any (`*`). Lists and strong forms count as RFC 9110 has it."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag.removeprefix("W/") in {each.removeprefix("W/") for each in known}


def accepts_gzip(request: HttpRequest) -> bool:
    """Say whether Accept-Encoding names gzip with a weight above nought."""
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, *parameters = part.replace(" ", "").split(";")
        if coding == "gzip":
            return not any(each.startswith("q=0") and not each.strip("q=0.") for each in parameters)
    return False
