"""Isochrones: the area within reach, for one limit or several from one search."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from analysis.methods.polygons import area_around
from analysis.methods.reach import Pieces, cut, parts, reach
from network.graph import Graph, Places


@dataclass(frozen=True)
class Isochrone:
    """What lies within a limit: `area`, `streets` as polylines and their length, `length_m`. EPSG:25832."""

    limit: float
    area: shapely.MultiPolygon
    streets: Pieces
    length_m: float


def isochrones(graph: Graph, origins: Places, limits: Sequence[float], width_m: float = 25.0) -> list[Isochrone]:
    """Return for each limit what is reached from any of the origins; a larger limit contains the smaller ones.

    The area is what lies within a width of the reached streets (see `area_around`). Needs at least one limit.
    """
    found = reach(graph, origins, max(limits))
    result = []
    for limit in limits:
        reached = parts(found, limit)
        streets = cut(graph, reached)
        result.append(Isochrone(limit, area_around(streets, width_m), streets, reached.length_m(graph)))
    return result
