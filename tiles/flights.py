"""Work that several threads want at the same moment is done by one of them."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Flights(Generic[Result]):
    """Calls under way in this process, by key."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, Future[Result]] = {}
        self._lock = threading.Lock()

    def join(self, key: Hashable, work: Callable[[], Result]) -> Result:
        """Return the result of `work`, or that of the same key if somebody is at it now. Errors reach all of them."""
        with self._lock:
            flight = self._under_way.get(key)
            is_mine = flight is None
            if flight is None:
                flight = self._under_way[key] = Future()
        if not is_mine:
            return flight.result()
        try:
            result = work()
        except BaseException as error:
            flight.set_exception(error)
            raise
        else:
            flight.set_result(result)
            return result
        finally:
            with self._lock:
                del self._under_way[key]
