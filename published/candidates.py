"""What the index returns for a few written words, read once for all kinds of answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections

from published.ranking import Term

CANDIDATES = 30  # of each kind; more are never looked at by anybody
MAX_TEXT = 200


@dataclass(frozen=True)
class Candidate:
    """One thing that may be meant. Its texts are comparable words; see `published.search_candidates` for each kind."""

    what: str
    layer: str
    ref: str
    name: str
    more: str
    size: int


@dataclass(frozen=True)
class Candidates:
    """All that may be meant by what was written, and how it was read."""

    terms: tuple[Term, ...]
    found: tuple[Candidate, ...]

    def of(self, *kinds: str) -> Iterator[Candidate]:
        """Yield the candidates of some kinds."""
        return (each for each in self.found if each.what in kinds)


def readable(text: str) -> str:
    """Return what the database can read of a text: its first 200 characters without NUL and halves of characters."""
    return text[:MAX_TEXT].replace("\0", " ").encode(errors="replace").decode()


def candidates(text: str) -> Candidates:
    """Return what may be meant by a text of any content and length; of a long one the first 200 characters count."""
    terms, found = [], []
    with connections["published"].cursor() as cursor:
        cursor.execute("SELECT * FROM published.search_candidates(%s, %s)", [readable(text), CANDIDATES])
        for what, layer, ref, said, more, size, near, likeness in cursor.fetchall():
            if what == "term":
                terms.append(Term(said, dict(zip(near, likeness, strict=True))))
            else:
                found.append(Candidate(what, layer, ref, said, more or "", size))
    return Candidates(tuple(terms), tuple(found))
