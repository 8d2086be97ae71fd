"""How the programs of PostgreSQL are found and run: as the cluster's own account, with one sentence when they fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gisportal.cluster.place import PORT, Cluster, ClusterError

BINARIES = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")


def _environment() -> dict[str, str]:
    """The caller's environment without libpq's variables, with English messages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def as_owner(cluster: Cluster, command: Sequence[str | Path], text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command as the account that owns the cluster, with ``text`` on standard input."""
    identity: dict[str, Any] = {}
    if os.geteuid() != cluster.uid:
        identity = {"user": cluster.uid, "group": cluster.gid, "extra_groups": []}
    return subprocess.run(
        [os.fspath(part) for part in command],
        input=text,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",  # the checkout may be closed to that account
        env=_environment(),
        umask=0o077,
        **identity,
    )


def write(cluster: Cluster, path: Path, text: str) -> None:
    """Write a file of the cluster as its owner, so that a link laid by that owner reaches nothing of root's."""
    done = as_owner(cluster, ["/bin/sh", "-c", 'cat > "$1.new" && mv "$1.new" "$1"', "sh", path], text)
    if done.returncode:
        raise failure(cluster, f"{path} could not be written", done.stderr)


def failure(cluster: Cluster, what: str, details: str) -> ClusterError:
    """One sentence for a failed program; a full disk is named as such."""
    if "No space left on device" in details or "Disk quota exceeded" in details:
        return ClusterError(f"The disk with {cluster.home} is full: free some space and start again; nothing was lost.")
    lines = [line.strip() for line in details.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "ERROR", "error:"))]
    last = (telling or lines or ["no message"])[-1]
    return ClusterError(f"{what}: {last}")


def binaries(cluster: Cluster) -> Path:
    """The folder with initdb and pg_ctl of the PostgreSQL version that fits the data, else of the newest with PostGIS.

    Raises ClusterError when there is none, or none of the version that made the data.
    """
    installed = {
        path.name: path / "bin"
        for path in BINARIES.glob("[0-9]*")
        if (path / "bin" / "initdb").exists() and (EXTENSIONS / path.name / "extension" / "postgis.control").exists()
    }
    if not installed:
        raise ClusterError(
            "PostgreSQL with PostGIS is not installed: apt-get install postgresql-postgis, or set DATABASE_URL."
        )
    made_by = version_of_data(cluster)
    if made_by is None:
        return installed[max(installed, key=int)]
    if made_by not in installed:
        there = " and ".join(sorted(installed))
        raise ClusterError(
            f"The data in {cluster.data} were made by PostgreSQL {made_by}, but PostgreSQL {there} is installed: "
            f"install postgresql-{made_by}-postgis-3, or move that folder away to begin with an empty database."
        )
    return installed[made_by]


def version_of_data(cluster: Cluster) -> str | None:
    """The major version that made the data directory; None where there is none yet."""
    try:
        return (cluster.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return None
    except PermissionError:
        raise ClusterError(
            f"{cluster.home} belongs to another user: start as that user (or as root, if root made it)."
        ) from None


def psql(cluster: Cluster, script: str, variables: Mapping[str, str] | None = None) -> str:
    """Run an SQL script of psql as the superuser in the database postgres and return what it prints, unaligned.

    Raises ClusterError when a statement fails.
    """
    command: list[str | Path] = [binaries(cluster) / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    for name, value in (variables or {}).items():
        command += ["-v", f"{name}={value}"]
    command += ["-h", cluster.sockets, "-p", str(PORT), "-U", "postgres", "-d", "postgres", "-f", "-"]
    done = as_owner(cluster, command, script)
    if done.returncode:
        raise failure(cluster, "The database could not be prepared", done.stderr)
    return done.stdout
