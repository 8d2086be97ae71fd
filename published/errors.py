"""The small family of errors, and the one table that gives each its HTTP status."""


class PortalError(Exception):
    """What the portal refuses, with a sentence that a reader can act on. Never carries SQL, a path or a stack."""

    status = 500

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadParameter(PortalError):
    """A parameter of the request cannot be understood."""

    status = 400


class NotPublished(PortalError):
    """There is nothing public under this address; says the same for what is hidden and what never was."""

    status = 404


class ReadOnly(PortalError):
    """Something was to be written where there is nothing to write."""

    status = 405


class Conflict(PortalError):
    """Somebody else changed the entry since it was read."""

    status = 409


class Refused(PortalError):
    """A rule of the domain forbids the write."""

    status = 422


class NotReady(PortalError):
    """What the answer is computed from has not been imported yet."""

    status = 503


class TooMany(PortalError):
    """Somebody asks for more than one may within a while."""

    status = 429
