"""The marks and names of a still picture."""

import itertools
import math

import pytest

from frontend.cards import Card
from frontend.picture import APART_PX, picture, region_picture
from frontend.signs import Sign
from tests.tiles.test_basemap import put

pytestmark = pytest.mark.usefixtures("published_in_test")

SIGN = Sign("association", "#3B2F8F", "#B4ABF5", "circle", "users-group")
LON, LAT = 9.93, 49.79


def card(position: tuple[float, float] | None) -> Card:
    return Card("association", "x", "Chor", "Verein", SIGN, "", "", (), False, None, position)


def test_every_number_is_on_the_map_once_and_none_covers_another() -> None:
    crowd = [(number, card((LON + number % 3 * 1e-5, LAT))) for number in range(1, 41)]
    apart = [(number, card((LON + number * 0.001, LAT + 0.01))) for number in range(41, 61)]
    drawn = picture([*crowd, *apart], 680, 460)
    assert drawn
    assert [mark.number for mark in drawn.marks] == list(range(1, 61))
    for one, other in itertools.combinations(drawn.marks, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= APART_PX - 0.2
    for mark in drawn.marks:
        assert 0 <= mark.x <= 680
        assert 0 <= mark.y <= 460
    assert sum(mark.is_moved for mark in drawn.marks) >= 39
    assert not drawn.marks[0].is_moved


def test_an_entry_without_a_place_has_no_mark() -> None:
    drawn = picture([(1, card(None)), (2, card((LON, LAT)))], 680, 460)
    assert drawn
    assert [mark.number for mark in drawn.marks] == [2]
    assert picture([(1, card(None))], 680, 460) is None


def test_names_keep_off_marks_and_each_other() -> None:
    put(("place", "city", f"POINT({LON} {LAT})"), name="Würzburg", rank=90)
    put(("place", "village", f"POINT({LON + 0.02} {LAT})"), name="Gerbrunn", rank=60)
    put(("place", "hamlet", f"POINT({LON} {LAT})"), name="Unter dem Dom", rank=30)
    marks = [(1, card((LON, LAT))), (2, card((LON + 0.04, LAT)))]
    drawn = picture(marks, 680, 460)
    assert drawn
    found = {name.text: name for name in drawn.names}
    assert {"Würzburg", "Gerbrunn"} <= set(found)
    x, y = drawn.frame.place(LON, LAT)
    assert math.hypot(found["Würzburg"].x - x, found["Würzburg"].y - y) > 10


def test_rivers_and_streets_are_written_along_their_lines_and_never_upside_down() -> None:
    put(("waterway", "river", f"LINESTRING({LON} {LAT + 0.01}, {LON} {LAT - 0.01})"), name="Main", rank=50)
    put(("road", "residential", f"LINESTRING({LON + 0.004} {LAT}, {LON - 0.001} {LAT})"), name="Domstraße", rank=40)
    drawn = picture([(1, card((LON + 0.002, LAT + 0.001)))], 680, 460)
    assert drawn
    angles = {name.text: name.angle for name in drawn.names}
    assert abs(angles["Main"]) == pytest.approx(90)
    assert angles["Domstraße"] == pytest.approx(0)


def test_the_scale_bar_is_a_round_length() -> None:
    drawn = picture([(1, card((LON, LAT)))], 680, 460)
    assert drawn
    metres_per_px = drawn.frame.pixel_m * math.cos(math.radians(LAT))
    assert drawn.scale.pixels * metres_per_px == pytest.approx(drawn.scale.metres, rel=0.01)
    assert drawn.scale.words in ("100 m", "200 m")
    assert region_picture(680, 460).scale.words.endswith(" km")
