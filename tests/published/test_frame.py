"""The frame of a still picture."""

import math
import random

import pytest

from published.errors import BadParameter
from published.frame import CLOSEST_ZOOM, MIDDLE_STEP_PX, Frame, degrees, mercator

MIDDLE = (9.93, 49.79)


def test_a_position_and_its_metres_are_the_same_place() -> None:
    x, y = mercator(*MIDDLE)
    assert (round(x), round(y)) == (1105403, 6409987)  # as PostGIS transforms it
    assert degrees(x, y) == pytest.approx(MIDDLE)


def test_the_middle_is_the_middle_and_corners_are_corners() -> None:
    frame = Frame(12, 49.79, 9.93, 680, 460)
    assert frame.place(*MIDDLE) == pytest.approx((340, 230))
    box = frame.bbox
    assert frame.place(box.west, box.north) == pytest.approx((0, 0), abs=1e-6)
    assert frame.place(box.east, box.south) == pytest.approx((680, 460))
    assert frame.holds(*MIDDLE)
    assert not frame.holds(box.east + 0.001, box.north)


def test_a_frame_holds_what_it_was_put_around_with_a_margin() -> None:
    chance = random.Random(3)
    for _ in range(300):
        spread = 10 ** chance.uniform(-4, 0)
        points = [
            (MIDDLE[0] + chance.uniform(-spread, spread), MIDDLE[1] + chance.uniform(-spread, spread))
            for _ in range(chance.randint(1, 9))
        ]
        frame = Frame.around(points, 680, 460, margin_px=20)
        for point in points:
            x, y = frame.place(*point)
            assert 19.5 <= x <= 660.5
            assert 19.5 <= y <= 440.5


def test_frames_lie_on_a_grid_so_that_none_is_centred_on_a_secret() -> None:
    lon, lat = 9.930123, 49.790456
    near = {Frame.around([(lon + step * 1e-4, lat)], 680, 460, margin_px=20) for step in range(5)}
    assert len(near) <= 2
    frame = Frame.around([(lon, lat)], 680, 460, margin_px=20)
    assert frame.zoom == CLOSEST_ZOOM
    step_m = frame.pixel_m * MIDDLE_STEP_PX
    x, _y = mercator(frame.lon, frame.lat)
    assert abs(x / step_m - round(x / step_m)) < 0.05
    assert math.dist(frame.place(lon, lat), (340, 230)) <= MIDDLE_STEP_PX


def test_there_is_no_frame_around_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Frame.around([], 680, 460, margin_px=20)


def test_a_frame_survives_its_query() -> None:
    frame = Frame.around([MIDDLE, (10.0, 49.8)], 680, 460, margin_px=20)
    query = dict(part.split("=") for part in frame.query.split("&"))
    assert Frame.parse(query) == frame


@pytest.mark.parametrize(
    "change",
    [
        {"map": ""},
        {"map": "12/49.79"},
        {"map": "12/49.79/9.93/1"},
        {"map": "x/49.79/9.93"},
        {"map": "nan/49.79/9.93"},
        {"map": "12/91/9.93"},
        {"map": "12/49.79/181"},
        {"map": "12/1e999/9.93"},
        {"map": "99/49.79/9.93"},
        {"width": ""},
        {"width": "0"},
        {"width": "-680"},
        {"width": "100000"},
        {"width": "6٨0"},
        {"height": "460.5"},
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_sentence(change: dict[str, str]) -> None:
    with pytest.raises(BadParameter) as refused:
        Frame.parse({"map": "12/49.79/9.93", "width": "680", "height": "460"} | change)
    assert str(next(iter(change))) in refused.value.sentence


def test_zooms_outside_of_what_is_drawn_are_brought_in() -> None:
    query = {"width": "680", "height": "460"}
    assert Frame.parse({"map": "1/49.79/9.93", **query}).zoom == 6
    assert Frame.parse({"map": "22/49.79/9.93", **query}).zoom == 18
