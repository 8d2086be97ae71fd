"""The examples in the docstrings of the methods are true."""

import doctest
import importlib
import pkgutil

import pytest

import analysis.methods

MODULES = [module.name for module in pkgutil.iter_modules(analysis.methods.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    assert doctest.testmod(importlib.import_module(f"analysis.methods.{name}")).failed == 0
