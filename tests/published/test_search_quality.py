"""Misspelt questions of the sample of bench/search: the right answer comes first, or is at least among five."""

from collections.abc import Iterable

import pytest

from bench.search import questions, rows, sample
from bench.search.questions import Question
from published.models import PublicFeature
from published.search import Hit, search
from tests.conftest import turn

FIRST, AMONG_FIVE = 0.90, 0.97


def shares(asked: Iterable[Question]) -> tuple[float, float, list[Question]]:
    """Return the shares of questions answered first and among five, and those that were not answered at all."""
    names = {(layer, key): name for layer, key, name in PublicFeature.objects.values_list("layer", "id", "name")}

    def label(hit: Hit) -> str:
        return hit.address.label if hit.address else names.get((hit.layer, hit.ref), "")

    first = among_five = number = 0
    missed = []
    for question in asked:
        found = [label(hit) for hit in search(question.text, limit=5)]
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
