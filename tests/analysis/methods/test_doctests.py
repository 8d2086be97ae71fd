"""The worked examples in the docstrings of the methods are true."""

import doctest
import importlib
import pkgutil

import pytest

from analysis import methods

MODULES = [found.name for found in pkgutil.iter_modules(methods.__path__, "analysis.methods.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
