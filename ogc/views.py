"""The resources of OGC API Features. Published data only: no session, no person, no cookie."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from observations.services import LATEST_LAYER as LATEST_VERSION
from ogc import documents, pages
from ogc.answers import etag, json_answer, json_text, marked, page, resource, unchanged
from ogc.asked import ItemsAsked, refuse_unknown
from ogc.latest import latest_values
from ogc.layer_state import extents_of
from ogc.links import GEOJSON, HTML, JSON, OPENAPI, Link, address, forms, header, link, root
from ogc.openapi import description
from ogc.people import item_facts, item_rows, latest_rows, operations
from published.catalogue import PublicLayer, catalogue
from published.errors import NotPublished
from published.opening import this_minute
from tiles.edition import edition_of

KEEP = "no-cache"  # may be kept, but ask each time whether it still holds: the answer is 304 and costs little
KEEP_NOT = "private, no-store"
KEEP_A_MINUTE = "max-age=60"


@resource
def landing(request: HttpRequest, *, html: bool) -> HttpResponse:
    """The entrance."""
    refuse_unknown(request.GET, ["f"])
    return _document(request, "landing", documents.landing(request, html=html), html=html)


@resource
def conformance(request: HttpRequest, *, html: bool) -> HttpResponse:
    """Which parts of the standard this service keeps."""
    refuse_unknown(request.GET, ["f"])
    return _document(request, "conformance", documents.conformance(request, html=html), html=html)


@resource
def api(request: HttpRequest, *, html: bool) -> HttpResponse:
    """The description of the service in OpenAPI 3.0, or the same as a page."""
    refuse_unknown(request.GET, ["f"])
    document = description(root(request))
    context = {"info": document["info"], "operations": operations(document)} if html else document
    return _document(request, "api", context, html=html, media_type=OPENAPI)


@resource
def collections(request: HttpRequest, *, html: bool) -> HttpResponse:
    """All layers."""
    refuse_unknown(request.GET, ["f"])
    layers = list(catalogue)
    edition, extents = extents_of([layer.id for layer in layers])
    document = documents.collections(request, layers, extents, html=html)
    return _document(request, "collections", document, edition, html=html)


@resource
def collection(request: HttpRequest, layer_id: str, *, html: bool) -> HttpResponse:
    """One layer."""
    layer = _layer(layer_id)
    refuse_unknown(request.GET, ["f"])
    edition, extents = extents_of([layer.id])
    document = documents.collection(request, layer, extents[layer.id], own=True, html=html)
    return _document(request, "collection", document, edition, html=html)


@resource
def items(request: HttpRequest, layer_id: str, *, html: bool) -> HttpResponse:
    """A page of a layer's entries."""
    layer = _layer(layer_id)
    asked = ItemsAsked.from_query(layer, request.GET)
    minute = [this_minute()] if asked.wanted.depends_on_now else []
    if answer := _unchanged(request, layer, *minute, html=html):
        return answer
    found = pages.page_of_rows(asked) if html else pages.page_of_geojson(asked)
    media_type = HTML if html else GEOJSON
    here = f"{root(request)}/collections/{layer.id}"
    links = [*forms(request, html=html, media_type=GEOJSON), link(here, "collection", JSON, str(layer.title))]
    if found.next:
        following = address(request, limit=str(asked.limit), after=str(found.next))
        links.append(link(following, "next", media_type, _("nächste Seite")))
    if html:
        rows = item_rows(layer, found.content, here)
        response = page(request, "items", {"layer": layer, "page": found, "rows": rows, "links": links})
    else:
        response = HttpResponse(_collection_text(found, links), content_type=GEOJSON)
    response["Link"] = header(links)
    return marked(response, etag(request, found.edition, *minute, html=html), _keeping(layer, *minute))


@resource
def item(request: HttpRequest, layer_id: str, item_id: str, *, html: bool) -> HttpResponse:
    """One entry."""
    layer = _layer(layer_id)
    refuse_unknown(request.GET, ["f"])
    if request.headers.get("If-None-Match") != "*" and (answer := _unchanged(request, layer, html=html)):
        return answer
    found = pages.item(layer.id, item_id)
    if found is None:
        raise NotPublished(_("Unter dieser Kennung ist hier nichts veröffentlicht."))
    tag = etag(request, found.edition, html=html)
    if answer := unchanged(request, tag, _keeping(layer)):
        return answer
    here = f"{root(request)}/collections/{layer.id}"
    links = [*forms(request, html=html, media_type=GEOJSON), link(here, "collection", JSON, str(layer.title))]
    if html:
        feature = json.loads(found.geojson)
        facts = item_facts(layer, feature)
        response = page(request, "item", {"layer": layer, "feature": feature, "facts": facts, "links": links})
    else:
        # The text was finished when the entry was published and ends with a brace: the links go before it.
        text = f'{found.geojson[:-1]},"links":{json_text(links)}}}'
        response = HttpResponse(text, content_type=GEOJSON)
    response["Link"] = header(links)
    return marked(response, tag, _keeping(layer))


@resource
def latest(request: HttpRequest, *, html: bool) -> HttpResponse:
    """The latest values of the climate stations, with their age; good for a minute."""
    layer = _layer(documents.LATEST_LAYER)
    refuse_unknown(request.GET, ["f"])
    minute = timezone.now().replace(second=0, microsecond=0)
    tag = etag(request, edition_of(layer.id, LATEST_VERSION), minute, html=html)
    if answer := unchanged(request, tag, KEEP_A_MINUTE):
        return answer
    stations, links = latest_values(minute), forms(request, html=html)
    if html:
        rows = latest_rows(stations, layer, f"{root(request)}/collections/{layer.id}")
        response = page(request, "latest", {"rows": rows, "links": links})
    else:
        response = json_answer({"links": links, "stations": stations})
    return marked(response, tag, KEEP_A_MINUTE)


def _layer(layer_id: str) -> PublicLayer:
    layer = catalogue.get(layer_id)
    if layer is None:
        raise NotPublished(_("Dieses Thema gibt es nicht."))
    return layer


def _keeping(layer: PublicLayer, *minute: datetime) -> str:
    """Return how long an answer may be kept; one that depends on now is good for its minute."""
    if layer.sensitive:
        return KEEP_NOT
    return KEEP_A_MINUTE if minute else KEEP


def _unchanged(request: HttpRequest, layer: PublicLayer, *minute: datetime, html: bool) -> HttpResponse | None:
    """Return 304 if the layer's edition says that the asker has this answer; no entry is looked at."""
    if "If-None-Match" not in request.headers:
        return None
    tag = etag(request, edition_of(layer.id), *minute, html=html)
    return unchanged(request, tag, _keeping(layer, *minute))


def _document(
    request: HttpRequest, name: str, document: dict[str, Any], *editions: object, html: bool, media_type: str = JSON
) -> HttpResponse:
    """Answer with a document that follows from the catalogue and the editions, as its ETag does."""
    tag = etag(request, *editions, html=html)
    if answer := unchanged(request, tag, KEEP):
        return answer
    response = page(request, name, document) if html else json_answer(document, media_type=media_type)
    if "links" in document:
        response["Link"] = header(document["links"])
    return marked(response, tag, KEEP)


def _collection_text(found: pages.Page, links: list[Link]) -> str:
    """Return a GeoJSON feature collection around the finished features."""
    matched = "" if found.matched is None else f'"numberMatched":{found.matched},'
    return (
        f'{{"type":"FeatureCollection",{matched}"numberReturned":{found.returned},'
        f'"links":{json_text(links)},"features":[{found.content}]}}'
    )
