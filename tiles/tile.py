"""The address of a tile in the square of the world, and the piece of it that it covers, in EPSG:3857 metres."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from published.errors import NotPublished

HALF_WORLD_M = 20037508.342789244  # π · 6378137 m: half the side of the Web Mercator square
EXTENT = 4096  # units of a tile's side: positions in a tile are whole units
BUFFER = 64  # units by which lines and surfaces reach over the edge, so that their outlines do not show the seams
SCREEN_PX = 512  # MapLibre draws a tile of its own zoom on so many pixels
MAX_DIGITS = 8


@dataclass(frozen=True)
class Tile:
    """One tile: zoom, column from the west, row from the north. Always within the square of its zoom."""

    z: int
    x: int
    y: int

    @classmethod
    def parse(cls, z: str, x: str, y: str, low: int, high: int) -> "Tile":
        """Return the tile of three texts. Raises NotPublished outside the zooms low to high or outside the world."""
        if all(text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS for text in (z, x, y)):
            tile = cls(int(z), int(x), int(y))
            if low <= tile.z <= high and tile.x < 2**tile.z and tile.y < 2**tile.z:
                return tile
        raise NotPublished(_("Diese Kachel gibt es nicht."))

    @property
    def side_m(self) -> float:
        """The length of its side."""
        return 2 * HALF_WORLD_M / 2**self.z

    @property
    def unit_m(self) -> float:
        """The length of one of its 4096 units."""
        return self.side_m / EXTENT

    @property
    def pixel_m(self) -> float:
        """The length of a pixel where the tile is drawn at its own zoom."""
        return self.side_m / SCREEN_PX

    # Neighbours compute their common edge by the same sum, so that no position falls between them.
    @property
    def west(self) -> float:
        return -HALF_WORLD_M + self.x * self.side_m

    @property
    def east(self) -> float:
        return -HALF_WORLD_M + (self.x + 1) * self.side_m

    @property
    def north(self) -> float:
        return HALF_WORLD_M - self.y * self.side_m

    @property
    def south(self) -> float:
        return HALF_WORLD_M - (self.y + 1) * self.side_m

    def __str__(self) -> str:
        return f"{self.z}-{self.x}-{self.y}"
