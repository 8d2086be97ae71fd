"""A scenario: what a planner tries out, as GeoJSON. Points close the way where they lie, lines are new ways.

The network stays as it is; see `network.scenario`. Coordinates come as lon/lat in EPSG:4326.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from numpy.typing import NDArray

from analysis.parameters import Schema
from analysis.positions import DEGREE_DECIMALS, all_in_metres, require_in_region
from analysis.words import number
from network.graph import Graph
from network.network import Mode
from network.scenario import MAX_JOIN_M, Link, Scenario, edges_at
from network.segment_grid import along_m
from published.errors import BadParameter

NAME = "scenario"
MAX_FEATURES, MAX_CORNERS = 50, 200
HIGHWAY = "highway"
FOOTWAY = "footway"
WALKERS = Mode.FOOT | Mode.WHEELCHAIR
# What can be built, by the value of OpenStreetMap's key, and who may travel it, both ways.
NEW_WAYS = {
    FOOTWAY: WALKERS,
    "steps": Mode.FOOT,
    "path": WALKERS | Mode.BIKE,
    "cycleway": Mode.BIKE,
    "residential": WALKERS | Mode.BIKE | Mode.CAR,
}
SCENARIO: Schema = {
    "type": "object",
    "title": gettext_lazy("Was anders wäre"),
    "description": gettext_lazy(
        "GeoJSON (FeatureCollection): Ein Punkt sperrt den Weg, auf dem er liegt, von Kreuzung zu Kreuzung; eine Linie"
        " ist ein neuer Weg, mit „highway“ wie in OpenStreetMap (footway, steps, path, cycleway oder residential)."
    ),
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_FEATURES,
            "items": {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "enum": ["Feature"]},
                    "geometry": {
                        "type": "object",
                        "properties": {
                            "type": {"type": "string", "enum": ["Point", "LineString"]},
                            "coordinates": {"type": "array", "minItems": 2, "maxItems": MAX_CORNERS},
                        },
                        "required": ["type", "coordinates"],
                    },
                    "properties": {"type": ["object", "null"]},
                },
                "required": ["type", "geometry"],
            },
        },
    },
    "required": ["type", "features"],
}


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a scenario that keeps to SCENARIO with what counts of it alone: equal ones are written equally.

    Raises BadParameter for positions that are none or lie outside the region, and for other values of `highway`.
    """
    return {"type": "FeatureCollection", "features": [_feature(each) for each in given["features"]]}


def _feature(given: Mapping[str, Any]) -> dict[str, Any]:
    kind, coordinates = given["geometry"]["type"], given["geometry"]["coordinates"]
    properties = {}
    if kind == "Point":
        coordinates = _position(coordinates)
    else:
        coordinates = [_position(each) for each in coordinates]
        if len({tuple(each) for each in coordinates}) < 2:
            raise BadParameter(_("Ein neuer Weg im Planspiel braucht zwei verschiedene Punkte."))
        properties[HIGHWAY] = (given.get("properties") or {}).get(HIGHWAY, FOOTWAY)
        if properties[HIGHWAY] not in list(NEW_WAYS):
            raise BadParameter(
                _("„highway“ eines neuen Wegs muss eines von diesen sein: %(known)s.") % {"known": ", ".join(NEW_WAYS)}
            )
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _position(given: Any) -> list[float]:
    is_number = isinstance(given, list) and all(isinstance(axis, int | float) for axis in given[:2])
    if not is_number or len(given) not in (2, 3) or isinstance(given[0], bool) or isinstance(given[1], bool):
        raise BadParameter(_("Im Planspiel ist eine Position keine: Es braucht Länge und Breite in Grad."))
    require_in_region(NAME, given)
    return [round(float(axis), DEGREE_DECIMALS) for axis in given[:2]]


def scenario_of(given: Mapping[str, Any], graph: Graph) -> Scenario:
    """Return a checked scenario as edges and links of a graph. Raises BadParameter for a point that is on no way."""
    points = np.array([_metres(each)[0] for each in _of_type(given, "Point")]).reshape(-1, 2)
    edges = edges_at(graph, points)
    if np.any(edges < 0):
        raise BadParameter(
            _("Ein gesperrter Punkt des Planspiels liegt auf keinem Weg: Im Umkreis von %(metres)s m gibt es keinen.")
            % {"metres": number(MAX_JOIN_M)}
        )
    links = []
    for each in _of_type(given, "LineString"):
        highway = each["properties"][HIGHWAY]
        links.append(Link(_metres(each), highway, NEW_WAYS[highway], NEW_WAYS[highway]))
    return Scenario(tuple(edges.tolist()), tuple(links))


def in_words(given: Mapping[str, Any]) -> str:
    """Return in a sentence what a checked scenario changes."""
    return _("Planspiel: %(changes)s.") % {"changes": changes(given)}


def changes(given: Mapping[str, Any]) -> str:
    """Return in some words what a checked scenario changes."""
    closed, lines = len(_of_type(given, "Point")), _of_type(given, "LineString")
    said = []
    if closed:
        said.append(ngettext("%(count)s Weg gesperrt", "%(count)s Wege gesperrt", closed) % {"count": closed})
    if lines:
        metres = sum(float(along_m(np.array([0, len(line)]), line)[-1]) for line in map(_metres, lines))
        new = ngettext("%(count)s neuer Weg (%(metres)s m)", "%(count)s neue Wege (%(metres)s m)", len(lines))
        said.append(new % {"count": len(lines), "metres": number(metres)})
    return ", ".join(said)


def _of_type(given: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in given["features"] if each["geometry"]["type"] == kind]


def _metres(feature: Mapping[str, Any]) -> NDArray[np.float64]:
    return all_in_metres(np.array(feature["geometry"]["coordinates"], dtype=float).reshape(-1, 2))
