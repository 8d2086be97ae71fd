"""A small invented region that is laid out in a second: a city on both banks of a river, two villages, a forest."""

from pathlib import Path

import pytest

from importers.demo.facts import RegionFacts, load_facts
from importers.demo.layout import Layout

MUSTERLAND = Path(__file__).parent / "musterland"


@pytest.fixture(scope="session")
def musterland() -> RegionFacts:
    return load_facts(MUSTERLAND)


@pytest.fixture(scope="session")
def layout(musterland: RegionFacts) -> Layout:
    return Layout(musterland)
