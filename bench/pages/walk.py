"""The public pages, found by following links: one address stands for each kind of page."""

import html
import re
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

START = "/"
LINK = re.compile(r'<a [^>]*href="([^"]+)"')


@dataclass(frozen=True)
class Found:
    """A kind of page, named by its pattern of address, and the address that stands for it; `posted`: a form's body."""

    kind: str
    path: str
    posted: str | None = None


# Answers that no link leads to: what is asked for travels by POST.
ANSWERS = [
    Found("/suche/ (found)", "/suche/", urlencode({"q": "Beratung"})),
    Found("/suche/ (other words)", "/suche/", urlencode({"q": "Berahtunk"})),
    Found("/suche/vorschlaege/", "/suche/vorschlaege/", urlencode({"q": "bera"})),
]


def pages(root: str) -> Iterator[Found]:
    """Yield each kind of German page that a visitor can reach from the start page, entries by their layer."""
    waiting, seen, kinds = deque([START]), {START}, set()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if not kind or kind in kinds:
            continue
        try:
            with urllib.request.urlopen(root + path, timeout=60) as answer:
                if not answer.headers.get("Content-Type", "").startswith("text/html"):
                    continue
                text = answer.read().decode()
        except urllib.error.HTTPError:
            continue
        kinds.add(kind)
        yield Found(kind, path)
        for link in LINK.findall(text):
            target = urldefrag(urljoin(path, html.unescape(link))).url
            if target.startswith("/") and not target.startswith("/en/") and target not in seen:
                seen.add(target)
                waiting.append(target)


def kind_of(path: str) -> str:
    """Return the pattern of a public page's address, entries by their layer; empty for what is no page."""
    from django.urls import Resolver404, resolve

    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return ""  # data and tiles are measured by bench/serving
    if not match.view_name.startswith("frontend:"):
        return ""
    names = "&".join(sorted({name for name, _value in parse_qsl(urlsplit(path).query, keep_blank_values=True)}))
    route = f"/{match.route}".replace("<slug:layer>", str(match.kwargs.get("layer", "")))
    return f"{route}?{names}" if names else route
