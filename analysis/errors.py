"""What a run can end with, beside its result."""

from published.errors import Conflict, NotPublished, PortalError, Refused


class Cancelled(Exception):
    """Somebody cancelled the run; its work stops at the next look."""


class NoSuchRun(NotPublished):
    """There is no run under this address, or it is not for whoever asks."""


class NotReady(Conflict):
    """The run has no result yet."""


class NotAllowed(PortalError):
    """Whoever asks lacks the role for it."""

    status = 403


class NoWay(Refused):
    """From there no way leads on the network, or none between the two positions."""
