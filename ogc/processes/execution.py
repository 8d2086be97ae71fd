"""A request for execution: inputs by value or by reference to an entry of this portal, and the shape of the answer."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from django.utils.translation import gettext as _

from analysis.parameters import POINT
from analysis.questions import Question
from ogc import pages
from ogc.links import root
from ogc.processes.body import json_object
from ogc.processes.outputs import RAW, REFERENCE, VALUE, Shape, outputs_of
from published.catalogue import catalogue
from published.errors import BadParameter

KNOWN = ("inputs", "outputs", "response")
QUALIFIED = {"value", "mediaType", "encoding", "schema"}
ENTRY = re.compile(r"/collections/(?P<layer>[^/?]+)/items/(?P<item>[^/?]+)(\?f=json)?")


@dataclass(frozen=True)
class Execution:
    """What a client wants: the parameters of the question, not checked yet, and the shape of the answer."""

    inputs: dict[str, Any]
    shape: Shape
    prefers_async: bool

    @classmethod
    def from_request(cls, question: Question, request: HttpRequest) -> "Execution":
        """Read a request. Raises TooLarge, NotJson, and BadParameter with a sentence."""
        content = json_object(request)
        for name in content:
            if name not in KNOWN:
                raise BadParameter(_("Die Angabe „%(unknown)s“ gibt es hier nicht.") % {"unknown": name[:40]})
        given = content.get("inputs", {})
        if not isinstance(given, dict):
            raise BadParameter(_("„inputs“ ist ein Objekt mit Namen und Werten."))
        inputs = {name: _value(question, name, each, request) for name, each in given.items()}
        return cls(inputs, _shape(question, content), prefers_async(request))


def prefers_async(request: HttpRequest) -> bool:
    """Say whether `Prefer` (RFC 7240) asks for an answer later."""
    wishes = request.headers.get("Prefer", "").lower().replace(";", ",").split(",")
    return "respond-async" in (wish.strip() for wish in wishes)


def _value(question: Question, name: str, given: Any, request: HttpRequest) -> Any:
    """Return the value of an input: as it stands, qualified with its format, or from where it points to."""
    if not isinstance(given, dict):
        return given
    if "value" in given and given.keys() <= QUALIFIED:
        return given["value"]
    if "href" in given:
        if question.schema()["properties"].get(name) is not POINT:
            raise BadParameter(_("„%(name)s“ muss selbst dastehen, nicht als Verweis.") % {"name": name[:40]})
        return _position_of(name, given["href"], request)
    return given


def _position_of(name: str, href: Any, request: HttpRequest) -> list[float]:
    """Return the position of the entry of this portal that a link names. Other hosts are never asked."""
    here = root(request)
    found = ENTRY.fullmatch(href.removeprefix(here)) if isinstance(href, str) and href.startswith(here) else None
    layer = catalogue.get(unquote(found["layer"])) if found else None
    entry = pages.item(layer.id, unquote(found["item"])) if found and layer else None
    geometry = json.loads(entry.geojson)["geometry"] if entry else None
    if geometry is None or geometry["type"] != "Point":
        raise BadParameter(
            _("„%(name)s“ verweist auf keinen Eintrag mit einem Punkt: %(here)s/collections/…/items/….")
            % {"name": name, "here": here}
        )
    return list(geometry["coordinates"][:2])


def _shape(question: Question, content: dict[str, Any]) -> Shape:
    wanted, response = content.get("outputs", {}), content.get("response", RAW)
    if not isinstance(wanted, dict) or not all(isinstance(each, dict) for each in wanted.values()):
        raise BadParameter(_("„outputs“ ist ein Objekt: zu jedem Namen ein Objekt, das leer sein darf."))
    if not isinstance(response, str):
        raise BadParameter(_("„response“ ist „raw“ oder „document“."))
    references = frozenset(name for name, each in wanted.items() if each.get("transmissionMode") == REFERENCE)
    shape = Shape(tuple(wanted), references, response).checked(question)
    known = outputs_of(question)
    for name, each in wanted.items():
        if each.get("transmissionMode", VALUE) not in (VALUE, REFERENCE):
            raise BadParameter(_("„transmissionMode“ ist „value“ oder „reference“."))
        asked = each.get("format", {})
        if not isinstance(asked, dict) or asked.get("mediaType", known[name].media_type) != known[name].media_type:
            raise BadParameter(
                _("Die Ausgabe „%(name)s“ gibt es nur als %(media_type)s.")
                % {"name": name, "media_type": known[name].media_type}
            )
    return shape
