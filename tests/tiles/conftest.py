"""Each test has a tile cache of its own."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, settings: Settings) -> Path:
    """The folder in which the tiles of this test are kept."""
    settings.TILE_CACHE_DIR = tmp_path / "tiles"
    return settings.TILE_CACHE_DIR
