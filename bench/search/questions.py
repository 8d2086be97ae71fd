"""What is asked of the sample: addresses and names as people write them, each with what should be found."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.search.errors import hasty, misspelt
from bench.search.sample import SEED, House, NamedEntry


@dataclass(frozen=True)
class Question:
    """A text that somebody writes, and the label of what is meant."""

    text: str
    answer: str


def about_addresses(houses: Sequence[House], number: int, *, errors: int = 1) -> Iterator[Question]:
    """Yield questions for houses: street, number and town in one of the usual orders, misspelt, in haste."""
    chance = random.Random(f"{SEED} address questions {errors}")
    for house in chance.sample(houses, number):
        town = house.town.name
        text = chance.choice(
            (
                f"{house.street} {house.number} {town}",
                f"{house.street} {house.number}, {house.postcode} {town}",
                f"{town} {house.street} {house.number}",
                f"{house.postcode} {town}, {house.street} {house.number}",
            )
        )
        answer = f"{house.street} {house.number}, {house.postcode} {town}"
        yield Question(_written(text, errors, chance), answer)


def about_entries(entries: Sequence[NamedEntry], number: int, *, errors: int = 1) -> Iterator[Question]:
    """Yield questions for entries: their name without its legal form, misspelt, in haste."""
    chance = random.Random(f"{SEED} entry questions {errors}")
    for entry in chance.sample(entries, number):
        yield Question(_written(entry.name.removesuffix(" e. V."), errors, chance), entry.name)


def _written(text: str, errors: int, chance: random.Random) -> str:
    for _ in range(errors):
        text = misspelt(text, chance)
    return hasty(text, chance)
