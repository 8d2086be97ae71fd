"""The legend of a released column: its classes with colours, and how many people are in each."""

from typing import Any

import numpy as np

from analysis.methods.classes import NO_CLASS
from analysis.shading import classes_of


def described(column: dict[str, Any], values: list[Any], people: list[float] | None) -> dict[str, Any]:
    """Return a column of a stored table with its `classes`: `upper` limit (≤; null is open), `colour`, `people`.

    `values` (n,) are its numbers, None where there is none; `people` (n,) live in the rows, None where rows are no
    units of people. `without` is how many people have no number, `rows_without` how many rows. Text has no classes.

    >>> minutes = {"name": "minutes_foot", "label": "Minuten", "unit": "min", "decimals": 1}
    >>> found = described(minutes, [2.0, 9.0, None], [10, 30, 50])
    >>> [(each["upper"], each["people"]) for each in found["classes"]], found["without"]
    ([(2.0, 10), (4.0, 0), (6.0, 0), (8.0, 0), (None, 30)], 50)
    """
    if column["decimals"] is None:
        return {**column, "classes": []}
    numbers = np.array([np.nan if each is None else each for each in values], dtype=float)
    found = classes_of(column["name"], column["unit"], numbers)
    uppers: list[float | None] = [*found.limits.tolist(), None]
    counted = [_people_in(found.number == number, people) for number in range(len(uppers))]
    return {
        **column,
        "classes": [
            {"upper": upper, "colour": colour, "people": number}
            for upper, colour, number in zip(uppers, found.colours, counted, strict=True)
        ],
        "without": _people_in(found.number == NO_CLASS, people),
        "rows_without": int((found.number == NO_CLASS).sum()),
    }


def _people_in(chosen: Any, people: list[float] | None) -> int | None:
    return None if people is None else int(np.asarray(people, dtype=float)[chosen].sum())
