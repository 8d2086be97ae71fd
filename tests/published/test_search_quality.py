"""Misspelt questions of the sample of bench/search: the right answer comes first, or is at least among five."""

from collections.abc import Iterable

import pytest

from bench.search import questions, rows, sample
from bench.search.asking import ours
from bench.search.questions import Question
from tests.conftest import turn

FIRST, AMONG_FIVE = 0.90, 0.97


def shares(asked: Iterable[Question]) -> tuple[float, float, list[Question]]:
    """Return the shares of questions answered first and among five, and those that were not answered at all."""
    search = ours()
    first = among_five = number = 0
    missed = []
    for question in asked:
        found = search(question.text)
        number += 1
        first += found[:1] == [question.answer]
        among_five += question.answer in found
        if question.answer not in found:
            missed.append(question)
    return first / number, among_five / number, missed


@pytest.mark.parametrize(
    ("houses", "entries", "asked"),
    [(5_000, 1_000, 100), pytest.param(100_000, 20_000, 1_000, marks=pytest.mark.long)],
)
def test_misspelt_questions_are_answered(published_in_test: None, houses: int, entries: int, asked: int) -> None:
    there, named = sample.houses(houses), sample.entries(entries)
    rows.write_sample(sample.towns(), there, named)
    turn()
    for about in (questions.about_addresses(there, asked), questions.about_entries(named, asked)):
        first, among_five, missed = shares(about)
        assert first >= FIRST, missed[:20]
        assert among_five >= AMONG_FIVE, missed[:20]
