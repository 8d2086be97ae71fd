"""Links of the standard: absolute, from the host and scheme of the request, below its language."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

PATH_CHARACTERS = "/:@!$&'()*+,;=~"  # stand in a path as they are (RFC 3986, 3.3)

Link = dict[str, Any]


def root(request: HttpRequest) -> str:
    """Return the address of the landing page without its last slash, for example https://host/en/ogc."""
    return _absolute(request, request.path.partition("/ogc/")[0] + "/ogc")


def address(request: HttpRequest, **changes: str) -> str:
    """Return the address of this request with some parameters changed; those come last."""
    pairs = [(name, value) for name, values in request.GET.lists() if name not in changes for value in values]
    text = urlencode([*pairs, *changes.items()], safe=",:/")
    return _absolute(request, request.path) + (f"?{text}" if text else "")


def _absolute(request: HttpRequest, path: str) -> str:
    """Return a path of ours under scheme and host of the request; Django has checked the host against its list."""
    return f"{request.scheme}://{request.get_host()}{quote(path, safe=PATH_CHARACTERS)}"


def link(href: str, rel: str, media_type: str, title: str = "") -> Link:
    """Return a link as it stands in JSON."""
    return {"href": href, "rel": rel, "type": media_type} | ({"title": title} if title else {})


def forms(request: HttpRequest, *, html: bool, media_type: str = JSON) -> list[Link]:
    """Return the links to this resource: `self`, and `alternate` in the form that was not asked for."""
    if html:
        other = link(address(request, f="json"), "alternate", media_type, _("als Daten"))
    else:
        other = link(address(request, f="html"), "alternate", HTML, _("als Seite"))
    return [link(address(request), "self", HTML if html else media_type, _("diese Antwort")), other]


def header(links: Sequence[Link]) -> str:
    """Return the links as an HTTP header (RFC 8288); addresses are percent-encoded, titles are left to the body."""
    return ", ".join(f'<{each["href"]}>; rel="{each["rel"]}"; type="{each["type"]}"' for each in links)
