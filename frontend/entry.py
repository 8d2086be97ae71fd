"""The page of one entry: its card, and everything published about it in words, in groups that people look for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.cards import Card, card
from frontend.legend import Legend
from frontend.opening_table import OpeningTable, opening_table
from frontend.phases import Timeline, timeline
from frontend.station import StationPage, station_page
from frontend.stays import Stays, stays
from frontend.values import in_words, language_of, translated
from published.catalogue import Field
from published.models import PublicFeature
from published.readings import STATIONS

ADDRESS = ("address", "postcode", "city")
CONTACT = ("phone", "email", "website")
ACCESS = (
    "wheelchair",
    "step_free_entrance",
    "accessible_toilet",
    "hearing_loop",
    "accessible_parking",
    "accessibility_note",
)
SOURCE = ("source", "attribution", "licence")
PROJECT = ("responsible_office", "platform_url")
LINKS = ("website", "platform_url")
# Said elsewhere on the page, or nothing to a reader.
NOT_A_FACT = {
    *ADDRESS,
    *CONTACT,
    *ACCESS,
    *SOURCE,
    *PROJECT,
    "results",
    "phase",
    "phases",
    "stay",
    "stays",
    "opening_hours",
    *(f"{name}{ending}" for name in ("name", "summary", "description") for ending in ("", "_en", "_easy")),
    "last_confirmed_on",
    "slug",
    "kind",
    "demo",
    "version",
    "municipality",
    "district",
}


@dataclass(frozen=True)
class Fact:
    """One line of the page: a label, its words, and an address to go to if the words are one."""

    name: str
    label: str
    words: str
    href: str = ""

    @property
    def is_outside(self) -> bool:
        """Say whether the words lead to another site."""
        return self.href.startswith("http")


@dataclass(frozen=True)
class EntryPage:
    """What the page of one entry says. `station`, `timeline` and `stays` are there for the nouns that have them."""

    card: Card
    summary_language: str  # of the text, where it is not that of the page
    description: str
    description_language: str
    description_easy: str
    opening: OpeningTable | None
    contact: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    access: tuple[Fact, ...]
    source: tuple[Fact, ...]
    project: tuple[Fact, ...]
    results: str
    results_language: str
    timeline: Timeline | None
    stays: Stays | None
    station: StationPage | None


def contact(entry: PublicFeature, legend: Legend) -> tuple[Fact, ...]:
    """Return how one gets there and in touch."""
    by_name = {field.name: field for field in legend[entry.layer].layer.fields}
    return (*_address(entry.properties), *_facts(CONTACT, by_name, entry.properties))


def entry_page(entry: PublicFeature, legend: Legend, now: datetime) -> EntryPage:
    """Return what is said at a moment of an entry that went through `for_cards`."""
    said = entry.properties
    layer = legend[entry.layer].layer
    fields = layer.fields
    by_name = {field.name: field for field in fields}
    hidden = NOT_A_FACT | ({"location_precision"} if said.get("location_precision") == "exact" else set())
    others = [field.name for field in fields if field.name not in hidden]
    return EntryPage(
        card=card(entry, legend),
        opening=opening_table(entry.opening_hours),
        summary_language=language_of(said, "summary"),
        description=translated(said, "description"),
        description_language=language_of(said, "description"),
        description_easy=str(said.get("description_easy") or ""),
        contact=contact(entry, legend),
        facts=_facts(others, by_name, said),
        access=_facts(ACCESS, by_name, said),
        source=_facts(SOURCE, by_name, said),
        project=_facts(PROJECT, by_name, said),
        results=str(said.get("results") or ""),
        results_language=language_of(said, "results"),
        timeline=timeline(said, layer, timezone.localdate(now, settings.REGION.tzinfo)) if said.get("phases") else None,
        stays=stays(said, now),
        station=station_page(entry, now) if entry.layer == STATIONS else None,
    )


def _address(said: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return the address on one line, as far as the entry lets it be seen."""
    town = " ".join(said[name] for name in ("postcode", "city") if said.get(name))
    words = ", ".join(part for part in (said.get("address"), town) if part)
    return (Fact("address", _("Adresse"), words),) if words else ()


def _facts(names: Any, fields: Mapping[str, Field], said: Mapping[str, Any]) -> tuple[Fact, ...]:
    found = (
        Fact(name, str(fields[name].label), SPOKEN.get(name, str)(words), _href(name, words))
        for name in names
        if name in fields and (words := in_words(fields[name], said.get(name)))
    )
    return tuple(found)


def _shortened(address: str) -> str:
    """Return a web address as people say it."""
    return address.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def _href(name: str, words: str) -> str:
    """Return where a click on the words leads: only to schemes that are named here."""
    if name in LINKS and words.startswith(("https://", "http://")):
        return words
    if name == "email" and "@" in words:
        return f"mailto:{words}"
    if name == "phone":
        return "tel:" + "".join(sign for sign in words if sign.isdigit() or sign == "+")
    return ""


# What is published for machines and said otherwise to people.
SPOKEN: Mapping[str, Callable[[str], str]] = {"website": _shortened, "platform_url": _shortened}
