"""What is asked of both servers: the same rectangles, entries and tiles in the same order, drawn from one seed."""

import itertools
import json
import math
import random
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.serving import features
from bench.serving.features import BBOX, LAYER, PEER_TABLE, SEED
from bench.serving.load import Load
from bench.serving.meter import Meter
from bench.serving.servers import Server

SIDE_DEG = 0.1  # of a page's rectangle: some 5,700 of 200,000 features, so every page is full
TILE_ZOOM = 12
TILE_COLUMNS = ("id", "name", "kind")
COLD_PASSES = 3  # over all tiles, in one run
OURS, PEER = 0, 1

OUR_ITEMS = f"/ogc/collections/{LAYER}/items"
PEER_ITEMS = f"/collections/{PEER_TABLE}/items"
PEER_TILES = f"/collections/{PEER_TABLE}/tiles/WebMercatorQuad"

Tile = tuple[int, int, int]


@dataclass(frozen=True)
class Case:
    """One kind of request. `goal` is the least ratio of our rate to tipg's.

    `run(meter, which, seconds)` measures one server once; `which` is OURS or PEER.
    """

    title: str
    goal: float
    run: Callable[[Meter, int, float], Load]


def cases(ids: Sequence[str]) -> list[Case]:
    """Return the cases, each with addresses that no run meets twice (but for the tiles that are kept)."""
    return [
        Case("page of 1,000 features", 8, _endless(page_paths(1000, OURS), page_paths(1000, PEER))),
        Case("page of 100 features", 10, _endless(page_paths(100, OURS), page_paths(100, PEER))),
        Case("one feature", 2, _endless(item_paths(ids, OURS), item_paths(ids, PEER))),
        Case(f"tile z{TILE_ZOOM}, drawn anew", 1, _cold_tiles),
        Case(f"tile z{TILE_ZOOM}, kept", 8, _kept_tiles),
    ]


def page_paths(limit: int, which: int) -> Iterator[str]:
    """Yield pages of rectangles, full ones, for ever; the portal could remember the count of one that it saw before."""
    chance = random.Random(f"{SEED} {limit}")
    west, south, east, north = BBOX
    form = (f"{OUR_ITEMS}?f=json", f"{PEER_ITEMS}?f=geojson")[which]
    while True:
        x, y = chance.uniform(west, east - SIDE_DEG), chance.uniform(south, north - SIDE_DEG)
        yield f"{form}&limit={limit}&bbox={x:.5f},{y:.5f},{x + SIDE_DEG:.5f},{y + SIDE_DEG:.5f}"


def item_paths(ids: Sequence[str], which: int) -> Iterator[str]:
    """Yield single entries, for ever."""
    chance = random.Random(SEED)
    while True:
        each = chance.choice(ids)
        yield (f"{OUR_ITEMS}/{each}?f=json", f"{PEER_ITEMS}/{each}?f=geojson")[which]


def tiles_inside(zoom: int) -> list[Tile]:
    """Return the tiles that lie wholly in the features' rectangle, so that each holds as many; shuffled."""
    west, south, east, north = BBOX
    (x0, y0), (x1, y1) = _position(west, north, zoom), _position(east, south, zoom)
    inside = [(zoom, x, y) for x in range(math.ceil(x0), math.floor(x1)) for y in range(math.ceil(y0), math.floor(y1))]
    random.Random(SEED).shuffle(inside)
    return inside


def tiles_around(zoom: int) -> list[Tile]:
    """Return the tiles that together hold the features' rectangle."""
    west, south, east, north = BBOX
    (x0, y0), (x1, y1) = _position(west, north, zoom), _position(east, south, zoom)
    return [(zoom, x, y) for x in range(int(x0), int(x1) + 1) for y in range(int(y0), int(y1) + 1)]


def _position(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    """Return where a position lies in Web Mercator, counted in tiles from the upper left corner of the world."""
    side, phi = 2**zoom, math.radians(lat)
    return (lon + 180) / 360 * side, (1 - math.asinh(math.tan(phi)) / math.pi) / 2 * side


def tile_paths(server: Server, which: int, tiles: Sequence[Tile]) -> list[str]:
    """Return the addresses of tiles, ours as our TileJSON of this moment names them."""
    if which == PEER:
        return [f"{PEER_TILES}/{z}/{x}/{y}?properties={','.join(TILE_COLUMNS)}" for z, x, y in tiles]
    template = json.loads(server.get(f"/tiles/{LAYER}.json"))["tiles"][0]
    path = template[len("http://") + len(urllib.parse.urlsplit(template).netloc) :]
    return [path.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y)) for z, x, y in tiles]


def _endless(ours: Iterator[str], peers: Iterator[str]) -> Callable[[Meter, int, float], Load]:
    return lambda meter, which, seconds: meter.drive((ours, peers)[which], seconds)


def _cold_tiles(meter: Meter, which: int, seconds: float) -> Load:
    """Ask for every tile just after the layer changed, several times over: the length of a run follows from that."""
    tiles, together = tiles_inside(TILE_ZOOM), Load()
    for _ in range(COLD_PASSES):
        if which == OURS:
            features.turn_version()
        together.add(meter.drive(iter(tile_paths(meter.server, which, tiles))))
    return together


def _kept_tiles(meter: Meter, which: int, seconds: float) -> Load:
    """Ask for tiles that have been asked for before, over and over."""
    paths = tile_paths(meter.server, which, tiles_inside(TILE_ZOOM))
    meter.drive(iter(paths))
    return meter.drive(itertools.cycle(paths), seconds)
