"""How far is it to the nearest? From a position, or for all people of an area."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.context import Context
from analysis.methods.nearest import nearest
from analysis.questions.base import Arrays, Plan
from analysis.questions.of_people import (
    QuestionOfPeople,
    area_table,
    assumptions,
    in_area,
    label_of,
    unit_table,
)
from analysis.results import Column, Result
from analysis.words import number, percent


class Nearest(QuestionOfPeople):
    """The minutes of every unit of population to the nearest of the facilities."""

    id: ClassVar[str] = "nearest"
    title = gettext_lazy("Wie weit ist es zum nächsten?")
    description = gettext_lazy("Für alle Menschen des Gebiets: wie viele Minuten bis zum nächsten der gewählten Orte.")

    def plan(self, context: Context) -> Sequence[Plan]:
        """One search finds the nearest of all; only where it must be open on arrival, every pair is looked at."""
        if context.departure:
            return super().plan(context)
        last = len(context.facilities)
        return [{"profile": profile, "first": 0, "last": last} for profile in context.parameters["profiles"]]

    def part(self, context: Context, plan: Plan) -> Arrays:
        """Return the least minutes to a range of facilities, and which one it is; the smaller one of equals."""
        if not context.departure:
            found = nearest(
                context.graph(plan["profile"]),
                context.homes(plan["profile"]),
                context.entrances(plan["profile"]),
                context.parameters["minutes"],
            )
            return {"minutes": found.cost, "nearest": found.facility}
        table = context.costs(plan["profile"], context.parameters["minutes"], plan["first"], plan["last"])
        minutes, facility = least(table.place, table.facility, table.cost, table.n_places)
        return {"minutes": minutes, "nearest": facility}

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        wanted, homes = context.parameters, context.people
        limit = wanted["minutes"]
        unit_columns: list[tuple[Column, Any]] = []
        area_columns: list[tuple[Column, Any]] = []
        told = []
        chosen = in_area(context)
        for profile in wanted["profiles"]:
            minutes, facility = _combined(plans, parts, profile)
            label = label_of(profile)
            ids = np.array([*context.facilities.ids, None], dtype=object)[facility]
            unit_columns += [
                (Column(f"minutes_{profile}", _("Minuten (%(how)s)") % {"how": label}, "min", 1), _shown(minutes)),
                (Column(f"nearest_{profile}", _("Nächster Ort (%(how)s)") % {"how": label}), ids),
            ]
            reached = np.where(minutes <= limit, homes.population, 0.0)
            area_columns.append(
                (
                    Column(
                        f"within_{profile}",
                        _("davon in %(limit)s Minuten (%(how)s)") % {"limit": number(limit, 1), "how": label},
                        "",
                        0,
                    ),
                    reached,
                )
            )
            told.append(f"{percent(reached[chosen].sum(), homes.population[chosen].sum())} ({label})")
        sentence = _("In %(limit)s Minuten erreichen den nächsten der %(count)s Orte: %(shares)s der Menschen.") % {
            "limit": number(limit, 1),
            "count": len(context.facilities),
            "shares": ", ".join(told),
        }
        return Result(
            sentence, (unit_table(context, unit_columns), area_table(context, area_columns)), assumptions(context)
        )


def least(place: Any, facility: Any, cost: Any, n_places: int) -> tuple[Any, Any]:
    """Return for each place the least cost (n,) and its facility (n,), inf and -1 where there is none.

    `place`, `facility`, `cost` (M,) are a cost table sorted by place and then facility; of equals the smaller counts.

    >>> least(np.array([0, 0, 2]), np.array([1, 4, 3]), np.array([5.0, 5.0, 2.0]), 3)
    (array([ 5., inf,  2.]), array([ 1, -1,  3]))
    """
    minutes, nearby = np.full(n_places, np.inf), np.full(n_places, -1)
    order = np.lexsort((facility, cost, place))
    first = order[np.flatnonzero(np.diff(place[order], prepend=-1))]
    minutes[place[first]], nearby[place[first]] = cost[first], facility[first]
    return minutes, nearby


def _combined(plans: Sequence[Plan], parts: Sequence[Arrays], profile: str) -> tuple[Any, Any]:
    """Return the least over parts; their ranges of facilities rise, so of equals the first part has the smaller."""
    minutes: Any = None
    for plan, part in zip(plans, parts, strict=True):
        if plan["profile"] != profile:
            continue
        if minutes is None:
            minutes, facility = part["minutes"].copy(), part["nearest"].copy()
        else:
            better = part["minutes"] < minutes
            minutes[better], facility[better] = part["minutes"][better], part["nearest"][better]
    return minutes, facility


def _shown(minutes: Any) -> Any:
    """Return the minutes with NaN, which becomes „none“, where nothing was in reach."""
    return np.where(np.isfinite(minutes), minutes, np.nan)
