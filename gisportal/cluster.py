"""The private PostgreSQL cluster: the embedded default where DATABASE_URL is not set.

``python -m gisportal.cluster start|stop|status|exec -- COMMAND…``

A data directory under ``var/cluster``, a server that listens on a Unix socket only, and ``peer`` with a pg_ident map,
so that no other local account gets in. As root, everything of PostgreSQL runs as the system user ``postgres``, because
PostgreSQL refuses root. ``exec`` starts the server, runs a command and stops the server when the last user has left;
``start`` leaves it running until ``stop``. Standard library only: it must work before anything is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gisportal import child

DATABASE = "gisportal"
TEMPLATE = "template_postgis"
OWNER_ROLE = "gisportal"
ROLES = ("postgres", OWNER_ROLE, "gisportal_public", "gisportal_staff")
PORT = 5432  # only names the socket file, nothing listens on a network

SERVICE_USER = "postgres"
FALLBACK_HOME = Path("/var/lib/gisportal")
BINARIES = Path("/usr/lib/postgresql")
BOOTSTRAP = Path(__file__).with_name("sql") / "bootstrap.sql"

SOCKET_PATH_LIMIT = 107  # bytes, sun_path in unix(7) less the closing NUL
NEW_CLUSTER_BYTES = (
    1 << 30
)  # PostGIS in two databases and the first write-ahead log take about 150 MB; data come on top
RUNNING_CLUSTER_BYTES = 200 << 20
START_SECONDS = 300  # recovery after a crash is part of a start
STOP_SECONDS = 60


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


# --- where -----------------------------------------------------------------------------------------------------------


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


# --- running programs of PostgreSQL ----------------------------------------------------------------------------------


def _environment() -> dict[str, str]:
    """The caller's environment without libpq's variables, with English messages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _as_owner(cluster: Cluster, command: Sequence[str | Path], text: str = "") -> subprocess.CompletedProcess[str]:
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


def _write(cluster: Cluster, path: Path, text: str) -> None:
    """Write a file of the cluster as its owner, so that a link laid by that owner reaches nothing of root's."""
    done = _as_owner(cluster, ["/bin/sh", "-c", 'cat > "$1.new" && mv "$1.new" "$1"', "sh", path], text)
    if done.returncode:
        raise _failure(cluster, f"{path} could not be written", done.stderr)


def _failure(cluster: Cluster, what: str, details: str) -> ClusterError:
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
        if (path / "bin" / "initdb").exists()
        and Path(f"/usr/share/postgresql/{path.name}/extension/postgis.control").exists()
    }
    if not installed:
        raise ClusterError(
            "PostgreSQL with PostGIS is not installed: apt-get install postgresql-postgis, or set DATABASE_URL."
        )
    made_by = _version_of_data(cluster)
    if made_by is None:
        return installed[max(installed, key=int)]
    if made_by not in installed:
        there = " and ".join(sorted(installed))
        raise ClusterError(
            f"The data in {cluster.data} were made by PostgreSQL {made_by}, but PostgreSQL {there} is installed: "
            f"install postgresql-{made_by}-postgis-3, or move that folder away to begin with an empty database."
        )
    return installed[made_by]


def _version_of_data(cluster: Cluster) -> str | None:
    """The major version that made the data directory; None where there is none yet."""
    try:
        return (cluster.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return None
    except PermissionError:
        raise ClusterError(
            f"{cluster.home} belongs to another user: start as that user (or as root, if root made it)."
        ) from None


# --- making it -------------------------------------------------------------------------------------------------------


def _make_folder(cluster: Cluster, folder: Path) -> None:
    """Make a folder that only the cluster's account may enter, or verify that an existing one is just that."""
    if os.geteuid() == 0 and folder.parent.stat().st_uid != cluster.uid and not folder.exists():
        folder.mkdir(mode=0o700)
        os.chown(folder, cluster.uid, cluster.gid)
    else:
        _as_owner(cluster, ["mkdir", "-m", "700", folder])
    found = folder.lstat() if os.path.lexists(folder) else None
    if found is None or not stat.S_ISDIR(found.st_mode):
        raise ClusterError(f"{folder} could not be made: is the disk full or the folder above it closed?")
    if found.st_uid != cluster.uid or stat.S_IMODE(found.st_mode) & 0o077:
        raise ClusterError(
            f"{folder} must belong to the user {cluster.user} and be closed to others (mode 0700): "
            "it belongs to another user or stands open; remove it or start as its owner."
        )


def _require_space(cluster: Cluster, needed: int) -> None:
    """Refuse to start where the database would soon run out of disk."""
    place = cluster.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < needed:
        raise ClusterError(
            f"Only {free >> 20} MB are free on the disk with {place}, {needed >> 20} MB are needed: "
            "free some space and start again."
        )


def _initialise(cluster: Cluster, bin_dir: Path) -> None:
    """Make the data directory; a half-made one of a killed earlier start is thrown away first."""
    fresh = cluster.home / "data.new"
    _as_owner(cluster, ["rm", "-rf", "--one-file-system", fresh])
    command: list[str | Path] = [bin_dir / "initdb", "--pgdata", fresh, "--username", "postgres", "--encoding", "UTF8"]
    # ICU's root collation sorts German as a dictionary does, the same on every machine; libc's C.UTF-8 puts Ä after Z.
    command += ["--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "und"]
    command += ["--auth", "peer", "--data-checksums", "--no-instructions"]
    done = _as_owner(cluster, command)
    if done.returncode:
        _as_owner(cluster, ["rm", "-rf", "--one-file-system", fresh])
        raise _failure(cluster, "The database cluster could not be made", done.stderr)
    moved = _as_owner(cluster, ["mv", "-T", fresh, cluster.data])
    if moved.returncode:
        raise _failure(cluster, "The database cluster could not be put in place", moved.stderr)


def _settings(cluster: Cluster) -> str:
    """postgresql.conf: a small machine, a Unix socket, and logs without what people typed."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    shared_mb = max(64, min(512, memory // 4 >> 20))
    quoted = str(cluster.sockets).replace("'", "''")
    return f"""# Written by gisportal/cluster.py at each start.
listen_addresses = ''
port = {PORT}
unix_socket_directories = '{quoted}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = {shared_mb}MB
dynamic_shared_memory_type = posix
work_mem = 32MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
synchronous_commit = on
wal_compression = on
max_wal_size = 1GB
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, dmy'
lc_messages = 'C'
lc_monetary = 'C'
lc_numeric = 'C'
lc_time = 'C'
# Seven files, one per weekday, each written over after a week. A failed statement may hold a search term, a position or
# an address: it is not written down, and neither are the values in an error's detail.
logging_collector = on
log_directory = '../log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
log_min_error_statement = panic
log_error_verbosity = terse
log_line_prefix = '%m [%p] %q%u@%d '
"""


def _ident_map(cluster: Cluster) -> str:
    """pg_ident.conf: which system account may be which role; root may be what postgres may be."""
    accounts = {cluster.user} | ({"root"} if os.geteuid() == 0 else set())
    lines = [f'portal "{account}" {role}' for account in sorted(accounts) for role in ROLES]
    return "# Written by gisportal/cluster.py at each start.\n" + "\n".join(lines) + "\n"


def _configure(cluster: Cluster) -> None:
    """Write the three configuration files of the server."""
    _write(cluster, cluster.data / "postgresql.conf", _settings(cluster))
    _write(
        cluster,
        cluster.data / "pg_hba.conf",
        "# Written by gisportal/cluster.py at each start.\nlocal all all peer map=portal\n",
    )
    _write(cluster, cluster.data / "pg_ident.conf", _ident_map(cluster))


def psql(cluster: Cluster, script: str, variables: Mapping[str, str] | None = None) -> str:
    """Run an SQL script of psql as the superuser in the database postgres and return what it prints, unaligned.

    Raises ClusterError when a statement fails.
    """
    command: list[str | Path] = [binaries(cluster) / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    for name, value in (variables or {}).items():
        command += ["-v", f"{name}={value}"]
    command += ["-h", cluster.sockets, "-p", str(PORT), "-U", "postgres", "-d", "postgres", "-f", "-"]
    done = _as_owner(cluster, command, script)
    if done.returncode:
        raise _failure(cluster, "The database could not be prepared", done.stderr)
    return done.stdout


def bootstrap(cluster: Cluster) -> None:
    """Roles, the database, the template of the test database: skipped when this very script ran before."""
    script = BOOTSTRAP.read_text(encoding="utf-8")
    stamp = hashlib.sha256(script.encode()).hexdigest()
    known = psql(cluster, "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'postgres'")
    names = {"database": DATABASE, "template": TEMPLATE}
    there = psql(cluster, "SELECT count(*) FROM pg_database WHERE datname IN (:'database', :'template')", names)
    if known.strip() == stamp and there.strip() == "2":
        return
    psql(cluster, script, {"database": DATABASE, "private": "yes"})
    psql(cluster, script, {"database": TEMPLATE, "private": "yes", "template": "yes"})
    psql(cluster, "COMMENT ON DATABASE postgres IS :'stamp'", {"stamp": stamp})


# --- starting and stopping -------------------------------------------------------------------------------------------


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


def _start_server(cluster: Cluster, bin_dir: Path) -> None:
    """Start the server and wait until it answers; files left behind by a killed one are cleared away."""
    # A stale process id may meanwhile belong to a stranger (after a restart of the machine or container), and
    # PostgreSQL would then refuse to start. _server_pid() has just shown that no server works in this folder.
    stale = [
        cluster.data / "postmaster.pid",
        cluster.sockets / f".s.PGSQL.{PORT}",
        cluster.sockets / f".s.PGSQL.{PORT}.lock",
    ]
    _as_owner(cluster, ["rm", "-f", *stale])
    log = cluster.home / "start.log"
    _write(cluster, log, "")
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
    done = _as_owner(cluster, command)
    if done.returncode:
        written = _as_owner(
            cluster, ["sh", "-c", 'cat "$1"; tail -n 20 "$2"/postgresql-*.log', "sh", log, cluster.home / "log"]
        )
        raise _failure(cluster, f"PostgreSQL did not start (see {log})", written.stdout or done.stderr)


def _wait_until_ready(cluster: Cluster, bin_dir: Path) -> None:
    """Wait for a server that someone else has started and that may still be recovering."""
    deadline = time.monotonic() + START_SECONDS
    ready: list[str | Path] = [bin_dir / "pg_isready", "-q", "-h", cluster.sockets, "-p", str(PORT), "-d", "postgres"]
    while _as_owner(cluster, ready).returncode:
        if time.monotonic() > deadline or not running(cluster):
            raise ClusterError(
                f"The database server of {cluster.home} runs but does not answer: see {cluster.home / 'log'}."
            )
        time.sleep(0.1)


def _ensure_running(cluster: Cluster) -> None:
    """Make, start and prepare the cluster as far as is needed. The caller holds the gate."""
    bin_dir = binaries(cluster)
    if running(cluster):
        _wait_until_ready(cluster, bin_dir)
        bootstrap(cluster)
        return
    existing = _version_of_data(cluster) is not None
    _require_space(cluster, RUNNING_CLUSTER_BYTES if existing else NEW_CLUSTER_BYTES)
    if cluster.home.parent != cluster.var:
        cluster.home.parent.mkdir(mode=0o755, exist_ok=True)
        if not existing:
            print(
                f"The user postgres cannot enter {cluster.var}: the database goes to {cluster.home}.", file=sys.stderr
            )
    _make_folder(cluster, cluster.home)
    _make_folder(cluster, cluster.sockets)
    if not existing:
        _initialise(cluster, bin_dir)
    _configure(cluster)
    _start_server(cluster, bin_dir)
    bootstrap(cluster)


def _stop_server(cluster: Cluster) -> None:
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
    done = _as_owner(cluster, command)
    if done.returncode and running(cluster):
        raise _failure(cluster, "PostgreSQL did not stop", done.stderr)


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
                    _stop_server(cluster)
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
        _stop_server(cluster)


def recreate_database(cluster: Cluster) -> None:
    """Drop the portal's database and make it anew, empty; ClusterError while someone is connected to it."""
    deadline = time.monotonic() + 3
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = :'database'"
    while (sessions := int(psql(cluster, count, {"database": DATABASE}))) > 0:
        if time.monotonic() > deadline:
            raise ClusterError(f"The database is in use ({sessions} connections): stop the other ./run first.")
        time.sleep(0.2)
    psql(cluster, 'DROP DATABASE IF EXISTS :"database"', {"database": DATABASE})
    bootstrap(cluster)


# --- the command -----------------------------------------------------------------------------------------------------


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


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m gisportal.cluster", description="The portal's private PostgreSQL cluster"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("start", help="start the server; it runs until 'stop'")
    actions.add_parser("stop", help="stop the server")
    actions.add_parser("status", help="say where the cluster lies and whether it runs")
    runner = actions.add_parser("exec", help="run a command with the server; the last one to leave stops it")
    runner.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    base = Path(__file__).resolve().parent.parent
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        if options.action == "exec":
            command = options.command[1:] if options.command[:1] == ["--"] else options.command
            if not command:
                parser.error("exec needs a command")
            if os.environ.get("DATABASE_URL"):
                return child.run(command, os.environ)
            with used(base) as cluster:
                return child.run(command, environment(cluster))
        if options.action == "stop":
            stop(base)
            return 0
        cluster = start(base) if options.action == "start" else locate(base)
        print(f"{'running' if running(cluster) else 'stopped'}, data {cluster.data}, socket {cluster.sockets}")
        return 0 if running(cluster) else 3
    except ClusterError as problem:
        print(problem, file=sys.stderr)
        return 1
    except FileNotFoundError as problem:
        print(f"There is no command {problem.filename}.", file=sys.stderr)
        return 127
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
