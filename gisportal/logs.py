"""What may reach a log: that something went wrong and where in the code, never what a visitor looked for or at.

Django's own messages carry the path, and the message of an exception may carry a value that was typed in.
"""

import logging
import traceback
from types import TracebackType

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)  # as logging has it


class DiscreetFormatter(logging.Formatter):
    """Name the kind of an exception and the lines of code that led to it, without its message."""

    def formatException(self, ei: ExceptionInfo) -> str:
        """Return the frames and the type's name; chained exceptions each in turn, the first cause first."""
        told: list[str] = []
        error = ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__)).rstrip()
            told.insert(0, f"{frames}\n{type(error).__module__}.{type(error).__qualname__}".lstrip("\n"))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(told)


class WithoutPath(logging.Filter):
    """Take the path out of what Django says of a request: «Internal Server Error: /karte/…» becomes its first part.

    Refusals (4xx) are the visitor's business and are not logged at all.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the record is kept; it is, without its path, if the fault is ours."""
        if record.levelno < logging.ERROR:
            return False
        record.msg, record.args = record.getMessage().partition(":")[0], ()
        return True
