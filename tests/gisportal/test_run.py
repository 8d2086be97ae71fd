"""The two commands: what is refused before anything changes, and how serving begins and ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ["run", "test", ".ci/run", "gisportal/setup.sh"]
WAIT_SECONDS = 60
ELSEWHERE = {f"{name}DATABASE_URL": "postgis://elsewhere/x" for name in ("", "PUBLISHED_", "STAFF_")}

# gisportal.launch as it is, but for the database and the two programs that it starts.
LAUNCH = """
import sys
import tempfile
from gisportal import launch
launch.web_command = lambda port: [sys.executable, "-m", "http.server", "--bind", launch.HOST, str(port)]
launch.worker_command = lambda: sys.argv[2:]
launch.prepare = lambda env, data: print("prepared", flush=True)
sys.exit(launch.main(["--region", "wuerzburg", "--port", sys.argv[1]]))
"""


@pytest.fixture
def port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number


def without_database(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")} | more


def refused(*arguments: str, cwd: Path = ROOT, **more: str) -> str:
    """The one line with which ./run refuses."""
    env = without_database(**more)
    done = subprocess.run([ROOT / "run", *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


@contextmanager
def launched(port: int, *worker: str) -> Iterator[subprocess.Popen[str]]:
    """The launcher with a stand-in for the portal, from when the page answers."""
    child = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, str(port), *worker],
        cwd=ROOT,
        env=without_database(**ELSEWHERE),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "prepared\n"
        assert f"http://127.0.0.1:{port}/" in child.stdout.readline()
        yield child
        child.kill()


def both_children_of(process_id: int) -> list[int]:
    """The web server and the worker, which starts after the first answer."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
        if len(found) == 2:
            return [int(each) for each in found]
        time.sleep(0.05)
    raise AssertionError("the worker has not started")


def all_end(process_ids: list[int]) -> bool:
    """Whether processes are gone, or dead and only waiting to be noticed, within the time allowed."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        states = [path.read_text().rsplit(")", 1)[1].split()[0] for path in _stat_files(process_ids)]
        if set(states) <= {"Z"}:
            return True
        time.sleep(0.05)
    return False


def _stat_files(process_ids: list[int]) -> list[Path]:
    return [path for each in process_ids if (path := Path(f"/proc/{each}/stat")).exists()]


# --- the scripts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_are_executable_and_parse(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_shellcheck_has_nothing_to_say() -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    done = subprocess.run(["shellcheck", *SCRIPTS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["run", "test"])
def test_help_changes_nothing(command: str) -> None:
    done = subprocess.run([ROOT / command, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"usage: ./{command}")


# --- what ./run refuses before it changes anything --------------------------------------------------------------------


def test_an_unknown_option_is_named() -> None:
    assert refused("--wipe") == "There is no option '--wipe'; ./run --help tells which there are."
    assert refused("--port") == "--port needs a value; ./run --help tells more."


@pytest.mark.parametrize("region", ["nowhere", "../fixtures/wuerzburg", ""])
def test_an_unknown_region_is_answered_with_those_there_are(region: str) -> None:
    assert "heidelberg wuerzburg" in refused("--region", region)
    assert "heidelberg wuerzburg" in refused(f"--region={region}")


@pytest.mark.parametrize("port", ["0", "65536", "80a", "-1", "", "8000000000000000000000"])
def test_a_port_must_be_one(port: str) -> None:
    assert refused("--port", port) == f"The port must be a number from 1 to 65535, not '{port}'."


def test_a_port_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert refused("--port", str(port)).startswith(f"Port {port} is in use")


def test_a_missing_data_folder_is_named_as_the_caller_meant_it(tmp_path: Path) -> None:
    assert refused("--data", "nicht da", cwd=tmp_path) == f"There is no folder {tmp_path}/nicht da to read data from."


def test_reset_never_touches_a_database_of_others() -> None:
    assert "never empties" in refused("--reset", **ELSEWHERE)


def test_a_relative_var_is_refused(port: int) -> None:
    assert refused("--port", str(port), GISPORTAL_VAR="var") == "GISPORTAL_VAR must be an absolute path, not 'var'."


# --- serving ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_in_order(port: int, number: signal.Signals) -> None:
    with launched(port, "sleep", "300") as child:
        children = both_children_of(child.pid)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
        child.send_signal(number)
        assert child.wait(WAIT_SECONDS) == 0
        assert all_end(children)


def test_kill_9_leaves_no_children_behind(port: int) -> None:
    with launched(port, "sleep", "300") as child:
        children = both_children_of(child.pid)
        child.kill()
        child.wait()
        assert all_end(children)


def test_a_worker_that_ends_ends_everything(port: int) -> None:
    with launched(port, "sleep", "2") as child:
        children = both_children_of(child.pid)
        assert child.wait(WAIT_SECONDS) == 1
        assert child.stderr is not None
        assert "The worker has ended by itself (exit code 0), so everything stops." in child.stderr.read()
        assert all_end(children)


def launch_refused(port: int, **more: str) -> str:
    """The one line with which the launcher refuses, before the database is prepared."""
    line = [sys.executable, "-c", LAUNCH, str(port), "true"]
    done = subprocess.run(line, cwd=ROOT, env=without_database(**more), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


def test_a_port_that_is_taken_meanwhile_is_refused_too() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))  # taken, though nobody listens yet
        port = listener.getsockname()[1]
        assert launch_refused(port, **ELSEWHERE).startswith(f"Port {port} is in use")


def test_one_database_address_alone_is_not_enough(port: int) -> None:
    sentence = launch_refused(port, DATABASE_URL="postgis://elsewhere/x", STAFF_DATABASE_URL="postgis://elsewhere/x")
    assert sentence.startswith("DATABASE_URL is set, so PUBLISHED_DATABASE_URL must be set too")


# --- the portal itself -----------------------------------------------------------------------------------------------


@contextmanager
def portal(var: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The real portal with a database of its own, from when it says that its page answers with 200."""
    line = [sys.executable, "-m", "gisportal.launch", "--region", "wuerzburg", "--port", str(port), *options]
    env = without_database(GISPORTAL_VAR=str(var))
    with subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            assert any(f"http://127.0.0.1:{port}/  (" in line for line in child.stdout), "it has ended"
            yield child
        finally:
            child.terminate()


@pytest.mark.long
def test_the_portal_starts_empty_starts_again_after_kill_9_and_stops_its_database(port: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="gisportal-", dir="/var/tmp"))
    folder.chmod(0o755)
    status = [sys.executable, "-m", "gisportal.cluster", "status"]
    try:
        with portal(folder, port) as first:
            children = both_children_of(first.pid)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                assert "Würzburg" in answer.read().decode()
            first.kill()
        assert all_end(children)
        env = without_database(GISPORTAL_VAR=str(folder))
        assert subprocess.run(status, cwd=ROOT, env=env, check=False, capture_output=True).returncode == 0
        with portal(folder, port) as second:
            second.send_signal(signal.SIGINT)
            assert second.wait(WAIT_SECONDS) == 0
        assert subprocess.run(status, cwd=ROOT, env=env, check=False, capture_output=True).returncode == 3
    finally:
        stop = [sys.executable, "-m", "gisportal.cluster", "stop"]
        subprocess.run(stop, cwd=ROOT, env=without_database(GISPORTAL_VAR=str(folder)), check=False)
        shutil.rmtree(folder)
