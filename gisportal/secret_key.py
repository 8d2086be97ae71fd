"""The signing key of an installation that was given none: made once, kept in a file only its owner can read."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

KEY_BYTES = 50


def secret_key(var: Path) -> str:
    """The key in ``var/secret_key``, which is made at the first call. Two first calls at once get the same key."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=var)  # with mode 0600
        with open(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename it never replaces the key of a process that was faster
        os.unlink(draft)
    return path.read_text().strip()
