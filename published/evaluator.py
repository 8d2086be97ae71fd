"""The evaluator of opening hours: texts in the notation of OpenStreetMap become ranges of time.

It is the npm library opening_hours, which knows public and school holidays of the Länder; frontend/opening-hours.mjs
calls it. Each text is answered on a line of its own, so if one of them kills or stalls Node, it is known which.
"""

import hashlib
import json
import logging
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from published.opening import midnight

logger = logging.getLogger(__name__)

SCRIPT = settings.BASE_DIR / "frontend" / "opening-hours.mjs"
LIBRARY = settings.BASE_DIR / "frontend" / "node_modules" / "opening_hours" / "package.json"
MEMORY_MB = 512
# An ordinary text takes some milliseconds of CPU time. Wall time says little: on a busy machine Node waits its turn.
STALL_CPU_S = 10
WAIT_S = 300  # for a Node that does not even compute
LOOK_S = 1
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
MAX_CULPRITS = 20  # texts that end Node, in one run; more are a fault of ours, not of the texts


class EvaluatorFailed(Exception):
    """Why nothing can be evaluated, as one sentence."""


@dataclass(frozen=True)
class Evaluated:
    """What one text says of the asked time: multiranges as PostgreSQL writes them. Every other moment is closed."""

    hours: str
    open: str
    by_appointment: str
    unknown: str
    fault: str = ""


@dataclass(frozen=True)
class Holiday:
    """A day of a public holiday (PH) or of school holidays (SH) in the region's Land."""

    kind: str
    day: date
    name: str


def fingerprint() -> str:
    """Return a text that changes when equal hours could be evaluated otherwise: library, script, region.

    Raises EvaluatorFailed where the library is not installed.
    """
    try:
        parts = [json.loads(LIBRARY.read_text(encoding="utf-8"))["version"], SCRIPT.read_text(encoding="utf-8")]
    except (OSError, ValueError, KeyError):
        raise EvaluatorFailed(f"The library that evaluates opening hours is not in {LIBRARY.parent}.") from None
    region = settings.REGION
    said = [*parts, region.state, region.timezone, *map(str, region.map.center)]
    return f"{parts[0]}.{hashlib.sha256(repr(said).encode()).hexdigest()[:10]}"


def holidays(since: date, until: date) -> list[Holiday]:
    """Return the holidays of the days since (included) to until (excluded). Raises EvaluatorFailed."""
    with _node([], since, until) as node:
        return [Holiday(each["kind"], date.fromisoformat(each["day"]), each["name"]) for each in node.holidays()]


def evaluate(texts: Sequence[str], since: date, until: date) -> Generator[Evaluated]:
    """Yield for each text, in their order, what it says of the days since (included) to until (excluded).

    Days are the region's. A text that ends or stalls Node is unknown throughout, and the rest goes on. Raises
    EvaluatorFailed where Node cannot be started at all, or ends again and again.
    """
    done, culprits = 0, 0
    while done < len(texts):
        with _node(texts[done:], since, until) as node:
            node.holidays()
            while done < len(texts) and (answer := node.answer()) is not None:
                yield Evaluated(hours=texts[done], **answer)
                done += 1
        if done < len(texts):
            culprits += 1
            if culprits > MAX_CULPRITS:
                raise EvaluatorFailed(f"Node ended at {culprits} texts, the last one being {texts[done]!r}.")
            logger.warning("The opening hours %r cannot be evaluated: they end or stall Node.", texts[done])
            always = f"{{[{midnight(since).isoformat()},{midnight(until).isoformat()})}}"
            yield Evaluated(texts[done], "{}", "{}", always, "ends or stalls the evaluator")
            done += 1


class _Node:
    """A run of the script; its answers are read as they come."""

    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self._process, self._errors = process, errors
        self._unread = b""

    def holidays(self) -> list[dict[str, str]]:
        """Return the first answer. Raises EvaluatorFailed if there is none."""
        answer = self.answer()
        if answer is None:
            raise EvaluatorFailed(f"Node cannot evaluate them: {self._last_words()}")
        return answer["holidays"]

    def answer(self) -> dict[str, Any] | None:
        """Return the next answer; None if the script has ended, or computes for too long without one."""
        assert self._process.stdout is not None
        descriptor, began = self._process.stdout.fileno(), time.monotonic()
        cpu_before_s = None
        while b"\n" not in self._unread:
            is_ready, _, _ = select.select([descriptor], [], [], LOOK_S)
            if is_ready:
                more = os.read(descriptor, 1 << 20)
                if not more:
                    return None
                self._unread += more
                continue
            cpu_s = self._cpu_seconds()
            cpu_before_s = cpu_s if cpu_before_s is None else cpu_before_s
            if cpu_s - cpu_before_s > STALL_CPU_S or time.monotonic() - began > WAIT_S:
                return None
        line, _, self._unread = self._unread.partition(b"\n")
        return json.loads(line)

    def _cpu_seconds(self) -> float:
        """Return the CPU time that Node has used (proc(5): utime and stime, after the name of the program)."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0  # it has just ended; the next look finds the end of its answers
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def _last_words(self) -> str:
        """Return the line in which Node says what went wrong, else how it ended."""
        self._process.kill()
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read(100_000).decode(errors="replace").splitlines()
        said = [line.strip() for line in lines if "Error" in line]
        return said[0] if said else f"it ended without a word (exit code {code})."


@contextmanager
def _node(texts: Sequence[str], since: date, until: date) -> Iterator[_Node]:
    """Start the script for these texts, which lie in a file; stop it at the end of the block, whatever it does."""
    lon, lat = settings.REGION.map.center
    where = {"state": settings.REGION.state, "lon": lon, "lat": lat, "from": str(since), "until": str(until)}
    # It gets the time zone and nothing else of our environment: there are passwords in it.
    environment = {"TZ": settings.REGION.timezone, "PATH": os.environ.get("PATH", os.defpath)}
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as errors:
        asked.write("".join(f"{json.dumps(each)}\n" for each in (where, *texts)).encode())
        asked.seek(0)
        command = [settings.NODE, f"--max-old-space-size={MEMORY_MB}", str(SCRIPT)]
        try:
            process = subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE, stderr=errors, env=environment)
        except OSError as problem:
            raise EvaluatorFailed(f"Node ({settings.NODE}) cannot be started: {problem.strerror}.") from None
        with process:
            try:
                yield _Node(process, errors)
            finally:
                process.kill()
