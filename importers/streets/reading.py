"""Read the ways of an OpenStreetMap file into arrays: every node of a way a junction, every piece between two an edge.

What is left out is counted. Nothing is simplified here: `network.simplify` does that, and can be held against this.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import osmium.filter
import pyproj
from numpy.typing import NDArray

from importers.errors import ImportRefused
from importers.limits import Limits
from importers.readers.osm import WGS84, in_order
from importers.readers.sniff import sniff
from importers.streets import tags as rules
from network.network import KINDS, SURFACES, Mode, Network

STORED = 25832
# Of people's paths only: the kerb of a road lies along it, not across.
ACROSS = np.array([kind in rules.FOR_WALKING or kind == "cycleway" for kind in KINDS])

Box = tuple[float, float, float, float]


@dataclass
class Counts:
    """What was read, and what was left out and why."""

    ways: int = 0
    not_public: int = 0
    outside: int = 0
    repeated_nodes: int = 0
    unknown_positions: int = 0
    barriers_at_junctions: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass
class _Ways:
    """What is said of each way, gathered way by way; `nodes` is one long list with `lengths` per way."""

    nodes: list[int] = field(default_factory=list)
    lons: list[float] = field(default_factory=list)
    lats: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    # Way id, who may go onward, who back, kind, surface, incline, speed limit, minutes of a ferry.
    said: list[tuple[int, int, int, int, int, float, int, float]] = field(default_factory=list)
    kerbs: list[int] = field(default_factory=list)
    barriers: dict[int, int] = field(default_factory=dict)


def read_streets(path: Path, limits: Limits, *, box: Box | None = None) -> tuple[Network, Counts]:
    """Read the ways that somebody may travel as a network that is not simplified yet, and count what was left out.

    `box` is west, south, east, north in degrees: ways with no node in it are left out. Positions become EPSG:25832.
    Raises ImportRefused, with a sentence, for a file that is empty, damaged, no OpenStreetMap, or without such ways.
    """
    if sniff(path, limits) != "osm":
        raise ImportRefused(f"„{path.name}“ ist keine OSM-Datei; ein Wegenetz wird aus PBF oder OSM-XML gelesen.")
    counts = Counts()
    with in_order(path, limits) as (ordered, notes):
        ways = _gather(ordered, counts, box)
        counts.notes += notes
    if not ways.said:
        where = "; alle liegen außerhalb der Region" if counts.outside else ""
        raise ImportRefused(f"„{path.name}“ enthält keine Wege, die jemand benutzen darf{where}.")
    return _as_network(ways, counts), counts


def _gather(path: Path, counts: Counts, box: Box | None) -> _Ways:
    ways = _Ways()
    wanted = osmium.filter.KeyFilter("highway", "route", "kerb", "barrier")
    entities = osmium.osm.NODE | osmium.osm.WAY
    thing: Any
    for thing in osmium.FileProcessor(str(path), entities).with_locations().with_filter(wanted):
        tags = {tag.k: tag.v for tag in thing.tags}
        if thing.is_node():
            if rules.is_raised_kerb(tags):
                ways.kerbs.append(thing.id)
            if stopped := rules.stopped_by(tags):
                ways.barriers[thing.id] = int(stopped)
            continue
        kind = rules.kind_of(tags)
        if not kind:
            continue
        counts.ways += 1
        forward, backward = rules.allowed(tags)
        if not forward | backward:
            counts.not_public += 1
        else:
            _add_way(ways, thing, tags, kind, (int(forward), int(backward)), counts, box)
    return ways


def _add_way(
    ways: _Ways,
    way: Any,
    tags: dict[str, str],
    kind: str,
    allowed: tuple[int, int],
    counts: Counts,
    box: Box | None,
) -> None:
    nodes, lons, lats = [], [], []
    for node in way.nodes:
        location = node.location
        is_known = location.valid()
        nodes.append(node.ref)
        lons.append(location.lon if is_known else np.nan)
        lats.append(location.lat if is_known else np.nan)
    if box and not any(_within(box, lons, lats)):
        counts.outside += 1
        return
    ways.nodes += nodes
    ways.lons += lons
    ways.lats += lats
    ways.lengths.append(len(nodes))
    surface = SURFACES.index(rules.surface_of(tags))
    speed, minutes = rules.max_speed_kmh(tags), rules.ferry_minutes(tags) if kind == "ferry" else np.nan
    ways.said.append((way.id, *allowed, KINDS.index(kind), surface, rules.incline_percent(tags), speed, minutes))


def _within(box: Box, lons: list[float], lats: list[float]) -> Iterator[bool]:
    west, south, east, north = box
    return (west <= lon <= east and south <= lat <= north for lon, lat in zip(lons, lats, strict=True))


def _as_network(ways: _Ways, counts: Counts) -> Network:
    """Return the network of all pieces whose two ends are known and are two."""
    node = np.array(ways.nodes, dtype=np.int64)
    lon, lat = np.array(ways.lons), np.array(ways.lats)
    way = np.repeat(np.arange(len(ways.lengths)), ways.lengths)
    piece = np.flatnonzero(way[1:] == way[:-1])
    is_known = np.isfinite(lon[piece]) & np.isfinite(lon[piece + 1])
    is_long = node[piece] != node[piece + 1]
    counts.unknown_positions += int((~is_known).sum())
    counts.repeated_nodes += int((is_known & ~is_long).sum())
    piece = piece[is_known & is_long]
    ids, first, row = np.unique(np.concatenate([node[piece], node[piece + 1]]), return_index=True, return_inverse=True)
    at = np.concatenate([piece, piece + 1])[first]
    x, y = pyproj.Transformer.from_crs(WGS84, STORED, always_xy=True).transform(lon[at], lat[at])
    start, end = row[: len(piece)].astype(np.int32), row[len(piece) :].astype(np.int32)
    points = np.empty((2 * len(piece), 2))
    points[0::2], points[1::2] = np.column_stack([x[start], y[start]]), np.column_stack([x[end], y[end]])
    length_m = np.hypot(*(points[1::2] - points[0::2]).T)
    way = way[piece]
    way_id, forward, backward, kind, surface, incline, speed, minutes = (
        np.array(column) for column in zip(*ways.said, strict=True)
    )
    total_m = np.bincount(way, weights=length_m, minlength=len(way_id))
    stopped, kerb = _barriers(ways, ids, start, end, counts)
    kind = kind[way].astype(np.uint8)
    return Network(
        x=x,
        y=y,
        start=start,
        end=end,
        length_m=length_m,
        point_offset=np.arange(len(piece) + 1, dtype=np.int64) * 2,
        points=points,
        allowed_forward=(forward[way] & ~stopped).astype(np.uint8),
        allowed_backward=(backward[way] & ~stopped).astype(np.uint8),
        kind=kind,
        surface=surface[way].astype(np.uint8),
        incline_percent=incline[way].astype(np.float32),
        max_speed_kmh=speed[way].astype(np.uint8),
        raised_kerb=kerb & ACROSS[kind],
        # A ferry's minutes are those of the whole crossing: each piece has its share.
        fixed_minutes=(minutes[way] * length_m / np.where(total_m > 0, total_m, 1)[way]).astype(np.float32),
        way_id=way_id[way],
    )


def _barriers(
    ways: _Ways, ids: NDArray[np.int64], start: NDArray[np.int32], end: NDArray[np.int32], counts: Counts
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return for each piece whom a barrier at one of its ends stops, and whether one of its ends is a raised kerb.

    What stands on a way closes the two pieces beside it. Where more than two meet, one cannot tell which of them is
    closed; such a barrier is left out and counted.
    """
    degree = np.bincount(np.concatenate([start, end]), minlength=len(ids))
    modes = np.zeros(len(ids), dtype=np.int64)
    barrier = np.array(sorted(ways.barriers), dtype=np.int64)
    place = np.minimum(np.searchsorted(ids, barrier), max(len(ids) - 1, 0))
    on_way = ids[place] == barrier
    modes[place[on_way]] = np.array([ways.barriers[each] for each in barrier.tolist()], dtype=np.int64)[on_way]
    at_junction = (modes > 0) & (degree > 2)
    counts.barriers_at_junctions += int(at_junction.sum())
    modes[at_junction] = Mode(0)
    is_kerb = np.isin(ids, np.array(ways.kerbs, dtype=np.int64))
    return modes[start] | modes[end], is_kerb[start] | is_kerb[end]
