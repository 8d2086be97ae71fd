"""Ways share a node wherever they meet."""

import numpy as np
import pytest
import shapely

from importers.demo.ways import Way, components, joined_at_crossings, joined_at_ends, links, split_at, with_vertices


def way(*points: tuple[float, float], **tags: str) -> Way:
    return Way(np.array(points, dtype=float), tags)


def test_an_end_becomes_a_vertex_of_the_way_it_touches() -> None:
    main, side = way((0, 0), (100, 0)), way((40, 0.01), (40, 50))
    joined_at_ends([side], hosts=[main, side])
    assert [40, 0.01] in main.points.tolist()
    assert len(side.points) == 2


def test_a_crossing_becomes_a_vertex_of_both() -> None:
    one, other = way((0, 0), (100, 0)), way((50, -50), (50, 50))
    joined_at_crossings([one, other])
    assert [50, 0] in one.points.tolist()
    assert [50, 0] in other.points.tolist()


def test_a_bridge_joins_at_its_ends_only() -> None:
    road, below = way((0, 0), (40, 0)), way((50, -50), (50, 50))
    bridge = way((40, 0), (60, 0), bridge="yes")
    joined_at_crossings([road, below, bridge])
    assert len(below.points) == 2
    assert components([road, below, bridge]) == [0, 1, 0]


def test_vertices_are_added_once_and_in_order() -> None:
    line = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    added = np.array([[10.0, 4.0], [2.0, 0.0], [10.0, 4.0], [10.0, 0.0]])
    assert with_vertices(line, added).tolist() == [[0, 0], [2, 0], [10, 0], [10, 4], [10, 10]]


def test_split_parts_share_their_ends_and_keep_the_tags() -> None:
    parts = split_at(way((0, 0), (100, 0), (200, 0), name="Weg"), [150, 50, 50])
    assert [part.points.tolist() for part in parts] == [
        [[0, 0], [50, 0]],
        [[50, 0], [100, 0], [150, 0]],
        [[150, 0], [200, 0]],
    ]
    assert {part.tags["name"] for part in parts} == {"Weg"}


def test_split_at_the_ends_is_no_split() -> None:
    assert len(split_at(way((0, 0), (100, 0)), [0, 100])) == 1


def test_a_link_joins_an_island_but_not_across_the_river() -> None:
    main = [way((0, 0), (100, 0)), way((0, 0), (0, 80)), way((0, 80), (100, 80))]
    island, beyond = way((50, 20), (60, 20)), way((200, 0), (200, 50))
    river = shapely.box(140, -100, 160, 200)
    (link,) = links([*main, island, beyond], barrier=river, longest_m=500)
    assert shapely.length(link.line) == pytest.approx(20)
    assert shapely.distance(link.line, island.line) == 0
    assert shapely.distance(link.line, main[0].line) == 0
