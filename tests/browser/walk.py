"""A walk through the public pages in a browser: from the start page along every link, so that no page is forgotten.

Links are told apart by kind: the pattern of the address, the layer, the language, and the names of the parameters. Of
each kind some are followed, so that the walk ends however many entries there are.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urlsplit

from django.conf import settings
from django.urls import Resolver404, get_resolver
from playwright.sync_api import Page, Response

STARTS = ("/", "/en/")
OTHERS = ("/static/", "/verwaltung/")  # built files, and what asks who one is
HTML = "text/html"
Visit = Callable[[str, Response], None]


@dataclass
class Walk:
    """What was seen: the paths of the pages by kind, and what is linked that is no page (GeoJSON, TileJSON)."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kinds(self) -> set[str]:
        """The kinds of pages that were seen."""
        return set(self.pages)


def kind_of(path: str) -> str:
    """Return the kind of an address: its name with language and parameters; empty if nothing answers there."""
    split = urlsplit(path)
    english = split.path.startswith("/en/")
    plain = split.path[3:] if english else split.path
    names = "&".join(sorted({name for name, _value in parse_qsl(split.query, keep_blank_values=True)}))
    for urlconf in (settings.PUBLISHED_URLCONF, settings.ROOT_URLCONF):
        try:
            found = get_resolver(urlconf).resolve(plain)
        except Resolver404:
            continue
        route = found.route.replace("<slug:layer>", str(found.kwargs.get("layer")))
        return f"{'en' if english else 'de'} {route}" + (f"?{names}" if names else "")
    return ""


def walk(
    page: Page, base: str, visit: Visit, *, each_kind: int = 1, starts: Iterable[str] = STARTS, most: int = 400
) -> Walk:
    """Follow the links of this portal from the starts on; call `visit(path, response)` on each page that has opened.

    `each_kind` bounds how many of one kind are opened, `most` how many pages in all. What is no HTML is asked for
    without being opened. Raises AssertionError for a link that leads to an error.
    """
    seen, counts, found = set(starts), Counter[str](), Walk()
    waiting = deque((path, "a start") for path in starts)
    while waiting:
        path, linked_from = waiting.popleft()
        kind = kind_of(path)
        assert kind, f"{linked_from} links to {path}, where nothing answers"
        if counts[kind] >= each_kind:
            continue
        counts[kind] += 1
        if not _is_page(page, base, path, linked_from):
            found.files.setdefault(kind, []).append(path)
            continue
        response = page.goto(base + path)
        assert response, path
        found.pages.setdefault(kind, []).append(path)
        visit(path, response)
        assert sum(map(len, found.pages.values())) <= most, "the walk does not end"
        for link in links(page, base):
            if link not in seen:
                seen.add(link)
                waiting.append((link, path))
    return found


def links(page: Page, base: str) -> list[str]:
    """Return the paths with their queries to which the page links within this portal."""
    addresses: list[str] = page.evaluate(
        "[...document.querySelectorAll('a[href], iframe[src]')].map(x => x.href || x.src)"
    )
    inside = [
        urldefrag(each).url[len(base) :] or "/" for each in addresses if each.startswith((f"{base}/", f"{base}#"))
    ]
    return [path for path in dict.fromkeys(inside) if not path.startswith(OTHERS)]


def _is_page(page: Page, base: str, path: str, linked_from: str) -> bool:
    """Ask for an address and say whether a page answers."""
    answer = page.request.get(base + path, max_redirects=1, headers={"Accept": HTML})
    assert answer.status == 200, f"{linked_from} links to {path}, which answers {answer.status}"
    return answer.headers["content-type"].startswith(HTML)
