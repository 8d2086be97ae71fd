"""The worked examples in the docstrings of this room are true."""

import doctest
import importlib
import pkgutil

import pytest

import importers

MODULES = [
    found.name
    for found in pkgutil.walk_packages(importers.__path__, "importers.")
    if not found.name.startswith(("importers.demo", "importers.migrations")) and "vector_child" not in found.name
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
