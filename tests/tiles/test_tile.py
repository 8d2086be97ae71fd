"""Addresses of tiles."""

import pytest

from published.errors import NotPublished
from tests.tiles.drawn import mercator
from tiles.tile import HALF_WORLD_M, Tile


def test_a_tile_covers_its_square() -> None:
    world = Tile.parse("0", "0", "0", 0, 14)
    assert (world.west, world.south, world.east, world.north) == (
        -HALF_WORLD_M,
        -HALF_WORLD_M,
        HALF_WORLD_M,
        HALF_WORLD_M,
    )
    # The worked example of mercantile's documentation.
    galway = Tile(10, 486, 332)
    assert mercator(-9.140625, 53.12040528310657) == pytest.approx((galway.west, galway.south), abs=1e-6)
    assert mercator(-8.7890625, 53.33087298301705) == pytest.approx((galway.east, galway.north), abs=1e-6)


@pytest.mark.parametrize("zoom", [1, 7, 12, 14, 22])
def test_neighbours_share_their_edges_to_the_last_bit(zoom: int) -> None:
    column, row = 2**zoom // 3, 2**zoom // 5
    assert Tile(zoom, column, row).east == Tile(zoom, column + 1, row).west
    assert Tile(zoom, column, row).south == Tile(zoom, column, row + 1).north


@pytest.mark.parametrize(
    ("z", "x", "y"),
    [
        ("31", "0", "0"),
        ("15", "0", "0"),
        ("3", "0", "0"),
        ("5", "32", "0"),
        ("5", "0", "32"),
        ("-5", "0", "0"),
        ("5", "-1", "0"),
        ("5", "1.0", "0"),
        ("5", "NaN", "0"),
        ("5", "1e1", "0"),
        ("5", "٣", "0"),
        ("5", "²", "0"),
        ("5", "", "0"),
        ("5", "12345678901234567890", "0"),
        ("00000000000005", "1", "0"),
        ("5", "1;drop", "0"),
    ],
)
def test_what_is_no_tile_of_these_zooms_is_not_found(z: str, x: str, y: str) -> None:
    with pytest.raises(NotPublished):
        Tile.parse(z, x, y, 4, 14)
