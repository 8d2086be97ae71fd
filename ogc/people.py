"""What pages say of entries in words, from the catalogue's labels."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from published.catalogue import Field, PublicLayer
from published.models import PublicFeature
from published.observed import ObservedProperty


def kind_labels(layer: PublicLayer) -> dict[str, str]:
    """Return the layer's kinds in words by their code."""
    return {kind.code: str(kind.label) for kind in layer.kinds()}


def item_facts(layer: PublicLayer, feature: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (label, words) for each property of a feature, in the order of the catalogue, then its position."""
    properties = feature["properties"]
    kinds = kind_labels(layer)
    facts = []
    for field in layer.fields:
        if field.name in properties:
            codes = kinds if field.name == "kind" else {str(code): str(label) for code, label in field.choices.items()}
            facts.append((str(field.label), _words(field, properties[field.name], codes)))
    known = {field.name for field in layer.fields}
    facts += [(name, _plain(value)) for name, value in properties.items() if name not in known]
    return [*facts, (_("Lage"), _position(feature["geometry"]))]


def item_rows(layer: PublicLayer, rows: Sequence[Sequence[str]], here: str) -> list[dict[str, str]]:
    """Return name, kind in words and address of each entry; `rows` are (id, name, kind), `here` is the collection."""
    kinds = kind_labels(layer)
    return [
        {"href": f"{here}/items/{quote(item_id, safe='')}?f=html", "name": name, "kind": kinds.get(kind, kind)}
        for item_id, name, kind in rows
    ]


def latest_rows(stations: Mapping[str, list[dict[str, Any]]], layer: PublicLayer, here: str) -> list[dict[str, Any]]:
    """Return the latest values as rows of a table, with the stations by their names."""
    names = dict(PublicFeature.objects.filter(layer=layer.id, id__in=list(stations)).values_list("id", "name"))
    return [
        {
            **value,
            "observed_property": ObservedProperty(value["observed_property"]).label,
            "station": names.get(station, station),
            "href": f"{here}/items/{quote(station, safe='')}?f=html",
        }
        for station, values in stations.items()
        for value in values
    ]


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the operations of an OpenAPI document with their parameters and answers, references resolved."""
    shared = document["components"]
    return [
        {
            "method": method.upper(),
            "path": document["servers"][0]["url"] + path,
            "summary": operation["summary"],
            "parameters": [_resolved(each, shared["parameters"]) for each in operation["parameters"]],
            "answers": [
                (code, _resolved(each, shared["responses"])["description"])
                for code, each in operation["responses"].items()
            ],
        }
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _resolved(part: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    return shared[part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def _words(field: Field, value: Any, codes: dict[str, str]) -> str:
    values = value if isinstance(value, list) else [value]
    words = ", ".join(codes.get(str(each)) or _plain(each) for each in values)
    return f"{words} {field.unit}" if field.unit else words


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, dict):
        return ", ".join(_plain(each) for each in value.values())
    if isinstance(value, list):
        return "; ".join(_plain(each) for each in value)
    return str(value)


def _position(geometry: dict[str, Any] | None) -> str:
    if geometry is None:
        return _("ohne Kartenpunkt")
    if geometry["type"] == "Point":
        longitude, latitude = geometry["coordinates"][:2]
        return _("Länge %(longitude)s°, Breite %(latitude)s°") % {"longitude": longitude, "latitude": latitude}
    return _("Linie oder Fläche (%(type)s)") % {"type": geometry["type"]}
