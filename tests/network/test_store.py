"""Arrays on the disk: whole or not there, the same for every process, old ones removed after a grace."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from network import store
from network.network import Network
from tests.network.networks import network_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def network() -> Network:
    return network_of([[(0, 0), (120, 0)], [(120, 0), (120, 70), (0, 90)]], version="v1")


def test_what_is_saved_is_loaded(tmp_path: Path, network: Network) -> None:
    store.save(network, tmp_path)
    loaded = store.load(tmp_path, "v1")
    for name, array in store.arrays_of(network).items():
        again = store.arrays_of(loaded)[name]
        np.testing.assert_array_equal(again, array)
        assert again.dtype == array.dtype, name
    assert loaded.version == "v1"


def test_arrays_are_mapped_and_cannot_be_changed(tmp_path: Path, network: Network) -> None:
    store.save(network, tmp_path)
    loaded = store.load(tmp_path, "v1")
    assert isinstance(loaded.points.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        loaded.length_m[0] = 0.0


def test_another_process_loads_it_without_the_web_framework(tmp_path: Path, network: Network) -> None:
    store.save(network, tmp_path)
    code = (
        "import sys, pathlib; from network import profiles, scenario, simplify, snapping, store\n"
        f"print(store.load(pathlib.Path({str(tmp_path)!r}), 'v1').length_m.sum(), 'django' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(network.length_m.sum()), "False"]


def test_a_version_that_is_there_is_not_written_again(tmp_path: Path, network: Network) -> None:
    place = store.save(network, tmp_path)
    before = (place / "length_m.npy").stat().st_ino
    assert store.save(replace(network, length_m=network.length_m * 2), tmp_path) == place
    assert (place / "length_m.npy").stat().st_ino == before
    assert [each.name for each in tmp_path.iterdir()] == ["v1"]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def files() -> object:
        yield "x", b"1"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.save_files(files(), tmp_path, "v1")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.load(tmp_path, "v1")


def test_old_versions_leave_once_the_new_one_is_settled(tmp_path: Path, network: Network) -> None:
    for version in ("v1", "v2"):
        store.save(replace(network, version=version), tmp_path)
    (tmp_path / f"{store.UNFINISHED}killed").mkdir()
    assert store.remove_old(tmp_path, keep="v2") == []
    later = time.time() + store.GRACE_S + 60
    assert store.remove_old(tmp_path, keep="unknown", now_s=later) == [f"{store.UNFINISHED}killed"]
    mapped = store.load(tmp_path, "v1")
    assert store.remove_old(tmp_path, keep="v2", now_s=later) == ["v1"]
    assert mapped.length_m.sum() == network.length_m.sum()  # who has it still computes with it
    assert store.remove_old(tmp_path / "nowhere", keep="v2") == []
