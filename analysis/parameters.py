"""What a question can be asked with, as JSON Schema: the form, the API and the check read the same description."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from analysis.canonical import canonical
from published.errors import BadParameter
from published.parameters import parse_local_minute

Schema = dict[str, Any]
MAX_MINUTES = 120
MAX_VALUES = 50
MAX_NAME = 100
NUL = b"\\u0000"  # as canonical JSON writes it
PROFILES = ("foot", "wheelchair", "elderly_or_child", "bike", "pedelec", "car")

POINT: Schema = {
    "type": "array",
    "title": gettext_lazy("Ort (Länge, Breite)"),
    "items": {"type": "number", "minimum": -180, "maximum": 180},
    "minItems": 2,
    "maxItems": 2,
}
PROFILE: Schema = {
    "type": "string",
    "title": gettext_lazy("Unterwegs"),
    "enum": list(PROFILES),
    "default": "foot",
}
PROFILE_LIST: Schema = {
    "type": "array",
    "title": gettext_lazy("Unterwegs"),
    "items": {"type": "string", "enum": list(PROFILES)},
    "minItems": 1,
    "maxItems": len(PROFILES),
    "uniqueItems": True,
    "default": ["foot"],
}
MINUTES: Schema = {
    "type": "number",
    "title": gettext_lazy("Höchstens so viele Minuten"),
    "exclusiveMinimum": 0,
    "maximum": MAX_MINUTES,
    "default": 15,
}
DEPART_AT: Schema = {
    "type": ["string", "null"],
    "title": gettext_lazy("Aufbruch (nur was bei Ankunft geöffnet ist)"),
    "maxLength": 25,
    "default": None,
}
AREAS: Schema = {
    "type": "array",
    "title": gettext_lazy("Gemeinden und Stadtbezirke"),
    "items": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
    "maxItems": MAX_VALUES,
    "uniqueItems": True,
    "default": [],
}
FACILITIES: Schema = {
    "type": "object",
    "title": gettext_lazy("Was erreicht werden soll"),
    "properties": {
        "layers": {
            "type": "array",
            "title": gettext_lazy("Thema"),
            "items": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
            "minItems": 1,
            "maxItems": MAX_VALUES,
        },
        "kind": {"type": "array", "items": {"type": "string", "maxLength": MAX_NAME}, "maxItems": MAX_VALUES},
        "wheelchair": {"type": "array", "items": {"type": "string", "maxLength": MAX_NAME}, "maxItems": MAX_VALUES},
        "area": {"type": "array", "items": {"type": "string", "maxLength": MAX_NAME}, "maxItems": MAX_VALUES},
        "confirmed_since": {"type": ["string", "null"], "format": "date"},
    },
    "required": ["layers"],
    "additionalProperties": False,
}


def checked(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters with defaults filled in. Raises BadParameter with a sentence for the first fault."""
    if not isinstance(given, Mapping):
        raise BadParameter(_("Die Angaben müssen ein Objekt mit Namen und Werten sein."))
    properties = schema["properties"]
    defaults = {name: each["default"] for name, each in properties.items() if "default" in each}
    values = {name: _whole(str(name), value) for name, value in {**defaults, **given}.items()}
    faults = sorted(
        Draft202012Validator(plain(schema)).iter_errors(values), key=lambda fault: list(map(str, fault.path))
    )
    if faults:
        raise BadParameter(_sentence(faults[0]))
    _require_storable(values)
    if values.get("depart_at"):
        moment = departure(values)
        assert moment is not None
        values["depart_at"] = moment.isoformat(timespec="minutes")
    return values


def _require_storable(values: Mapping[str, Any]) -> None:
    """Refuse what JSON Schema lets pass and no database and no hash takes: NaN, infinity, halves of signs, NUL."""
    try:
        is_storable = NUL not in canonical(values)
    except ValueError:
        is_storable = False
    if not is_storable:
        raise BadParameter(_("Die Angaben enthalten eine Zahl oder ein Zeichen, das es nicht gibt."))


def _whole(name: str, value: Any) -> Any:
    """Return the value with 30.0 as 30: equal questions are written equally. Raises BadParameter for NaN and infinity.

    JSON knows neither, but Python reads both, and no comparison of a schema refuses NaN.
    """
    if isinstance(value, dict):
        return {key: _whole(name, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole(name, each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise BadParameter(_("„%(name)s“ braucht Zahlen, die es gibt.") % {"name": name[:80]})
    return int(value) if isinstance(value, float) and value.is_integer() else value


def departure(parameters: Mapping[str, Any]) -> datetime | None:
    """Return the moment of departure in the region's time, None if none was given. Raises BadParameter."""
    text = parameters.get("depart_at")
    return parse_local_minute("depart_at", text) if text else None


def plain(schema: Any) -> Any:
    """Return the schema with its labels as text in the language of the moment, as JSON can hold it."""
    if isinstance(schema, dict):
        return {name: plain(value) for name, value in schema.items()}
    if isinstance(schema, list | tuple):
        return [plain(value) for value in schema]
    return str(schema) if isinstance(schema, Promise) else schema


def _sentence(fault: ValidationError) -> str:
    """Return what is wrong and what to do, without repeating what was sent at length."""
    name = ".".join(map(str, fault.path)) or _("die Angaben")
    rule, limit = fault.validator, fault.validator_value
    said = {"name": name[:80], "limit": limit}
    if rule == "required":
        missing = next((each for each in limit if each not in fault.instance), "")
        return _("Es fehlt „%(missing)s“.") % {"missing": missing}
    if rule == "additionalProperties":
        unknown = sorted(set(fault.instance) - set(fault.schema.get("properties", ())))
        return _("Die Angabe „%(unknown)s“ gibt es hier nicht.") % {"unknown": str(unknown[0])[:40]}
    if rule == "enum":
        return _("„%(name)s“ muss eines von diesen sein: %(limit)s.") % {**said, "limit": ", ".join(map(str, limit))}
    if rule in ("maximum", "exclusiveMaximum"):
        return _("„%(name)s“ darf höchstens %(limit)s sein.") % said
    if rule == "minimum":
        return _("„%(name)s“ muss mindestens %(limit)s sein.") % said
    if rule == "exclusiveMinimum":
        return _("„%(name)s“ muss größer als %(limit)s sein.") % said
    if rule in ("maxItems", "maxLength"):
        return _("„%(name)s“ ist zu lang: höchstens %(limit)s.") % said
    if rule in ("minItems", "minLength"):
        return _("„%(name)s“ ist zu kurz: mindestens %(limit)s.") % said
    return _("„%(name)s“ ist nicht so, wie es hier gebraucht wird.") % said
