"""The log says that something went wrong and where, never what a visitor looked for or at."""

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

TERM = "kummerkasten"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that the loggers write, as ./run would have it on its console."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logging.config.dictConfig(settings.LOGGING)
    yield written
    monkeypatch.undo()
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.usefixtures("published_in_test")
def test_what_is_refused_leaves_nothing(client: Client, log: io.StringIO) -> None:
    for path in (f"/{TERM}/", f"/karte/?{TERM}=1", f"/ogc/?{TERM}=1", f"/karte/support_service/{TERM}/"):
        assert client.get(path, HTTP_HOST="testserver").status_code in (400, 404)
    assert client.post(f"/karte/?q={TERM}").status_code == 303
    assert client.post(f"/themen/?q={TERM}").status_code == 405
    assert client.get(f"/{TERM}/", HTTP_HOST=f"{TERM}.example").status_code == 400
    assert log.getvalue() == ""


def test_a_fault_of_ours_names_its_place_alone(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        try:
            raise ValueError(TERM)
        except ValueError as cause:
            raise RuntimeError(TERM) from cause

    monkeypatch.setattr("frontend.views.map.stock", broken)
    client.raise_request_exception = False
    assert client.get(f"/karte/?q={TERM}").status_code == 500
    assert TERM not in log.getvalue()
    assert "ERROR django.request: Internal Server Error" in log.getvalue()
    assert "builtins.ValueError" in log.getvalue()
    assert "builtins.RuntimeError" in log.getvalue()
    assert "test_logs.py" in log.getvalue()
