"""Tiles on disk."""

import errno
import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tiles.cache import BLOCK_BYTES, SWEPT_TO, UNFINISHED, TileCache
from tiles.edition import Edition

NOW = Edition(5, 1_000_005)
BEFORE = Edition(4, 1_000_004)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cache(cache_folder: Path) -> TileCache:
    return TileCache(cache_folder, max_bytes=1_000_000)


def kept_names(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.glob("*/*/*")}


def settle() -> None:
    """Wait until sweeps that were begun have ended."""
    for thread in threading.enumerate():
        if thread.name == "tile-cache-sweep":
            thread.join(10)


def test_what_was_put_is_got_under_its_own_name_only(cache: TileCache) -> None:
    assert cache.get("place", NOW, "all-12-1-1") is None
    cache.put("place", NOW, "all-12-1-1", b"tile")
    assert cache.get("place", NOW, "all-12-1-1") == b"tile"
    for what, edition, tile in (
        ("area", NOW, "all-12-1-1"),
        ("place", BEFORE, "all-12-1-1"),
        ("place", NOW, "abc-12-1-1"),
        ("place", NOW, "all-12-1-2"),
    ):
        assert cache.get(what, edition, tile) is None


def test_processes_of_a_host_share_it(cache: TileCache) -> None:
    cache.put("place", NOW, "all-1-0-0", b"from here")
    code = (
        "import sys; from pathlib import Path; from tiles.cache import TileCache; from tiles.edition import Edition;"
        "cache = TileCache(Path(sys.argv[1]), 10**6);"
        f"assert cache.get('place', Edition({NOW.version}, {NOW.changed_ms}), 'all-1-0-0') == b'from here';"
        f"cache.put('place', Edition({NOW.version}, {NOW.changed_ms}), 'all-1-1-0', b'from there')"
    )
    subprocess.run([sys.executable, "-c", code, cache.folder], check=True, cwd=ROOT)
    assert cache.get("place", NOW, "all-1-1-0") == b"from there"


def test_a_tile_appears_whole_or_not_at_all(cache: TileCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk becomes full between the first and the last byte: nothing half-written can be read, nothing is left."""

    def no_space(*_names: object) -> None:
        assert cache.get("place", NOW, "all-1-0-0") is None
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", no_space)
    cache.put("place", NOW, "all-1-0-0", b"tile")
    monkeypatch.undo()
    assert cache.get("place", NOW, "all-1-0-0") is None
    assert kept_names(cache.folder) == set()


def test_a_folder_that_cannot_be_written_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = TileCache(tmp_path / "file", 1_000_000)
    for _ in range(3):
        cache.put("place", NOW, "all-1-0-0", b"tile")
        assert cache.get("place", NOW, "all-1-0-0") is None
    cache.sweep()
    assert [record.message for record in caplog.records].count("Tiles cannot be kept on disk: Not a directory") == 1


def test_an_empty_file_is_no_tile(cache: TileCache) -> None:
    """What a power cut leaves of a file whose name reached the disk before its bytes."""
    cache.put("place", NOW, "all-1-0-0", b"tile")
    (cache.folder / "place" / str(NOW) / "all-1-0-0").write_bytes(b"")
    assert cache.get("place", NOW, "all-1-0-0") is None


def test_a_sweep_removes_past_editions_and_nothing_else(cache: TileCache) -> None:
    cache.put("place", NOW, "all-1-0-0", b"now")
    cache.put("place", BEFORE, "all-1-0-0", b"a reader was slow")
    cache.put("area", BEFORE, "all-1-0-0", b"unchanged since")
    settle()
    cache.sweep()
    assert kept_names(cache.folder) == {f"place/{NOW}/all-1-0-0", f"area/{BEFORE}/all-1-0-0"}


def test_after_a_restore_the_later_moment_is_the_present_one(cache: TileCache) -> None:
    """The version stands lower than that of the lost state, until changes have made up for it."""
    restored = Edition(NOW.version - 3, NOW.changed_ms + 1)
    cache.put("place", NOW, "all-1-0-0", b"lost")
    cache.put("place", restored, "all-1-0-0", b"present")
    settle()
    cache.sweep()
    assert kept_names(cache.folder) == {f"place/{restored}/all-1-0-0"}


def test_beyond_its_bound_the_oldest_leave(cache_folder: Path) -> None:
    cache = TileCache(cache_folder, max_bytes=10 * BLOCK_BYTES)
    for number in range(12):
        cache.put("place", NOW, f"all-12-{number}-0", b"x" * 100)
        settle()
        path = cache_folder / "place" / str(NOW) / f"all-12-{number}-0"
        if path.exists():
            os.utime(path, (number, number))
    cache.sweep()
    left = {int(each.name.split("-")[2]) for each in cache_folder.glob("*/*/*")}
    assert 0 < len(left) <= 10
    assert left == set(range(12 - len(left), 12))


def test_it_stays_bounded_however_much_is_written(cache_folder: Path) -> None:
    bound = 50 * BLOCK_BYTES
    cache = TileCache(cache_folder, max_bytes=bound)
    for number in range(400):
        edition = Edition(5 + number // 100, 1_000_000 + number // 100)
        cache.put("place", edition, f"all-14-{number}-0", b"x" * BLOCK_BYTES)
        settle()
        taken = sum(each.stat().st_size for each in cache_folder.glob("*/*/*"))
        assert taken <= bound * 1.1
    cache.sweep()
    assert len(kept_names(cache_folder)) <= 50
    assert len(kept_names(cache_folder)) >= 50 * SWEPT_TO - 5


def test_a_tile_of_a_byte_counts_as_the_block_that_it_takes(cache_folder: Path) -> None:
    cache = TileCache(cache_folder, max_bytes=4 * BLOCK_BYTES)
    for number in range(40):
        cache.put("place", NOW, f"all-14-{number}-0", b"x")
        settle()
    cache.sweep()
    assert len(kept_names(cache_folder)) <= 4


def test_only_one_process_sweeps_at_a_time(cache: TileCache) -> None:
    cache.put("place", BEFORE, "all-1-0-0", b"past")
    cache.put("place", NOW, "all-1-0-0", b"now")
    settle()
    cache.put("place", BEFORE, "all-1-1-0", b"past")
    with open(cache.folder / ".sweeping", "a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        cache.sweep()
        assert f"place/{BEFORE}/all-1-1-0" in kept_names(cache.folder)
    cache.sweep()
    assert f"place/{BEFORE}/all-1-1-0" not in kept_names(cache.folder)


def test_what_a_killed_process_left_unfinished_goes_in_time(cache: TileCache) -> None:
    cache.put("place", NOW, "all-1-0-0", b"tile")
    settle()
    folder = cache.folder / "place" / str(NOW)
    (folder / f"{UNFINISHED}old").write_bytes(b"half")
    (folder / f"{UNFINISHED}fresh").write_bytes(b"being written now")
    an_hour_ago = time.time() - 3600
    os.utime(folder / f"{UNFINISHED}old", (an_hour_ago, an_hour_ago))
    cache.sweep()
    assert {each.name for each in folder.iterdir()} == {"all-1-0-0", f"{UNFINISHED}fresh"}


def test_empty_folders_go_in_time(cache: TileCache) -> None:
    cache.put("place", BEFORE, "all-1-0-0", b"past")
    cache.put("place", NOW, "all-1-0-0", b"now")
    settle()
    cache.sweep()
    past = cache.folder / "place" / str(BEFORE)
    an_hour_ago = time.time() - 3600
    os.utime(past, (an_hour_ago, an_hour_ago))
    cache.sweep()
    assert not past.exists()
    assert cache.get("place", NOW, "all-1-0-0") == b"now"
