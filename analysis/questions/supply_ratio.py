"""How much is there for each person, where people compete for it?"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.context import Context
from analysis.methods.decay import LUO_QI_STEPS, Decay, step, stepwise
from analysis.methods.supply import three_step, two_step
from analysis.parameters import Schema
from analysis.questions.base import Arrays, Plan, TableOf, of_profile, summed
from analysis.questions.cumulative_opportunities import AMOUNT, amounts, notes_on_amounts
from analysis.questions.of_people import QuestionOfPeople, area_table, assumptions, in_area, label_of, unit_table
from analysis.results import Column, Result, Table
from analysis.words import number

PER_PEOPLE = 1000  # ratios are told for so many people
METHOD: Schema = {
    "type": "string",
    "title": gettext_lazy("Verfahren"),
    "description": gettext_lazy(
        "2sfca: in Reichweite zählt alles gleich; e2sfca: Nahes zählt mehr; 3sfca: Menschen verteilen sich vorher."
    ),
    "enum": ["2sfca", "e2sfca", "3sfca"],
    "default": "e2sfca",
}
# The rings of Luo & Qi 2009, as shares of the limit: a third, two thirds, all of it.
RING_SHARES = {share / max(LUO_QI_STEPS): weight for share, weight in LUO_QI_STEPS.items()}


class SupplyRatio(QuestionOfPeople):
    """Supply per head by floating catchment areas: facilities share what they have among the people in their reach."""

    id: ClassVar[str] = "supply-ratio"
    title = gettext_lazy("Wo fehlt es?")
    description = gettext_lazy("Wie viel für jeden Menschen da ist, wenn sich alle in Reichweite ein Angebot teilen.")
    properties: ClassVar[dict[str, Schema]] = {**QuestionOfPeople.properties, "amount": AMOUNT, "method": METHOD}
    tables: ClassVar[Mapping[str, TableOf]] = {
        **QuestionOfPeople.tables,
        "facilities": TableOf(gettext_lazy("Orte")),
    }

    def amount(self, wanted: dict[str, Any]) -> str | None:
        """See QuestionOfPeople.amount."""
        return wanted["amount"]

    def plan(self, context: Context) -> Sequence[Plan]:
        """Divide the work as usual; where people choose among all facilities first, a profile is one part."""
        if context.parameters["method"] != "3sfca":
            return super().plan(context)
        last = len(context.facilities)
        return [{"profile": profile, "first": 0, "last": last} for profile in context.parameters["profiles"]]

    def part(self, context: Context, plan: Plan) -> Arrays:
        """Return the access that a range of facilities gives, and the ratio of each of them, 0 for all others."""
        limit = context.parameters["minutes"]
        table = context.costs(plan["profile"], limit, plan["first"], plan["last"])
        method = three_step if context.parameters["method"] == "3sfca" else two_step
        supply = np.nan_to_num(amounts(context))
        found = method(
            table.place,
            table.facility,
            table.cost,
            context.people.population,
            supply,
            _decay(context.parameters["method"], limit),
        )
        return {"access": found.access, "ratio": found.ratio}

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        wanted, homes, chosen, found = context.parameters, context.people, in_area(context), context.facilities
        unit_columns, area_columns, told = [], [], []
        values: dict[str, Any] = {
            "id": [f"{a}/{b}" for a, b in zip(found.layers, found.ids, strict=True)],
            "name": found.names,
            "amount": amounts(context),
        }
        columns = [Column("id", _("Ort")), Column("name", _("Name")), Column("amount", _("Bestand"), "", 2)]
        without: set[int] = set()
        for profile in wanted["profiles"]:
            own, label = of_profile(plans, parts, profile), label_of(profile)
            access, ratio = summed(own, "access") * PER_PEOPLE, summed(own, "ratio") * PER_PEOPLE
            name = f"supply_{profile}"
            title = _("je 1.000 Menschen (%s)") % label
            unit_columns.append((Column(name, title, "", 3), access))
            columns.append(Column(name, title, "", 3))
            values[name] = ratio
            nothing = np.where(access == 0, homes.population, 0.0)
            area_columns.append((Column(f"without_{profile}", _("ohne Versorgung (%s)") % label, "", 0), nothing))
            people = homes.population[chosen]
            mean = np.average(access[chosen], weights=people) if people.sum() else 0
            told.append(f"{number(mean, 2)} ({label})")
            without |= set(np.flatnonzero(ratio == 0).tolist())
        sentence = _("Auf 1.000 Menschen kommen im Mittel: %(means)s.") % {"means": ", ".join(told)}
        notes = [*assumptions(context), *notes_on_amounts(context)]
        if without:
            names = ", ".join(found.names[place] for place in sorted(without)[:10])
            notes.append(_("Niemand erreicht in der Zeit, oder ohne Bestand: %(names)s.") % {"names": names})
        facilities = Table("facilities", _("Orte"), "facility", tuple(columns), values)
        return Result(
            sentence, (unit_table(context, unit_columns), area_table(context, area_columns), facilities), tuple(notes)
        )


def _decay(method: str, limit: float) -> Decay:
    if method != "e2sfca":
        return step(limit)
    return stepwise({share * limit: weight for share, weight in RING_SHARES.items()})
