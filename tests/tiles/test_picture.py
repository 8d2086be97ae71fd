"""The still picture of the basemap."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from published.frame import Frame
from tests.tiles.drawn import square
from tests.tiles.test_basemap import MIDDLE, put
from tiles.palette import LIGHT
from tiles.picture import _at
from tiles.style import ROAD_WIDTHS

pytestmark = pytest.mark.usefixtures("published_in_test")

LON, LAT = MIDDLE
FRAME = Frame(13, LAT, LON, 600, 400)
URL = f"/tiles/basemap.svg?{FRAME.query}"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(client: Client, url: str = URL) -> dict[str, str]:
    """Return the path data of the picture by its fill or stroke."""
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)
    paths = [path.attrib for path in root.iter(f"{SVG}path")]
    return {(path["fill"] if path["fill"] != "none" else path["stroke"]): path["d"] for path in paths}


def start(path: str) -> tuple[float, float]:
    """Return where path data begin."""
    found = re.match(r"M (-?[\d.]+) (-?[\d.]+)", path)
    assert found, path
    return float(found[1]), float(found[2])


def test_ground_water_and_roads_lie_where_the_frame_has_them(client: Client) -> None:
    surface = square(LON - 0.005, LAT - 0.005, 0.01)
    put(
        ("landuse", "forest", surface),
        ("water", "river", surface),
        ("road", "primary", f"LINESTRING({LON} {LAT}, {LON + 0.01} {LAT})"),
        ("place", "town", f"POINT({LON} {LAT})"),
    )
    paths = drawn(client)
    assert set(paths) == {LIGHT["green"], LIGHT["water"], LIGHT["casing"], LIGHT["road"]}
    assert start(paths[LIGHT["road"]]) in ((300, 200), tuple(round(each, 1) for each in FRAME.place(LON + 0.01, LAT)))
    x, y = start(paths[LIGHT["water"]])
    corners = [FRAME.place(LON + dx, LAT + dy) for dx in (-0.005, 0.005) for dy in (-0.005, 0.005)]
    assert any(abs(x - left) < 0.1 and abs(y - top) < 0.1 for left, top in corners)


def test_a_hole_stays_open_and_what_overlaps_stays_filled(client: Client) -> None:
    def ring(half: float) -> str:
        corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
        return "(" + ", ".join(f"{LON + x} {LAT + y}" for x, y in corners) + ")"

    put(("water", "river", f"POLYGON({ring(0.01)}, {ring(0.004)})"))
    path = drawn(client)[LIGHT["water"]]
    assert [turn(part) > 0 for part in path.split("M")[1:]] in ([True, False], [False, True])


def points(piece: str) -> list[tuple[float, float]]:
    """Return the points of a piece of a path: where it begins, then relative steps."""
    x, y, *steps = map(float, re.findall(r"-?[\d.]+(?:e-?\d+)?", piece))
    found = [(x, y)]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        found.append((round(found[-1][0] + dx, 1), round(found[-1][1] + dy, 1)))
    return found


def turn(piece: str) -> float:
    """Return twice the signed area of a ring."""
    ring = points(piece)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise([*ring, ring[0]]))


def test_neighbours_share_one_boundary(client: Client) -> None:
    west, east = square(LON - 0.01, LAT, 0.01), square(LON, LAT, 0.01)
    put(("boundary", "admin_8", west), ("boundary", "admin_8", east), ("boundary", "admin_9", east))
    pieces = drawn(client)[LIGHT["boundary"]].split("M")[1:]
    edges = [frozenset(pair) for piece in pieces for pair in itertools.pairwise(points(piece))]
    assert len(edges) == len(set(edges)) == 7


def test_what_lies_elsewhere_or_is_too_small_is_left_out(client: Client) -> None:
    put(("water", "river", square(LON + 3, LAT, 0.01)), ("landuse", "forest", square(LON, LAT, 0.00001)))
    assert drawn(client) == {}


def test_an_empty_basemap_is_land(client: Client) -> None:
    response = client.get(URL)
    assert LIGHT["land"] in response.content.decode()


def test_the_picture_is_asked_for_again_by_its_edition(client: Client) -> None:
    put(("water", "river", square(LON, LAT, 0.01)))
    first = client.get(URL)
    assert first["Cache-Control"] == "no-cache"
    assert client.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 304
    put(("water", "lake", square(LON - 0.01, LAT, 0.005)))
    assert client.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["", "map=12/49.79/9.93", "map=x&width=600&height=400", f"{FRAME.query}&layers=a", f"{FRAME.query}&width=99999"],
)
def test_what_cannot_be_understood_is_refused(client: Client, query: str) -> None:
    response = client.get(f"/tiles/basemap.svg?{query}")
    assert response.status_code == 400
    assert response.json()["detail"]


def test_nothing_of_the_data_becomes_markup(client: Client) -> None:
    put(("water", "<script>", square(LON, LAT, 0.01)), ("road", '"><script>', f"LINESTRING({LON} {LAT}, {LON} 49.8)"))
    assert b"script" not in client.get(URL).content


def test_roads_are_as_wide_as_on_the_live_map() -> None:
    widths = ROAD_WIDTHS[("primary",)]
    assert [_at(zoom, widths) for zoom in (5, 6, 10, 14, 18, 19)] == [0.6, 0.6, 1.6, 5, 24, 24]
    assert 1.6 < _at(12, widths) < 3.3  # more slowly than evenly
