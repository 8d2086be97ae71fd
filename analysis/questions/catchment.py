"""How many people live in reach of each facility, and of any?"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.context import Context
from analysis.methods.catchment import population_by_facility
from analysis.questions.base import Arrays, Plan, TableOf, of_profile, summed
from analysis.questions.of_people import (
    AGE_LABELS,
    MUNICIPALITIES,
    QuestionOfPeople,
    age_matrix,
    area_table,
    assumptions,
    in_area,
    label_of,
)
from analysis.results import Column, Result, Table
from analysis.selection import AGE_GROUPS
from analysis.words import number, percent

GROUPS = ("population", *AGE_GROUPS)


class Catchment(QuestionOfPeople):
    """The people within so many minutes of each facility by age, and those who reach any, counted once."""

    id: ClassVar[str] = "catchment"
    title = gettext_lazy("Wie viele Menschen wohnen im Einzugsgebiet?")
    description = gettext_lazy(
        "Für jeden Ort: wie viele Menschen welchen Alters ihn erreichen, und wie viele irgendeinen."
    )
    tables: ClassVar[Mapping[str, TableOf]] = {
        "facilities": TableOf(gettext_lazy("Einzugsgebiete")),
        "areas": MUNICIPALITIES,
    }

    def part(self, context: Context, plan: Plan) -> Arrays:
        """Return the people by facility of the range, and whether a unit reaches any of them."""
        limit = context.parameters["minutes"]
        table = context.costs(plan["profile"], limit, plan["first"], plan["last"])
        counted = age_matrix(context.people) * in_area(context)[:, None]
        by_facility = population_by_facility(
            table.place, table.facility, table.cost, counted, limit, table.n_facilities
        )
        is_reached = np.zeros(table.n_places)
        is_reached[table.place] = 1
        return {"by_facility": by_facility, "is_reached": is_reached}

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        wanted, homes, found = context.parameters, context.people, context.facilities
        values: dict[str, Any] = {
            "id": [f"{a}/{b}" for a, b in zip(found.layers, found.ids, strict=True)],
            "name": found.names,
        }
        columns = [Column("id", _("Ort")), Column("name", _("Name"))]
        area_columns, told = [], []
        total = (homes.population * in_area(context)).sum()
        for profile in wanted["profiles"]:
            own = of_profile(plans, parts, profile)
            by_facility, any_reached = summed(own, "by_facility"), summed(own, "is_reached") > 0
            for place, group in enumerate(GROUPS):
                label = _("Personen") if group == "population" else AGE_LABELS[group]
                name = f"{group}_{profile}"
                columns.append(Column(name, f"{label} ({label_of(profile)})", "", 0))
                values[name] = by_facility[:, place]
            reached = np.where(any_reached, homes.population, 0.0)
            area_columns.append(
                (Column(f"reached_{profile}", _("erreichen irgendeinen (%s)") % label_of(profile), "", 0), reached)
            )
            told.append(f"{percent((reached * in_area(context)).sum(), total)} ({label_of(profile)})")
        sentence = _(
            "Irgendeinen der %(count)s Orte erreichen in %(limit)s Minuten: %(shares)s der %(people)s Menschen."
        ) % {
            "count": len(found),
            "limit": number(wanted["minutes"], 1),
            "shares": ", ".join(told),
            "people": number(total),
        }
        note = _("Wer mehrere Orte erreicht, zählt bei jedem: Die Zeilen der Tabelle lassen sich nicht zusammenzählen.")
        table = Table("facilities", _("Einzugsgebiete"), "facility", tuple(columns), values)
        return Result(sentence, (table, area_table(context, area_columns)), (*assumptions(context), note))
