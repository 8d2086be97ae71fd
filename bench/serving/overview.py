"""The low zooms: is every feature represented in tiles that are small enough?"""

import time
from dataclasses import dataclass

import mapbox_vector_tile

from bench.serving.cases import OURS, PEER, TILE_ZOOM, tile_paths, tiles_around
from bench.serving.features import LAYER
from bench.serving.servers import Server

LARGEST_BYTES = 500_000
ZOOMS = (0, 4, 6, 7, 8, 10, 11, TILE_ZOOM)


@dataclass(frozen=True)
class Overview:
    """The tiles of one zoom that together hold all features."""

    zoom: int
    tiles: int
    represented: int  # features that a tile shows, by themselves or in the count of a cell
    largest_bytes: int
    slowest_ms: float

    def is_met(self, number: int) -> bool:
        """Whether all of that number of features are represented, in tiles below the bound."""
        return self.represented == number and self.largest_bytes < LARGEST_BYTES


def overviews(server: Server, which: int) -> list[Overview]:
    """Fetch all tiles of some zooms, one after the other."""
    return [_overview(server, which, zoom) for zoom in ZOOMS]


def _overview(server: Server, which: int, zoom: int) -> Overview:
    represented, sizes, times = 0, [], []
    for path in tile_paths(server, which, tiles_around(zoom)):
        begun = time.perf_counter()
        body = server.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        sizes.append(len(body))
        layer = mapbox_vector_tile.decode(body).get({OURS: LAYER, PEER: "default"}[which], {"features": []})
        represented += sum(each["properties"].get("count", 1) for each in layer["features"])
    return Overview(zoom, len(sizes), represented, max(sizes), max(times))
