"""The curve: the ranges of a rectangle hold all that lies in it."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from ogc.order import ALPHABET, BEYOND, MAX_CELLS, NOWHERE, Place, ranges
from published.errors import BadParameter
from published.parameters import BBox

longitudes = st.floats(-180, 180) | st.sampled_from([-180.0, 0.0, 180.0, 9.84375])
latitudes = st.floats(-90, 90) | st.sampled_from([-90.0, 0.0, 90.0, 49.21875])


def geohash(longitude: float, latitude: float) -> str:
    """Nine characters by halving, as the definition says: an independent way to what PostGIS computes."""
    x, y, code = [-180.0, 180.0], [-90.0, 90.0], 0
    for bit in range(45):
        span, value = (x, longitude) if bit % 2 == 0 else (y, latitude)
        middle = (span[0] + span[1]) / 2
        upper = value >= middle
        span[0 if upper else 1] = middle
        code = code << 1 | upper
    return "".join(ALPHABET[code >> shift & 31] for shift in range(40, -1, -5))


@settings(max_examples=300, deadline=None)
@given(longitudes, longitudes, latitudes, latitudes, st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.0, 0.3]))
def test_the_ranges_hold_every_point_of_the_rectangle(
    x1: float, x2: float, y1: float, y2: float, along: float, up: float, reach: float
) -> None:
    box = BBox(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    found = ranges((box,), reach, unplaced=False)
    x = min(max(box.west + along * (box.east - box.west + 2 * reach) - reach, -180), 180)
    y = min(max(box.south + up * (box.north - box.south + 2 * reach) - reach, -90), 90)
    assert any(start <= geohash(x, y) < end for start, end in found)


@settings(max_examples=200, deadline=None)
@given(longitudes, longitudes, latitudes, latitudes)
def test_the_ranges_ascend_and_are_few(x1: float, x2: float, y1: float, y2: float) -> None:
    boxes = (BBox(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), BBox(170, -10, 180, 10))
    ends = [end for pair in ranges(boxes, 0, unplaced=True) for end in pair]
    assert ends == sorted(ends)
    assert len(ends) <= 2 * (2 * MAX_CELLS + 1)


@pytest.mark.django_db
@pytest.mark.parametrize("place", [(9.93, 49.79), (-180, -90), (180, 90), (0, 0), (9.84375, 49.21875), (-0.1, 50)])
def test_postgis_computes_the_same_geohash(place: tuple[float, float]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.ST_GeoHash(public.ST_SetSRID(public.ST_MakePoint(%s, %s), 4326), 9)", place)
        assert cursor.fetchone() == (geohash(*place),)


def test_what_has_no_place_stands_after_every_geohash() -> None:
    assert ranges((BBox(-180, -90, 180, 90),), 0, unplaced=True)[-2:] == [("000000000", NOWHERE), (NOWHERE, BEYOND)]


@pytest.mark.parametrize("token", ["u0z57wh94.0a1b2c3d4e5f", "~.x", "u0z57wh94.09663000", "u0z57wh94.a.b/ä"])
def test_a_token_names_a_place(token: str) -> None:
    assert str(Place.parse(token)) == token


@pytest.mark.parametrize(
    "token", ["x", "u0z57wh94", "u0z57wh9.a", "u0z57wh94.", "aaaaaaaaa.b", "~.a\0", "~.a\n", "~." + "x" * 201]
)
def test_another_token_is_refused(token: str) -> None:
    with pytest.raises(BadParameter):
        Place.parse(token)
