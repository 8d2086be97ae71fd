"""What ``./run`` does once everything is installed: database, data, web server, worker, and an orderly end.

Started with the environment's interpreter as ``python -m gisportal.launch``; ``./run`` has checked the options.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from gisportal import child, cluster
from gisportal.region import Region, RegionError, load_region
from gisportal.secret_key import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
WEB_PROCESSES = 2
WEB_THREADS = 4
ANSWER_SECONDS = 60
JOB_SECONDS = 5  # how long a running job may go on after Ctrl-C before it is put back
LOOK_SECONDS = 0.2
REDIRECTS = 3
OTHER_URLS = ("PUBLISHED_DATABASE_URL", "STAFF_DATABASE_URL")


class LaunchError(Exception):
    """What keeps the portal from running, as one sentence; empty where a child has said it already."""


@contextlib.contextmanager
def database(reset: bool) -> Iterator[dict[str, str]]:
    """The environment of Django's processes; the private cluster runs for the block where DATABASE_URL is not set."""
    if os.environ.get("DATABASE_URL"):
        if reset:
            raise LaunchError("--reset empties the private database only; DATABASE_URL names another one.")
        if missing := [name for name in OTHER_URLS if not os.environ.get(name)]:
            raise LaunchError(
                f"DATABASE_URL is set, so {' and '.join(missing)} must be set too: see docs/operating.md."
            )
        yield dict(os.environ)
        return
    with cluster.used(BASE_DIR) as private:
        if reset:
            cluster.recreate_database(private)
        yield cluster.environment(private)


def require_port(port: int) -> None:
    """Raise LaunchError where the port cannot be taken, before anything else is done."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except PermissionError:
            raise LaunchError(f"Port {port} is open to root only: choose one from 1024 up.") from None
        except OSError:
            raise LaunchError(f"Port {port} is in use: stop what uses it or choose another one with --port.") from None


def prepare(env: Mapping[str, str], data: str) -> None:
    """Claim, migrate and seed the database with ``manage.py prepare``. Raises LaunchError when that fails."""
    command = [sys.executable, "manage.py", "prepare"] + (["--data", data] if data else [])
    process = child.start(command, env, BASE_DIR)
    try:
        code = process.wait()
    except BaseException:
        child.end([process])
        raise
    if code:
        raise LaunchError("")


def web_command(port: int) -> list[str]:
    """The web server: HTTP in Rust, Django in threads that stay, since each keeps its connection to the database."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "gisportal.wsgi:application"]
    command += ["--host", HOST, "--port", str(port), "--http", "1", "--no-ws", "--log-level", "warning"]
    command += ["--workers", str(WEB_PROCESSES), "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    return [*command, "--blocking-threads", str(WEB_THREADS), "--blocking-threads-idle-timeout", "600"]


def worker_command() -> list[str]:
    """The process that does the jobs."""
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    return [*command, "--shutdown-graceful-timeout", str(JOB_SECONDS)]


def serve(env: Mapping[str, str], port: int, region: Region) -> NoReturn:
    """Run web server and worker until a signal ends it; raises LaunchError when one of them ends by itself."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["web server"] = child.start(web_command(port), env, BASE_DIR)
        status = _first_answer(port, children)
        url = f"http://{HOST}:{port}/"
        if status == http.client.OK:
            print(f"{region.name}: {url}  (Ctrl-C stops it)", flush=True)
        else:
            print(f"{region.name}: {url} answers with an error ({status}).", flush=True)
        children["worker"] = child.start(worker_command(), env, BASE_DIR)
        while True:
            _require_alive(children)
            time.sleep(LOOK_SECONDS)
    finally:
        child.end(list(children.values()))


def _require_alive(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Raise LaunchError when a child has ended."""
    for name, process in children.items():
        if process.poll() is not None:
            raise LaunchError(f"The {name} has ended by itself (exit code {process.returncode}), so everything stops.")


def _first_answer(port: int, children: Mapping[str, subprocess.Popen[bytes]]) -> int:
    """Wait until the start page answers and return its status, redirects followed."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        _require_alive(children)
        with contextlib.suppress(OSError, http.client.HTTPException):
            return _status(port, "/")
        time.sleep(LOOK_SECONDS)
    raise LaunchError(f"The portal has not answered on port {port} within {ANSWER_SECONDS} seconds.")


def _status(port: int, path: str) -> int:
    """The status of a page of ours, after at most three redirects."""
    status = 0
    for _ in range(REDIRECTS + 1):
        connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            status, target = answer.status, answer.getheader("Location")
        finally:
            connection.close()
        if target is None:
            break
        path = urllib.parse.urlsplit(urllib.parse.urljoin(path, target)).path
    return status


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: returns the exit code, 0 after Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="./run")
    parser.add_argument("--region", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", default="")
    parser.add_argument("--reset", action="store_true")
    options = parser.parse_args(arguments)

    def leave(*_: object) -> NoReturn:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # one is enough; the way out must not be cut short
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    try:
        require_port(options.port)
        region = load_region(options.region)
        with database(options.reset) as env:
            env.pop("GISPORTAL_DB_NAME", None)  # a developer's scratch database is not what is served and reset
            var = Path(env.get("GISPORTAL_VAR") or BASE_DIR / "var")
            env["GISPORTAL_REGION"] = region.id
            env["GISPORTAL_VAR"] = str(var)
            env["GISPORTAL_SECRET_KEY"] = env.get("GISPORTAL_SECRET_KEY") or secret_key(var)
            prepare(env, options.data)
            serve(env, options.port, region)
    except (LaunchError, RegionError, cluster.ClusterError) as problem:
        if str(problem):
            print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
