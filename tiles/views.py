"""Tiles, TileJSON and styles over HTTP."""

import gzip
import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from published.catalogue import PublicLayer, catalogue
from published.errors import BadParameter, NotPublished
from published.filters import FeatureFilter
from published.frame import Frame
from tiles import basemap as basemap_drawing
from tiles.conditional import accepts_gzip, is_unchanged, weak_etag
from tiles.drawing import draw_layer
from tiles.edition import Edition, edition_of
from tiles.picture import draw_picture
from tiles.services import Sheet, compressed_tile
from tiles.style import THEMES, basemap_style
from tiles.tile import Tile
from tiles.tilejson import basemap_tilejson, layer_tilejson

MVT = "application/vnd.mapbox-vector-tile"
SVG = "image/svg+xml"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
A_MINUTE = "public, max-age=60"  # what depends on now; MapLibre asks again by itself when it has expired
# A sensitive layer: shared caches keep nothing. What was looked for stands in the address of a narrowed tile, so that
# not even the browser keeps one.
ASK_AGAIN_PRIVATELY = "private, no-cache"
KEEP_NOTHING = "private, no-store"


def layer(request: HttpRequest, layer: str) -> HttpResponse:
    """Answer the TileJSON of a layer; a filter in the query goes on into the address of the tiles."""
    described = _public_layer(layer)
    wanted = _wanted(request, layer)
    edition = edition_of(layer)
    narrowed = [(name, value) for name in sorted(request.GET) for value in request.GET.getlist(name)]
    query = urlencode([("v", str(edition)), *(pair for pair in narrowed if pair[0] not in ("v", "layers"))])
    template = _template(request, reverse("tiles:layer", args=[layer], urlconf=settings.PUBLISHED_URLCONF), query)
    return _json(
        request,
        weak_etag("tilejson", edition, catalogue.digest(), get_language(), template, wanted.kept_under()),
        _caching(described, wanted, is_named=False),
        lambda: layer_tilejson(described, edition, template),
    )


def layer_tile(request: HttpRequest, layer: str, z: str, x: str, y: str) -> HttpResponse:
    """Answer one tile of a layer."""
    described = _public_layer(layer)
    tile = Tile.parse(z, x, y, described.min_zoom, described.max_zoom)
    wanted = _wanted(request, layer)
    edition = edition_of(layer)
    narrowed = "all" if wanted.is_plain else hashlib.sha256(wanted.kept_under().encode()).hexdigest()[:32]
    sheet = Sheet(
        layer,
        narrowed,
        tile,
        lambda: draw_layer(layer, tile, described.max_zoom, wanted),
        may_be_kept=not described.sensitive and not wanted.depends_on_now,
    )
    return _tile(request, sheet, edition, lambda is_named: _caching(described, wanted, is_named))


def basemap(request: HttpRequest) -> HttpResponse:
    """Answer the TileJSON of the basemap."""
    _refuse_others(request, "v")
    edition = edition_of(*basemap_drawing.VERSIONS)
    path = reverse("tiles:basemap", urlconf=settings.PUBLISHED_URLCONF)
    template = _template(request, path, urlencode({"v": str(edition)}))
    etag = weak_etag("tilejson", edition, get_language(), template)
    return _json(request, etag, ASK_AGAIN, lambda: basemap_tilejson(edition, template))


def basemap_tile(request: HttpRequest, z: str, x: str, y: str) -> HttpResponse:
    """Answer one tile of the basemap."""
    tile = Tile.parse(z, x, y, 0, basemap_drawing.LAST_ZOOM)
    _refuse_others(request, "v")
    sheet = Sheet("basemap", "all", tile, lambda: basemap_drawing.draw_basemap(tile))
    edition = edition_of(*basemap_drawing.VERSIONS)
    return _tile(request, sheet, edition, lambda is_named: FOR_EVER if is_named else ASK_AGAIN)


def picture(request: HttpRequest) -> HttpResponse:
    """Answer a still picture of the basemap, for paper and for browsers that draw no map."""
    _refuse_others(request, "map", "width", "height")
    frame = Frame.parse(request.GET)
    sheet = Sheet("basemap", "picture", frame, lambda: draw_picture(frame))
    return _tile(request, sheet, edition_of(*basemap_drawing.VERSIONS), lambda _is_named: ASK_AGAIN, SVG)


def style(request: HttpRequest) -> HttpResponse:
    """Answer the style of the basemap for one theme."""
    _refuse_others(request, "theme")
    theme = request.GET.get("theme", "light")
    if theme not in THEMES:
        raise BadParameter(_("„theme“ ist eines von %(themes)s.") % {"themes": ", ".join(THEMES)})
    source = request.build_absolute_uri(reverse("tiles:basemap", urlconf=settings.PUBLISHED_URLCONF))
    made = basemap_style(theme, source)
    return _json(request, weak_etag("style", made), ASK_AGAIN, lambda: made)


def _tile(
    request: HttpRequest,
    sheet: Sheet,
    edition: Edition,
    caching: Callable[[bool], str],
    content_type: str = MVT,
) -> HttpResponse:
    """Answer a tile from its edition alone where that is enough, else from the disk, else drawn."""

    def headers() -> dict[str, str]:
        return {
            "ETag": weak_etag("tile", sheet.what, edition, sheet.name),
            "Cache-Control": caching(edition.is_meant_by(request.GET.get("v"))),
            "Vary": "Accept-Encoding",
        }

    if is_unchanged(request, headers()["ETag"]):
        return HttpResponseNotModified(headers=headers())
    edition, body = compressed_tile(sheet, edition)
    if not body:
        return HttpResponse(status=204, headers=headers())
    if accepts_gzip(request):
        return HttpResponse(body, content_type=content_type, headers={**headers(), "Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(body), content_type=content_type, headers=headers())


def _json(request: HttpRequest, etag: str, caching: str, make: Callable[[], dict[str, Any]]) -> HttpResponse:
    headers = {"ETag": etag, "Cache-Control": caching}
    if is_unchanged(request, etag):
        return HttpResponseNotModified(headers=headers)
    return JsonResponse(make(), headers=headers, json_dumps_params={"ensure_ascii": False})


def _public_layer(layer: str) -> PublicLayer:
    described = catalogue.get(layer)
    if described is None:
        raise NotPublished(_("Dieses Thema gibt es nicht."))
    return described


def _wanted(request: HttpRequest, layer: str) -> FeatureFilter:
    return FeatureFilter.from_query(request.GET, also=("v",)).of_layer(layer)


def _refuse_others(request: HttpRequest, *known: str) -> None:
    for name in request.GET:
        if name not in known:
            raise BadParameter(_("Den Parameter „%(name)s“ gibt es hier nicht.") % {"name": name[:40]})


def _template(request: HttpRequest, path: str, query: str) -> str:
    """Return the address of the tiles beside a TileJSON, with {z}, {x}, {y} as MapLibre fills them in."""
    return f"{request.build_absolute_uri(path).removesuffix('.json')}/{{z}}/{{x}}/{{y}}.pbf?{query}"


def _caching(layer: PublicLayer, wanted: FeatureFilter, is_named: bool) -> str:
    """Return who may keep an answer and for how long; `is_named` says that its address names the edition."""
    if layer.sensitive:
        return ASK_AGAIN_PRIVATELY if wanted.is_plain else KEEP_NOTHING
    if wanted.depends_on_now:
        return A_MINUTE
    return FOR_EVER if is_named else ASK_AGAIN
