"""The arrays of a network on the local disk: one file an array, memory-mapped, so that all processes share one copy.

`<folder>/<version>/<array>.npy`. A version appears whole, by renaming, and never changes. Nothing here imports Django.
"""

import io
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from network.network import Network
from network.segment_grid import SegmentGrid

GRID = "grid."
UNFINISHED = ".part-"
# Processes that still compute with a network which is no longer the current one need its files for so long at most.
GRACE_S = 24 * 3600
NETWORK_ARRAYS = tuple(each.name for each in fields(Network) if each.name not in ("version", "stored_grid"))
GRID_ARRAYS = tuple(each.name for each in fields(SegmentGrid))


def arrays_of(network: Network) -> dict[str, NDArray]:
    """Return all arrays of a network and of its grid by the names of their files."""
    found = {name: getattr(network, name) for name in NETWORK_ARRAYS}
    return found | {GRID + name: getattr(network.grid, name) for name in GRID_ARRAYS}


def as_bytes(array: NDArray) -> bytes:
    """Return an array as the bytes of its file."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def save(network: Network, folder: Path) -> Path:
    """Write a network below `folder` under its version and return where it lies. What is there already stays."""
    return save_files(((name, as_bytes(array)) for name, array in arrays_of(network).items()), folder, network.version)


def save_files(files: Iterable[tuple[str, bytes]], folder: Path, version: str) -> Path:
    """Write files of arrays, each with its name, as one version. Another process may do the same at the same time."""
    target = folder / version
    if target.is_dir():
        os.utime(target)  # in use again from now on: the grace of the others begins
        return target
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        for name, content in files:
            with (draft / f"{name}.npy").open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        draft.chmod(0o755)  # other processes of the host may run as somebody else
        try:
            draft.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def load(folder: Path, version: str) -> Network:
    """Return a stored network, its arrays mapped read-only: pages are read when they are first touched.

    Raises FileNotFoundError if that version is not there.
    """
    place = folder / version

    def mapped(name: str) -> NDArray:
        # As a plain array: numpy's own class for mapped ones makes every look into it slower.
        return np.asarray(np.load(place / f"{name}.npy", mmap_mode="r", allow_pickle=False))

    grid = SegmentGrid(**{name: mapped(GRID + name) for name in GRID_ARRAYS})
    return Network(**{name: mapped(name) for name in NETWORK_ARRAYS}, version=version, stored_grid=grid)


def remove_old(folder: Path, *, keep: str, now_s: float | None = None) -> list[str]:
    """Remove all versions but `keep` once that one has been in use for GRACE_S, and drafts that are as old.

    Returns the names of what was removed. Processes that mapped such files keep their pages until they let go.
    """
    before = (time.time() if now_s is None else now_s) - GRACE_S
    is_settled = (folder / keep).is_dir() and (folder / keep).stat().st_mtime < before
    removed = []
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_past = each.stat().st_mtime < before if each.name.startswith(UNFINISHED) else is_settled
        if each.is_dir() and each.name != keep and is_past:
            shutil.rmtree(each, ignore_errors=True)
            removed.append(each.name)
    return removed
