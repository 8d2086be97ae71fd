"""The two servers: ours as `./run` starts it, and tipg with as many processes. Both end with the block they serve."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.serving.features import PEER_TABLE
from bench.serving.scratch import BASE_DIR, Scratch
from gisportal import child, launch

LOCK = BASE_DIR / "requirements-bench.lock"
START_SECONDS = 60


class ServerError(Exception):
    """Why a server does not run, as one sentence."""


@dataclass(frozen=True)
class Server:
    """A running server: its name, its port on 127.0.0.1, and the process above all of its processes."""

    name: str
    port: int
    pid: int

    @property
    def root(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> bytes:
        """Return the body of one answer. Raises ServerError for any status but 200 and 204."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status not in (http.client.OK, http.client.NO_CONTENT):
            raise ServerError(
                f"{self.name} answered {path} with {answer.status}: {body[:200].decode(errors='replace')}"
            )
        return body


def provide_peer(folder: Path, log: Path) -> Path:
    """Install the locked peers into an environment of its own, if that has not been done; return its Python."""
    python, stamp = folder / "bin" / "python", folder / "lock"
    if stamp.exists() and stamp.read_bytes() == LOCK.read_bytes():
        return python
    print(f"Installing the peers into {folder} …", flush=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    steps = [
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [*pip, "--only-binary", ":all:", "--require-hashes", "-r", str(LOCK)],
    ]
    with open(log, "w") as output:
        for step in steps:
            if subprocess.run(step, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False).returncode:
                raise ServerError(
                    f"The peers could not be installed, which needs the internet once (whole output: {log})."
                )
    stamp.write_bytes(LOCK.read_bytes())
    return python


@contextlib.contextmanager
def portal(place: Scratch) -> Iterator[Server]:
    """Ours alone, for the length of a block."""
    port = free_port()
    process = child.start(launch.web_command(port), place.environment, BASE_DIR)
    try:
        server = Server("the portal", port, process.pid)
        _wait(server, process, "/ogc/")
        yield server
    finally:
        child.end([process])


@contextlib.contextmanager
def servers(place: Scratch, peer_python: Path) -> Iterator[tuple[Server, Server]]:
    """Ours and tipg, both answering, for the length of a block."""
    ports = _free_ports(2)
    ours_environment = place.environment
    user, host, database = (ours_environment[name] for name in ("PGUSER", "PGHOST", "PGDATABASE"))
    peer_environment = ours_environment | {
        # asyncpg reads the folder of a socket from the place of the host.
        "DATABASE_URL": f"postgresql://{user}@{urllib.parse.quote(host, safe='')}/{database}",
        "TIPG_DB_SCHEMAS": f'["{PEER_TABLE.partition(".")[0]}"]',
        # Looking for new tables in between would cost it time.
        "TIPG_CATALOG_TTL": "86400",
    }
    peer = [str(peer_python), "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(ports[1])]
    peer += ["--workers", str(launch.WEB_PROCESSES), "--log-level", "warning", "--no-access-log"]
    ours = launch.web_command(ports[0])
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(child.start(ours, ours_environment, BASE_DIR))
        children.append(child.start(peer, peer_environment, peer_python.parent))
        names = ("the portal", "tipg")
        started = [Server(name, port, each.pid) for name, port, each in zip(names, ports, children, strict=True)]
        for server, process, path in zip(started, children, ("/ogc/", "/collections"), strict=True):
            _wait(server, process, path)
        yield started[0], started[1]
    finally:
        child.end(children)


def _wait(server: Server, process: subprocess.Popen[bytes], path: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"{server.name} ended by itself (exit code {process.returncode}).")
        with contextlib.suppress(OSError):
            server.get(path)
            return
        time.sleep(0.2)
    raise ServerError(f"{server.name} has not answered within {START_SECONDS} seconds.")


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    return _free_ports(1)[0]


def _free_ports(number: int) -> list[int]:
    held = [socket.socket() for _ in range(number)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()
