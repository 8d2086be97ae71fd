"""A finished run over three units and some facilities, one of them with a hostile name."""

import pytest

from analysis.exports import Document, of_run
from analysis.models import Run
from layers.models import Area, Source
from tests.analysis.finished_runs import finished_run, published_facilities, published_units, without_network

FORMULA = '=HYPERLINK("https://example.invalid/","Sportplatz")'
NAMES = ("Sportplatz Mainwiese", FORMULA, "+49 931 0000", "@Halle", "</script><script>pwn()</script>", "{{ 7 * 191 }}")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, published_in_test: None, source: Source, areas: dict[str, Area]) -> Run:
    """A finished run whose facilities have the names above."""
    without_network(monkeypatch)
    published_units(source, 3)
    published_facilities(source, NAMES)
    return finished_run()


@pytest.fixture
def document(run: Run) -> Document:
    """Its document."""
    return of_run(run)
