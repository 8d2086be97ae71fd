"""Is all of daily life within a quarter of an hour?"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from analysis.context import Context
from analysis.methods.diversity import kinds_within, shannon
from analysis.methods.fifteen_minutes import fifteen_minutes
from analysis.methods.kinds import count_by_kind, nearest_by_kind
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
from analysis.words import number, percent
from published.catalogue import catalogue


class FifteenMinute(QuestionOfPeople):
    """The share of the chosen kinds within so many minutes, and who has all of them."""

    id: ClassVar[str] = "fifteen-minute"
    title = gettext_lazy("Wer hat alles in der Nähe?")
    description = gettext_lazy(
        "Für alle Menschen des Gebiets: wie viele der gewählten Arten von Orten in der Zeit liegen."
    )

    def part(self, context: Context, plan: Plan) -> Arrays:
        """Return for each kind among a range of facilities the minutes of each unit to the nearest, and how many."""
        codes, kind = kinds_of(context)
        limit = context.parameters["minutes"]
        table = context.costs(plan["profile"], limit, plan["first"], plan["last"])
        pairs = table.place, table.facility, table.cost, kind
        return {
            "nearest": nearest_by_kind(*pairs, table.n_places, len(codes)),
            "count": count_by_kind(*pairs, limit, table.n_places, len(codes)),
        }

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        wanted, homes, chosen = context.parameters, context.people, in_area(context)
        limit = wanted["minutes"]
        codes, _kind = kinds_of(context)
        unit_columns, area_columns, told = [], [], []
        for profile in wanted["profiles"]:
            nearest, label = self.minimum(plans, parts, "nearest", profile), label_of(profile)
            count = summed(of_profile(plans, parts, profile), "count")
            found = fifteen_minutes(nearest, limit)
            complete = np.where(np.isfinite(found.time_to_complete_min), found.time_to_complete_min, np.nan)
            unit_columns += [
                (Column(f"score_{profile}", _("Anteil der Arten (%s)") % label, "%", 0), found.score * 100),
                (Column(f"complete_{profile}", _("Minuten bis alles (%s)") % label, "min", 1), complete),
                (Column(f"kinds_{profile}", _("Zahl der Arten (%s)") % label, "", 0), kinds_within(nearest, limit)),
                (Column(f"mix_{profile}", _("Mischung der Arten (%s)") % label, "", 3), shannon(count.astype(int))),
            ]
            everything = np.where(found.is_complete, homes.population, 0.0)
            area_columns.append((Column(f"complete_{profile}", _("haben alles (%s)") % label, "", 0), everything))
            told.append(f"{percent(everything[chosen].sum(), homes.population[chosen].sum())} ({label})")
        sentence = _("Alle %(count)s Arten von Orten haben in %(limit)s Minuten: %(shares)s der Menschen.") % {
            "count": len(codes),
            "limit": number(limit, 1),
            "shares": ", ".join(told),
        }
        counted = _("Gezählt wurden diese Arten: %(kinds)s.") % {"kinds": ", ".join(kind_labels(codes))}
        mixed = _("Mischung der Arten: Shannon-Index der erreichbaren Orte nach Art; 0 heißt, alle sind von einer Art.")
        return Result(
            sentence,
            (unit_table(context, unit_columns), area_table(context, area_columns)),
            (*assumptions(context), counted, mixed),
        )


def kinds_of(context: Context) -> tuple[list[tuple[str, str]], NDArray[np.intp]]:
    """Return the (layer, kind) that occur, in order, and the row of each facility in them."""
    found = context.facilities
    pairs = list(zip(found.layers, found.kinds, strict=True))
    codes = sorted(set(pairs))
    place = {pair: number for number, pair in enumerate(codes)}
    return codes, np.array([place[pair] for pair in pairs], dtype=np.intp)


def kind_labels(codes: Sequence[tuple[str, str]]) -> list[str]:
    """Return kinds in words; a layer without kinds by its noun."""
    words = []
    for layer_id, code in codes:
        layer = catalogue[layer_id]
        words.append(next((str(kind.label) for kind in layer.kinds() if kind.code == code), str(layer.title_one)))
    return words
