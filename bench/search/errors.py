"""How people misspell: typing errors and the spelling errors of German, by lists that others have published.

Typing: one letter too many, too few, wrong, or two letters swapped, which make up four of five misspelt words (F. J.
Damerau, "A technique for computer detection and correction of spelling errors", Communications of the ACM 7, 1964). A
letter too many or wrong is one that lies beside the right one on a German keyboard (DIN 2137-1, T1).
Spelling: the confusions of sounds and letters by which German teachers sort errors (G. Thomé, D. Thomé, "Oldenburger
Fehleranalyse OLFA 3–9", isb-Verlag 2017): doubled consonants written once and the other way round, silent h, i/ie,
s/ss/ß, e/ä and eu/äu, hardened final sounds (b/p, d/t, g/k), f/v, k/ck, z/tz, x/chs.
Writing: what keyboards and haste do to German: umlauts as two letters or without dots, ß as ss, abbreviated „Straße“.
"""

import random
import re

# Rows of a German keyboard; neighbours lie beside each other in a row, or above and below with half a key's shift.
ROWS = ("qwertzuiopü", "asdfghjklöä", "yxcvbnm")
SHIFTS = (0.0, 0.25, 0.75)

# Pairs of spellings that sound alike; each may stand for the other, inside a word.
SOUNDS_ALIKE = (
    ("ie", "i"), ("ih", "i"), ("ah", "a"), ("oh", "o"), ("uh", "u"), ("eh", "e"), ("ß", "ss"), ("ß", "s"), ("ss", "s"),
    ("ä", "e"), ("äu", "eu"), ("ai", "ei"), ("v", "f"), ("ph", "f"), ("d", "t"), ("b", "p"), ("g", "k"), ("ck", "k"),
    ("tz", "z"), ("chs", "x"), ("th", "t"), ("ff", "f"), ("ll", "l"), ("mm", "m"), ("nn", "n"), ("pp", "p"),
    ("rr", "r"), ("tt", "t"),
)  # fmt: skip
WITHOUT_DOTS = str.maketrans("äöüÄÖÜ", "aouAOU")
TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
MISSPELT_FROM = 4  # letters; shorter words are rarely written wrongly


def misspelt(text: str, chance: random.Random) -> str:
    """Return the text with one error in one of its longer words: as often of typing as of spelling."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(re.sub(r"[\W\d]", "", word)) >= MISSPELT_FROM]
    if not places:
        return text
    place = chance.choice(places)
    wrong = chance.choice((mistyped, spelt_wrongly))(words[place], chance)
    words[place] = wrong if wrong != words[place] else mistyped(words[place], chance)
    return " ".join(words)


def mistyped(word: str, chance: random.Random) -> str:
    """Return the word with one letter too many, too few, wrong, or two swapped; its first letter stays."""
    places = [place for place in range(1, len(word)) if word[place].isalpha()]
    if not places:
        return word
    place = chance.choice(places)
    letter = word[place]
    near = chance.choice(neighbours(letter.lower()) or [letter])
    kind = chance.choice(("too many", "too few", "wrong", "swapped"))
    if kind == "too many":
        return word[:place] + near + word[place:]
    if kind == "too few":
        return word[:place] + word[place + 1 :]
    if kind == "wrong":
        return word[:place] + near + word[place + 1 :]
    if place + 1 < len(word) and word[place + 1].isalpha() and word[place + 1] != letter:
        return word[:place] + word[place + 1] + letter + word[place + 2 :]
    return word[:place] + word[place + 1 :]


def spelt_wrongly(word: str, chance: random.Random) -> str:
    """Return the word with one spelling exchanged for another that sounds alike; the word itself if there is none."""
    possible = []
    for first, second in SOUNDS_ALIKE:
        for right, wrong in ((first, second), (second, first)):
            for found in re.finditer(re.escape(right), word.lower()):
                if found.start() > 0 and _may_replace(word.lower(), found, right, wrong):
                    possible.append(word[: found.start()] + wrong + word[found.end() :])
    return chance.choice(possible) if possible else word


def _may_replace(word: str, found: re.Match[str], right: str, wrong: str) -> bool:
    """Refuse what nobody writes: a consonant doubled at the beginning of a syllable, or a silent h before a vowel."""
    before, after = word[found.start() - 1], word[found.end() : found.end() + 1]
    if wrong == right * 2:
        return before in "aeiouäöü" and after != right and before != right
    if right == wrong * 2:
        return True
    if wrong.endswith("h") and len(wrong) == 2:
        return after in ("l", "m", "n", "r") and before not in "aeiouäöü"
    if right in ("d", "b", "g"):
        return not after or after not in "aeiouäöülr"
    if right in ("t", "p", "k"):
        return not after
    if right in ("s", "z", "k", "i", "e", "x"):
        return before not in "sct" and after not in ("c", "h", "s", "p", "t", "e", "i", "u", "ß")
    return True


def neighbours(letter: str) -> list[str]:
    """Return the keys beside a letter's on a German keyboard."""
    for row, keys in enumerate(ROWS):
        if letter in keys:
            at = keys.index(letter) + SHIFTS[row]
            return [
                key
                for other in (row - 1, row, row + 1)
                if 0 <= other < len(ROWS)
                for column, key in enumerate(ROWS[other])
                if key != letter and abs(column + SHIFTS[other] - at) <= (1 if other == row else 0.75)
            ]
    return []


def hasty(text: str, chance: random.Random) -> str:
    """Return the text as it is often written: umlauts without dots or as two letters, small, „Straße“ abbreviated."""
    form = chance.random()
    if form < 0.25:
        text = text.translate(TWO_LETTERS)
    elif form < 0.5:
        text = text.translate(WITHOUT_DOTS)
    if chance.random() < 0.4:
        text = re.sub(r"straße|strasse", chance.choice(("str.", "str")), text)
        text = re.sub(r"Straße|Strasse", chance.choice(("Str.", "Str")), text)
    return text.lower() if chance.random() < 0.5 else text
