"""The examples in the docstrings of this room."""

import doctest
from types import ModuleType

import pytest

from planning import choropleth, palette, place, shown_table


@pytest.mark.parametrize("module", [choropleth, palette, place, shown_table], ids=lambda module: module.__name__)
def test_examples_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert found.failed == 0
