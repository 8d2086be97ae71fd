"""Small networks made by hand, and the plain shortest way that all else is held against."""

import heapq
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.network import KINDS, Mode, Network

EVERYBODY = int(Mode.FOOT | Mode.WHEELCHAIR | Mode.BIKE | Mode.CAR)
Point = tuple[float, float]


def network_of(lines: Sequence[Sequence[Point]], **columns: Any) -> Network:
    """Make a network of lines in metres; lines that end in one point meet there.

    `columns` are lists with a value for each line, for fields of Network; "kind" holds names.
    """
    ends = [tuple(line[end]) for line in lines for end in (0, -1)]
    junctions = sorted(set(ends))
    rows = np.array([junctions.index(end) for end in ends], dtype=np.int32)
    points = [np.array(line, dtype=np.float64) for line in lines]
    size = len(lines)
    columns["kind"] = [KINDS.index(kind) for kind in columns.get("kind", ["residential"] * size)]
    usual: dict[str, tuple[Any, type]] = {
        "allowed_forward": (EVERYBODY, np.uint8),
        "allowed_backward": (EVERYBODY, np.uint8),
        "kind": (0, np.uint8),
        "surface": (0, np.uint8),
        "incline_percent": (np.nan, np.float32),
        "max_speed_kmh": (0, np.uint8),
        "raised_kerb": (False, np.bool_),
        "fixed_minutes": (np.nan, np.float32),
    }
    said = {name: np.array(columns.get(name, [value] * size), dtype=kind) for name, (value, kind) in usual.items()}
    return Network(
        x=np.array([x for x, _ in junctions]),
        y=np.array([y for _, y in junctions]),
        start=rows[0::2],
        end=rows[1::2],
        length_m=np.array([np.hypot(*np.diff(line, axis=0).T).sum() for line in points]),
        point_offset=np.concatenate([[0], np.cumsum([len(line) for line in points])]).astype(np.int64),
        points=np.concatenate([np.zeros((0, 2)), *points]),
        way_id=np.arange(1, size + 1),
        version=columns.get("version", ""),
        **said,
    )


def line_at(network: Network, edge: int) -> list[Point]:
    """Return the line of an edge."""
    first, last = network.point_offset[edge : edge + 2]
    return [(float(x), float(y)) for x, y in network.points[first:last]]


def shortest_m(network: Network, origin: int, mode: int = EVERYBODY) -> NDArray[np.float64]:
    """Return the metres from one junction to all, inf where there is no way: Dijkstra 1959 with a heap."""
    leaving: list[list[tuple[int, float]]] = [[] for _ in range(len(network.x))]
    for edge in range(len(network.start)):
        start, end, length_m = int(network.start[edge]), int(network.end[edge]), float(network.length_m[edge])
        if network.allowed_forward[edge] & mode:
            leaving[start].append((end, length_m))
        if network.allowed_backward[edge] & mode:
            leaving[end].append((start, length_m))
    best = np.full(len(network.x), np.inf)
    best[origin] = 0.0
    waiting = [(0.0, origin)]
    while waiting:
        so_far, here = heapq.heappop(waiting)
        if so_far > best[here]:
            continue
        for there, length_m in leaving[here]:
            if so_far + length_m < best[there]:
                best[there] = so_far + length_m
                heapq.heappush(waiting, (so_far + length_m, there))
    return best
