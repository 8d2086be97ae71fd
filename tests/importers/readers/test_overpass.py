"""Answers of the Overpass API."""

import json
from pathlib import Path
from typing import Any

import pytest

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.osm import FORM
from importers.readers.overpass import open_overpass
from importers.records import Record

SQUARE = [{"lat": 49.0, "lon": 9.0}, {"lat": 49.0, "lon": 9.1}, {"lat": 49.1, "lon": 9.1}, {"lat": 49.0, "lon": 9.0}]


def read(folder: Path, elements: Any, **members: Any) -> list[Record]:
    path = folder / "answer.json"
    path.write_text(json.dumps({"version": 0.6, "generator": "Overpass API", **members, "elements": elements}))
    with open_overpass(path, Limits(), keys=["leisure"]) as table:
        return [row for row in table.rows if isinstance(row, Record)]


def test_ways_take_their_positions_from_nodes_behind_them(tmp_path: Path) -> None:
    nodes = [{"type": "node", "id": number, **at} for number, at in enumerate(SQUARE[:3], start=1)]
    way = {"type": "way", "id": 5, "nodes": [1, 2, 3, 1], "tags": {"leisure": "pitch"}}
    rows = read(tmp_path, [way, *nodes])
    assert {(row.ref, row.values[FORM]) for row in rows} == {("way/5", "ring"), ("way/5", "area")}


def test_ways_may_carry_their_positions_themselves(tmp_path: Path) -> None:
    way = {"type": "way", "id": 5, "nodes": [1, 2, 3, 1], "geometry": SQUARE, "tags": {"leisure": "pitch"}}
    assert len(read(tmp_path, [way])) == 2


def test_an_element_that_occurs_twice_is_read_once(tmp_path: Path) -> None:
    bare = {"type": "node", "id": 1, "lat": 49.0, "lon": 9.0}
    rows = read(tmp_path, [bare, {**bare, "tags": {"leisure": "pitch"}}, bare])
    assert [row.ref for row in rows] == ["node/1"]


@pytest.mark.parametrize(
    ("elements", "says"),
    [
        ([{"type": "node", "id": 1}], "ohne Kennung, Art oder Lage"),
        ([{"type": "tree", "id": 1}], "ohne Kennung, Art oder Lage"),
        ([{"type": "node", "id": 1, "lat": float("nan"), "lon": 9.0}], "ohne Kennung, Art oder Lage"),
        ([{"type": "node", "id": 10**30, "lat": 49.0, "lon": 9.0}], "ohne Kennung, Art oder Lage"),
        ("none", "enthält keine Elemente"),
    ],
)
def test_broken_answers_are_refused(tmp_path: Path, elements: Any, says: str) -> None:
    with pytest.raises(ImportRefused, match=says):
        read(tmp_path, elements)


def test_an_answer_that_ran_out_of_time_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="hat abgebrochen"):
        read(tmp_path, [], remark="runtime error: Query timed out")


def test_real_answers_give_the_known_counts(shared_data: Path) -> None:
    for name, key, value, count in (
        ("pitches", "leisure", "pitch", 290),
        ("parking", "amenity", "parking", 1166),
        ("schools", "amenity", "school", 70),
        ("squares", "place", "square", 46),
    ):
        path = shared_data / f"osm_wuerzburg/raw_overpass_{name}.json"
        with open_overpass(path, Limits(), keys=[key]) as table:
            rows = [row for row in table.rows if isinstance(row, Record) and row.values[FORM] != "ring"]
        assert sum(row.values.get(key) == value for row in rows) == count
