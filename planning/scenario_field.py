"""The field for what would be different: ways closed and drawn on the map, or GeoJSON pasted."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from analysis import scenario
from analysis.parameters import Schema, checked
from analysis.scenario import NEW_WAYS
from published.errors import BadParameter

MAX_CHARACTERS = 50_000

NEW_WAYS_IN_WORDS: dict[str, Callable[[], str]] = {
    "footway": lambda: _("Gehweg"),
    "steps": lambda: _("Treppe"),
    "path": lambda: _("Weg für Fuß und Rad"),
    "cycleway": lambda: _("Radweg"),
    "residential": lambda: _("Straße"),
}


class ScenarioWidget(forms.Textarea):
    """A text with GeoJSON, and above it the tools that draw it on a map and write it there."""

    template_name = "planning/widgets/scenario.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template is told: the new ways that can be drawn, by the value of `highway`."""
        ways = [(each, NEW_WAYS_IN_WORDS[each]()) for each in NEW_WAYS]
        return super().get_context(name, value, attrs) | {"new_ways": ways}


class ScenarioField(forms.CharField):
    """A scenario as GeoJSON in a text; its value is what the question takes, None without one."""

    def __init__(self, schema: Schema) -> None:
        super().__init__(
            label=_("Planspiel: Was wäre anders? (freiwillig)"),
            help_text=_("Sperren Sie Wege oder zeichnen Sie neue. Gerechnet wird, als wäre es schon so."),
            widget=ScenarioWidget,
            required=False,
            max_length=MAX_CHARACTERS,
        )
        self.wanted = {"type": "object", "properties": {scenario.NAME: schema}}

    def clean(self, value: Any) -> Any:
        """Return the scenario. Raises ValidationError with the sentence of the question."""
        text = str(super().clean(value))
        if not text:
            return None
        try:
            given = json.loads(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                _("Das ist kein GeoJSON. Fügen Sie den Text einer solchen Datei ein.")
            ) from None
        if isinstance(given, dict) and given.get("features") == []:
            return None  # whatever was drawn is taken away again
        try:
            return scenario.checked(checked(self.wanted, {scenario.NAME: given})[scenario.NAME])
        except BadParameter as problem:
            raise forms.ValidationError(problem.sentence) from None
