"""Choices: what narrows the list now, each with the wish by which it is taken back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frontend.facets import KIND, Facet, Option
from frontend.legend import LegendItem
from frontend.position import radius_in_words
from frontend.selection import Selection
from frontend.shell import AreaGroup


@dataclass(frozen=True)
class Choice:
    """One thing that narrows the list; `wish` is the value of `without` that takes it back."""

    words: str
    wish: str
    icon: str = ""


def choices(
    selection: Selection, facets: Iterable[Facet], topics: Iterable[LegendItem], areas: Iterable[AreaGroup]
) -> list[Choice]:
    """Return what is chosen beside the topics, in the order of the form."""
    return [
        *_private(selection),
        *_reach(selection),
        *_opening(selection),
        *_areas(selection, areas),
        *_kinds(topics),
        *(_value(facet, option) for facet in facets for option in facet.chosen),
    ]


def _private(selection: Selection) -> list[Choice]:
    found = []
    if selection.wanted.text:
        found.append(Choice(_("Suche: „%(words)s“") % {"words": selection.wanted.text}, "q", "search"))
    if selection.position:
        place = selection.position.label
        said = {"place": place, "radius": radius_in_words(selection.radius_m)}
        words = place if selection.reached else _("%(place)s, Umkreis %(radius)s") % said
        found.append(Choice(words, "near", "map-pin"))
    return found


def _reach(selection: Selection) -> list[Choice]:
    reach = selection.reach
    return [Choice(reach.words, "minutes", "bike" if reach.by == "bike" else "walk")] if reach else []


def _opening(selection: Selection) -> list[Choice]:
    moment = selection.wanted.open_at
    if moment is None:
        return []
    at = {"when": date_format(moment, "DATETIME_FORMAT")}
    words = _("jetzt geöffnet") if selection.is_open_now else _("geöffnet am %(when)s") % at
    return [Choice(words, "open_at", "clock")]


def _areas(selection: Selection, areas: Iterable[AreaGroup]) -> list[Choice]:
    names = {area.key: area.name for group in areas for area in group.areas}
    return [Choice(names.get(key, key), f"area:{key}") for key in selection.wanted.areas]


def _kinds(topics: Iterable[LegendItem]) -> list[Choice]:
    """Return the kinds that are chosen in the legend."""
    drawn_apart = (item for item in topics if item.kinds_have_signs)
    return [
        Choice(str(each.kind.label), f"{KIND}:{each.kind.code}")
        for item in drawn_apart
        for each in item.kinds.values()
        if each.chosen
    ]


def _value(facet: Facet, option: Option) -> Choice:
    words = option.label if facet.is_switch else f"{facet.label}: {option.label}"
    return Choice(words, f"{facet.name}:{option.value}")
