"""The OSM file: read back as any reader would, equal each time, and of the size that was asked for."""

from collections import Counter
from pathlib import Path

import osmium
import pytest
import shapely
from shapely import wkb

from gisportal.region import FIXTURES
from importers.demo.facts import RegionFacts, load_facts
from importers.demo.layout import Layout
from importers.demo.osm import write_osm
from importers.demo.ways import Way, components


@pytest.fixture(scope="module")
def extract(musterland: RegionFacts, layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("osm") / "musterland.osm.pbf"
    write_osm(musterland, path, layout)
    return path


def areas(path: Path, *, of_relations: bool = False) -> list[tuple[dict[str, str], shapely.MultiPolygon]]:
    factory = osmium.geom.WKBFactory()
    found = []
    for thing in osmium.FileProcessor(str(path)).with_areas():
        if thing.is_area() and not (of_relations and thing.from_way()):
            # An outline that crosses itself makes osmium refuse here.
            found.append((dict(thing.tags), wkb.loads(factory.create_multipolygon(thing), hex=True)))
    return found


def tagged(path: Path, kind: str) -> list[dict[str, str]]:
    return [dict(thing.tags) for thing in osmium.FileProcessor(str(path)) if thing.type_str() == kind]


def test_equal_facts_give_equal_bytes(musterland: RegionFacts, extract: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.osm.pbf"
    write_osm(musterland, again)
    assert again.read_bytes() == extract.read_bytes()


def test_a_file_that_is_there_is_replaced(
    musterland: RegionFacts, layout: Layout, extract: Path, tmp_path: Path
) -> None:
    path = tmp_path / "old.osm.pbf"
    path.write_text("old")
    write_osm(musterland, path, layout)
    assert path.read_bytes() == extract.read_bytes()


def test_the_header_promises_the_order_that_the_file_has(extract: Path) -> None:
    header = osmium.FileProcessor(str(extract)).header
    assert header.get("sorting") == "Type_then_ID"
    seen = [("nwr".index(thing.type_str()), thing.id) for thing in osmium.FileProcessor(str(extract))]
    assert seen == sorted(seen)


def test_every_closed_outline_and_relation_is_a_valid_area(extract: Path) -> None:
    assert shapely.is_valid([area for _, area in areas(extract)]).all()
    assert len(areas(extract, of_relations=True)) == len(tagged(extract, "r")) > 6


def test_boundaries_carry_level_key_and_number(extract: Path) -> None:
    boundaries = {tags["name"]: tags for tags, _ in areas(extract, of_relations=True) if "admin_level" in tags}
    assert {name: tags["admin_level"] for name, tags in boundaries.items()} == {
        "Musterstadt": "6",
        "Oberdorf": "8",
        "Unterdorf": "8",
        "Musterwald": "8",
        "Altstadt": "9",
        "Neustadt": "9",
    }
    assert boundaries["Unterdorf"]["de:amtlicher_gemeindeschluessel"] == "09999112"
    assert boundaries["Neustadt"]["ref"] == "02"


def test_all_that_a_map_draws_is_there(extract: Path) -> None:
    ways, nodes = tagged(extract, "w"), tagged(extract, "n")
    highways = Counter(tags["highway"] for tags in ways if "highway" in tags)
    assert highways.keys() >= {"motorway", "motorway_link", "primary", "secondary", "residential", "track", "path"}
    known = {(key, value) for tags, _ in areas(extract) for key, value in tags.items()}
    assert known >= {("natural", "water"), ("landuse", "forest"), ("landuse", "residential"), ("leisure", "park")}
    assert {tags.get("railway") for tags in ways} >= {"rail"}
    assert {tags.get("waterway") for tags in ways} >= {"river", "stream"}
    places = {tags["name"]: tags["place"] for tags in nodes if "place" in tags}
    assert places["Musterstadt"] == "city"
    assert places["Oberdorf"] == "village"
    assert places["Neustadt"] == "suburb"


def test_addresses_and_places_of_everyday_life_are_in_houses(extract: Path) -> None:
    houses = [tags for tags in tagged(extract, "w") if "building" in tags]
    complete = [
        tags for tags in houses if {"addr:street", "addr:housenumber", "addr:postcode", "addr:city"} <= tags.keys()
    ]
    assert len(complete) > 0.98 * len(houses)
    amenities = Counter(tags.get("amenity") for tags in houses)
    assert amenities["pharmacy"] >= 1
    assert amenities["school"] >= 1
    assert amenities["place_of_worship"] >= 4


@pytest.mark.long
def test_wuerzburg_is_as_large_as_a_region(tmp_path: Path) -> None:
    facts = load_facts(FIXTURES / "wuerzburg")
    layout = Layout(facts)
    path = tmp_path / "wuerzburg.osm.pbf"
    write_osm(facts, path, layout)
    nodes = sum(1 for thing in osmium.FileProcessor(str(path)) if thing.is_node())
    assert 100_000 < nodes < 230_000
    assert shapely.is_valid([area for _, area in areas(path)]).all()

    walkable = [way for way in layout.ways if not way.highway.startswith("motorway")]
    assert len(set(components(walkable))) == 1
    assert not any(shapely.crosses(way.line, layout.terrain.river) for way in walkable if not way.is_bridge)

    boundaries = Counter(tags["admin_level"] for tags, _ in areas(path, of_relations=True) if "admin_level" in tags)
    assert boundaries == {"6": 1, "8": 55, "9": 13}
    for municipality in facts.municipalities:
        area = layout.boundaries.municipalities[municipality.ags].area / 1e6
        assert area == pytest.approx(municipality.area_km2, rel=0.15), municipality.name
    assert _streets_without_way(walkable, layout) == []


def _streets_without_way(ways: list[Way], layout: Layout) -> list[str]:
    """Streets of addresses that no way bears."""
    return sorted({address.street for address in layout.buildings.addresses} - {way.tags.get("name") for way in ways})
