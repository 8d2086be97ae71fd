"""How many of the places do people reach?"""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from analysis.context import Context
from analysis.methods.decay import Decay, named
from analysis.methods.opportunities import cumulative_opportunities, gravity
from analysis.parameters import Schema
from analysis.questions.base import Arrays, Plan, of_profile, summed
from analysis.questions.of_people import (
    QuestionOfPeople,
    area_table,
    assumptions,
    in_area,
    label_of,
    unit_table,
)
from analysis.results import Column, Result
from analysis.words import number
from published.errors import BadParameter

AMOUNT: Schema = {
    "type": ["string", "null"],
    "title": gettext_lazy("Was an einem Ort zählt"),
    "description": gettext_lazy("Eine Zahl der Einträge, etwa usable_area_m2; ohne Angabe zählt jeder Ort eins."),
    "maxLength": 60,
    "default": None,
}
DECAY: Schema = {
    "type": "object",
    "title": gettext_lazy("Gewicht nach Entfernung"),
    "description": gettext_lazy("Ohne Angabe zählt alles in Reichweite gleich (cumulative opportunities)."),
    "properties": {
        "name": {
            "type": "string",
            "enum": ["step", "stepwise", "linear", "exponential", "gaussian", "power", "logistic"],
        },
        "parameters": {"type": "object", "maxProperties": 10},
    },
    "required": ["name", "parameters"],
    "additionalProperties": False,
}


class CumulativeOpportunities(QuestionOfPeople):
    """For each unit what it reaches within so many minutes: all alike, or with a named decay (gravity)."""

    id: ClassVar[str] = "cumulative-opportunities"
    title = gettext_lazy("Wie viel Auswahl haben die Menschen?")
    description = gettext_lazy("Für alle Menschen des Gebiets: wie viele der gewählten Orte sie in der Zeit erreichen.")
    properties: ClassVar[dict[str, Schema]] = {**QuestionOfPeople.properties, "amount": AMOUNT, "decay": DECAY}

    def amount(self, wanted: dict[str, Any]) -> str | None:
        """See QuestionOfPeople.amount."""
        return wanted["amount"]

    def checked(self, given: dict[str, Any]) -> dict[str, Any]:
        """See Question.checked; the parameters of a decay are checked as well."""
        wanted = super().checked(given)
        if "decay" in wanted:
            decay_of(wanted)
        return wanted

    def part(self, context: Context, plan: Plan) -> Arrays:
        """Return what a range of facilities offers to each unit."""
        table = context.costs(plan["profile"], context.parameters["minutes"], plan["first"], plan["last"])
        offered = np.nan_to_num(amounts(context))
        pairs = table.place, table.facility, table.cost
        if "decay" not in context.parameters:
            limit = [context.parameters["minutes"]]
            return {"reached": cumulative_opportunities(*pairs, offered, limit, table.n_places)[:, 0]}
        return {"reached": gravity(*pairs, offered, decay_of(context.parameters), table.n_places)}

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        wanted, homes, chosen = context.parameters, context.people, in_area(context)
        decimals = 0 if wanted["amount"] is None and "decay" not in wanted else 2
        unit_columns, area_columns, told = [], [], []
        for profile in wanted["profiles"]:
            reached, label = summed(of_profile(plans, parts, profile), "reached"), label_of(profile)
            unit_columns.append((Column(f"reached_{profile}", _("erreichbar (%s)") % label, "", decimals), reached))
            without = np.where(reached == 0, homes.population, 0.0)
            area_columns.append((Column(f"without_{profile}", _("erreichen keinen (%s)") % label, "", 0), without))
            people = homes.population[chosen]
            mean = np.average(reached[chosen], weights=people) if people.sum() else 0
            told.append(f"{number(mean, 1)} ({label})")
        sentence = _("In %(limit)s Minuten erreicht ein Mensch im Mittel: %(means)s von %(count)s Orten.") % {
            "limit": number(wanted["minutes"], 1),
            "means": ", ".join(told),
            "count": len(context.facilities),
        }
        notes = [*assumptions(context), *notes_on_amounts(context)]
        return Result(sentence, (unit_table(context, unit_columns), area_table(context, area_columns)), tuple(notes))


def amounts(context: Context) -> NDArray[np.float64]:
    """Return what each facility offers: its amount, or one where facilities are counted. NaN where it is not known."""
    found = context.facilities
    return found.amount if context.parameters.get("amount") else np.ones(len(found))


def notes_on_amounts(context: Context) -> list[str]:
    """Say how many facilities say nothing of their amount."""
    missing = int(np.isnan(amounts(context)).sum())
    if not missing:
        return []
    return [
        _("Von %(count)s Einträgen ist „%(amount)s“ nicht bekannt; sie zählen mit null.")
        % {"count": missing, "amount": context.parameters["amount"]}
    ]


def decay_of(wanted: dict[str, Any]) -> Decay:
    """Return the decay that is asked for. Raises BadParameter."""
    said = wanted["decay"]
    try:
        return named(said["name"], said["parameters"])
    except (TypeError, ValueError):
        raise BadParameter(_("Die Zahlen für „decay“ passen nicht zu „%(name)s“.") % {"name": said["name"]}) from None
