"""How evenly is reach spread over people?"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.context import Context
from analysis.methods.fairness import gini, s90_s40, share_within
from analysis.questions.base import Arrays, Plan, TableOf, of_profile, summed
from analysis.questions.nearest import least
from analysis.questions.of_people import (
    AGE_LABELS,
    UNITS,
    QuestionOfPeople,
    age_matrix,
    assumptions,
    in_area,
    label_of,
    unit_table,
)
from analysis.results import Column, Result, Table
from analysis.selection import AGE_GROUPS
from analysis.words import number


class Fairness(QuestionOfPeople):
    """Gini and S90/S40 of how many facilities people reach, and the share of each age group that reaches any."""

    id: ClassVar[str] = "fairness"
    title = gettext_lazy("Wie gerecht ist es verteilt?")
    description = gettext_lazy(
        "Ob alle Menschen gleich viel erreichen, und wie viele jedes Alters irgendeinen Ort erreichen."
    )
    tables: ClassVar[Mapping[str, TableOf]] = {"measures": TableOf(gettext_lazy("Maße")), "units": UNITS}

    def part(self, context: Context, plan: Plan) -> Arrays:
        """Return how many of a range of facilities each unit reaches, and the least minutes to one."""
        table = context.costs(plan["profile"], context.parameters["minutes"], plan["first"], plan["last"])
        minutes, _nearest = least(table.place, table.facility, table.cost, table.n_places)
        return {"count": np.bincount(table.place, minlength=table.n_places), "minutes": minutes}

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        wanted, homes, chosen = context.parameters, context.people, in_area(context)
        limit, people = wanted["minutes"], homes.population[chosen]
        rows: dict[str, list] = {"measure": [], "profile": [], "value": []}
        unit_columns, told = [], []
        for profile in wanted["profiles"]:
            count = summed(of_profile(plans, parts, profile), "count")
            minutes, label = self.minimum(plans, parts, "minutes", profile), label_of(profile)
            evenness = gini(count[chosen], people)
            shares = share_within(minutes[chosen], age_matrix(homes)[chosen], limit)
            spread = s90_s40(count[chosen], people)
            groups = [_("alle"), *(str(AGE_LABELS[group]) for group in AGE_GROUPS)]
            measures = [
                (_("Gini"), evenness),
                (_("S90/S40 der Erreichbarkeit"), spread if np.isfinite(spread) else np.nan),
            ]
            within = _("Anteil in %(limit)s Minuten: %(group)s (%%)")
            measures += [
                (within % {"limit": number(limit, 1), "group": group}, share * 100)
                for group, share in zip(groups, shares, strict=True)
            ]
            for measure, value in measures:
                rows["measure"].append(measure)
                rows["profile"].append(label)
                rows["value"].append(value)
            unit_columns.append((Column(f"reached_{profile}", _("erreichbare Orte (%s)") % label, "", 0), count))
            told.append(_("Gini %(gini)s (%(how)s)") % {"gini": number(evenness, 2), "how": label})
        sentence = _("So ungleich ist verteilt, wie viele Orte Menschen in %(limit)s Minuten erreichen: %(told)s.") % {
            "limit": number(limit, 1),
            "told": ", ".join(told),
        }
        note = _(
            "Gini: 0 heißt, alle erreichen gleich viel; 1 heißt, alles ist bei einem."
            " S90/S40 ordnet nach Erreichbarkeit, nicht nach Einkommen."
        )
        columns = (
            Column("measure", _("Maß")),
            Column("profile", _("Unterwegs")),
            Column("value", _("Wert"), "", 3),
        )
        measures_table = Table("measures", _("Maße"), "measure", columns, rows)
        return Result(sentence, (measures_table, unit_table(context, unit_columns)), (*assumptions(context), note))
