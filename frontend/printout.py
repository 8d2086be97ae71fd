"""What is taken along on paper: a numbered list, a map with the same numbers, whose data they are, where more is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from frontend.asked import PRIVATE, is_private, one_of, public_part
from frontend.cards import Card, cards
from frontend.choices import choices
from frontend.entry import Fact, contact
from frontend.facets import facets
from frontend.legend import Legend
from frontend.picture import Picture, picture, region_picture
from frontend.selection import Selection
from frontend.shell import areas
from frontend.sources import Stock
from frontend.values import in_words
from published.basemap import basemap_credits
from published.models import PublicFeature
from published.parameters import parse_view

MOST_ENTRIES = 60  # some twelve sheets; what is longer is no longer taken along
COUNTED_UP_TO = 1000
BASEMAP = "basemap"  # key of its version
PAPERS = {"portrait": (680, 460), "landscape": (1000, 500)}  # width and height of the map in pixels
OWN = ("paper", "carry")
NOT_IN_LINKS = (*OWN, "bbox", "map", "page", "csrfmiddlewaretoken")


@dataclass(frozen=True)
class Wish:
    """What is to be printed, as the map page names it; `paper` is the format, `carry` prints private words as well."""

    selection: Selection
    query: QueryDict
    paper: str
    carry: bool

    @classmethod
    def from_query(cls, query: QueryDict) -> "Wish":
        """Read the map page's parameters, `paper` and `carry`. Raises BadParameter."""
        paper = one_of(query, "paper", PAPERS) or "portrait"
        carry = one_of(query, "carry", ("yes",)) == "yes"
        if view := query.get("map", ""):
            parse_view("map", view)
        asked = query.copy()
        for name in OWN:
            asked.pop(name, None)
        return cls(Selection.from_query(asked), asked, paper, carry)

    @property
    def is_private(self) -> bool:
        """Say whether words or a position are in it that nobody else need know."""
        return is_private(self.query)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Everything that is asked for, to ask for it again in a form."""
        return [(name, value) for name in self.query for value in self.query.getlist(name)]

    def link(self, view: str) -> str:
        """Return the query of the map page that shows the same on `view`; private words only if they are carried."""
        link = public_part(self.query, leaving_out=NOT_IN_LINKS)
        if self.carry:
            link.update({name: value for name in PRIVATE if (value := self.query.get(name, ""))})
        link["map"] = view
        return link.urlencode(safe=",/")


@dataclass(frozen=True)
class Credit:
    """Whose data are on the sheet: the topic, the source as it wants to be named, the licence in words."""

    topic: str
    source: str
    licence: str


@dataclass(frozen=True)
class Line:
    """One entry of the list: its number, its card, and how one gets there and in touch."""

    number: int
    card: Card
    contact: tuple[Fact, ...]


@dataclass(frozen=True)
class Printout:
    """The sheets. `total` is bounded: `more_than_counted` says that there are more."""

    lines: tuple[Line, ...]
    total: int
    more_than_counted: bool
    picture: Picture
    words: tuple[str, ...]
    credits: tuple[Credit, ...]
    map_credits: tuple[str, ...]

    @property
    def is_cut(self) -> bool:
        """Say whether there are more entries than are printed."""
        return self.total > len(self.lines)

    @property
    def is_demo(self) -> bool:
        """Say whether some entries are made up as examples."""
        return any(line.card.is_demo for line in self.lines)


def printout(wish: Wish, now: Stock) -> Printout:
    """Return what the sheets hold, in as many queries for one entry as for many."""
    selection = wish.selection
    legend = Legend(on=selection.wanted.layers, chosen=selection.chosen_kinds, entries=now.entries())
    total = selection.entries()[: COUNTED_UP_TO + 1].values("id").count()
    entries = list(selection.in_order()[:MOST_ENTRIES])
    # How far it is from a position says where that is: on paper only if the position is.
    you = selection.wanted.near if wish.carry else None
    lines = tuple(
        Line(number, card, _contact(entry, legend))
        for number, (entry, card) in enumerate(zip(entries, cards(entries, legend, you), strict=True), start=1)
    )
    size = PAPERS[wish.paper]
    return Printout(
        lines=lines,
        total=min(total, COUNTED_UP_TO),
        more_than_counted=total > COUNTED_UP_TO,
        picture=picture([(line.number, line.card) for line in lines], *size, you=you) or region_picture(*size),
        words=tuple(_words(wish, legend, now)),
        credits=tuple(_credits(entries, legend)),
        map_credits=basemap_credits(now.versions.get(BASEMAP, "")),
    )


def _contact(entry: PublicFeature, legend: Legend) -> tuple[Fact, ...]:
    """Return what one needs on the way; of two addresses on the web one is enough on paper."""
    facts = contact(entry, legend)
    names = {fact.name for fact in facts}
    return tuple(fact for fact in facts if fact.name != "email" or not names & {"phone", "website"})


def _words(wish: Wish, legend: Legend, now: Stock) -> Iterable[str]:
    """Say in words what was asked for, one line for each thing."""
    wanted = wish.selection.wanted
    topics = ", ".join(str(legend[layer].layer.title) for layer in wanted.layers) or _("keine")
    yield _("Themen: %(topics)s") % {"topics": topics}
    chosen = choices(wish.selection, facets(legend.topics, wanted, now), legend.topics, areas(legend, now))
    yield from (choice.words for choice in chosen if wish.carry or choice.wish not in PRIVATE)
    if wanted.bbox:
        yield _("Nur was im Kartenausschnitt liegt.")


def _credits(entries: Sequence[PublicFeature], legend: Legend) -> Iterable[Credit]:
    """Yield each source of the printed entries once, in the order of the topics."""
    seen = {
        (entry.layer, *(str(entry.properties.get(name) or "") for name in ("attribution", "source", "licence")))
        for entry in entries
    }
    order = [item.layer.id for item in legend.items]
    for layer, attribution, source, licence in sorted(seen, key=lambda each: (order.index(each[0]), each)):
        described = legend[layer].layer
        field = next((field for field in described.fields if field.name == "licence"), None)
        words = in_words(field, licence) if field else licence
        yield Credit(str(described.title), attribution or source or _("vom Portal selbst"), words or _("unbekannt"))
