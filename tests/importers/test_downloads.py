"""Downloads, against a server of our own."""

import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from importers.downloads import Rules, download
from importers.errors import ImportRefused
from importers.limits import Limits
from importers.management.commands import fetch_region

CSV = b"a;b\n1;2\n"
CHANGED = "Sun, 01 Nov 2026 12:00:00 GMT"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/file.csv" and self.headers.get("If-Modified-Since") == CHANGED:
            return self._say(304, b"")
        pages = {"/file.csv": CSV, "/large.csv": b"a;b\n" * 1000, "/page": b"<!DOCTYPE html><html>Fehler</html>"}
        if self.path in pages:
            return self._say(200, pages[self.path], **{"Last-Modified": CHANGED})
        targets = {
            "/to-file": "file:///etc/passwd",
            "/to-http": "/file.csv",
            "/to-metadata": "http://169.254.169.254/x",
        }
        if self.path in targets:
            return self._say(302, b"", Location=targets[self.path])
        if self.path == "/round":
            return self._say(302, b"", Location="/round")
        return self._say(404, b"")

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        # Without a length, so that the limit has to count.
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answers) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def loopback(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_loopback


RULES = Rules(schemes=frozenset({"http"}), may_connect=loopback, timeout_s=5)


def test_a_file_comes_once_and_is_asked_for_again_only_if_it_changed(server: str, tmp_path: Path) -> None:
    target = tmp_path / "sub" / "file.csv"
    assert download(f"{server}/file.csv", target, RULES)
    assert target.read_bytes() == CSV
    assert not download(f"{server}/file.csv", target, RULES)
    assert [each.name for each in target.parent.iterdir()] == ["file.csv"]


def test_a_redirect_within_the_rules_is_followed(server: str, tmp_path: Path) -> None:
    assert download(f"{server}/to-http", tmp_path / "x.csv", RULES)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/to-file", "302"),
        ("/to-metadata", "privaten Netz"),
        ("/round", "302"),
        ("/missing", "Fehler 404"),
        ("/page", "Webseite"),
        ("/large.csv", "größer als"),
    ],
)
def test_what_goes_wrong_is_said_and_the_old_file_stays(server: str, tmp_path: Path, path: str, says: str) -> None:
    target = tmp_path / "x.csv"
    target.write_bytes(b"old;file\n")
    rules = Rules(RULES.schemes, RULES.may_connect, RULES.timeout_s, limits=Limits(file_bytes=1000))
    with pytest.raises(ImportRefused, match=says):
        download(f"{server}{path}", target, rules)
    assert target.read_bytes() == b"old;file\n"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "url",
    ["http://example.org/x", "ftp://example.org/x", "file:///etc/passwd", "https://", "https://a:b@example.org/x"],
)
def test_other_addresses_are_refused_before_anything_is_sent(tmp_path: Path, url: str) -> None:
    with pytest.raises(ImportRefused, match=r"https://|Zugangsdaten"):
        download(url, tmp_path / "x", Rules())


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "0.0.0.0"]
)
def test_private_networks_are_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(ImportRefused, match="privaten Netz"):
        download(f"https://{host}/x.csv", tmp_path / "x", Rules(timeout_s=2))


def test_the_command_names_what_did_not_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(url: str, target: Path, rules: Rules) -> bool:
        if "stadtbezirke" in url:
            raise ImportRefused("Nicht da.")
        return True

    monkeypatch.setattr(fetch_region, "download", nothing)
    with pytest.raises(CommandError, match="1 von"):
        call_command("fetch_region", str(tmp_path))
    out, err = capsys.readouterr()
    assert "Nicht da." in err
    assert "geladen" in out
