"""What is taken along on paper: a numbered list, a map with the same numbers, whose data they are, where more is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from frontend.asked import PAGE_PARAMETERS
from frontend.cards import Card, by_name, cards, for_cards
from frontend.entry import Fact, contact
from frontend.legend import Legend
from frontend.picture import Picture, picture, region_picture
from frontend.selection import KIND, Selection
from frontend.sources import Stock
from frontend.values import in_words
from published.basemap import basemap_credits
from published.catalogue import catalogue
from published.errors import BadParameter
from published.filters import FeatureFilter
from published.models import PublicFeature
from published.parameters import parse_view

MOST_ENTRIES = 60  # some twelve sheets; what is longer is no longer taken along
COUNTED_UP_TO = 1000
BASEMAP = "basemap"  # key of its version
PAPERS = {"portrait": (680, 460), "landscape": (1000, 500)}  # width and height of the map in pixels
# What travels by POST alone, because it says what somebody looks for and where. On paper only if that is asked for.
PRIVATE = ("q", "near", "radius", "address")
OWN = ("paper", "carry")
NOT_IN_LINKS = {*PRIVATE, *OWN, *PAGE_PARAMETERS, "bbox", "csrfmiddlewaretoken"}


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
        paper, carry = query.get("paper", "portrait"), query.get("carry", "no")
        if paper not in PAPERS:
            raise BadParameter(_("„paper“ ist eines von %(papers)s.") % {"papers": ", ".join(PAPERS)})
        if carry not in ("yes", "no"):
            raise BadParameter(_("„carry“ ist „yes“ oder „no“."))
        if view := query.get("map", ""):
            parse_view("map", view)
        asked = query.copy()
        for name in OWN:
            asked.pop(name, None)
        return cls(Selection.from_query(asked), asked, paper, carry == "yes")

    @property
    def is_private(self) -> bool:
        """Say whether words or a position are in it that nobody else need know."""
        return any(self.query.get(name) for name in PRIVATE)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Everything that is asked for, to ask for it again in a form."""
        return [(name, value) for name in self.query for value in self.query.getlist(name)]

    def link(self, view: str) -> str:
        """Return the query of the map page that shows the same on `view`; private words only if they are carried."""
        kept = [(name, values) for name, values in self.query.lists() if name not in NOT_IN_LINKS]
        if self.carry:
            kept += [(name, values) for name, values in self.query.lists() if name in PRIVATE]
        link = QueryDict(mutable=True)
        for name, values in kept:
            link[name] = ",".join(filter(None, values))
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
    legend = Legend(entries=now.entries())
    found = wish.selection.entries()
    total = found[: COUNTED_UP_TO + 1].values("id").count()
    entries = list(by_name(for_cards(found))[:MOST_ENTRIES])
    lines = tuple(
        Line(number, card, _contact(entry, legend))
        for number, (entry, card) in enumerate(zip(entries, cards(entries, legend), strict=True), start=1)
    )
    size = PAPERS[wish.paper]
    you = wish.selection.wanted.near if wish.carry else None
    return Printout(
        lines=lines,
        total=min(total, COUNTED_UP_TO),
        more_than_counted=total > COUNTED_UP_TO,
        picture=picture([(line.number, line.card) for line in lines], *size, you=you) or region_picture(*size),
        words=tuple(_words(wish, legend)),
        credits=tuple(_credits(entries, legend)),
        map_credits=basemap_credits(now.versions.get(BASEMAP, "")),
    )


def _contact(entry: PublicFeature, legend: Legend) -> tuple[Fact, ...]:
    """Return what one needs on the way; of two addresses on the web one is enough on paper."""
    facts = contact(entry, legend)
    names = {fact.name for fact in facts}
    return tuple(fact for fact in facts if fact.name != "email" or not names & {"phone", "website"})


def _words(wish: Wish, legend: Legend) -> Iterable[str]:
    """Say in words what was asked for, one line for each thing."""
    wanted = wish.selection.wanted
    yield _("Themen: %(topics)s") % {"topics": _listed(str(legend[layer].layer.title) for layer in wanted.layers)}
    yield from _of_filters(wanted, legend)
    if wish.carry and wanted.text:
        yield _("Suchwort: %(text)s") % {"text": wanted.text}
    if wanted.bbox:
        yield _("Nur was im Kartenausschnitt liegt.")


def _of_filters(wanted: FeatureFilter, legend: Legend) -> Iterable[str]:
    if wanted.areas:
        areas = PublicFeature.objects.filter(id__in=wanted.areas).order_by("name").values_list("name", flat=True)
        yield _("Gebiet: %(areas)s") % {"areas": _listed(areas)}
    fields = catalogue.filter_names()
    for name, values in wanted.terms.items():
        if name == KIND:
            kinds = [each.kind for item in legend.items for each in item.kinds.values()]
            yield _("Art: %(kinds)s") % {"kinds": _listed(str(kind.label) for kind in kinds if kind.code in values)}
        else:
            yield f"{fields[name].label}: {_listed(in_words(fields[name], value) for value in values)}"


def _listed(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words) or _("keine")


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
