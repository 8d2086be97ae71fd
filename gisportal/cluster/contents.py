"""What the private cluster is made of: folders, data directory, configuration, roles and databases."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from pathlib import Path

from gisportal.cluster.place import PORT, Cluster, ClusterError
from gisportal.cluster.programs import as_owner, failure, psql, write

DATABASE = "gisportal"
TEMPLATE = "template_postgis"
OWNER_ROLE = "gisportal"
ROLES = ("postgres", OWNER_ROLE, "gisportal_public", "gisportal_staff")
BOOTSTRAP = Path(__file__).resolve().parent.parent / "sql" / "bootstrap.sql"
HEAD = "# Written by gisportal/cluster/contents.py at each start.\n"


def make_folder(cluster: Cluster, folder: Path) -> None:
    """Make a folder that only the cluster's account may enter, or verify that an existing one is just that."""
    if os.geteuid() == 0 and folder.parent.stat().st_uid != cluster.uid:
        with contextlib.suppress(OSError):  # what stands there instead is judged below
            folder.mkdir(mode=0o700)
            os.chown(folder, cluster.uid, cluster.gid)
    else:
        as_owner(cluster, ["mkdir", "-m", "700", folder])
    found = folder.lstat() if os.path.lexists(folder) else None
    if found is None or not stat.S_ISDIR(found.st_mode):
        raise ClusterError(f"{folder} could not be made: is the disk full or the folder above it closed?")
    if found.st_uid != cluster.uid or stat.S_IMODE(found.st_mode) & 0o077:
        raise ClusterError(
            f"{folder} must belong to the user {cluster.user} and be closed to others (mode 0700): "
            "it belongs to another user or stands open; remove it or start as its owner."
        )


def require_space(cluster: Cluster, needed: int) -> None:
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


def initialise(cluster: Cluster, bin_dir: Path) -> None:
    """Make the data directory; a half-made one of a killed earlier start is thrown away first."""
    fresh = cluster.home / "data.new"
    as_owner(cluster, ["rm", "-rf", "--one-file-system", fresh])
    command: list[str | Path] = [bin_dir / "initdb", "--pgdata", fresh, "--username", "postgres", "--encoding", "UTF8"]
    # ICU's root collation sorts German as a dictionary does, the same on every machine; libc's C.UTF-8 puts Ä after Z.
    command += ["--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "und"]
    command += ["--auth", "peer", "--data-checksums", "--no-instructions"]
    done = as_owner(cluster, command)
    if done.returncode:
        as_owner(cluster, ["rm", "-rf", "--one-file-system", fresh])
        raise failure(cluster, "The database cluster could not be made", done.stderr)
    moved = as_owner(cluster, ["mv", "-T", fresh, cluster.data])
    if moved.returncode:
        raise failure(cluster, "The database cluster could not be put in place", moved.stderr)


def _settings(cluster: Cluster) -> str:
    """postgresql.conf: a small machine, a Unix socket, and logs without what people typed."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    shared_mb = max(64, min(512, memory // 4 >> 20))
    quoted = str(cluster.sockets).replace('"', '""').replace("'", "''")
    return f"""{HEAD}listen_addresses = ''
port = {PORT}
unix_socket_directories = '"{quoted}"'
unix_socket_permissions = 0700
max_connections = 100
client_connection_check_interval = 1s
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
    return HEAD + "\n".join(lines) + "\n"


def configure(cluster: Cluster) -> None:
    """Write the three configuration files of the server."""
    write(cluster, cluster.data / "postgresql.conf", _settings(cluster))
    write(cluster, cluster.data / "pg_hba.conf", HEAD + "local all all peer map=portal\n")
    write(cluster, cluster.data / "pg_ident.conf", _ident_map(cluster))


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
