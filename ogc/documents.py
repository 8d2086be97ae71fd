"""The documents around the items: landing page, conformance, collections."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ogc.layer_state import Extent
from ogc.links import GEOJSON, HTML, JSON, OPENAPI, forms, link, root
from published.catalogue import PublicLayer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMANCE_CLASSES = [
    *(
        f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
        for name in ("core", "oas30", "html", "geojson")
    ),
    *(
        f"http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/{name}"
        for name in ("core", "ogc-process-description", "json", "html", "oas30", "job-list", "dismiss")
    ),
]
RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0/"
LATEST_LAYER = "climate_station"  # the layer whose stations have latest values


def region_name() -> str:
    """Return the region's name in the language of the reader."""
    return settings.REGION.name_en if get_language() == "en" else settings.REGION.name


def landing(request: HttpRequest, *, html: bool) -> dict[str, Any]:
    """Return the entrance: what there is and where."""
    base = root(request)
    return {
        "title": region_name(),
        "description": _(
            "Was auf der Karte der Region veröffentlicht ist, als offene Daten nach OGC API Features, und Auswertungen"
            " nach OGC API Processes."
        ),
        "links": [
            *forms(request, html=html),
            link(f"{base}/api", "service-desc", OPENAPI, _("Beschreibung der Schnittstelle für Maschinen")),
            link(f"{base}/api?f=html", "service-doc", HTML, _("Beschreibung der Schnittstelle")),
            link(f"{base}/conformance", "conformance", JSON, _("welche Teile des Standards gelten")),
            link(f"{base}/conformance", f"{RELATIONS}conformance", JSON, _("welche Teile des Standards gelten")),
            link(f"{base}/collections", "data", JSON, _("die Themen")),
            link(f"{base}/processes", f"{RELATIONS}processes", JSON, _("die Auswertungen")),
            link(f"{base}/jobs", f"{RELATIONS}job-list", JSON, _("laufende und fertige Aufträge")),
        ],
    }


def conformance(request: HttpRequest, *, html: bool) -> dict[str, Any]:
    """Return which parts of the standard this service keeps."""
    return {"conformsTo": CONFORMANCE_CLASSES, "links": forms(request, html=html)}


def collections(
    request: HttpRequest, layers: list[PublicLayer], extents: dict[str, Extent | None], *, html: bool
) -> dict[str, Any]:
    """Return all layers; `extents` holds theirs in degrees, west, south, east, north."""
    return {
        "links": forms(request, html=html),
        "collections": [collection(request, layer, extents[layer.id]) for layer in layers],
    }


def collection(
    request: HttpRequest, layer: PublicLayer, extent: Extent | None, *, own: bool = False, html: bool = False
) -> dict[str, Any]:
    """Return one layer, in the list of all or, with `own`, as a document of its own."""
    here = f"{root(request)}/collections/{layer.id}"
    links = [
        link(f"{here}/items", "items", GEOJSON, str(layer.title)),
        link(f"{here}/items?f=html", "items", HTML, str(layer.title)),
    ]
    if layer.id == LATEST_LAYER:
        links.append(link(f"{here}/latest", "related", JSON, _("letzte Messwerte mit ihrem Alter")))
    own_links = forms(request, html=html) if own else [link(here, "self", JSON, str(layer.title))]
    return {
        "id": layer.id,
        "title": str(layer.title),
        "description": str(layer.description),
        "license": layer.licence,
        **({"attribution": layer.attribution} if layer.attribution else {}),
        **({"extent": {"spatial": {"bbox": [list(extent)], "crs": CRS84}}} if extent else {}),
        "itemType": "feature",
        "crs": [CRS84],
        "links": [*own_links, *links],
    }
