"""One search over everything that is published: topics, areas, addresses, entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from published.addresses import AddressHit, addresses_among
from published.candidates import Candidate, Candidates, candidates
from published.ranking import fit

What = Literal["topic", "area", "address", "entry"]
AREA_LAYER = "area"
# Of what fits equally well, in this order.
ORDER: Sequence[What] = ("topic", "area", "address", "entry")


@dataclass(frozen=True)
class Hit:
    """One answer. `fit` says how well it fits what was written, from 0 to 1.

    topic: `layer` and `ref`, the term that its entries carry (empty for the layer as a whole). area: `ref` is its key.
    address: see `address`. entry: `layer` and `ref`, its id.
    """

    what: What
    fit: float
    layer: str = ""
    ref: str = ""
    address: AddressHit | None = None


def search(text: str, *, limit: int = 10) -> list[Hit]:
    """Return the answers of all kinds that fit a text, the best first; empty if none does."""
    return hits_among(candidates(text), limit=limit)


def hits_among(possible: Candidates, *, limit: int) -> list[Hit]:
    """Return the answers of all kinds among what may be meant, the best first."""
    hits = [*_named(possible), *_addresses(possible, limit)]
    hits.sort(key=lambda hit: (-round(hit.fit, 3), ORDER.index(hit.what)))
    return hits[:limit]


def _named(possible: Candidates) -> Iterator[Hit]:
    """Yield topics, areas and entries: whichever of its two languages a name fits better in counts."""
    for each in possible.of("topic", "entry"):
        fits = max(fit(possible.terms, name, elsewhere=each.size) for name in (each.name, each.more) if name)
        yield Hit(_kind(each), fits, each.layer, each.ref)


def _kind(candidate: Candidate) -> What:
    if candidate.what == "topic":
        return "topic"
    return "area" if candidate.layer == AREA_LAYER else "entry"


def _addresses(possible: Candidates, limit: int) -> Iterator[Hit]:
    for address in addresses_among(possible, limit=limit):
        yield Hit("address", address.fit, address=address)
