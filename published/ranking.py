"""How well a name fits what somebody wrote: the order of the few candidates that the index returns. Pure functions.

All words here went through `published.search_text`: small letters and digits, no accents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# A word that only begins as what was written: the more of it was written, the better.
BEGINS, BEGINS_LONGER = 0.7, 0.28
# A word that stands in the entry, but not in its name.
ELSEWHERE = 0.6
# How much it counts that all that was written is found, and that the name holds little else.
FOUND_SHARE, NAMED_SHARE = 0.8, 0.2


@dataclass(frozen=True)
class Term:
    """One word that was written, and the words that may be meant instead with their likeness, 0 to 1."""

    said: str
    near: Mapping[str, float]

    def likeness(self, word: str) -> float:
        """Return how well a word fits, from 0 (not at all) to 1 (the same)."""
        if word == self.said:
            return 1.0
        fit = self.near.get(word, 0.0)
        if word.startswith(self.said):
            fit = max(fit, BEGINS + BEGINS_LONGER * len(self.said) / len(word))
        return fit


def fit(terms: Sequence[Term], name: str, *, more: str = "", elsewhere: int = 0) -> float:
    """Return how well a name with what stands beside it fits all terms, from 0 to 1.

    `more` are words that count nearly as much as those of the name but need not be written (the town of a street).
    `elsewhere` has a bit for each term that is found in the text behind the name.
    """
    words = name.split()
    if not words or not terms:
        return 0.0
    fits = [[term.likeness(word) for word in words] for term in terms]
    by_term = [max(row) for row in fits]
    by_word = [max(column) for column in zip(*fits, strict=True)]
    _fit_joined(terms, words, by_term, by_word)
    beside = more.split()
    for place, term in enumerate(terms):
        if beside:
            by_term[place] = max(by_term[place], max(map(term.likeness, beside)) - 0.02)
        if elsewhere >> place & 1:
            by_term[place] = max(by_term[place], ELSEWHERE)
    found = _weighted(by_term, [term.said for term in terms])
    return FOUND_SHARE * found + NAMED_SHARE * _weighted(by_word, words)


def _fit_joined(terms: Sequence[Term], words: Sequence[str], by_term: list[float], by_word: list[float]) -> None:
    """Let two words written as one fit one of the name, and one that was written fit two."""
    whole = "".join(words)
    for place, term in enumerate(terms):
        if len(words) > 1 and (same := term.likeness(whole)) > by_term[place]:
            by_term[place] = same
            by_word[:] = [same] * len(words)
        for at in range(len(words) - 1):
            if (same := term.likeness(words[at] + words[at + 1])) > by_term[place]:
                by_term[place] = same
                by_word[at], by_word[at + 1] = max(same, by_word[at]), max(same, by_word[at + 1])
    for place in range(len(terms) - 1):
        both = Term(terms[place].said + terms[place + 1].said, {})
        for at, word in enumerate(words):
            if (same := both.likeness(word)) > min(by_term[place], by_term[place + 1]):
                by_term[place], by_term[place + 1] = max(same, by_term[place]), max(same, by_term[place + 1])
                by_word[at] = max(same, by_word[at])


def _weighted(values: Sequence[float], words: Sequence[str]) -> float:
    """Return the mean, in which long words count more: they say more."""
    return sum(value * len(word) for value, word in zip(values, words, strict=True)) / sum(map(len, words))
