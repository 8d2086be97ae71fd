"""Child processes of the command line tools: none outlives its parent, each gets the chance to end in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

END_SECONDS = 15
PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with_parent() -> None:
    """Between fork and exec: ask the kernel for SIGTERM when the parent dies, even by kill -9."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command: Sequence[str], env: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches the parent alone, which ends its children in order."""
    return subprocess.Popen(
        list(command), env=dict(env), cwd=folder, start_new_session=True, preexec_fn=end_with_parent
    )


def end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End children by SIGTERM, and those that have not ended in time by force."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + END_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def run(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a child in the foreground, pass signals on to it, and return its exit code as a shell would.

    Raises OSError when the command cannot be started.
    """
    child = subprocess.Popen(list(command), env=dict(env), preexec_fn=end_with_parent)
    # Ctrl-C reaches the child by itself: the terminal signals the whole group.
    signal.signal(signal.SIGINT, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: child.send_signal(received))
    code = child.wait()
    return 128 - code if code < 0 else code
