"""What to ask instead where a search finds nothing: other words, and the places next door."""

from dataclasses import dataclass

from django.db import connections

from published.candidates import readable

WORDS = 3  # other words for each that was written
TEXTS = 4
NEIGHBOURS = 5


@dataclass(frozen=True)
class Neighbour:
    """A municipality beside the one that was named, in which the rest of the text finds entries of these layers."""

    key: str
    name: str
    text: str
    entries: int
    layers: tuple[str, ...]


def other_texts(text: str) -> list[str]:
    """Return texts with one word exchanged for one that there is; empty if no word comes near."""
    with connections["published"].cursor() as cursor:
        cursor.execute("SELECT said, word FROM published.words_instead(%s, %s)", [readable(text), WORDS])
        instead = cursor.fetchall()
        cursor.execute("SELECT said FROM published.search_terms(%s, true)", [readable(text)])
        said = [word for (word,) in cursor.fetchall()]
    found = [" ".join(word if each == wrong else each for each in said) for wrong, word in instead]
    return list(dict.fromkeys(found))[:TEXTS]


def neighbours_with(text: str) -> list[Neighbour]:
    """Return the neighbours of the municipality that a text names and that has nothing of it, the fullest first."""
    with connections["published"].cursor() as cursor:
        cursor.execute("SELECT * FROM published.neighbours_with(%s, %s)", [readable(text), NEIGHBOURS])
        return [
            Neighbour(key, name, rest, entries, tuple(layers)) for key, name, rest, entries, layers in cursor.fetchall()
        ]
