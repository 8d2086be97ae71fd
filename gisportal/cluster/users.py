"""Who uses the private cluster: the first to come starts the server, the last to leave stops it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gisportal.cluster.contents import (
    DATABASE,
    OWNER_ROLE,
    bootstrap,
    configure,
    initialise,
    make_folder,
    require_space,
)
from gisportal.cluster.place import PORT, Cluster, ClusterError, locate
from gisportal.cluster.programs import binaries, psql, version_of_data
from gisportal.cluster.server import running, start_server, stop_server, wait_until_ready

NEW_CLUSTER_BYTES = (
    1 << 30
)  # PostGIS in two databases and the first write-ahead log take about 150 MB; data come on top
RUNNING_CLUSTER_BYTES = 200 << 20
SESSION_SECONDS = 3  # how long sessions that are just ending may take


def _ensure_running(cluster: Cluster) -> None:
    """Make, start and prepare the cluster as far as is needed. The caller holds the gate."""
    bin_dir = binaries(cluster)
    if running(cluster):
        wait_until_ready(cluster, bin_dir)
        bootstrap(cluster)
        return
    existing = version_of_data(cluster) is not None
    require_space(cluster, RUNNING_CLUSTER_BYTES if existing else NEW_CLUSTER_BYTES)
    if cluster.home.parent != cluster.var:
        cluster.home.parent.mkdir(mode=0o755, exist_ok=True)
        if not existing:
            print(
                f"The user postgres cannot enter {cluster.var}: the database goes to {cluster.home}.", file=sys.stderr
            )
    make_folder(cluster, cluster.home)
    make_folder(cluster, cluster.sockets)
    if not existing:
        initialise(cluster, bin_dir)
    configure(cluster)
    start_server(cluster, bin_dir)
    bootstrap(cluster)


def _lock_file(cluster: Cluster, name: str) -> int:
    """Open a lock file under var/ (made where missing) and return its descriptor."""
    try:
        cluster.var.mkdir(parents=True, exist_ok=True)
        if cluster.var.stat().st_uid == os.geteuid():
            os.chmod(cluster.var, cluster.var.stat().st_mode | 0o055)  # noqa: S103 - whatever the umask: postgres passes through
        return os.open(cluster.var / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise ClusterError(
            f"{cluster.var} cannot be written ({problem.strerror}): start as the user who owns it."
        ) from None


@contextlib.contextmanager
def _gate(cluster: Cluster) -> Iterator[None]:
    """One at a time may start or stop the server."""
    gate = _lock_file(cluster, "cluster.gate")
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


@contextlib.contextmanager
def used(base: Path) -> Iterator[Cluster]:
    """The running cluster of the checkout at ``base``, for the length of a block.

    Several processes may use it at once: each holds a shared lock, which the kernel lets go even after kill -9.
    Whoever leaves last stops the server, unless ``start`` asked for it to stay.
    """
    cluster = locate(base)
    users = _lock_file(cluster, "cluster.users")
    try:
        with _gate(cluster):
            fcntl.flock(users, fcntl.LOCK_SH)
            _ensure_running(cluster)
        yield cluster
    finally:
        with _gate(cluster):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # someone else still uses it
            else:
                if not (cluster.var / "cluster.keep").exists():
                    stop_server(cluster)
            finally:
                os.close(users)


def start(base: Path) -> Cluster:
    """Start the server and let it run until ``stop``."""
    cluster = locate(base)
    with _gate(cluster):
        _ensure_running(cluster)
        (cluster.var / "cluster.keep").touch()
    return cluster


def stop(base: Path) -> None:
    """Stop the server, whoever uses it."""
    cluster = locate(base)
    with _gate(cluster):
        (cluster.var / "cluster.keep").unlink(missing_ok=True)
        stop_server(cluster)


def recreate_database(cluster: Cluster) -> None:
    """Drop the portal's database and make it anew, empty; ClusterError while someone is connected to it."""
    deadline = time.monotonic() + SESSION_SECONDS
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = :'database' AND backend_type = 'client backend'"
    while (sessions := int(psql(cluster, count, {"database": DATABASE}))) > 0:
        if time.monotonic() > deadline:
            raise ClusterError(f"The database is in use ({sessions} connections): stop the other ./run first.")
        time.sleep(0.2)
    psql(cluster, 'DROP DATABASE IF EXISTS :"database"', {"database": DATABASE})
    bootstrap(cluster)


def environment(cluster: Cluster) -> dict[str, str]:
    """The variables with which a child reaches the cluster, with Django as well as with psql."""
    host = str(cluster.sockets)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {
        "GISPORTAL_DB_HOST": host,
        "PGHOST": host,
        "PGPORT": str(PORT),
        "PGUSER": OWNER_ROLE,
        "PGDATABASE": DATABASE,
    }
