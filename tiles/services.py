"""One tile on its way: from the disk, or drawn once and kept."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from published.frame import Frame
from tiles.cache import TileCache
from tiles.edition import Edition
from tiles.flights import Flights
from tiles.tile import Tile

# The lowest level of zlib: a tile of 160 kB becomes 74 kB in 1.9 ms; level 6 makes 69 kB of it in 5.2 ms, which is more
# than a third of the time that drawing it takes.
COMPRESSION = 1


@dataclass(frozen=True)
class Sheet:
    """A tile or a still picture that is asked for, and how it is drawn."""

    what: str  # a layer, or "basemap"
    narrowed: str  # a short name of the filter, or "picture"
    tile: Tile | Frame
    draw: Callable[[], tuple[Edition, bytes]]
    may_be_kept: bool = True

    @property
    def name(self) -> str:
        return f"{self.narrowed}-{self.tile}"


def compressed_tile(sheet: Sheet, edition: Edition) -> tuple[Edition, bytes]:
    """Return the tile as gzip bytes, empty if nothing lies in it, with its edition: the given one or a later one."""
    kept = _cache().get(sheet.what, edition, sheet.name) if sheet.may_be_kept else None
    if kept is not None:
        return edition, kept
    return _flights.join((sheet.what, edition, sheet.name), lambda: _draw(sheet))


def _draw(sheet: Sheet) -> tuple[Edition, bytes]:
    edition, body = sheet.draw()
    if not body:
        return edition, b""
    # mtime=0: equal tiles are equal bytes.
    compressed = gzip.compress(body, COMPRESSION, mtime=0)
    if sheet.may_be_kept:
        _cache().put(sheet.what, edition, sheet.name, compressed)
    return edition, compressed


_flights: Flights[tuple[Edition, bytes]] = Flights()


def _cache() -> TileCache:
    return _cache_in(settings.TILE_CACHE_DIR, settings.TILE_CACHE_MAX_BYTES)


@lru_cache(maxsize=8)
def _cache_in(folder: Path, max_bytes: int) -> TileCache:
    return TileCache(folder, max_bytes)
