"""The form of a question, made from the JSON Schema of its parameters, in the words of people who plan."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis import scenario
from analysis.parameters import Schema
from analysis.questions import Question
from analysis.selection import AREA_LAYER, facility_layers
from network.profiles import profiles
from planning.amounts import amounts
from planning.place import PlaceField, spoken
from planning.scenario_field import ScenarioField, ScenarioWidget
from published.catalogue import catalogue
from published.errors import BadParameter
from published.models import PublicFeature
from published.parameters import parse_local_minute

MAX_TITLE = 200
BETWEEN = ":"  # between a layer and a kind: kinds of two layers may have one code


class Choices(forms.CheckboxSelectMultiple):
    """Boxes to tick, in groups where the choices have some; a group with many is a drawer."""

    template_name = "planning/widgets/choices.html"


class OneChoice(forms.RadioSelect):
    """Buttons of which one is on."""

    template_name = "planning/widgets/choices.html"


GROUPS = Choices | OneChoice | ScenarioWidget  # of several controls: under a legend in place of a label


class QuestionForm(forms.Form):
    """What a question asks for, field by field. `parameters()` gives what `analysis.services.start` takes."""

    use_required_attribute = False  # the sentence of the server says more than that of the browser

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        for name, schema in question.properties.items():
            for field_name, field in _fields(name, schema, name in question.required):
                self.fields[field_name] = field
        self.fields["title"] = forms.CharField(
            label=_("Titel (freiwillig)"),
            help_text=_("Unter diesem Namen finden Sie und Ihre Kolleginnen und Kollegen die Auswertung wieder."),
            required=False,
            max_length=MAX_TITLE,
        )
        for name, field in self.fields.items():
            said = [f"{name}-hint"] if field.help_text else []
            if name in self.errors:
                said.append(f"{name}-error")
                field.widget.attrs["aria-invalid"] = "true"
            grouped = isinstance(field.widget, GROUPS)
            field.widget.attrs |= {"id": name, **({} if grouped else {"class": _css(field)})}
            if said and not grouped:
                field.widget.attrs["aria-describedby"] = " ".join(said)

    def clean(self) -> dict[str, Any]:
        """Check what two fields say together: kinds belong to chosen topics, and each of these has some or none has."""
        cleaned: dict[str, Any] = super().clean() or {}
        layers, kinds = cleaned.get("layers", []), cleaned.get("kind", [])
        narrowed = {each.partition(BETWEEN)[0] for each in kinds}
        if narrowed and layers:
            without = [str(catalogue[each].title) for each in layers if each not in narrowed]
            if without:
                self.add_error(
                    "kind",
                    _("Wählen Sie auch bei „%(topic)s“ eine Art, oder nehmen Sie dieses Thema heraus.")
                    % {"topic": without[0]},
                )
            elif foreign := sorted(narrowed - {*layers}):
                self.add_error(
                    "kind",
                    _("Sie haben Arten von „%(topic)s“ gewählt, aber nicht dieses Thema.")
                    % {"topic": catalogue[foreign[0]].title},
                )
        return cleaned

    def clean_depart_at(self) -> str | None:
        """Return the minute of departure as it was written, None without one."""
        text: str = self.cleaned_data["depart_at"]
        if not text:
            return None
        try:
            parse_local_minute(_("Aufbruch"), text)
        except BadParameter as problem:
            raise forms.ValidationError(problem.sentence) from None
        return text

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the question from a form that is valid."""
        said, found = self.cleaned_data, {}
        for name in self.question.properties:
            if name == "facilities":
                kinds = sorted({each.partition(BETWEEN)[2] for each in said["kind"]})
                since = said["confirmed_since"]
                found[name] = {"layers": said["layers"]} | {
                    key: value
                    for key, value in {
                        "kind": kinds,
                        "wheelchair": said["wheelchair"],
                        "confirmed_since": since and since.isoformat(),
                    }.items()
                    if value
                }
            elif name == "decay":
                if said[name]:
                    found[name] = DECAYS[said[name]](said["minutes"])
            elif said[name] not in (None, ""):
                found[name] = said[name]
        return found


def initial_of(question: Question, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields show first: the question's own defaults, or what an earlier run was asked."""
    defaults = {name: each["default"] for name, each in question.properties.items() if "default" in each}
    found: dict[str, Any] = {**defaults, **parameters}
    facilities = found.pop("facilities", {})
    layers = facilities.get("layers", [])
    found |= {name: facilities.get(name) for name in ("wheelchair", "confirmed_since")} | {"layers": layers}
    found["kind"] = [f"{layer}{BETWEEN}{code}" for layer in layers for code in facilities.get("kind", [])]
    if isinstance(found.get("minutes"), list):
        found["minutes"] = ", ".join(f"{each:g}" for each in found["minutes"])
    if found.get("depart_at"):
        found["depart_at"] = found["depart_at"][:16]  # the field knows no offset
    if scenario.NAME in found:
        found[scenario.NAME] = json.dumps(found[scenario.NAME])
    if "decay" in found:
        found["decay"] = (found["decay"] or {}).get("name", "")
    for name in ("point", "from", "to"):
        if name in found:
            found[name] = spoken(found[name])
    return found


# Decays in terms of the minutes that are asked for; the reader is offered shapes, not parameters.
DECAYS: dict[str, Callable[[float], dict[str, Any]]] = {
    "linear": lambda limit: {"name": "linear", "parameters": {"limit": limit}},
    "gaussian": lambda limit: {"name": "gaussian", "parameters": {"deviation": limit / 2}},
    "exponential": lambda limit: {"name": "exponential", "parameters": {"rate": round(math.log(2) / (limit / 2), 6)}},
}


def _fields(name: str, schema: Schema, is_required: bool) -> Iterator[tuple[str, forms.Field]]:
    """Return the fields of one parameter: one in most cases."""
    if name == "facilities":
        yield from _facilities()
    elif name in MADE:
        yield name, MADE[name](schema)
    elif "enum" in schema:
        yield name, _choice(schema, [(each, each) for each in schema["enum"]])
    else:
        yield name, forms.CharField(label=schema.get("title", name), required=is_required, max_length=200)


def _facilities() -> Iterator[tuple[str, forms.Field]]:
    layers = facility_layers()
    yield (
        "layers",
        forms.MultipleChoiceField(
            label=_("Was soll erreicht werden?"),
            choices=[(each.id, str(each.title)) for each in layers],
            widget=Choices({"short": True}),
            error_messages={"required": _("Wählen Sie mindestens ein Thema.")},
        ),
    )
    kinds = [
        (str(layer.title), [(f"{layer.id}{BETWEEN}{kind.code}", str(kind.label)) for kind in found])
        for layer in layers
        if (found := layer.kinds())
    ]
    yield (
        "kind",
        forms.MultipleChoiceField(
            label=_("Nur diese Arten"),
            help_text=_("Ohne Auswahl zählen alle Arten der gewählten Themen."),
            choices=kinds,
            widget=Choices,
            required=False,
        ),
    )
    yield (
        "wheelchair",
        forms.MultipleChoiceField(
            label=_("Nur so mit dem Rollstuhl nutzbar"),
            choices=[(code, str(label)) for code, label in catalogue.filter_names()["wheelchair"].choices.items()],
            widget=Choices({"short": True}),
            required=False,
        ),
    )
    yield (
        "confirmed_since",
        forms.DateField(
            label=_("Nur bestätigt seit"),
            help_text=_("Lässt Einträge weg, deren Angaben seit diesem Tag niemand bestätigt hat."),
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            required=False,
            error_messages={"invalid": _("Der Tag muss ein Datum sein, zum Beispiel 01.05.2026.")},
        ),
    )


def _areas(schema: Schema) -> forms.Field:
    groups: dict[str, list[tuple[str, str]]] = {}
    labels = {kind.code: str(kind.label) for kind in catalogue[AREA_LAYER].kinds()}
    rows = PublicFeature.objects.using("published").filter(layer=AREA_LAYER).order_by("name")
    for key, name, kind in rows.values_list("id", "name", "kind"):
        groups.setdefault(labels.get(kind, kind), []).append((key, name))
    return forms.MultipleChoiceField(
        label=_("Für welche Menschen?"),
        help_text=_("Ohne Auswahl: für die ganze Region."),
        choices=[(label, groups[label]) for label in sorted(groups, key=[*labels.values()].index)],
        widget=Choices,
        required=False,
    )


def _profile_choices() -> list[tuple[str, SafeString]]:
    language = get_language() or "de"
    return [
        (each.id, format_html('{} <span class="choice__note">{}</span>', each.label(language), each.source))
        for each in profiles().values()
    ]


def _profiles(schema: Schema) -> forms.Field:
    return forms.MultipleChoiceField(
        label=schema["title"],
        choices=_profile_choices(),
        widget=Choices,
        error_messages={"required": _("Wählen Sie mindestens eine Art, unterwegs zu sein.")},
    )


def _profile(schema: Schema) -> forms.Field:
    return _choice(schema, _profile_choices())


def _minutes(schema: Schema) -> forms.Field:
    if schema["type"] == "array":
        return BreaksField(schema)
    limit = schema["maximum"]
    wrong = _("Die Minuten müssen eine Zahl über 0 und bis %(limit)s sein.") % {"limit": limit}
    return forms.FloatField(
        label=schema["title"],
        min_value=0.1,
        max_value=limit,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class BreaksField(forms.CharField):
    """Several numbers of minutes, with commas between them; its value is a list that rises."""

    def __init__(self, schema: Schema) -> None:
        self.most, self.limit = schema["maxItems"], schema["items"]["maximum"]
        super().__init__(
            label=schema["title"],
            help_text=_("Bis zu %(most)s Zahlen mit Komma, zum Beispiel 5, 10, 15.") % {"most": self.most},
            max_length=60,
        )

    def clean(self, value: Any) -> Any:
        """Return the numbers, rising and each once. Raises ValidationError."""
        parts = str(super().clean(value)).replace(";", ",").split(",")
        try:
            numbers = sorted({float(part) for part in parts if part.strip()})
        except ValueError:
            numbers = []
        if not (1 <= len(numbers) <= self.most and all(0 < each <= self.limit for each in numbers)):
            raise forms.ValidationError(
                _("Es braucht 1 bis %(most)s Zahlen über 0 und bis %(limit)s, mit Komma dazwischen."),
                params={"most": self.most, "limit": self.limit},
            )
        return numbers


def _depart_at(schema: Schema) -> forms.Field:
    return forms.CharField(
        label=_("Aufbruch am"),
        help_text=_("Mit einem Zeitpunkt zählt nur, was bei der Ankunft geöffnet ist. Ohne zählt alles."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        required=False,
        max_length=25,
    )


def _amount(schema: Schema) -> forms.Field:
    return forms.ChoiceField(
        label=schema["title"],
        choices=[("", _("jeder Ort zählt eins")), *amounts().items()],
        widget=forms.Select,
        required=False,
    )


def _method(schema: Schema) -> forms.Field:
    words = {
        "2sfca": (_("In Reichweite zählt alles gleich"), "2SFCA"),
        "e2sfca": (_("Nahes zählt mehr"), "E2SFCA"),
        "3sfca": (_("Menschen verteilen sich vorher auf die Orte"), "3SFCA"),
    }
    choices = [
        (each, format_html('{} <span class="choice__note">{}</span>', *words.get(each, (each, ""))))
        for each in schema["enum"]
    ]
    return _choice(schema, choices)


def _decay(schema: Schema) -> forms.Field:
    choices = [
        ("", _("In Reichweite zählt alles gleich")),
        ("linear", _("Gewicht fällt gleichmäßig, an der Grenze null")),
        ("gaussian", _("Gewicht fällt wie eine Glocke, nah am Ort kaum")),
        ("exponential", _("Gewicht halbiert sich nach der halben Zeit und wieder")),
    ]
    return forms.ChoiceField(label=schema["title"], choices=choices, widget=OneChoice, required=False)


def _shape(schema: Schema) -> forms.Field:
    words = {"polygon": _("Fläche"), "network": _("Wege")}
    return _choice(schema, [(each, words.get(each, each)) for each in schema["enum"]])


def _place(label: Callable[[], str]) -> Callable[[Schema], forms.Field]:
    def field(schema: Schema) -> forms.Field:
        return PlaceField(
            label=label(),
            help_text=_("Adresse, oder Breite und Länge wie 49.79360, 9.92940."),
            max_length=200,
            widget=forms.TextInput(attrs={"data-place": "", "autocomplete": "off"}),
            error_messages={"required": _("Schreiben Sie eine Adresse, oder setzen Sie den Punkt auf der Karte.")},
        )

    return field


def _choice(schema: Schema, choices: list[tuple[str, Any]]) -> forms.Field:
    return forms.ChoiceField(
        label=schema["title"],
        choices=choices,
        widget=OneChoice,
        error_messages={"required": _("Wählen Sie eines davon.")},
    )


MADE: dict[str, Callable[[Schema], forms.Field]] = {
    "area": _areas,
    "profiles": _profiles,
    "profile": _profile,
    "minutes": _minutes,
    "depart_at": _depart_at,
    "amount": _amount,
    "method": _method,
    "decay": _decay,
    "shape": _shape,
    scenario.NAME: ScenarioField,
    "point": _place(lambda: _("Startpunkt")),
    "from": _place(lambda: _("Start")),
    "to": _place(lambda: _("Ziel")),
}


def _css(field: forms.Field) -> str:
    return "kern-form-input__select" if isinstance(field.widget, forms.Select) else "form__line"
