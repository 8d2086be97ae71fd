"""What is asked of the map: by GET what may stand in an address, by POST also what may not.

A search word, a position and an address of a person must be in no address, log or cache. They travel in the body of a
POST that changes nothing; all the rest is the same in both.
"""

from collections.abc import Iterable

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from published.errors import BadParameter

# What says who asks, or what about. The radius says nothing by itself, but is nothing without its middle.
PRIVATE = ("q", "near", "radius", "address")
# Parameters of the page itself; the filter of entries does not know them.
PAGE_PARAMETERS = ("map", "look", "page", "sort", "address", "without", "minutes", "by")
EVERYTHING = "all"
KEPT_BY_A_RESET = ("layers", "map", "look", "sort")


def asked_of(request: HttpRequest) -> QueryDict:
    """Return what is asked, after what is to be left out (`without`) has been. Raises BadParameter."""
    given = request.POST if request.method == "POST" else request.GET
    query = given.copy()
    for name in given:
        # A form sends its empty fields as well: they must not outdo a value of the same name.
        query.setlist(name, [value for value in given.getlist(name) if value] or [""])
    for wish in query.pop("without", []):
        _leave_out(query, wish)
    if not query.get("minutes"):  # how one travels matters only for how long
        query.pop("by", None)
    if not (query.get("near") or query.get("address")):
        query.pop("radius", None)
        if not query.get("q"):  # without a position or words there is one order alone
            query.pop("sort", None)
    return query


def is_private(query: QueryDict) -> bool:
    """Say whether anything is asked that may stand in no address."""
    return any(query.get(name) for name in PRIVATE)


def public_part(query: QueryDict, *, leaving_out: Iterable[str] = ()) -> QueryDict:
    """Return what may stand in an address, one parameter a name with its values joined by commas, blanks left out.

    `layers` stays even if it is blank: no parameter at all means the topics of the start page.
    """
    part = QueryDict(mutable=True)
    for name in query:
        values = ",".join(value for value in query.getlist(name) if value)
        if name not in (*PRIVATE, *leaving_out) and (values or name == "layers"):
            part[name] = values
    return part


def _leave_out(query: QueryDict, wish: str) -> None:
    """Leave out one wish, `name:value` or all values of `name`; `all` leaves nothing but topics and view."""
    name, _colon, value = wish.partition(":")
    if wish == EVERYTHING:
        for each in [each for each in query if each not in KEPT_BY_A_RESET]:
            del query[each]
    elif name not in query:
        return
    elif not value:
        del query[name]
    else:
        kept = [part for text in query.getlist(name) for part in text.split(",") if part != value]
        query.setlist(name, kept)


def refuse_unknown(query: QueryDict, known: Iterable[str]) -> None:
    """Raise BadParameter for a parameter that a page does not know."""
    for name in query:
        if name not in known:
            raise BadParameter(_("Den Parameter „%(name)s“ gibt es hier nicht.") % {"name": name[:40]})


def one_of(query: QueryDict, name: str, choices: Iterable[str]) -> str:
    """Return the value of a parameter that takes one of some values; empty if it is absent. Raises BadParameter."""
    value = query.get(name, "")
    if value and value not in choices:
        said = {"name": name, "choices": ", ".join(choices)}
        raise BadParameter(_("„%(name)s“ ist eines von: %(choices)s.") % said)
    return value
