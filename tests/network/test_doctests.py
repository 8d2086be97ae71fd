"""The worked examples in the docstrings of this room are true."""

import doctest
import importlib
import pkgutil

import pytest

import network

MODULES = [
    found.name for found in pkgutil.walk_packages(network.__path__, "network.") if "migrations" not in found.name
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
