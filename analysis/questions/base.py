"""What every question is: its words, its parameters, the rows that it takes, its work in parts, its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from django.utils.functional import Promise
from numpy.typing import NDArray

from analysis import parameters, scenario
from analysis.context import Context
from analysis.results import Label, Result
from analysis.selection import Selection

Arrays = dict[str, NDArray[Any]]
Plan = dict[str, Any]
FACILITIES_PER_PART = 125


@dataclass(frozen=True)
class TableOf:
    """A table that an answer can have: its title, and whether its rows have a geometry."""

    title: Label
    has_geometry: bool = False


class Question:
    """A question that people ask of the map.

    A subclass names its parameters as a JSON Schema and says three things: which rows it takes (`select`), what one
    part of the work is (`plan` and `part`, numpy arrays), and the answer from all parts (`finish`). `for_everyone` says
    that nobody needs an account to ask it.
    """

    id: ClassVar[str]
    title: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    properties: ClassVar[dict[str, parameters.Schema]]
    required: ClassVar[tuple[str, ...]] = ()
    inputs: ClassVar[tuple[str, ...]] = ()  # names of the selections that `select` returns
    for_everyone: ClassVar[bool] = False
    tables: ClassVar[Mapping[str, TableOf]]

    def may_be_asked_by_everyone(self, given: Mapping[str, Any]) -> bool:
        """Say whether these parameters, not checked yet, may be asked without an account: at once, and not stored.

        A scenario never: a graph is made for it.
        """
        return self.for_everyone and scenario.NAME not in given

    def schema(self) -> parameters.Schema:
        """Return the JSON Schema of the parameters."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": self.properties,
            "required": list(self.required),
            "additionalProperties": False,
        }

    def checked(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters with defaults filled in. Raises BadParameter before anything is computed."""
        wanted = parameters.checked(self.schema(), given)
        if scenario.NAME in wanted:
            wanted[scenario.NAME] = scenario.checked(wanted[scenario.NAME])
        return wanted

    def select(self, wanted: dict[str, Any]) -> dict[str, Selection]:
        """Return the rows that the question takes, by name. Raises BadParameter."""
        return {}

    def plan(self, context: Context) -> Sequence[Plan]:
        """Return the parts of the work; none if all is done at the end."""
        return ()

    def part(self, context: Context, plan: Plan) -> Arrays:
        """Return the arrays of one part."""
        raise NotImplementedError

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """Return the result; `parts` stand in the order of `plans`."""
        raise NotImplementedError


def scenario_notes(context: Context) -> tuple[str, ...]:
    """Return what a scenario changes as one of the sentences on what was assumed; none without one."""
    given = context.parameters.get(scenario.NAME)
    return (scenario.in_words(given),) if given else ()


def ranges(count: int, size: int = FACILITIES_PER_PART) -> list[tuple[int, int]]:
    """Return the ranges [first, last) that cover so many facilities.

    >>> ranges(250, 100)
    [(0, 100), (100, 200), (200, 250)]
    """
    return [(first, min(first + size, count)) for first in range(0, count, size)]


def of_profile(plans: Sequence[Plan], parts: Sequence[Arrays], profile: str) -> list[Arrays]:
    """Return the parts that belong to a profile."""
    return [part for plan, part in zip(plans, parts, strict=True) if plan["profile"] == profile]


def summed(parts: Sequence[Arrays], name: str) -> NDArray[np.float64]:
    """Return the sum of an array over parts, in their order: equal parts give an equal sum to the last bit."""
    total = parts[0][name].astype(float)
    for part in parts[1:]:
        total = total + part[name]
    return total
