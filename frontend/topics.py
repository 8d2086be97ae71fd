"""All topics from A to Z: layers, kinds of entries and subjects, each with its number and the way to its entries."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import override

from frontend.legend import OUTLINES, Legend, LegendItem
from frontend.numbers import Numbers
from frontend.signs import Sign

SUBJECTS = "topics"  # the field in which entries of any layer name what they are about
OTHER_LETTERS = "#"


@dataclass(frozen=True)
class TopicLink:
    """One line of the list; `of` names the topic to which a kind belongs, `number` its entries."""

    words: str
    of: str
    number: int
    url: str
    sign: Sign | None = None


@dataclass(frozen=True)
class Letter:
    """The topics that begin with one letter."""

    letter: str
    links: tuple[TopicLink, ...]


@dataclass(frozen=True)
class KindLink:
    """A kind of a layer with the number of its entries and the way to them."""

    words: str
    number: int
    url: str
    sign: Sign


def letters(legend: Legend, numbers: Numbers) -> list[Letter]:
    """Return the whole list by letters; what has no entry is left out."""
    links = [*_layers(legend), *_kinds(legend, numbers), *_subjects(legend, numbers)]
    links.sort(key=lambda each: (_sorted_as(each.words), each.of))
    return [Letter(letter, tuple(found)) for letter, found in groupby(links, key=lambda each: _letter(each.words))]


def kinds_of(item: LegendItem, numbers: Numbers) -> list[KindLink]:
    """Return the kinds of a layer that have entries, the largest first."""
    counted = numbers.of_kinds(item.layer.id)
    found = [
        KindLink(str(each.kind.label), counted[code], map_url([item.layer.id], kind=code), each.sign)
        for code, each in item.kinds.items()
        if counted.get(code)
    ]
    return sorted(found, key=lambda each: (-each.number, _sorted_as(each.words)))


def map_url(layers: Iterable[str], **wanted: str) -> str:
    """Return the address of the map with exactly these layers and wishes."""
    return f"{reverse('frontend:map')}?{urlencode({'layers': ','.join(layers), **wanted}, safe=',')}"


def _layers(legend: Legend) -> list[TopicLink]:
    return [
        TopicLink(str(item.layer.title), "", item.entries, reverse("frontend:topic", args=[item.layer.id]), item.sign)
        for item in legend.topics
    ]


def _kinds(legend: Legend, numbers: Numbers) -> list[TopicLink]:
    return [
        TopicLink(each.words, str(item.layer.title), each.number, each.url, each.sign)
        for item in legend.topics
        if item.layer.style.shape != OUTLINES and _kinds_are_things(item)
        for each in kinds_of(item, numbers)
    ]


def _kinds_are_things(item: LegendItem) -> bool:
    """Say whether the kinds of a layer are things one may look for („Freibad“), not states („abgeschlossen“).

    German writes things with a capital.
    """
    with override("de"):
        labels = [str(each.kind.label) for each in item.kinds.values()]
    return all(label[:1].isupper() for label in labels)


def _subjects(legend: Legend, numbers: Numbers) -> list[TopicLink]:
    """Return what entries are about, whatever layer they are of."""
    labels = {
        code: str(label)
        for item in legend.items
        for field in item.layer.fields
        if field.name == SUBJECTS
        for code, label in field.choices.items()
    }
    found = []
    for code, words in labels.items():
        by_layer = numbers.of_term(f"{SUBJECTS}:{code}")
        if by_layer:
            layers = [item.layer.id for item in legend.items if item.layer.id in by_layer]
            found.append(TopicLink(words, "", sum(by_layer.values()), map_url(layers, **{SUBJECTS: code})))
    return found


def _sorted_as(words: str) -> str:
    """Return the words as a German list sorts them: umlauts with their vowels, ß as ss, without case."""
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def _letter(words: str) -> str:
    first = _sorted_as(words)[:1].upper()
    return first if "A" <= first <= "Z" else OTHER_LETTERS
