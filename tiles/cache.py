"""Tiles on the local disk, shared by the processes of a host, bounded in size, never needed for an answer.

`<folder>/<what>/<edition>/<filter>-<z>-<x>-<y>`: finished gzip bytes. The edition is a part of the path, so a kept tile
is never out of date, it only becomes rubbish. Files appear whole, by renaming. Empty tiles are not kept: there are
millions of them, and the index finds out as fast as the disk.
"""

import contextlib
import fcntl
import logging
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tiles.edition import Edition

logger = logging.getLogger(__name__)

BLOCK_BYTES = 4096  # what the smallest file, or an empty folder, takes
SWEEP_AFTER = 1 / 20  # of the bound, written by one process since it last looked at the whole
SWEPT_TO = 0.8  # of the bound: room, so that sweeping stays rare
UNFINISHED = ".part-"
UNUSED_SECONDS = 600  # after which nobody is still about to write there


@dataclass(frozen=True)
class Kept:
    """A file of the cache as a sweep sees it."""

    is_current: bool  # of the newest edition of its layer, as far as the disk knows
    written_at: float
    path: str
    size: int


class TileCache:
    """The tiles below one folder. Every method works, or quietly does nothing, whatever the disk does."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self.folder = Path(folder)
        self.max_bytes = max_bytes
        self._written = max_bytes  # the first tile that a process keeps lets it look at the whole
        self._complained = False
        self._sweeping = threading.Lock()

    def get(self, what: str, edition: Edition, tile: str) -> bytes | None:
        """Return the kept bytes, or None."""
        try:
            # Empty: the machine lost power before the bytes reached the disk.
            return (self.folder / what / str(edition) / tile).read_bytes() or None
        except OSError:
            return None

    def put(self, what: str, edition: Edition, tile: str, body: bytes) -> None:
        """Keep the bytes, if that can be done."""
        folder = self.folder / what / str(edition)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write_whole(folder, tile, body)
        except OSError as error:
            if not self._complained:
                logger.warning("Tiles cannot be kept on disk: %s", error.strerror)
            self._complained = True
            return
        self._complained = False
        self._written += _taken(len(body))
        if self._written > self.max_bytes * SWEEP_AFTER:
            self._written = 0
            with contextlib.suppress(RuntimeError):  # the process is about to end
                threading.Thread(target=self.sweep, name="tile-cache-sweep", daemon=True).start()

    def sweep(self) -> None:
        """Remove tiles of past editions, then, if more than the bound is left, the oldest.

        One sweep at a time on a host; a second one leaves at once.
        """
        if not self._sweeping.acquire(blocking=False):
            return
        try:
            with _alone(self.folder) as alone:
                if alone:
                    self._sweep()
        except OSError as error:
            logger.warning("The tile cache could not be swept: %s", error.strerror)
        finally:
            self._sweeping.release()

    def _sweep(self) -> None:
        kept = sorted(_kept(self.folder), key=lambda each: (each.is_current, each.written_at))
        left = sum(each.size for each in kept if each.is_current)
        goal = left if left <= self.max_bytes else self.max_bytes * SWEPT_TO
        for each in kept:
            if each.is_current and left <= goal:
                break
            with contextlib.suppress(OSError):
                os.unlink(each.path)
                left -= each.size * each.is_current
        for folder in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):  # not empty, or gone
                if folder.stat().st_mtime < time.time() - UNUSED_SECONDS:
                    folder.rmdir()


def _write_whole(folder: Path, name: str, body: bytes) -> None:
    handle, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
    try:
        with open(handle, "wb") as file:
            file.write(body)
        os.replace(unfinished, folder / name)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(unfinished)
        raise


def _taken(size: int) -> int:
    return -(-size // BLOCK_BYTES) * BLOCK_BYTES


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the host's lock on a folder; False if another process holds it. It ends with its process."""
    with open(folder / ".sweeping", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _kept(folder: Path) -> Iterator[Kept]:
    """Yield every kept tile; what a killed process left unfinished is removed on the way."""
    for what in _folders(folder):
        editions = _folders(what.path)
        newest = max((_age(each.name) for each in editions), default=())
        for edition in editions:
            for file in os.scandir(edition.path):
                try:
                    status = file.stat()
                except FileNotFoundError:  # finished meanwhile
                    continue
                if not file.name.startswith(UNFINISHED):
                    yield Kept(_age(edition.name) == newest, status.st_mtime, file.path, _taken(status.st_size))
                elif status.st_mtime < time.time() - UNUSED_SECONDS:
                    os.unlink(file.path)


def _age(edition: str) -> tuple[int, ...]:
    """Return what orders editions by age: the moment first, since a restored database counts its versions anew."""
    numbers = tuple(int(part) for part in edition.split(".") if part.isdigit())
    return tuple(reversed(numbers))


def _folders(path: str | Path) -> list[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        return [each for each in entries if each.is_dir(follow_symlinks=False)]
