"""The few expressions of the MapLibre style language that the basemap needs."""

from collections.abc import Mapping, Sequence
from typing import Any

Layer = dict[str, Any]
Expression = list[Any]


def kind_in(kinds: Sequence[str]) -> Expression:
    """Whether a feature is of one of these kinds."""
    return ["in", ["get", "kind"], ["literal", list(kinds)]]


def kind_not_in(kinds: Sequence[str]) -> Expression:
    """Whether a feature is of none of these kinds."""
    return ["!", kind_in(kinds)]


def by_zoom(stops: Mapping[float, float], base: float = 1) -> Expression:
    """A number that grows between zooms, evenly or, with a base above 1, ever faster."""
    growth: Expression = ["exponential", base] if base != 1 else ["linear"]
    return ["interpolate", growth, ["zoom"], *(number for stop in stops.items() for number in stop)]
