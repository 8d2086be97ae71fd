"""The layout as an OpenStreetMap file, tagged as in real life: the ordinary importer reads it like any other."""

from pathlib import Path

import numpy as np
import osmium
import shapely

from importers.demo import curves
from importers.demo.amenities import bus_stops, fountains
from importers.demo.buildings import Address
from importers.demo.facts import FloatArray, RegionFacts
from importers.demo.landuse import TAGS as LANDUSE_TAGS
from importers.demo.layout import Layout

GENERATOR = "gisportal demo"
LONGEST_WAY = 1900  # OSM allows 2000 nodes in a way
CITY_LEVEL, MUNICIPALITY_LEVEL, DISTRICT_LEVEL = "6", "8", "9"
PLACE_KIND = {"quarter": "suburb"}
CLEARLY_ON_M = 0.05
AREA_PRECISION_M = 0.1  # coarser than the file's 1 cm, so that rounding makes no outline cross itself

Tags = dict[str, str]


class Elements:
    """Nodes, ways and relations with ids in the order of their making. Points at the same centimetre are one node."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.node_of: dict[tuple[float, float], int] = {}
        self.node_tags: dict[int, Tags] = {}
        self.ways: list[tuple[list[int], Tags]] = []
        self.relations: list[tuple[list[tuple[int, str]], Tags]] = []

    def node(self, point: FloatArray, tags: Tags) -> None:
        """A node of its own with tags."""
        self.points.append((float(point[0]), float(point[1])))
        self.node_tags[len(self.points)] = tags

    def way(self, points: FloatArray, tags: Tags) -> list[int]:
        """A way over shared nodes, in several pieces if it is very long; the ids of its pieces."""
        nodes = [self._shared(point) for point in np.round(points, 2).tolist()]
        nodes = [node for index, node in enumerate(nodes) if index == 0 or node != nodes[index - 1]]
        if len(nodes) < 2:
            return []
        first = len(self.ways) + 1
        for start in range(0, len(nodes) - 1, LONGEST_WAY):
            self.ways.append((nodes[start : start + LONGEST_WAY + 1], tags))
        return list(range(first, len(self.ways) + 1))

    def area(self, area: shapely.Polygon, tags: Tags) -> None:
        """A closed way, or a multipolygon relation where the area has holes or a very long outline.

        Slivers that vanish in the precision of the file are left out.
        """
        for part in curves.polygons_of(shapely.set_precision(area, AREA_PRECISION_M)):
            self._polygon(part, tags)

    def _polygon(self, area: shapely.Polygon, tags: Tags) -> None:
        rings = [area.exterior, *area.interiors]
        if len(rings) == 1 and len(area.exterior.coords) <= LONGEST_WAY:
            self.way(shapely.get_coordinates(area.exterior), tags)
            return
        members = [
            (way, "outer" if ring is area.exterior else "inner")
            for ring in rings
            for way in self.way(shapely.get_coordinates(ring), {})
        ]
        self.relations.append((members, {"type": "multipolygon", **tags}))

    def _shared(self, point: list[float]) -> int:
        key = (point[0], point[1])
        if key not in self.node_of:
            self.points.append(key)
            self.node_of[key] = len(self.points)
        return self.node_of[key]


def write_osm(facts: RegionFacts, path: Path, layout: Layout | None = None) -> None:
    """Writes the whole region to `path` (.osm.pbf, an existing file is replaced). Equal facts give equal bytes.

    `layout` is the one to write, if the caller has computed it already. Raises RuntimeError where the file cannot be
    written.
    """
    elements = elements_of(layout or Layout(facts))
    lon, lat = facts.to_degrees.transform(*np.array(elements.points).T)
    header = osmium.io.Header()
    header.set("generator", GENERATOR)
    header.set("sorting", "Type_then_ID")
    header.add_box(osmium.osm.Box(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())))
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for number, position in enumerate(np.round(np.column_stack([lon, lat]), 7).tolist(), start=1):
            tags = elements.node_tags.get(number, {})
            writer.add_node(osmium.osm.mutable.Node(id=number, version=1, location=tuple(position), tags=tags))
        for number, (nodes, tags) in enumerate(elements.ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, version=1, nodes=nodes, tags=tags))
        for number, (members, tags) in enumerate(elements.relations, start=1):
            parts = [("w", way, role) for way, role in members]
            writer.add_relation(osmium.osm.mutable.Relation(id=number, version=1, members=parts, tags=tags))


def elements_of(layout: Layout) -> Elements:
    """All elements of a layout."""
    elements = Elements()
    _places(elements, layout.facts)
    _land(elements, layout)
    _waters(elements, layout)
    for way in [*layout.ways, *layout.roads.motorways, *layout.roads.railways]:
        elements.way(way.points, way.tags)
    for building in layout.buildings.all:
        elements.way(building.outline, _with_address(building.tags, building.address))
    for ground in layout.grounds.all:
        elements.way(ground.outline, ground.tags)
    for point, tags in [*bus_stops(layout.ways), *fountains(layout.facts, layout.ways)]:
        elements.node(point, tags)
    _boundaries(elements, layout)
    return elements


def _places(elements: Elements, facts: RegionFacts) -> None:
    for place in facts.settlements:
        tags = {
            "place": PLACE_KIND.get(place.kind, place.kind),
            "name": place.name,
            "population": str(place.population),
        }
        elements.node(np.array([place.x, place.y]), tags)
    for municipality in facts.municipalities:
        quarters = [place for place in facts.settlements if place.ags == municipality.ags and place.kind == "quarter"]
        if quarters:
            middle = quarters[0]
            tags = {"place": "city", "name": municipality.name, "population": str(municipality.population)}
            elements.node(np.array([middle.x, middle.y]), tags)
    for neighbour in facts.neighbours:
        elements.node(np.array([neighbour.x, neighbour.y]), {"place": neighbour.kind, "name": neighbour.name})


def _land(elements: Elements, layout: Layout) -> None:
    for label, area in layout.landuse.areas:
        elements.area(area, LANDUSE_TAGS[label])
    own = shapely.union_all([area for _, area in [*layout.plan.greens, *layout.plan.sites]])
    lived_in = shapely.difference(layout.built.area, own)
    for area in [*curves.polygons_of(lived_in), *curves.polygons_of(layout.built.neighbouring_area)]:
        elements.area(area, {"landuse": "residential"})
    for line, area in [*layout.plan.greens, *layout.plan.sites]:
        tags = {key: str(value) for key, value in line.tags.items() if key in ("leisure", "landuse")}
        for part in curves.polygons_of(area):
            elements.area(part, {**tags, "name": line.name})


def _waters(elements: Elements, layout: Layout) -> None:
    frame = layout.terrain.frame
    for name, surface in layout.terrain.surfaces:
        for part in curves.polygons_of(shapely.intersection(surface, frame)):
            elements.area(part, {"natural": "water", "water": "river", "name": name})
    for basin in layout.facts.basins:
        elements.area(shapely.Polygon(basin.points), {"natural": "water", "water": "basin", "name": basin.name})
    for water in layout.terrain.waters:
        course = shapely.simplify(shapely.intersection(water.centre, frame), 4.0)
        for line in curves.lines_of(course):
            elements.way(shapely.get_coordinates(line), {"waterway": water.kind, "name": water.name})


def _with_address(tags: Tags, address: Address | None) -> Tags:
    if address is None:
        return tags
    known = {
        "addr:street": address.street,
        "addr:housenumber": address.number,
        "addr:postcode": address.postcode,
        "addr:city": address.city,
    }
    return {**tags, **known} | ({"addr:suburb": address.suburb} if address.suburb else {})


def _boundaries(elements: Elements, layout: Layout) -> None:
    """Boundary relations whose ways are shared by both neighbours."""
    facts, boundaries = layout.facts, layout.boundaries
    arcs = curves.lines_of(shapely.line_merge(shapely.union_all([area.boundary for area in boundaries.cells.values()])))
    ways = [elements.way(shapely.get_coordinates(arc), {"boundary": "administrative"}) for arc in arcs]
    middles = shapely.line_interpolate_point(arcs, 0.5, normalized=True)

    def relation(area: shapely.Geometry, tags: Tags) -> None:
        own = np.flatnonzero(shapely.distance(middles, area.boundary) < CLEARLY_ON_M)
        members = [(way, "outer") for arc in own.tolist() for way in ways[arc]]
        elements.relations.append((members, {"type": "boundary", "boundary": "administrative", **tags}))

    for municipality in facts.municipalities:
        is_city = any(district.ags == municipality.ags for district in facts.districts)
        relation(
            boundaries.municipalities[municipality.ags],
            {
                "admin_level": CITY_LEVEL if is_city else MUNICIPALITY_LEVEL,
                "name": municipality.name,
                "name:prefix": municipality.kind,
                "de:amtlicher_gemeindeschluessel": municipality.ags,
                "population": str(municipality.population),
            },
        )
    for district in facts.districts:
        relation(
            boundaries.cells[district.key],
            {
                "admin_level": DISTRICT_LEVEL,
                "name": district.name,
                "ref": district.number,
                "population": str(district.population),
            },
        )
