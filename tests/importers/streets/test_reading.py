"""OpenStreetMap ways as arrays: each rule in a file of its own, what is left out counted, bad files refused."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.streets.reading import read_streets
from network.network import KINDS, SURFACES, Mode
from network.simplify import components, contract
from tests.importers.streets.files import SOUTH, WEST, line_of, osm_file, read

FOOT, WHEELCHAIR, BIKE, CAR = Mode.FOOT, Mode.WHEELCHAIR, Mode.BIKE, Mode.CAR
WALKERS, ALL = FOOT | WHEELCHAIR, FOOT | WHEELCHAIR | BIKE | CAR
NONE = Mode(0)


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({"highway": "residential"}, ALL, ALL),
        ({"highway": "motorway"}, CAR, NONE),
        ({"highway": "motorway", "foot": "yes", "bicycle": "yes"}, CAR, NONE),
        ({"highway": "motorway_link"}, CAR, CAR),
        ({"highway": "trunk"}, CAR, CAR),
        ({"highway": "trunk", "sidewalk": "right", "cycleway": "track"}, ALL, ALL),
        ({"highway": "primary", "motorroad": "yes", "bicycle": "yes"}, CAR, CAR),
        ({"highway": "track"}, WALKERS | BIKE, WALKERS | BIKE),
        ({"highway": "track", "motor_vehicle": "yes"}, ALL, ALL),
        ({"highway": "footway"}, WALKERS, WALKERS),
        ({"highway": "steps"}, FOOT, FOOT),
        ({"highway": "steps", "ramp:wheelchair": "yes"}, WALKERS, WALKERS),
        ({"highway": "steps", "conveying": "forward"}, FOOT, NONE),
        ({"highway": "path", "wheelchair": "no"}, FOOT | BIKE, FOOT | BIKE),
        ({"highway": "cycleway"}, BIKE, BIKE),
        ({"highway": "cycleway", "oneway": "yes", "foot": "designated"}, WALKERS | BIKE, WALKERS),
        ({"highway": "bridleway", "foot": "yes"}, WALKERS, WALKERS),
        # Access, from the general to the particular.
        ({"highway": "residential", "access": "no", "foot": "yes"}, WALKERS, WALKERS),
        ({"highway": "residential", "vehicle": "no"}, WALKERS, WALKERS),
        ({"highway": "residential", "vehicle": "no", "bicycle": "yes"}, WALKERS | BIKE, WALKERS | BIKE),
        ({"highway": "service", "motor_vehicle": "private"}, WALKERS | BIKE, WALKERS | BIKE),
        ({"highway": "service", "motor_vehicle": "destination"}, ALL, ALL),
        ({"highway": "residential", "foot": "use_sidepath"}, BIKE | CAR, BIKE | CAR),
        ({"highway": "footway", "access": "yes"}, WALKERS, WALKERS),
        ({"highway": "residential", "bicycle": "dismount"}, WALKERS | CAR, WALKERS | CAR),
        # One-way streets.
        ({"highway": "residential", "oneway": "yes"}, ALL, WALKERS),
        ({"highway": "residential", "oneway": "-1"}, WALKERS, ALL),
        ({"highway": "residential", "oneway": "reversible"}, WALKERS, WALKERS),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, ALL, WALKERS | BIKE),
        ({"highway": "residential", "oneway": "-1", "oneway:bicycle": "no"}, WALKERS | BIKE, ALL),
        ({"highway": "residential", "oneway": "yes", "cycleway": "opposite"}, ALL, WALKERS | BIKE),
        ({"highway": "residential", "oneway": "yes", "cycleway:left": "opposite_lane"}, ALL, WALKERS | BIKE),
        ({"highway": "tertiary", "junction": "roundabout"}, ALL, WALKERS),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "no"}, ALL, ALL),
        ({"highway": "footway", "oneway": "yes", "bicycle": "yes"}, WALKERS | BIKE, WALKERS | BIKE),
        ({"highway": "footway", "oneway:foot": "yes"}, WALKERS, NONE),
        # Ferries.
        ({"route": "ferry"}, WALKERS | BIKE, WALKERS | BIKE),
        ({"route": "ferry", "motor_vehicle": "yes"}, ALL, ALL),
        ({"route": "ferry", "foot": "no", "motorcar": "yes"}, BIKE | CAR, BIKE | CAR),
        # An area is walked along its outline.
        ({"highway": "pedestrian", "area": "yes"}, WALKERS, WALKERS),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_who_may_travel_a_way(tmp_path: Path, tags: dict[str, str], forward: Mode, backward: Mode) -> None:
    network, counts = read(line_of(tmp_path, tags))
    assert Mode(int(network.allowed_forward[0])) == forward
    assert Mode(int(network.allowed_backward[0])) == backward
    assert counts.ways == 1


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "service", "access": "private"},
        {"highway": "footway", "foot": "private"},
        {"highway": "bridleway"},
        {"highway": "construction", "construction": "residential"},
        {"highway": "proposed"},
        {"highway": "service", "area": "yes"},
        {"highway": "bus_stop"},
        {"railway": "rail"},
        {"route": "bicycle"},
    ],
    ids=str,
)
def test_what_is_no_public_way_is_left_out(tmp_path: Path, tags: dict[str, str]) -> None:
    path = osm_file(
        tmp_path,
        {1: (0, 0), 2: (1, 0), 3: (2, 0)},
        [([1, 2], tags), ([2, 3], {"highway": "footway"})],
    )
    network, counts = read(path)
    assert network.way_id.tolist() == [2]
    assert counts.not_public == ("access" in tags or "foot" in tags or tags.get("highway") == "bridleway")


def test_what_a_way_is_like(tmp_path: Path) -> None:
    tags = {"highway": "track", "surface": "paving_stones", "incline": "-4 %", "maxspeed": "DE:urban"}
    network, _ = read(line_of(tmp_path, tags))
    assert KINDS[network.kind[0]] == "track"
    assert SURFACES[network.surface[0]] == "paved"
    assert network.incline_percent.tolist() == [-4.0]
    assert network.max_speed_kmh.tolist() == [50]
    assert np.isnan(network.fixed_minutes).all()


def test_positions_are_metres_and_lengths_are_those_of_the_line(tmp_path: Path) -> None:
    network, _ = read(line_of(tmp_path, {"highway": "path"}))
    assert 560_000 < network.x[0] < 570_000
    assert 5_510_000 < network.y[0] < 5_520_000
    # A thousandth of a degree of longitude at 49.79° N on GRS80 is 72.00 m; the scale of UTM here is 0.99965.
    assert network.length_m[0] == pytest.approx(72.00 * 0.99965, abs=0.02)


def test_a_ferry_takes_its_duration_in_shares_of_its_length(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (1, 0), 3: (4, 0)}
    path = osm_file(tmp_path, nodes, [([1, 2, 3], {"route": "ferry", "duration": "00:08"})])
    network, _ = read(path)
    assert network.fixed_minutes.tolist() == pytest.approx([2.0, 6.0], abs=1e-3)
    assert contract(network).fixed_minutes.tolist() == pytest.approx([8.0])


def test_a_kerb_lies_across_the_path_and_along_the_road(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1), 5: (1, -1)}
    ways = [([1, 2, 3], {"highway": "residential"}), ([4, 2, 5], {"highway": "footway"})]
    network, _ = read(osm_file(tmp_path, nodes, ways, node_tags={2: {"barrier": "kerb", "kerb": "raised"}}))
    assert network.raised_kerb.tolist() == [False, False, True, True]


def test_a_lowered_kerb_is_none(tmp_path: Path) -> None:
    tags = {"highway": "footway"}
    network, _ = read(line_of(tmp_path, tags, nodes=3, node_tags={2: {"barrier": "kerb", "kerb": "lowered"}}))
    assert not network.raised_kerb.any()


def test_a_bollard_stops_cars_on_the_pieces_beside_it(tmp_path: Path) -> None:
    path = line_of(tmp_path, {"highway": "residential"}, nodes=5, node_tags={3: {"barrier": "bollard"}})
    network, _ = read(path)
    assert [Mode.CAR in Mode(int(each)) for each in network.allowed_forward] == [True, False, False, True]
    assert (network.allowed_backward & Mode.BIKE).all()


def test_a_private_gate_stops_everybody(tmp_path: Path) -> None:
    gate = {3: {"barrier": "gate", "access": "private"}}
    network, _ = read(line_of(tmp_path, {"highway": "service"}, nodes=5, node_tags=gate))
    assert network.allowed_forward.tolist() == [ALL, 0, 0, ALL]


def test_a_barrier_on_a_crossing_closes_nothing_and_is_counted(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1)}
    ways = [([1, 2, 3], {"highway": "residential"}), ([2, 4], {"highway": "service"})]
    network, counts = read(osm_file(tmp_path, nodes, ways, node_tags={2: {"barrier": "bollard"}}))
    assert network.allowed_forward.tolist() == [ALL, ALL, ALL]
    assert counts.barriers_at_junctions == 1


def test_a_way_cut_at_the_edge_of_an_extract_keeps_what_is_known(tmp_path: Path) -> None:
    path = osm_file(tmp_path, {1: (0, 0), 2: (1, 0), 5: (4, 0)}, [([1, 2, 3, 4, 5], {"highway": "path"})])
    network, counts = read(path)
    assert len(network.start) == 1
    assert counts.unknown_positions == 3


def test_a_node_named_twice_in_a_row_makes_no_edge(tmp_path: Path) -> None:
    network, counts = read(osm_file(tmp_path, {1: (0, 0), 2: (1, 0)}, [([1, 1, 2], {"highway": "path"})]))
    assert len(network.start) == 1
    assert counts.repeated_nodes == 1


def test_an_unsorted_file_is_read_all_the_same(tmp_path: Path) -> None:
    path = line_of(tmp_path, {"highway": "path"})
    first, *nodes, way, last = path.read_text().splitlines()
    path.write_text("\n".join([first, way, *reversed(nodes), last]))
    network, counts = read(path)
    assert len(network.start) == 1
    assert counts.notes == ["Die Datei war nicht nach Kennungen sortiert; das wurde nachgeholt."]


def test_ways_outside_the_box_are_left_out_and_counted(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (1, 0), 3: (50, 0), 4: (51, 0)}
    path = osm_file(tmp_path, nodes, [([1, 2], {"highway": "path"}), ([3, 4], {"highway": "path"})])
    network, counts = read_streets(path, Limits(), box=(WEST - 0.01, SOUTH - 0.01, WEST + 0.01, SOUTH + 0.01))
    assert network.way_id.tolist() == [1]
    assert counts.outside == 1
    with pytest.raises(ImportRefused, match="alle liegen außerhalb der Region"):
        read_streets(path, Limits(), box=(7.0, 50.0, 7.1, 50.1))


# --- files that mean no good -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ist leer"),
        (b"nr;name\n1;A\n", "ist keine OSM-Datei"),
        (b"<!DOCTYPE html><html></html>", "Webseite"),
        (b'<osm version="0.6"><node id="1" lat="1" lo', "beschädigt oder abgeschnitten"),
        (b'<osm version="0.6"></osm>', "keine Wege, die jemand benutzen darf"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x05", "beschädigt oder abgeschnitten"),
        (gzip.compress(b'<osm version="0.6"><way id="1"/></osm>', mtime=0)[:-8], "kein lesbares Gzip"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><osm version="0.6">&b;</osm>', "ist keine lesbare OSM-Datei"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "bad.osm"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=sentence):
        read(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="gibt es nicht"):
        read(tmp_path / "nothing.osm.pbf")


def test_a_truncated_extract_is_refused(shared_data: Path, tmp_path: Path) -> None:
    whole = (shared_data / "osm_networks" / "heidelberg_2024.osm.pbf").read_bytes()
    path = tmp_path / "half.osm.pbf"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportRefused, match="beschädigt oder abgeschnitten"):
        read(path)


# --- real data -------------------------------------------------------------------------------------------------------


def test_bayreuth_with_all_its_tags(shared_data: Path) -> None:
    raw, counts = read(shared_data / "osm_networks" / "north-bayreuth_2014.osm.gz")
    network = contract(raw)
    assert counts.ways > counts.not_public > 0
    assert network.length_m.sum() == pytest.approx(raw.length_m.sum(), abs=1e-6)
    assert components(network).count == components(raw).count
    kinds = {KINDS[kind] for kind in network.kind.tolist()}
    assert {"motorway", "residential", "footway", "steps", "track"} <= kinds
    motorway = network.kind == KINDS.index("motorway")
    assert (network.allowed_forward[motorway] == Mode.CAR).all()
    assert (network.allowed_backward[motorway] == 0).all()
    assert not ((network.allowed_forward | network.allowed_backward)[network.kind == KINDS.index("steps")] & CAR).any()
    assert (network.max_speed_kmh[motorway] > 0).any()
