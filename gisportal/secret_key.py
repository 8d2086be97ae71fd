"""The signing key of an installation that was given none: made once, kept in a file only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_BYTES = 50


def secret_key(var: Path) -> str:
    """The key in ``var/secret_key``, which is made at the first call. Two first calls at once get the same key."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        draft = var / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(KEY_BYTES))
        try:
            os.link(draft, path)  # unlike a rename it never replaces the key of a process that was faster
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
