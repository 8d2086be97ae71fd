"""The worked examples in the docstrings of the exports are right."""

import doctest
from types import ModuleType

import pytest

from analysis import shading
from analysis.exports import cells, html_map


@pytest.mark.parametrize("module", [cells, html_map, shading], ids=lambda module: module.__name__)
def test_examples(module: ModuleType) -> None:
    assert doctest.testmod(module).attempted > 0
    assert doctest.testmod(module).failed == 0
