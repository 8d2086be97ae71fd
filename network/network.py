"""The street network as arrays: what OpenStreetMap says of the ways, without a word on who travels them how fast.

Coordinates are EPSG:25832, lengths metres. Nothing here imports Django: methods compute with it, tests build it
by hand.
"""

from dataclasses import dataclass, field
from enum import IntFlag
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from network.segment_grid import SegmentGrid

# Ways by their tag highway=*, and ferries (route=ferry). The place in this tuple is the number in `Network.kind`.
KINDS = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
    "pedestrian",
    "footway",
    "path",
    "steps",
    "cycleway",
    "bridleway",
    "corridor",
    "platform",
    "road",
    "ferry",
)
# surface=*, as far as it decides who passes; "" is not known.
SURFACES = ("", "asphalt", "paved", "sett", "cobblestone", "compacted", "gravel", "unpaved", "ground", "sand")


class Mode(IntFlag):
    """Who may travel an edge in one direction, by the rules of the way: bits of `Network.allowed_*`."""

    FOOT = 1
    WHEELCHAIR = 2
    BIKE = 4
    CAR = 8


@dataclass(frozen=True)
class Network:
    """N junctions and E edges between them; parallel edges and loops occur. All arrays may be memory-mapped.

    Shapes: `x`, `y` (N,) float64; `start`, `end` (E,) int32, rows of junctions; `length_m` (E,) float64, along the
    geometry; `point_offset` (E + 1,) int64 and `points` (P, 2) float64: the line of edge e is
    `points[point_offset[e]:point_offset[e + 1]]`, from its start to its end, both included. `allowed_forward`,
    `allowed_backward` (E,) uint8 of Mode bits. `kind`, `surface` (E,) uint8, places in KINDS and SURFACES.
    `incline_percent` (E,) float32, positive where it climbs from start to end, NaN if not tagged. `max_speed_kmh` (E,)
    uint8, 0 if not tagged. `raised_kerb` (E,) bool. `fixed_minutes` (E,) float32, of a ferry with its duration, else
    NaN. `way_id` (E,) int64, of OpenStreetMap; of an edge made of several ways, that of the first. `version` names the
    edition, "" of a network made by hand: what is derived from a network is kept by it.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    length_m: NDArray[np.float64]
    point_offset: NDArray[np.int64]
    points: NDArray[np.float64]
    allowed_forward: NDArray[np.uint8]
    allowed_backward: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    surface: NDArray[np.uint8]
    incline_percent: NDArray[np.float32]
    max_speed_kmh: NDArray[np.uint8]
    raised_kerb: NDArray[np.bool_]
    fixed_minutes: NDArray[np.float32]
    way_id: NDArray[np.int64]
    version: str = ""
    stored_grid: SegmentGrid | None = field(default=None, repr=False)

    @cached_property
    def grid(self) -> SegmentGrid:
        """The grid in which the nearest edge is found: the stored one, else made on first use."""
        return self.stored_grid or SegmentGrid.of(self.point_offset, self.points)
