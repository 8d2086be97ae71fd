"""A database cluster of the benchmark's own, made and removed by it: the portal's database is never touched.

It is the private cluster of `./run` in every setting, in another folder. Being alone in it, the benchmark can count the
CPU time of PostgreSQL as that of all its processes.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gisportal import cluster
from gisportal.cluster.programs import psql

BASE_DIR = Path(__file__).resolve().parent.parent.parent
OTHER_DATABASES = ("DATABASE_URL", "PUBLISHED_DATABASE_URL", "STAFF_DATABASE_URL", "GISPORTAL_DB_NAME")


class ScratchError(Exception):
    """Why there is no scratch cluster, as one sentence."""


@dataclass(frozen=True)
class Scratch:
    """The running cluster, and the environment of the processes that use it."""

    cluster: cluster.Cluster
    environment: dict[str, str]

    @property
    def postmaster_pid(self) -> int:
        """The process whose children are all of PostgreSQL's."""
        return int((self.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])

    def as_superuser(self, script: str) -> None:
        """Run a script of psql in the portal's database of this cluster."""
        psql(self.cluster, f"\\connect {self.environment['PGDATABASE']}\n{script}")


@contextlib.contextmanager
def scratch(var: Path) -> Iterator[Scratch]:
    """The cluster for the length of a block; what an earlier, killed run left in the folder is cleared away first.

    Moves this process's own environment to the scratch cluster as well. Raises ScratchError while another benchmark
    runs, and ClusterError as `./run` does.
    """
    var.mkdir(parents=True, exist_ok=True)
    with open(var.with_suffix(".lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ScratchError(
                "Another bench/serving is running in this checkout: two at once would measure each other."
            ) from None
        for name in OTHER_DATABASES:
            os.environ.pop(name, None)
        os.environ["GISPORTAL_VAR"] = str(var)
        _remove(var)
        try:
            with cluster.used(BASE_DIR) as running:
                yield Scratch(running, cluster.environment(running))
        finally:
            _remove(var)


def _remove(var: Path) -> None:
    """Stop the cluster if it runs, and remove all that lies in its folders."""
    there = cluster.locate(BASE_DIR)
    if there.data.exists():
        cluster.stop(BASE_DIR)
    for folder in {there.home, there.sockets, var}:
        shutil.rmtree(folder, ignore_errors=True)
