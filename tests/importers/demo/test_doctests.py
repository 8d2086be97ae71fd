"""The examples in the docstrings are true."""

import doctest
from types import ModuleType

import numpy as np
import pytest

from importers.demo import curves, naming, ways


@pytest.mark.parametrize("module", [curves, naming, ways])
def test_examples_hold(module: ModuleType) -> None:
    results = doctest.testmod(module, extraglobs={"np": np})
    assert results.attempted > 0
    assert results.failed == 0
