"""Starting and stopping the server of the private cluster, whatever an earlier one left behind."""

from __future__ import annotations

import time
from pathlib import Path

from gisportal.cluster.place import PORT, Cluster, ClusterError
from gisportal.cluster.programs import as_owner, binaries, failure, write

START_SECONDS = 300  # recovery after a crash is part of a start
STOP_SECONDS = 60
READY_SECONDS = 0.1


def _server_pid(cluster: Cluster) -> int | None:
    """The process id of the running server, judged by the folder it works in; None when there is none."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
        works_in = Path(f"/proc/{pid}/cwd").resolve(strict=True)
    except (OSError, ValueError):
        return None
    return pid if works_in == cluster.data.resolve() else None


def running(cluster: Cluster) -> bool:
    """Whether the server of this cluster runs."""
    return _server_pid(cluster) is not None


def start_server(cluster: Cluster, bin_dir: Path) -> None:
    """Start the server and wait until it answers; files left behind by a killed one are cleared away."""
    # A server in another container that shares this folder has no process id here, but it answers on the socket.
    if as_owner(cluster, _ready_command(cluster, bin_dir)).returncode in (0, 1):
        raise ClusterError(f"Another machine or container runs the database in {cluster.home}: stop it there first.")
    # A stale process id may meanwhile belong to a stranger (after a restart of the machine or container), and
    # PostgreSQL would then refuse to start. _server_pid() has just shown that no server works in this folder.
    stale = [
        cluster.data / "postmaster.pid",
        cluster.sockets / f".s.PGSQL.{PORT}",
        cluster.sockets / f".s.PGSQL.{PORT}.lock",
    ]
    as_owner(cluster, ["rm", "-f", *stale])
    log = cluster.home / "start.log"
    write(cluster, log, "")
    command: list[str | Path] = [
        bin_dir / "pg_ctl",
        "start",
        "-D",
        cluster.data,
        "-l",
        log,
        "-w",
        "-t",
        str(START_SECONDS),
        "-s",
    ]
    done = as_owner(cluster, command)
    if done.returncode:
        written = as_owner(
            cluster, ["sh", "-c", 'cat "$1"; tail -n 20 "$2"/postgresql-*.log', "sh", log, cluster.home / "log"]
        )
        raise failure(cluster, f"PostgreSQL did not start (see {log})", written.stdout or done.stderr)


def _ready_command(cluster: Cluster, bin_dir: Path) -> list[str | Path]:
    """pg_isready on the cluster's socket: exit code 0 accepts, 1 is still starting, 2 is nobody there."""
    return [bin_dir / "pg_isready", "-q", "-h", cluster.sockets, "-p", str(PORT), "-d", "postgres"]


def wait_until_ready(cluster: Cluster, bin_dir: Path) -> None:
    """Wait for a server that someone else has started and that may still be recovering."""
    deadline = time.monotonic() + START_SECONDS
    while as_owner(cluster, _ready_command(cluster, bin_dir)).returncode:
        if time.monotonic() > deadline or not running(cluster):
            raise ClusterError(
                f"The database server of {cluster.home} runs but does not answer: see {cluster.home / 'log'}."
            )
        time.sleep(READY_SECONDS)


def stop_server(cluster: Cluster) -> None:
    """Stop the server; sessions are cut off, their open transactions rolled back."""
    if not running(cluster):
        return
    command: list[str | Path] = [
        binaries(cluster) / "pg_ctl",
        "stop",
        "-D",
        cluster.data,
        "-m",
        "fast",
        "-w",
        "-t",
        str(STOP_SECONDS),
        "-s",
    ]
    done = as_owner(cluster, command)
    if done.returncode and running(cluster):
        raise failure(cluster, "PostgreSQL did not stop", done.stderr)
