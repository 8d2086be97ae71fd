"""What is reached from here in so many minutes?"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from analysis import at_point, scenario
from analysis.context import Context
from analysis.parameters import MAX_MINUTES, POINT, PROFILE, Schema
from analysis.positions import require_in_region
from analysis.questions.base import Arrays, Plan, Question, TableOf, scenario_notes
from analysis.results import Column, Result, Table
from analysis.words import number
from network.profiles import profiles

MAX_BREAKS = 6
BREAKS: Schema = {
    "type": "array",
    "title": gettext_lazy("Minuten"),
    "items": {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_MINUTES},
    "minItems": 1,
    "maxItems": MAX_BREAKS,
    "uniqueItems": True,
    "default": [5, 10, 15],
}
SHAPE: Schema = {
    "type": "string",
    "title": gettext_lazy("Gezeigt als"),
    "enum": ["polygon", "network"],
    "default": "polygon",
}


class Isochrone(Question):
    """The area, or the streets, within each number of minutes of a position."""

    id: ClassVar[str] = "isochrone"
    title = gettext_lazy("Was ist von hier aus erreichbar?")
    description = gettext_lazy("Die Fläche oder die Wege, die man von einem Ort in so vielen Minuten erreicht.")
    properties: ClassVar[dict[str, Schema]] = {
        "point": POINT,
        "profile": PROFILE,
        "minutes": BREAKS,
        "shape": SHAPE,
        scenario.NAME: scenario.SCENARIO,
    }
    required: ClassVar[tuple[str, ...]] = ("point",)
    for_everyone: ClassVar[bool] = True
    tables: ClassVar[Mapping[str, TableOf]] = {"isochrones": TableOf(gettext_lazy("Erreichbar"), has_geometry=True)}

    def checked(self, given: dict[str, Any]) -> dict[str, Any]:
        """See Question.checked; the position must lie in the region."""
        wanted = super().checked(given)
        require_in_region("point", wanted["point"])
        return wanted

    def finish(self, context: Context, plans: Sequence[Plan], parts: Sequence[Arrays]) -> Result:
        """See Question.finish."""
        wanted = context.parameters
        graph = context.graph(wanted["profile"])
        origin = at_point.snapped(graph, "point", wanted["point"])
        found = at_point.isochrones(graph, origin, sorted(wanted["minutes"]), as_network=wanted["shape"] == "network")
        values: dict[str, Any] = {
            "minutes": [each.minutes for each in found],
            "length_km": [each.length_m / 1000 for each in found],
            "area_ha": [each.area_m2 / 10_000 for each in found],
            "geometry": [each.geometry for each in found],
        }
        columns = (
            Column("minutes", _("Minuten"), "min", 1),
            Column("length_km", _("erreichte Wege"), "km", 3),
            Column("area_ha", _("Fläche"), "ha", 2),
            Column("geometry", _("Umriss")),
        )
        last = found[-1]
        sentence = _("In %(minutes)s Minuten (%(how)s) erreicht man von hier aus %(length)s km Wege.") % {
            "minutes": number(last.minutes, 1),
            "how": profiles()[wanted["profile"]].label(get_language() or "de"),
            "length": number(last.length_m / 1000, 1),
        }
        table = Table("isochrones", _("Erreichbar"), "shape", columns, values)
        return Result(sentence, (table,), (profiles()[wanted["profile"]].source, *scenario_notes(context)))
