"""Where the private cluster of a checkout lies and as whom it runs: judged from file modes, nothing is touched."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

PORT = 5432  # only names the socket file, nothing listens on a network
SERVICE_USER = "postgres"
FALLBACK_HOME = Path("/var/lib/gisportal")
SOCKET_PATH_LIMIT = 107  # bytes, sun_path in unix(7) less the closing NUL


class ClusterError(Exception):
    """What keeps the private cluster from running, as one sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Cluster:
    """Where the cluster of one checkout lies and as whom it runs; says nothing about whether it exists."""

    var: Path
    home: Path
    sockets: Path
    user: str
    uid: int
    gid: int

    @property
    def data(self) -> Path:
        """The data directory (PGDATA)."""
        return self.home / "data"


def locate(base: Path) -> Cluster:
    """The cluster that belongs to the checkout at ``base``.

    Looks at file modes only: needs no running server and starts none. The place is ``var/cluster`` (``GISPORTAL_VAR``
    moves ``var``); as root it is ``/var/lib/gisportal/<hash>`` when the user postgres cannot enter the checkout.
    Raises ClusterError when the system account that PostgreSQL needs is missing.
    """
    base = base.resolve()
    var = Path(os.environ.get("GISPORTAL_VAR") or base / "var").absolute()
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    account = _account()
    home = var / "cluster"
    if os.geteuid() == 0:
        elsewhere = FALLBACK_HOME / name
        if elsewhere.exists() or not _may_enter(var, account):
            home = elsewhere
    sockets = home / "socket"
    if len(os.fsencode(sockets / f".s.PGSQL.{PORT}")) > SOCKET_PATH_LIMIT:
        sockets = Path(f"/tmp/gisportal-{account.pw_uid}-{name}")  # noqa: S108 - owner and mode are verified before use
    return Cluster(var, home, sockets, account.pw_name, account.pw_uid, account.pw_gid)


def socket_dir(base: Path) -> Path:
    """The folder of the Unix socket for the checkout at ``base``: the HOST of Django's databases."""
    return locate(base).sockets


def _account() -> pwd.struct_passwd:
    """The system account as which PostgreSQL runs: ourselves, or ``postgres`` for root."""
    try:
        return pwd.getpwnam(SERVICE_USER) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    except KeyError:
        if os.geteuid() == 0:
            raise ClusterError(
                "The system user 'postgres' is missing: install the package postgresql-common."
            ) from None
        raise ClusterError(
            f"The user id {os.geteuid()} has no entry in /etc/passwd, which PostgreSQL needs: "
            "run as a known user or set DATABASE_URL."
        ) from None


def _may_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Whether the account may pass through every existing folder down to ``folder`` (by mode bits)."""
    for step in (folder, *folder.parents):
        try:
            found = step.stat()
        except FileNotFoundError:
            continue  # made by us with 0755
        if found.st_uid == account.pw_uid:
            needed = stat.S_IXUSR
        elif found.st_gid == account.pw_gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not found.st_mode & needed:
            return False
    return True
