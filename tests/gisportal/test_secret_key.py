"""The signing key that is made where none is given."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gisportal.secret_key import secret_key


def test_the_key_is_made_once_and_is_for_the_owner_only(tmp_path: Path) -> None:
    var = tmp_path / "var"
    key = secret_key(var)
    assert len(key) > 50
    assert secret_key(var) == key
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_many_first_calls_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret_key, [tmp_path] * 32))) == 1
