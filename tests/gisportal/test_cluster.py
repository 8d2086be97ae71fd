"""The private cluster: who gets in, who stops it, and what it makes of the remains of a killed one.

Each test has a `var` of its own, so the developer's own server is never touched.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from gisportal import cluster
from gisportal.cluster import contents, place, programs, users

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0
WAIT_SECONDS = 20


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A `var` with a stopped cluster in it, from which the tests take copies."""
    with own_var() as var:
        assert command(var, "exec", "--", "true").returncode == 0
        yield var


@pytest.fixture(scope="module")
def running(template: Path) -> Iterator[Path]:
    """A `var` whose server runs for all tests that change nothing outside their own database objects."""
    with own_var() as folder:
        subprocess.run(["cp", "-a", template / "cluster", folder], check=True)
        assert command(folder, "start").returncode == 0
        yield folder


@pytest.fixture
def var(template: Path) -> Iterator[Path]:
    """A `var` of one's own with a stopped cluster."""
    with own_var() as folder:
        subprocess.run(["cp", "-a", template / "cluster", folder], check=True)
        yield folder


@contextmanager
def own_var() -> Iterator[Path]:
    """An empty `var` that the user postgres may enter; afterwards server and folder are gone."""
    folder = Path(tempfile.mkdtemp(prefix="gisportal-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        command(folder, "stop")
        shutil.rmtree(folder)


def environment(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("PG")}
    return kept | {"GISPORTAL_VAR": str(var)}


def command(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line of the cluster to its end."""
    line = [sys.executable, "-m", "gisportal.cluster", *arguments]
    return subprocess.run(line, cwd=ROOT, env=environment(var), capture_output=True, text=True, check=False)


@contextmanager
def using(var: Path, script: str) -> Iterator[subprocess.Popen[str]]:
    """`exec -- sh -c SCRIPT` in the background, from when the script says `ready` until the end of the block."""
    line = [sys.executable, "-m", "gisportal.cluster", "exec", "--", "sh", "-c", script]
    with subprocess.Popen(line, cwd=ROOT, env=environment(var), stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        yield child
        child.terminate()


def psql(var: Path, statement: str, role: str = "gisportal") -> str:
    """What a statement answers in the portal's database; for the developer's own eyes the error follows."""
    done = command(var, "exec", "--", "psql", "-X", "-A", "-t", "-U", role, "-c", statement)
    return done.stdout.strip() or done.stderr.strip()


def is_running(var: Path) -> bool:
    return command(var, "status").returncode == 0


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The single line on which a refused command ends."""
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


def ends(process_id: int) -> bool:
    """Whether a process is gone within the time allowed."""
    deadline = time.monotonic() + WAIT_SECONDS
    while Path(f"/proc/{process_id}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not Path(f"/proc/{process_id}").exists()


def server_of(var: Path) -> int:
    return int((var / "cluster" / "data" / "postmaster.pid").read_text().split()[0])


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_the_server_listens_on_its_socket_only_and_trusts_nobody(running: Path) -> None:
    assert psql(running, "SHOW listen_addresses") == ""
    rules = psql(running, "SELECT DISTINCT type, auth_method, options FROM pg_hba_file_rules", role="postgres")
    assert rules == "local|peer|{map=portal}"


def test_readers_may_neither_create_nor_make_temporary_tables(running: Path) -> None:
    assert "permission denied to create temporary tables" in psql(running, "CREATE TEMP TABLE x ()", "gisportal_public")
    assert "permission denied for schema public" in psql(running, "CREATE TABLE x ()", "gisportal_staff")


def test_new_functions_of_the_owner_are_closed_to_readers(running: Path) -> None:
    assert psql(running, "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'") == "CREATE FUNCTION"
    assert "permission denied for function f" in psql(running, "SELECT f()", "gisportal_public")


def test_the_owner_copies_the_template_without_being_superuser(running: Path) -> None:
    assert psql(running, "CREATE DATABASE copy TEMPLATE template_postgis") == "CREATE DATABASE"
    rights = psql(running, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'gisportal'")
    assert rights == "f|t"


def test_german_names_sort_as_in_a_dictionary(running: Path) -> None:
    ordered = psql(running, "SELECT string_agg(n, ' ' ORDER BY n) FROM unnest('{Zell,Öd,Aub,Ältheim,ob}'::text[]) n")
    assert ordered == "Ältheim Aub ob Öd Zell"


@pytest.mark.skipif(not AS_ROOT, reason="needs root to act as another account")
def test_another_account_does_not_get_in(running: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    sockets = running / "cluster" / "socket"
    for opened in (sockets.parent, sockets, sockets / ".s.PGSQL.5432"):
        opened.chmod(0o777)  # even then
    asked = subprocess.run(
        ["psql", "-X", "-h", sockets, "-U", "gisportal", "-c", "SELECT 1"],
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Peer authentication failed for user "gisportal"' in asked.stderr


# --- who stops it ----------------------------------------------------------------------------------------------------


def test_the_last_to_leave_stops_the_server(var: Path) -> None:
    with using(var, "echo ready; exec sleep 300") as first:
        assert command(var, "exec", "--", "true").returncode == 0
        assert is_running(var)
        first.send_signal(signal.SIGTERM)
        assert first.wait() == 128 + signal.SIGTERM
    assert not is_running(var)


def test_a_server_that_was_started_stays_until_it_is_stopped(var: Path) -> None:
    assert command(var, "start").returncode == 0
    assert command(var, "exec", "--", "true").returncode == 0
    assert is_running(var)
    assert command(var, "stop").returncode == 0
    assert not is_running(var)


def test_the_exit_code_of_the_command_is_passed_on(var: Path) -> None:
    assert command(var, "exec", "--", "sh", "-c", "exit 7").returncode == 7
    assert command(var, "exec", "--", "no-such-command").returncode == 127
    assert not is_running(var)


def test_kill_9_takes_the_command_along_and_the_next_user_stops_the_server(var: Path) -> None:
    with using(var, "echo ready; exec sleep 300") as killed:
        (sleeper,) = Path(f"/proc/{killed.pid}/task/{killed.pid}/children").read_text().split()
        killed.kill()
    assert ends(int(sleeper))
    assert is_running(var)
    assert psql(var, "SELECT 1") == "1"
    assert not is_running(var)


def test_another_database_is_left_to_itself(var: Path) -> None:
    env = environment(var) | {"DATABASE_URL": "postgis://elsewhere/x"}
    line = [sys.executable, "-m", "gisportal.cluster", "exec", "--", "sh", "-c", "echo ${PGHOST-none}"]
    done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.stdout == "none\n"
    assert not is_running(var)


# --- what a killed one leaves behind ---------------------------------------------------------------------------------


def test_a_killed_server_is_started_again_though_its_number_belongs_to_a_stranger(var: Path) -> None:
    assert command(var, "start").returncode == 0
    assert psql(var, "CREATE TABLE kept AS SELECT 42 AS answer") == "SELECT 1"
    server = server_of(var)
    os.kill(server, signal.SIGKILL)
    assert ends(server)
    pid_file = var / "cluster" / "data" / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    stranger = subprocess.Popen(["sleep", "300"])
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        assert psql(var, "SELECT answer FROM kept") == "42"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_data_folder_is_thrown_away() -> None:
    with own_var() as var:
        assert command(var, "status").returncode == 3
        half = var / "cluster" / "data.new"
        half.mkdir(parents=True)
        (half / "PG_VERSION").write_text("15\n")
        owner = pwd.getpwnam("postgres") if AS_ROOT else pwd.getpwuid(os.geteuid())
        for path in (var / "cluster", half, half / "PG_VERSION"):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        (var / "cluster").chmod(0o700)
        assert psql(var, "SELECT 1") == "1"
        assert not half.exists()


def test_a_set_up_that_was_cut_off_before_the_roles_is_finished(var: Path) -> None:
    assert psql(var, "DROP DATABASE template_postgis WITH (FORCE)", "postgres").startswith("ERROR")  # it is a template
    statement = "ALTER DATABASE template_postgis IS_TEMPLATE false"
    assert psql(var, statement, "postgres") == "ALTER DATABASE"
    assert psql(var, "DROP DATABASE template_postgis", "postgres") == "DROP DATABASE"
    assert psql(var, "SELECT datistemplate FROM pg_database WHERE datname = 'template_postgis'") == "t"


def test_data_of_another_version_are_named_and_left_alone(var: Path) -> None:
    version = var / "cluster" / "data" / "PG_VERSION"
    version.write_text("9\n")
    sentence = one_sentence(command(var, "exec", "--", "true"))
    assert "were made by PostgreSQL 9" in sentence
    assert "postgresql-9-postgis-3" in sentence
    assert version.read_text() == "9\n"


def test_a_folder_of_someone_else_is_refused(var: Path) -> None:
    (var / "cluster").chmod(0o755)
    sentence = one_sentence(command(var, "start"))
    assert "must belong to the user" in sentence
    (var / "cluster").chmod(0o700)


def test_a_var_that_cannot_be_made_is_one_sentence() -> None:
    sentence = one_sentence(command(Path("/proc/nowhere"), "start"))
    assert "cannot be written" in sentence


# --- emptying it -----------------------------------------------------------------------------------------------------


def test_recreating_the_database_disturbs_nobody(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GISPORTAL_VAR", str(var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert command(var, "start").returncode == 0
    assert psql(var, "CREATE TABLE old ()") == "CREATE TABLE"
    with using(var, """exec psql -qAt -c "SELECT 'ready'" -c "SELECT pg_sleep(300)" """):
        monkeypatch.setattr(users, "SESSION_SECONDS", 0)
        with pytest.raises(cluster.ClusterError, match="in use"):
            cluster.recreate_database(cluster.locate(ROOT))
        assert psql(var, "SELECT to_regclass('old')") == "old"
    monkeypatch.setattr(users, "SESSION_SECONDS", WAIT_SECONDS)
    cluster.recreate_database(cluster.locate(ROOT))
    assert psql(var, "SELECT to_regclass('old') IS NULL") == "t"


# --- where it lies ---------------------------------------------------------------------------------------------------


def test_the_socket_folder_is_known_without_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GISPORTAL_VAR", raising=False)
    (tmp_path / "checkout").mkdir()
    first = cluster.socket_dir(tmp_path / "checkout")
    assert first == cluster.socket_dir(tmp_path / "checkout")
    assert list((tmp_path / "checkout").iterdir()) == []


def test_a_long_path_gets_a_short_socket_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Path("/var/tmp") / ("ü" * 60)
    monkeypatch.setenv("GISPORTAL_VAR", str(long))
    sockets = cluster.socket_dir(ROOT)
    assert sockets.parent == Path("/tmp")
    assert len(os.fsencode(sockets / ".s.PGSQL.5432")) <= place.SOCKET_PATH_LIMIT
    monkeypatch.setenv("GISPORTAL_VAR", str(long) + "x")
    assert cluster.socket_dir(ROOT) != sockets


def test_a_checkout_closed_to_postgres_puts_the_data_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("GISPORTAL_VAR", str(closed / "var"))
    home = cluster.locate(ROOT).home
    assert home.parent == (place.FALLBACK_HOME if AS_ROOT else closed / "var")


@pytest.mark.parametrize(
    ("mode", "uid", "gid", "enters"),
    [(0o700, 101, 0, True), (0o077, 101, 0, False), (0o070, 0, 102, True), (0o707, 0, 102, False), (0o701, 0, 0, True)],
)
def test_entering_is_judged_by_the_first_class_that_fits(
    mode: int, uid: int, gid: int, enters: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SimpleNamespace(st_mode=mode, st_uid=uid, st_gid=gid)
    monkeypatch.setattr(Path, "stat", lambda self: found)
    account = pwd.struct_passwd(("postgres", "x", 101, 102, "", "/", "/bin/sh"))
    assert place._may_enter(Path("/srv/var"), account) is enters


# --- sentences -------------------------------------------------------------------------------------------------------


def test_too_little_space_is_told_before_anything_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GISPORTAL_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=300 << 20))
    with pytest.raises(cluster.ClusterError, match=r"Only 300 MB are free .* 1024 MB are needed"):
        cluster.start(ROOT)
    assert not (tmp_path / "var" / "cluster").exists()


def test_a_full_disk_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    where = cluster.locate(ROOT)
    sentence = str(programs.failure(where, "x", 'FATAL: could not write "postmaster.pid": No space left on device'))
    assert sentence.startswith("The disk with")
    assert str(programs.failure(where, "It failed", "LOG: a\nFATAL: b\nLOG: c")) == "It failed: FATAL: b"


def test_without_postgis_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "BINARIES", tmp_path)
    with pytest.raises(cluster.ClusterError, match="apt-get install postgresql-postgis"):
        programs.binaries(cluster.locate(ROOT))


def test_the_bootstrap_changes_nothing_the_second_time(running: Path) -> None:
    private = {"database": contents.DATABASE, "private": "yes"}
    state = (
        "SELECT md5(string_agg(x, '')) FROM (SELECT datname || datacl::text || datistemplate FROM pg_database"
        " WHERE datname ~ 'gisportal|template_postgis' UNION ALL SELECT rolname || rolsuper || rolcreatedb"
        " FROM pg_roles UNION ALL SELECT extname FROM pg_extension UNION ALL SELECT defaclacl::text FROM pg_default_acl"
        " ORDER BY 1) AS s (x)"
    )
    before = psql(running, state)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GISPORTAL_VAR", str(running))
        where = cluster.locate(ROOT)
        programs.psql(where, contents.BOOTSTRAP.read_text(), private)
        programs.psql(
            where, contents.BOOTSTRAP.read_text(), private | {"database": contents.TEMPLATE, "template": "yes"}
        )
    assert psql(running, state) == before
