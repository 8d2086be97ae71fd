"""Profiles: who travels which ways how fast. They are data with a source, in `profiles.toml`."""

import threading
import tomllib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from network.graph import Graph
from network.network import KINDS, SURFACES, Mode, Network

FILE = Path(__file__).with_name("profiles.toml")
Unit = Literal["minutes", "metres"]
MINUTES_PER_HOUR = 60.0
METRES_PER_KM = 1000.0
# Where a ferry's duration is not tagged: GraphHopper's speed for such ferries (FerrySpeedCalculator, unknownSpeed).
FERRY_KMH = 5.0
# The highest limit that German roads are signposted with; the advisory speed of motorways is the same.
MOST_ALLOWED_KMH = 130.0
# Graphs kept by each process, some 5 MB for each 70,000 edges: every profile in both units, of the current network.
KEPT_GRAPHS = 12


@dataclass(frozen=True)
class Profile:
    """One way of travelling. `by_kind` are speeds of ways in KINDS; all others are travelled with `speed_kmh`.

    `share_of_max_speed` is 0 where a speed limit says nothing of the speed. Names of kinds and surfaces are those of
    `network.network`.
    """

    id: str
    label_de: str
    label_en: str
    mode: Mode
    speed_kmh: float
    leg_kmh: float
    source: str
    by_kind: Mapping[str, float] = field(default_factory=dict)
    share_of_max_speed: float = 0.0
    refused_surfaces: tuple[str, ...] = ()
    refused_if_surface_unknown: tuple[str, ...] = ()
    max_incline_percent: float = np.inf
    refuses_raised_kerbs: bool = False

    def label(self, language: str) -> str:
        """Return how people call it: German for "de", else English."""
        return self.label_de if language == "de" else self.label_en

    @property
    def fastest_kmh(self) -> float:
        """Return a speed that no edge is travelled faster than."""
        return max(self.speed_kmh, self.leg_kmh, *self.by_kind.values(), self.share_of_max_speed * MOST_ALLOWED_KMH)

    def cost_per_m(self, unit: Unit, speed_kmh: float) -> float:
        """Return what a metre costs at a speed: minutes, or one metre."""
        return 1.0 if unit == "metres" else MINUTES_PER_HOUR / (speed_kmh * METRES_PER_KM)

    def graph(self, network: Network, unit: Unit) -> Graph:
        """Return the network as this profile travels it, its costs in one unit.

        Kept by the process for as long as the network's version is in use; a network without a version is not kept.
        """
        return _graphs.get(self, network, unit)

    def speeds_kmh(self, network: Network) -> NDArray[np.float64]:
        """Return the speed on each edge (E,)."""
        by_kind = np.array([self.by_kind.get(kind, self.speed_kmh) for kind in KINDS])
        by_kind[KINDS.index("ferry")] = FERRY_KMH
        speed_kmh = by_kind[network.kind]
        if self.share_of_max_speed:
            limit_kmh = network.max_speed_kmh.astype(np.float64)
            speed_kmh = np.where(limit_kmh > 0, limit_kmh * self.share_of_max_speed, speed_kmh)
        return speed_kmh

    def passes(self, network: Network) -> NDArray[np.bool_]:
        """Say of each edge (E,) whether its surface, incline and kerbs let this profile pass, whatever its rules."""
        refused = np.array([name in self.refused_surfaces for name in SURFACES])[network.surface]
        unknown = np.array([name in self.refused_if_surface_unknown for name in KINDS])[network.kind]
        refused |= unknown & (network.surface == 0)
        # NaN is not steeper than anything: what is not tagged is not refused.
        refused |= np.abs(network.incline_percent) > self.max_incline_percent
        if self.refuses_raised_kerbs:
            refused |= network.raised_kerb
        return ~refused


class Graphs:
    """The graphs that a process keeps, by version, profile and unit; the one that was longest not asked for leaves."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[str, str, str], Graph] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, profile: Profile, network: Network, unit: Unit) -> Graph:
        """Return the kept graph, or make it. Only one thread makes graphs at a time."""
        if not network.version:
            return make_graph(profile, network, unit)
        key = network.version, profile.id, unit
        with self._lock:
            graph = self._kept.pop(key, None) or make_graph(profile, network, unit)
            self._kept[key] = graph
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return graph


def make_graph(profile: Profile, network: Network, unit: Unit) -> Graph:
    """Return the costs of a network for a profile: inf where its mode may not go or the way does not let it pass."""
    if unit == "metres":
        cost = np.array(network.length_m, dtype=np.float64)
    else:
        cost = network.length_m / METRES_PER_KM * MINUTES_PER_HOUR / profile.speeds_kmh(network)
        cost = np.where(np.isnan(network.fixed_minutes), cost, network.fixed_minutes)
    passes = profile.passes(network)
    forward, backward = (
        np.where(passes & ((allowed & profile.mode) > 0), cost, np.inf)
        for allowed in (network.allowed_forward, network.allowed_backward)
    )
    return Graph.of(network, forward, backward, profile.cost_per_m(unit, profile.leg_kmh))


@cache
def profiles() -> Mapping[str, Profile]:
    """Return all profiles by their id, in the order of the file."""
    return {key: _profile(key, values) for key, values in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


def _profile(key: str, values: dict[str, Any]) -> Profile:
    mode = Mode[values.pop("mode")]
    for name in ("refused_surfaces", "refused_if_surface_unknown"):
        values[name] = tuple(values.get(name, ()))
    assert {*values.get("by_kind", ()), *values["refused_if_surface_unknown"]} <= set(KINDS), f"{key}: unknown kind"
    assert set(values["refused_surfaces"]) <= set(SURFACES), f"{key}: unknown surface"
    return Profile(id=key, mode=mode, **values)


_graphs = Graphs(KEPT_GRAPHS)
