"""One server under load, with the CPU time that it and PostgreSQL took for it."""

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.serving.load import Load, drive
from bench.serving.servers import Server

CONNECTIONS = 16
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Meter:
    """A server, and the process above all of PostgreSQL's."""

    server: Server
    postmaster_pid: int

    def drive(self, paths: Iterator[str], seconds: float | None = None) -> Load:
        """Ask for the paths until they or the seconds are used up."""
        web, database = cpu_seconds(self.server.pid), cpu_seconds(self.postmaster_pid)
        load = drive(self.server.port, paths, connections=CONNECTIONS, seconds=seconds)
        load.web_cpu_s = cpu_seconds(self.server.pid) - web
        load.database_cpu_s = cpu_seconds(self.postmaster_pid) - database
        return load


class Neighbours:
    """How much of the machine others take while the benchmark runs: rates are worth less the more it is."""

    def __init__(self, *roots: int) -> None:
        self.roots = (*roots, os.getpid())
        self.begun = time.monotonic()
        self.machine, self.own = _machine_seconds(), self._own()

    def share(self) -> float:
        """Return the part of all cores, from 0 to 1, that went to others since the beginning."""
        others = (_machine_seconds() - self.machine) - (self._own() - self.own)
        return max(0.0, others / (time.monotonic() - self.begun) / (os.cpu_count() or 1))

    def _own(self) -> float:
        # The servers are children of this process, PostgreSQL is not.
        return sum(cpu_seconds(root) for root in self.roots)


def cpu_seconds(root: int) -> float:
    """Return user and system time of a process and all below it, those that have ended included."""
    times: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                fields = _stat(name)
                times[int(name)] = sum(map(int, fields[11:15]))
                children.setdefault(int(fields[1]), []).append(int(name))
    total, left = 0, [root]
    while left:
        pid = left.pop()
        total += times.get(pid, 0)
        left += children.get(pid, [])
    return total / TICKS


def _stat(pid: str) -> Sequence[str]:
    """Return the fields of /proc/PID/stat (proc(5)) after the name of the program, which may hold anything."""
    text = Path(f"/proc/{pid}/stat").read_text()
    return text[text.rindex(")") + 2 :].split()


def _machine_seconds() -> float:
    """Return the CPU time that all processes have used, and what the host of a virtual machine took from it."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS
