"""OpenStreetMap files in all their forms: nodes, ways, multipolygons, sites, unsorted, cut, hostile."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
import shapely

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.osm import FORM, open_osm
from importers.records import Record

HEAD = '<?xml version="1.0"?>\n<osm version="0.6">\n'
# Two squares, one within the other, and an open way; the ids of the ways come out of order on purpose in one test.
CORNERS = {1: (0, 0), 2: (4, 0), 3: (4, 4), 4: (0, 4), 5: (1, 1), 6: (3, 1), 7: (3, 3), 8: (1, 3)}


def node(number: int, tags: str = "") -> str:
    east, north = CORNERS[number]
    return f'<node id="{number}" version="1" lat="{49 + north / 1000}" lon="{9 + east / 1000}">{tags}</node>\n'


def way(number: int, nodes: list[int], tags: str = "") -> str:
    return f'<way id="{number}" version="1">' + "".join(f'<nd ref="{each}"/>' for each in nodes) + f"{tags}</way>\n"


def relation(number: int, members: list[tuple[str, int, str]], tags: str) -> str:
    listed = "".join(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members)
    return f'<relation id="{number}" version="1">{listed}{tags}</relation>\n'


def tag(key: str, value: str) -> str:
    return f'<tag k="{key}" v="{value}"/>'


OUTER, INNER = way(10, [1, 2, 3, 4, 1]), way(11, [5, 6, 7, 8, 5])
POLYGON = relation(
    20, [("way", 10, "outer"), ("way", 11, "inner")], tag("type", "multipolygon") + tag("leisure", "park")
)


def written(folder: Path, *parts: str, name: str = "x.osm") -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(parts) + "</osm>\n")
    return path


def read(path: Path, *keys: str, limits: Limits | None = None) -> tuple[list[Record], list[str]]:
    with open_osm(path, limits or Limits(), keys=keys) as table:
        rows = [row for row in table.rows if isinstance(row, Record)]
    return rows, table.notes


def test_nodes_ways_and_multipolygons_with_holes(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        node(1, tag("highway", "bus_stop")),
        *(node(number) for number in range(2, 9)),
        OUTER,
        INNER,
        way(12, [1, 2, 3], tag("highway", "footway")),
        POLYGON,
    )
    rows, notes = read(path, "highway", "leisure")
    found = {row.ref: (row.values[FORM], row.geometry.geom_type if row.geometry else "") for row in rows}
    assert found == {
        "node/1": ("point", "Point"),
        "way/12": ("line", "LineString"),
        "relation/20": ("area", "Polygon"),
    }
    (park,) = (row for row in rows if row.ref == "relation/20")
    assert isinstance(park.geometry, shapely.Polygon)
    assert len(park.geometry.interiors) == 1
    assert notes == []


def test_a_closed_way_comes_as_ring_and_as_area(tmp_path: Path) -> None:
    rows, _ = read(
        written(tmp_path, *map(node, range(1, 5)), way(10, [1, 2, 3, 4, 1], tag("leisure", "pitch"))), "leisure"
    )
    assert Counter((row.ref, row.values[FORM]) for row in rows) == {("way/10", "ring"): 1, ("way/10", "area"): 1}


def test_a_site_is_the_collection_of_its_members(tmp_path: Path) -> None:
    site = relation(30, [("way", 11, ""), ("node", 3, "")], tag("type", "site") + tag("leisure", "playground"))
    rows, _ = read(written(tmp_path, *map(node, range(1, 9)), INNER, site), "leisure")
    (row,) = rows
    assert (row.ref, row.values[FORM]) == ("relation/30", "site")
    assert row.geometry is not None
    assert {part.geom_type for part in row.geometry.geoms} == {"Point", "Polygon"}


def test_a_file_that_is_not_sorted_is_sorted_and_said(tmp_path: Path) -> None:
    path = written(tmp_path, *map(node, range(1, 9)), INNER, OUTER, POLYGON)
    rows, notes = read(path, "leisure")
    assert [row.ref for row in rows] == ["relation/20"]
    assert notes == ["Die Datei war nicht nach Kennungen sortiert; das wurde nachgeholt."]


def test_what_is_cut_at_the_edge_is_left_out_and_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path, *map(node, range(1, 5)), OUTER, way(12, [1, 99], tag("highway", "path")), POLYGON.replace("20", "21")
    )
    rows, notes = read(path, "highway", "leisure")
    assert rows == []
    assert notes == ["2 Objekte haben in diesem Auszug keine vollständige Geometrie und bleiben weg."]


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE osm [<!ENTITY a "aaaa">]><osm version="0.6"><node id="1" lat="1" lon="1"/></osm>',
        b'<?xml version="1.0"?><osm version="0.6"><node id="1" lat="1" lon="1">',
        b'<?xml version="1.0"?><osm version="0.6"><node id="x" lat="nan" lon="1"/></osm>',
        b"\x00\x00\x00\x0d\x0a\x09OSMHeader broken",
    ],
)
def test_damaged_files_and_entities_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ("x.osm" if content.startswith(b"<") else "x.osm.pbf")
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match="keine lesbare OSM-Datei"):
        read(path, "highway")


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.osm.gz"
    path.write_bytes(gzip.compress((HEAD + " " * 2_000_000 + "</osm>").encode()))
    with pytest.raises(ImportRefused, match="ausgepackt größer als 1,0 MB"):
        read(path, "highway", limits=Limits(unpacked_bytes=1_000_000))


def test_heidelberg_has_378_pitches_and_182_playgrounds(shared_data: Path) -> None:
    rows, _ = read(shared_data / "osm_networks/heidelberg_2024.osm.pbf", "leisure")
    whole = [row for row in rows if row.values[FORM] != "ring"]
    assert Counter(row.values["leisure"] for row in whole if row.values["leisure"] in ("pitch", "playground")) == {
        "pitch": 378,
        "playground": 182,
    }


def test_bayreuth_has_multipolygons_with_holes(shared_data: Path) -> None:
    rows, _ = read(
        shared_data / "osm_networks/north-bayreuth_2014.osm.gz", "building", "landuse", "natural", "boundary"
    )
    relations = [row for row in rows if row.ref.startswith("relation/")]
    assert len(relations) >= 4
    assert all(row.values[FORM] == "area" for row in relations)
    assert any(len(part.interiors) for row in relations for part in shapely.get_parts(row.geometry))
    assert sum("building" in row.values and row.values[FORM] == "area" for row in rows) > 4_200


def test_an_unsorted_real_file_is_read(shared_data: Path) -> None:
    rows, notes = read(shared_data / "osm_networks/nuernberg_laufamholzstrasse_2016.osm", "building")
    assert "sortiert" in notes[0]
    assert sum(row.values[FORM] == "area" for row in rows) > 100
