"""What is asked from one position, answered at once: isochrones, the nearest, a way. Nothing of it is stored.

Positions come and go as lon/lat in EPSG:4326 and are computed with in EPSG:25832.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from analysis.context import Facilities, facilities_of, open_on_arrival
from analysis.errors import NoWay
from analysis.methods import facilities as methods
from analysis.methods.costs import cost_table, costs_from
from analysis.methods.isochrone import isochrones as isochrones_around
from analysis.methods.reach import Pieces, pieces, reach
from analysis.methods.route import route as cheapest_route
from analysis.positions import all_in_metres, in_degrees, in_metres
from analysis.selection import Selection
from network.graph import MAX_SNAP_M, Graph, Places
from network.profiles import profiles
from network.queries import current_version, network_of
from network.snapping import snap

# A drawn outline need not be finer than this; the area changes by less than one in a hundred.
OUTLINE_TOLERANCE_M = 2.0
STREET_WIDTH_M = 25.0
# Distances on the sphere and in the plane of EPSG:25832 differ by less than this.
SPHERE_FOR_PLANE = 1.01
STEPS = "steps"


@dataclass(frozen=True)
class Reached:
    """What is reached within some minutes: GeoJSON geometry (EPSG:4326), metres of streets, square metres."""

    minutes: float
    geometry: dict[str, Any]
    length_m: float
    area_m2: float


@dataclass(frozen=True)
class Way:
    """A way as a GeoJSON line (EPSG:4326) with its minutes and metres, those on steps and on each kind of way too.

    The kinds are those of `network.network`; the straight legs at both ends are in the length, but of no kind.
    """

    minutes: float
    length_m: float
    steps_m: float
    geometry: dict[str, Any]
    length_by_kind_m: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Near:
    """A facility in reach: its row in the selection and the minutes to it."""

    row: int
    minutes: float


def current_graph(profile: str) -> Graph:
    """Return the network in use as a profile travels it, in minutes. Raises NotReady before the first import."""
    return profiles()[profile].graph(network_of(current_version()), "minutes")


def farthest_m(profile: str, minutes: float) -> float:
    """Return how far so many minutes may lead as the crow flies, in metres."""
    return minutes / profiles()[profile].cost_per_m("minutes", profiles()[profile].fastest_kmh)


def snapped(graph: Graph, name: str, point: Sequence[float]) -> Places:
    """Return the position on its nearest edge. Raises NoWay where none lies within 500 m."""
    places = snap(graph, in_metres(point).reshape(1, 2))
    if places.edge[0] < 0:
        raise NoWay(_("„%(name)s“: Im Umkreis von 500 m gibt es keinen Weg, den man so nehmen kann.") % {"name": name})
    return places


def isochrones(
    graph: Graph,
    origin: Places,
    minutes: Sequence[float],
    *,
    as_network: bool = False,
    width_m: float = STREET_WIDTH_M,
) -> list[Reached]:
    """Return what is reached within each of the minutes, which rise: as area, or as the reached streets.

    The area is what lies within a width of the reached streets.
    """
    return [
        Reached(
            each.limit,
            _lines(each.streets) if as_network else _outline(each.area),
            each.length_m,
            each.area.area,
        )
        for each in isochrones_around(graph, origin, minutes, width_m)
    ]


def nearest(
    graph: Graph,
    origin: Places,
    chosen: Selection,
    minutes: float,
    *,
    leaving: datetime | None = None,
    most: int | None = None,
) -> list[Near]:
    """Return the facilities within so many minutes, the nearest first; with a departure those open on arrival."""
    return near(graph, origin, facilities_of(chosen), minutes, leaving=leaving, most=most)


def near(
    graph: Graph,
    origin: Places,
    found: Facilities,
    minutes: float,
    *,
    leaving: datetime | None = None,
    most: int | None = None,
) -> list[Near]:
    """Return what `nearest` does, of facilities that are arrays already."""
    table = cost_table(graph, origin, entrances_of(graph, found), minutes)
    if leaving is not None:
        table = open_on_arrival(table, found, leaving)
    order = np.lexsort((table.facility, table.cost))[:most]
    return [Near(int(table.facility[row]), float(table.cost[row])) for row in order]


def minutes_to(
    graph: Graph, origin: Places, places: Sequence[bytes | memoryview | None], limit_min: float
) -> NDArray[np.float64]:
    """Return the minutes (K,) from the origin to each of K places, inf where one is not reached within the limit.

    A place is a Point or MultiPoint (EPSG:4326) as WKB: of several points the nearest counts. None is not reached.
    """
    xy, place = _positions(places)
    return costs_from(graph, origin, methods.Facilities(snap(graph, xy), place, len(places)), limit_min)


def radius_m(graph: Graph, origin: Places, point: Sequence[float], limit_min: float) -> float:
    """Return a distance from a position, in metres on the sphere, beyond which nothing is reached within the limit.

    `origin` is the position on its edge. It is measured on what is reached, not taken from a speed: a ferry may be
    faster than its passengers.
    """
    reached = pieces(reach(graph, origin, limit_min)).points
    farthest_m = np.hypot(*(reached - in_metres(point)).T).max(initial=0.0)
    leg_m = min(MAX_SNAP_M, limit_min / graph.cost_per_leg_m)
    return float(farthest_m + leg_m) * SPHERE_FOR_PLANE


def entrances_of(graph: Graph, found: Facilities) -> methods.Facilities:
    """Return facilities with their entrances on the edges of a graph."""
    return methods.Facilities(snap(graph, found.entrance_xy), found.entrance_of, len(found))


def route(graph: Graph, origin: Places, target: Places) -> Way:
    """Return the cheapest way. Raises NoWay where there is none."""
    found = cheapest_route(graph, origin, target)
    if found is None:
        raise NoWay(
            _("Zwischen diesen beiden Orten gibt es nach den bekannten Daten keinen Weg, den man so nehmen kann.")
        )
    line = {"type": "LineString", "coordinates": in_degrees(found.points)}
    by_kind = found.length_by_kind_m
    return Way(found.cost, found.length_m, by_kind.get(STEPS, 0.0), line, by_kind)


def route_to(graph: Graph, origin: Places, place: bytes | memoryview | None) -> Way:
    """Return the cheapest way to the nearest point of a place (see `minutes_to`). Raises NoWay where there is none."""
    xy, _place = _positions([place])
    entrances = snap(graph, xy)
    if len(xy) > 1:
        cost = costs_from(graph, origin, methods.Facilities.with_one_entrance(entrances), np.inf)
        entrances = entrances.chosen(np.array([np.argmin(cost)]))
    if not len(entrances):
        raise NoWay(_("Dieser Eintrag hat keinen Ort auf der Karte."))
    return route(graph, origin, entrances)


def _positions(places: Sequence[bytes | memoryview | None]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return all points (P, 2) of places given as WKB, in EPSG:25832, and the row (P,) of the place of each."""
    points = shapely.from_wkb(np.array([None if each is None else bytes(each) for each in places], dtype=object))
    lon_lat, place = shapely.get_coordinates(points, return_index=True)
    return all_in_metres(lon_lat), place.astype(np.int32)


def _outline(area: shapely.MultiPolygon) -> dict[str, Any]:
    """Return an area as GeoJSON, simplified within OUTLINE_TOLERANCE_M and still valid."""
    simple = shapely.simplify(area, OUTLINE_TOLERANCE_M, preserve_topology=True)
    polygons = simple.geoms if simple.geom_type == "MultiPolygon" else [simple]
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [in_degrees(shapely.get_coordinates(ring)) for ring in (each.exterior, *each.interiors)]
            for each in polygons
            if not each.is_empty
        ],
    }


def _lines(streets: Pieces) -> dict[str, Any]:
    points = in_degrees(streets.points)
    pairs = zip(streets.offset[:-1].tolist(), streets.offset[1:].tolist(), strict=True)
    return {"type": "MultiLineString", "coordinates": [points[first:last] for first, last in pairs]}
