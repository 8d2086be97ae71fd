"""Work that several threads want at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tiles.flights import Flights


def test_many_who_want_the_same_get_it_from_one() -> None:
    flights: Flights[int] = Flights()
    calls: list[int] = []
    begun, may_end = threading.Event(), threading.Event()

    def work() -> int:
        calls.append(1)
        begun.set()
        assert may_end.wait(10)
        return len(calls)

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(flights.join, "tile", work)
        assert begun.wait(10)
        others = [pool.submit(flights.join, "tile", work) for _ in range(7)]
        may_end.set()
        results = [each.result(10) for each in (first, *others)]
    # Whoever came too late for the first flight began one of its own; nobody got anything else.
    assert results[0] == 1
    assert len(calls) == len(set(results))
    assert flights.join("tile", lambda: 99) == 99


def test_different_work_does_not_wait() -> None:
    flights: Flights[str] = Flights()
    assert flights.join("a", lambda: flights.join("b", lambda: "done")) == "done"


def test_an_error_reaches_all_and_is_not_kept() -> None:
    flights: Flights[int] = Flights()
    may_fail = threading.Event()

    def fail() -> int:
        assert may_fail.wait(10)
        raise RuntimeError("no database")

    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(flights.join, "tile", fail) for _ in range(3)]
        may_fail.set()
        for each in waiting:
            with pytest.raises(RuntimeError, match="no database"):
                each.result(10)
    assert flights.join("tile", lambda: 1) == 1
