"""Open at arrival: what a facility's hours say at the moment when one gets there, not when one leaves.

Opening hours come as ranges of time, [start, end) in seconds since 1970-01-01 UTC (POSIX). Daylight saving, midnight
and holidays are settled where texts become ranges: on this line every minute has its 60 seconds. What is neither open,
nor by appointment, nor closed is unknown, and so is all before and after the published horizon.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class State(IntEnum):
    """What the hours of a facility say of a stay there."""

    UNKNOWN = 0
    CLOSED = 1
    BY_APPOINTMENT = 2
    OPEN = 3


@dataclass(frozen=True)
class Ranges:
    """R ranges [start_s, end_s) of facilities, in any order: `facility` (R,) rows, `start_s`, `end_s` (R,) int64 POSIX.

    Ranges of one facility may touch, not overlap.
    """

    facility: NDArray[np.integer]
    start_s: NDArray[np.int64]
    end_s: NDArray[np.int64]


NO_RANGES = Ranges(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class OpeningHours:
    """The hours of all facilities. What stands in none of the three is unknown."""

    open: Ranges
    closed: Ranges = NO_RANGES
    by_appointment: Ranges = NO_RANGES


def arrival_s(cost_min: NDArray[np.float64], departure: datetime) -> NDArray[np.int64]:
    """Return the POSIX seconds (M,) of arriving after so many minutes, to the nearest whole second.

    Whole seconds, so that a sum of edges that is a hair above 30 minutes does not arrive after closing. Raises
    ValueError for a departure without time zone, and for minutes that are negative or not finite.
    """
    if departure.tzinfo is None:
        raise ValueError("The departure needs a time zone.")
    if not (np.isfinite(cost_min).all() and (cost_min >= 0).all()):
        raise ValueError("Minutes on the way are negative or not finite.")
    return np.rint(departure.timestamp() + np.asarray(cost_min, dtype=float) * 60).astype(np.int64)


def state_on_arrival(
    facility: NDArray[np.integer],
    cost_min: NDArray[np.float64],
    hours: OpeningHours,
    departure: datetime,
    stay_min: float = 0.0,
) -> NDArray[np.uint8]:
    """Return the State (M,) in which each pair of a cost table finds its facility, for a stay of so many minutes.

    OPEN if it is open all the time (without a stay: at the moment of arrival), CLOSED if it is closed at any time of
    it, BY_APPOINTMENT if one needs one for a part, else UNKNOWN. Leaving just when it closes is open, arriving then is
    not. Raises ValueError as `arrival_s` does, for a negative stay, and for ranges of one facility that overlap.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    >>> noon_s = int(noon.timestamp())
    >>> shop = Ranges(np.array([0]), np.array([noon_s - 3600]), np.array([noon_s + 1800]))
    >>> state_on_arrival(np.array([0, 0, 1]), np.array([29.0, 30.0, 5.0]), OpeningHours(open=shop), noon).tolist()
    [3, 0, 0]
    """
    if not 0 <= stay_min < np.inf:
        raise ValueError("A stay is a finite number of minutes and not negative.")
    start_s = arrival_s(cost_min, departure)
    # A moment is the second that begins with it.
    stay_s = max(1, round(stay_min * 60))
    open_s, closed_s, by_appointment_s = (
        _covered_s(ranges, facility, start_s, stay_s) for ranges in (hours.open, hours.closed, hours.by_appointment)
    )
    state = np.full(len(facility), State.UNKNOWN, dtype=np.uint8)
    state[open_s + by_appointment_s == stay_s] = State.BY_APPOINTMENT
    state[open_s == stay_s] = State.OPEN
    state[closed_s > 0] = State.CLOSED
    return state


def is_usable(
    state: NDArray[np.uint8], *, with_unknown: bool = False, with_appointment: bool = False
) -> NDArray[np.bool_]:
    """Say which pairs (M,) count: those that are open, and by choice those of unknown hours or by appointment.

    What is not to be mixed but shown apart is asked for by its state: `state == State.UNKNOWN`.

    >>> is_usable(np.array([0, 1, 2, 3], dtype=np.uint8), with_unknown=True).tolist()
    [True, False, False, True]
    """
    usable = state == State.OPEN
    if with_unknown:
        usable |= state == State.UNKNOWN
    if with_appointment:
        usable |= state == State.BY_APPOINTMENT
    return usable


def _covered_s(
    ranges: Ranges, facility: NDArray[np.integer], start_s: NDArray[np.int64], stay_s: int
) -> NDArray[np.int64]:
    """How many seconds (M,) of [start_s, start_s + stay_s) lie in ranges of the pair's facility.

    All facilities are laid on one line, one behind the other, each with the time asked about. There the seconds that
    are covered up to a point are a running total, and a stay is the difference of two.
    """
    if not len(facility):
        return np.zeros(0, dtype=np.int64)
    first, last = start_s.min(), start_s.max() + stay_s
    span = last - first
    begin = ranges.facility * span + (np.clip(ranges.start_s, first, last) - first)
    end = ranges.facility * span + (np.clip(ranges.end_s, first, last) - first)
    order = np.argsort(begin, kind="stable")
    order = order[(begin < end)[order]]
    begin, end = begin[order], end[order]
    if (begin[1:] < end[:-1]).any():
        raise ValueError("Opening ranges of one facility overlap.")
    total = np.concatenate([[0], np.cumsum(end - begin)])
    end_of_last = np.concatenate([[0], end])

    def covered_before(point: NDArray[np.int64]) -> NDArray[np.int64]:
        begun = np.searchsorted(begin, point, side="left")
        return total[begun] - np.maximum(end_of_last[begun] - point, 0)

    arrival = facility * span + (start_s - first)
    return covered_before(arrival + stay_s) - covered_before(arrival)
