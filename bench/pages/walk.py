"""The public pages, found by following links: one address stands for each kind of page."""

import html
import re
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

START = "/"
LINK = re.compile(r'<a [^>]*href="([^"]+)"')
MOST_PAGES = 400


@dataclass(frozen=True)
class Found:
    """A kind of page, named by its pattern of address, and the address that stands for it."""

    kind: str
    path: str


def pages(root: str) -> Iterator[Found]:
    """Yield each kind of German page that a visitor can reach from the start page, entries by their layer."""
    from django.urls import Resolver404, resolve

    waiting, seen, kinds = deque([START]), {START}, set()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        try:
            match = resolve(urlsplit(path).path)
        except Resolver404:
            continue  # data and tiles are measured by bench/serving
        if not match.view_name.startswith("frontend:"):
            continue
        kind = f"/{match.route}".replace("<slug:layer>", str(match.kwargs.get("layer", "")))
        if kind in kinds:
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
