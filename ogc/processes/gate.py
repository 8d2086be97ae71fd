"""How many answers are computed at once while somebody waits; the others wait a little, or come again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from published.errors import TooMany

AT_ONCE = 2
PATIENCE_S = 5.0

_free = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def gate() -> Iterator[None]:
    """Let one in. Raises TooMany where nobody leaves within PATIENCE_S. Nothing is noted of anybody."""
    if not _free.acquire(timeout=PATIENCE_S):
        raise TooMany(_("Gerade rechnen hier viele. Versuchen Sie es in ein paar Sekunden noch einmal."))
    try:
        yield
    finally:
        _free.release()
