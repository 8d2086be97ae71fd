"""The layout of a small region: what makes it look and work like one."""

from collections import Counter

import numpy as np
import pytest
import shapely

from importers.demo.layout import Layout
from importers.demo.ways import components

FOOT_CLASSES = {"residential", "living_street", "footway", "path", "track", "steps", "tertiary", "secondary", "primary"}


def test_the_valley_is_below_the_land_and_rises_from_the_river(layout: Layout) -> None:
    river = shapely.get_coordinates(layout.terrain.waters[0].centre)
    x0, y0, x1, y1 = layout.facts.bounds
    river = river[(river[:, 0] > x0) & (river[:, 0] < x1) & (river[:, 1] > y0) & (river[:, 1] < y1)]
    at_river, uphill = (layout.terrain.height_at(river + np.array([shift, 0])) for shift in (0, 1500))
    assert at_river.max() < 215
    assert uphill.mean() > at_river.mean() + 40


def test_the_river_divides_the_frame_into_two_banks(layout: Layout) -> None:
    assert len(layout.terrain.banks) == 2
    by_name = {s.name: (s.x, s.y) for s in layout.facts.settlements}
    banks = layout.terrain.bank_of(np.array([by_name["Altstadt"], by_name["Neustadt"]]))
    assert banks[0] != banks[1]


def test_boundaries_leave_no_gap_and_no_overlap(layout: Layout) -> None:
    cells = list(layout.boundaries.cells.values())
    assert shapely.is_valid(cells).all()
    assert shapely.coverage_is_valid(cells)
    assert sum(cell.area for cell in cells) == pytest.approx(layout.boundaries.region.area)


def test_areas_come_out_about_as_they_officially_are(layout: Layout) -> None:
    for municipality in layout.facts.municipalities:
        area = layout.boundaries.municipalities[municipality.ags].area / 1e6
        assert area == pytest.approx(municipality.area_km2, rel=0.25), municipality.name


def test_every_settlement_lies_in_its_own_unit_on_its_bank(layout: Layout) -> None:
    for settlement in layout.facts.settlements:
        cell = layout.boundaries.cells[layout.facts.unit_of(settlement)]
        assert shapely.contains_xy(cell, settlement.x, settlement.y), settlement.name


def test_the_district_boundary_in_the_city_follows_the_river(layout: Layout) -> None:
    west, east = (layout.boundaries.cells[f"09999000{number}"] for number in ("01", "02"))
    common = shapely.intersection(west, east)
    along = shapely.intersection(common, layout.terrain.waters[0].centre.buffer(1))
    assert along.length > 0.9 * common.length


def test_settlements_have_room_for_their_people(layout: Layout) -> None:
    wanted = sum(settlement.built_ha for settlement in layout.facts.settlements)
    assert layout.built.area.area / 1e4 == pytest.approx(wanted, rel=0.35)
    assert shapely.intersection(layout.built.area, layout.terrain.river).area < 1


def test_the_foot_network_hangs_together(layout: Layout) -> None:
    on_foot = [way for way in layout.ways if way.highway in FOOT_CLASSES]
    share = Counter(components(on_foot)).most_common(1)[0][1] / len(on_foot)
    assert share == 1


def test_only_bridges_cross_the_river(layout: Layout) -> None:
    river = layout.terrain.river
    crossing = [way for way in layout.ways if shapely.crosses(way.line, river)]
    assert [way.tags["name"] for way in crossing] == ["Alte Brücke"]


def test_streets_in_settlements_have_names_and_no_municipality_uses_one_twice(layout: Layout) -> None:
    streets = [way for way in layout.ways if way.highway in ("residential", "living_street")]
    assert streets
    assert all(way.tags.get("name") for way in streets)
    middles = np.array(
        [shapely.get_coordinates(shapely.line_interpolate_point(w.line, 0.5, normalized=True))[0] for w in streets]
    )
    owner = [layout.facts.settlements[index].ags for index in layout.built.settlement_at(middles)]
    times = Counter(zip(owner, (way.tags["name"] for way in streets), strict=True))
    assert max(times.values()) == 1


def test_houses_stand_apart_beside_the_streets(layout: Layout) -> None:
    houses = [shapely.Polygon(building.outline).buffer(-0.5) for building in layout.buildings.all]
    assert len(houses) > 700
    first, second = shapely.STRtree(houses).query(houses, predicate="intersects")
    assert (first == second).all()
    hit, _ = shapely.STRtree([way.line for way in layout.ways]).query(houses, predicate="intersects")
    assert len(hit) == 0
    assert not shapely.intersects(layout.terrain.river, houses).any()


def test_every_address_is_unique_and_complete(layout: Layout) -> None:
    addresses = layout.buildings.addresses
    assert len({(a.city, a.street, a.number) for a in addresses}) == len(addresses)
    assert all(len(a.postcode) == 5 and a.street and a.city for a in addresses)
    assert {a.postcode for a in addresses} == {"99990", "99989", "99991", "99992"}
    assert {a.suburb for a in addresses if a.city == "Musterstadt"} == {"Altstadt", "Neustadt"}


def test_odd_numbers_face_even_ones(layout: Layout) -> None:
    numbers: dict[tuple[str, str], list[int]] = {}
    for address in layout.buildings.addresses:
        numbers.setdefault((address.city, address.street), []).append(int(address.number))
    for found in numbers.values():
        for parity in (0, 1):
            side = sorted(number for number in found if number % 2 == parity)
            assert side == list(range(2 - parity, 2 - parity + 2 * len(side), 2))


def test_the_city_is_denser_than_the_villages(layout: Layout) -> None:
    houses = Counter(address.settlement for address in layout.buildings.addresses)
    density = {s.name: houses[i] / s.built_ha for i, s in enumerate(layout.facts.settlements)}
    assert density["Altstadt"] > 1.1 * density["Oberdorf"]


def test_grounds_lie_free_on_flat_land(layout: Layout) -> None:
    grounds = layout.grounds.all
    assert {ground.tags.get("leisure") for ground in grounds} >= {"pitch", "playground"}
    shapes = [shapely.Polygon(ground.outline) for ground in grounds]
    obstacles = [way.line for way in layout.ways] + [shapely.Polygon(b.outline) for b in layout.buildings.all]
    assert len(shapely.STRtree(obstacles).query(shapes, predicate="intersects")[0]) == 0
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (first == second).all()


def test_forest_keeps_off_settlements_and_stands_where_it_is_known(layout: Layout) -> None:
    assert shapely.intersection(layout.landuse.forest, layout.built.area).area < 1
    forest = layout.facts.forests[0]
    assert shapely.intersects(layout.landuse.forest, shapely.Point(forest.x, forest.y).buffer(300))
