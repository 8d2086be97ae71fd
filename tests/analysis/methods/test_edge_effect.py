"""Edge effect: circles around holes and between parts."""

import numpy as np
import pytest
import shapely

from analysis.methods.edge_effect import distance_to_edge_m

SQUARE = shapely.box(0, 0, 1000, 1000)
WITH_HOLE = SQUARE.difference(shapely.box(400, 400, 600, 600))
TWO_PARTS = shapely.MultiPolygon([SQUARE, shapely.box(1100, 0, 2100, 1000)])


@pytest.mark.parametrize(
    ("x", "y", "area", "leaves"),
    [
        (500, 500, SQUARE, False),
        (500, 850, SQUARE, True),
        (500, 1100, SQUARE, True),  # outside, though its circle reaches in
        (500, 5000, SQUARE, True),  # far outside
        (500, 800, SQUARE, False),  # its circle just touches the edge
        (500, 750, WITH_HOLE, True),
        (500, 500, WITH_HOLE, True),
        (200, 500, WITH_HOLE, False),
        (500, 500, TWO_PARTS, False),
        (850, 500, TWO_PARTS, True),
        (1600, 500, TWO_PARTS, False),
    ],
)
def test_circle_leaves_the_area(x: float, y: float, area: shapely.Geometry, leaves: bool) -> None:
    assert (distance_to_edge_m(np.array([float(x)]), np.array([float(y)]), area) < 200.0).tolist() == [leaves]


def test_circles_equal_their_buffers() -> None:
    random = np.random.default_rng(2)
    x, y = random.uniform(-100, 1100, (2, 300))
    buffers = shapely.buffer(shapely.points(x, y), 120.0, quad_segs=64)
    expected = ~shapely.covers(WITH_HOLE, buffers)
    assert (distance_to_edge_m(x, y, WITH_HOLE) < 120.0).tolist() == expected.tolist()


def test_no_places_leave_nothing() -> None:
    assert distance_to_edge_m(np.zeros(0), np.zeros(0), SQUARE).shape == (0,)


def test_an_empty_area_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        distance_to_edge_m(np.zeros(1), np.zeros(1), shapely.Polygon())
