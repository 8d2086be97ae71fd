"""How does one get from here to there, and how long does it take?"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from analysis import at_point, scenario
from analysis.context import Context
from analysis.errors import NoWay
from analysis.parameters import POINT, PROFILE, Schema
from analysis.positions import require_in_region
from analysis.questions.base import Arrays, Plan, Question, TableOf, scenario_notes
from analysis.results import Column, Result, Table
from analysis.words import number
from network.profiles import profiles


class Route(Question):
    """The fastest way between two positions as a line, with its length and minutes, and the one without steps."""

    id: ClassVar[str] = "route"
    title = gettext_lazy("Wie kommt man hin?")
    description = gettext_lazy("Der schnellste Weg zwischen zwei Orten, mit Länge und Dauer; dazu der Weg ohne Stufen.")
    properties: ClassVar[dict[str, Schema]] = {
        "from": POINT,
        "to": POINT,
        "profile": PROFILE,
        scenario.NAME: scenario.SCENARIO,
    }
    required: ClassVar[tuple[str, ...]] = ("from", "to")
    for_everyone: ClassVar[bool] = True
    tables: ClassVar[Mapping[str, TableOf]] = {"ways": TableOf(gettext_lazy("Wege"), has_geometry=True)}

    def checked(self, given: dict[str, Any]) -> dict[str, Any]:
        """See Question.checked; both positions must lie in the region."""
        wanted = super().checked(given)
        for name in ("from", "to"):
            require_in_region(name, wanted[name])
        return wanted

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        wanted = context.parameters
        asked = [wanted["profile"]] + (["wheelchair"] if wanted["profile"] in ("foot", "elderly_or_child") else [])
        found = []
        for profile in asked:
            graph = context.graph(profile)
            try:
                ends = [at_point.snapped(graph, name, wanted[name]) for name in ("from", "to")]
                found.append((profile, at_point.route(graph, *ends)))
            except NoWay:
                if profile == wanted["profile"]:
                    raise
        values: dict[str, Any] = {
            "profile": [str(profiles()[profile].label(get_language() or "de")) for profile, _way in found],
            "minutes": [way.minutes for _profile, way in found],
            "length_m": [way.length_m for _profile, way in found],
            "steps": [way.steps_m for _profile, way in found],
            "geometry": [way.geometry for _profile, way in found],
        }
        columns = (
            Column("profile", _("Unterwegs")),
            Column("minutes", _("Dauer"), "min", 1),
            Column("length_m", _("Länge"), "m", 0),
            Column("steps", _("davon Treppen"), "m", 0),
            Column("geometry", _("Linie")),
        )
        way = found[0][1]
        sentence = _("Der Weg dauert etwa %(minutes)s Minuten und ist %(length)s m lang.") % {
            "minutes": number(max(1, way.minutes)),
            "length": number(way.length_m),
        }
        notes = [profiles()[wanted["profile"]].source, *scenario_notes(context)]
        if len(asked) > len(found):
            notes.append(_("Einen Weg ohne Stufen gibt es nach den bekannten Daten nicht."))
        return Result(sentence, (Table("ways", _("Wege"), "shape", columns, values),), tuple(notes))
