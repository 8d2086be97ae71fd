"""After reading support pages and asking for one's own area, no log knows what was read or from where it was asked."""

import http.client
import io
import logging
import logging.config
import os
import socket
import subprocess
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from gisportal import cluster
from gisportal.launch import web_command
from layers.models import Area, Association, Source, SupportService
from layers.services import save_entry
from network.services import store_edition
from tests.analysis.conftest import streets
from tests.conftest import OLD_TOWN

ROOT = Path(__file__).resolve().parents[2]
VISITS = 50
MISTYPED = 10  # one visit of so many
WAIT_SECONDS = 60
STREET = "Verschwiegene Gasse"
NAME = "Sorgentelefon"
LON, LAT = (f"{degrees:.6f}" for degrees in OLD_TOWN.transform(4326, clone=True).coords)
Get = Callable[[str], int]
Post = Callable[[str, dict[str, str]], int]


def visit(get: Get, post: Post, helpline: str, club: str) -> None:
    """Read 50 support pages, ask 50 times for one's area, search 50 times; now and then as those do who mistype."""
    for number in range(VISITS):
        address = {"address": f"{STREET} {number}, Würzburg"}
        asked = {"layers": "support_service", "q": NAME, "near": f"{LON},{LAT}", "radius": str(500 + number)}
        assert get(f"/karte/support_service/{helpline}/") == 200
        assert get(f"/karte/support_service/{helpline}/kurz/") == 200
        assert post("/mein-ort/", address) == 200
        assert post("/mein-ort/", {"near": f"{LON},{LAT}"}) == 200
        for path in ("/suche/", "/suche/vorschlaege/"):
            assert post(path, {"q": f"{NAME} {STREET} {number}"}) == 200
        for path in ("/karte/", "/karte/liste/", "/karte/punkte/", "/drucken/"):
            assert post(path, asked) == 200
            assert post(path, asked | address) == 200
            assert post(path, asked | {"minutes": "10", "by": "foot"}) == 200
        assert post(f"/karte/association/{club}/weg/", address) == 200
        assert post(f"/karte/association/{club}/weg/", {"near": f"{LON},{LAT}"}) == 200
        if number % MISTYPED == 0:
            assert get(f"/karte/support_service/{helpline}{number}/") == 404
            assert get(f"/karte/liste/?layers=support_service&q={NAME}&page={number}x") == 400
            for path in ("/mein-ort/", f"/karte/association/{club}/weg/"):
                assert post(path, {"near": f"{LON},{LAT},{number}"}) == 400
            for path in ("/suche/", "/suche/vorschlaege/"):
                assert post(path, {"q": NAME + "\x07"}) == 400
            for path in ("/karte/", "/karte/liste/", "/karte/punkte/", "/drucken/"):
                assert post(path, asked | {"q": NAME + "\x07"}) == 400


def known(log: str, helpline: str) -> list[str]:
    """Return what a log gives away."""
    secrets = [
        STREET,
        STREET.split()[0],
        urllib.parse.quote(STREET),
        LON[:6],
        LAT[:6],
        NAME,
        helpline,
        "support_service",
    ]
    return [secret for secret in secrets if secret in log]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that the loggers write when they are told to write everything but the database's own words."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    everything = {**settings.LOGGING, "root": {**settings.LOGGING["root"], "level": "INFO"}}
    logging.config.dictConfig(everything)
    yield written
    monkeypatch.undo()
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.usefixtures("street_network")
def test_the_loggers_of_the_portal_keep_quiet(client: Client, stock: dict[str, str], log: io.StringIO) -> None:
    def get(path: str) -> int:
        return client.get(path).status_code

    def post(path: str, posted: dict[str, str]) -> int:
        return client.post(path, posted).status_code

    visit(get, post, stock["helpline"], stock["club"])
    assert known(log.getvalue(), stock["helpline"]) == []


@pytest.fixture
def manifest() -> None:
    """The server in a process of its own needs the real built front end."""


def database_log() -> str:
    """What PostgreSQL has written, where the cluster is our own."""
    folder = cluster.locate(ROOT).home / "log"
    return "".join(path.read_text(errors="replace") for path in sorted(folder.glob("*.log")))


@pytest.mark.usefixtures("published_committed")
def test_the_web_server_keeps_quiet(areas: dict[str, Area], source: Source) -> None:
    if not (ROOT / "frontend" / "static" / "build" / "manifest.json").exists():
        pytest.skip("the front end is not built: ./test builds it")
    helpline = save_entry(SupportService(name=NAME, status="published", geom=OLD_TOWN), by="test").pk
    club = save_entry(
        Association(name="Turnverein", icnpo_category="1", status="published", geom=OLD_TOWN), by="test"
    ).pk
    store_edition(network=streets("lattice-1"), source_id=source.pk, file_name="lattice", counts={})
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    before = database_log()
    env = os.environ | {"GISPORTAL_DB_NAME": connection.settings_dict["NAME"]}
    server = subprocess.Popen(
        web_command(port), cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )

    def ask(method: str, path: str, posted: dict[str, str] | None = None) -> int:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
        body = urllib.parse.urlencode(posted) if posted else None
        asking.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = asking.getresponse()
        answer.read()
        asking.close()
        return answer.status

    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                ask("GET", "/impressum/")
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.2)
        visit(lambda path: ask("GET", path), lambda path, posted: ask("POST", path, posted), helpline, club)
    finally:
        server.terminate()
        written, _nothing = server.communicate(timeout=WAIT_SECONDS)
    assert known(written, helpline) == []
    assert known(database_log()[len(before) :], helpline) == []
