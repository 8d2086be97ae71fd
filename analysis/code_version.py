"""Which code computes: a part of every run and receipt."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

# What decides the numbers of a result: the methods, the network's rules, and the libraries below them.
DECIDING = ("analysis", "network")
SUFFIXES = {".py", ".toml"}
LOCK_FILE = "requirements.lock"


@cache
def code_version() -> str:
    """Return a hash of the code of these rooms and of the lock file; equal for equal checkouts on every host."""
    found = hashlib.sha256()
    for path in sorted(_deciding_files(settings.BASE_DIR)):
        found.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _deciding_files(base: Path) -> list[Path]:
    rooms = [path for room in DECIDING for path in (base / room).rglob("*") if path.suffix in SUFFIXES]
    return [*(path for path in rooms if "migrations" not in path.parts), base / LOCK_FILE]
