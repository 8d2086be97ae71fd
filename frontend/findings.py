"""What the search found, in the shape in which people see it: grouped, each with its sign and where it leads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from frontend.facets import Occurring, occurring_values
from frontend.legend import Legend
from frontend.signs import Sign
from frontend.sources import Stock
from frontend.values import translated
from published.addresses import AddressHit
from published.models import PublicFeature
from published.search import AREA_LAYER, Hit
from published.topics import Topic, topics_of

TOPICS, PLACES, ADDRESSES, ENTRIES = "topics", "places", "addresses", "entries"


@dataclass(frozen=True)
class Finding:
    """One answer. It leads to `url`; what may stand in no address goes along by POST, as `pairs`."""

    label: str
    detail: str
    url: str
    sign: Sign | None = None
    icon: str = "map-pin"
    pairs: tuple[tuple[str, str], ...] = ()
    is_interpolated: bool = False
    is_demo: bool = False


@dataclass(frozen=True)
class Group:
    """The answers of one kind, the best first."""

    name: str
    title: str
    findings: list[Finding] = field(default_factory=list)


def groups(hits: Sequence[Hit], now: Stock) -> list[Group]:
    """Return the groups that are not empty, the one with the best answer first."""
    legend = Legend(entries=now.entries())
    titles = {
        "topic": Group(TOPICS, _("Themen")),
        "area": Group(PLACES, _("Orte")),
        "address": Group(ADDRESSES, _("Adressen")),
        "entry": Group(ENTRIES, _("Einträge")),
    }
    found: dict[str, Group] = {}
    topics = _topics(hits, legend, occurring_values(now))
    entries = _entries(hits)
    for hit in hits:
        finding = (
            topics.pop((hit.layer, hit.ref), None)
            if hit.what == "topic"
            else _address(hit.address)
            if hit.address
            else _entry(entries.get((hit.layer, hit.ref)), legend)
        )
        if finding:
            found.setdefault(hit.what, titles[hit.what]).findings.append(finding)
    return list(found.values())


def _entries(hits: Sequence[Hit]) -> dict[tuple[str, str], PublicFeature]:
    """Return the entries of the hits, read at once."""
    wanted = [hit for hit in hits if hit.what in ("entry", "area")]
    rows = PublicFeature.objects.filter(
        layer__in={hit.layer for hit in wanted}, id__in={hit.ref for hit in wanted}
    ).only("layer", "id", "kind", "name", "properties")
    return {(row.layer, row.id): row for row in rows} if wanted else {}


def _entry(entry: PublicFeature | None, legend: Legend) -> Finding | None:
    """Return an entry, or an area, which leads to the map of all that lies in it."""
    if entry is None:  # withdrawn a moment ago
        return None
    item, said = legend[entry.layer], entry.properties
    words = item.words_for(entry.kind)
    if entry.layer == AREA_LAYER:
        url = f"{reverse('frontend:map')}?{urlencode({'area': entry.id})}"
        return Finding(entry.name, words, url, item.sign_for(entry.kind), icon="map-2", is_demo=bool(said.get("demo")))
    town = said.get("district") or said.get("city") or said.get("municipality") or ""
    return Finding(
        translated(said, "name") or entry.name,
        " · ".join(part for part in (words, town) if part),
        reverse("frontend:entry", args=[entry.layer, entry.id]),
        item.sign_for(entry.kind),
        is_demo=bool(said.get("demo")),
    )


def _address(address: AddressHit) -> Finding:
    """Return an address. It leads to the map around it by POST, for nobody's address may stand in a link."""
    return Finding(
        address.label,
        _("Hausnummer geschätzt") if address.is_interpolated else "",
        reverse("frontend:map"),
        pairs=(("address", address.label),),
        is_interpolated=address.is_interpolated,
    )


def _topics(hits: Sequence[Hit], legend: Legend, occurring: Occurring) -> dict[tuple[str, str], Finding]:
    """Return the topics that have entries, by the first hit of each: one value on several layers is one topic."""
    wanted = [(hit.layer, hit.ref) for hit in hits if hit.what == "topic"]
    described = topics_of(wanted) if wanted else {}
    together: dict[str, list[Topic]] = {}
    for key in wanted:
        if (topic := described.get(key)) and _number(topic, legend, occurring):
            own = topic.field in ("", "kind")
            together.setdefault(f"{topic.layer if own else ''} {topic.ref}", []).append(topic)
    return {(same[0].layer, same[0].ref): _topic(same, legend, occurring) for same in together.values()}


def _topic(same: Sequence[Topic], legend: Legend, occurring: Occurring) -> Finding:
    first = same[0]
    item = legend[first.layer]
    number = sum(_number(topic, legend, occurring) for topic in same)
    words = ngettext("%(number)s Eintrag", "%(number)s Einträge", number) % {
        "number": number_format(number, use_l10n=True, force_grouping=True)
    }
    query = {"layers": ",".join(topic.layer for topic in same)}
    if first.field:
        query[first.field] = first.code
    return Finding(
        first.label_en if get_language() == "en" else first.label,
        " · ".join(_where(same, legend)) + f" · {words}" if first.field else words,
        f"{reverse('frontend:map')}?{urlencode(query, safe=',')}",
        item.sign_for(first.code) if first.field == "kind" else item.sign if len(same) == 1 else None,
        icon="list",
    )


def _where(same: Sequence[Topic], legend: Legend) -> Iterator[str]:
    """Yield the titles of the layers, of two at most."""
    for topic in same[:2]:
        yield str(legend[topic.layer].layer.title)
    if len(same) > 2:
        yield "…"


def _number(topic: Topic, legend: Legend, occurring: Occurring) -> int:
    if not topic.field:
        return legend[topic.layer].entries
    return occurring.get(topic.field, {}).get(topic.code, {}).get(topic.layer, 0)
