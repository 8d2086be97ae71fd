"""Who asks: the person of an access token, or for reading that of a session, or nobody known."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.services import holder_of
from ogc.processes.errors import UnknownToken

READING = ("GET", "HEAD")


def asker_of(request: HttpRequest) -> Person | AnonymousUser:
    """Return who asks. A cookie only reads: what another site makes a browser send can then change nothing.

    Raises UnknownToken for a token that is not valid, rather than answering as if there were none.
    """
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        person = holder_of(secret.strip()) if scheme.lower() == "bearer" else None
        if person is None:
            raise UnknownToken(_("Dieser Zugangsschlüssel gilt nicht oder nicht mehr."))
        return person
    if request.method in READING and isinstance(request.user, Person):
        return request.user
    return AnonymousUser()
