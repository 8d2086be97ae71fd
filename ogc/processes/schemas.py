"""JSON Schema as OpenAPI 3.0 and the process descriptions write it; questions are described in draft 2020-12."""

from typing import Any

Schema = dict[str, Any]


def openapi_schema(schema: Schema) -> Schema:
    """Return the schema in the dialect of OpenAPI 3.0: one type, `nullable`, exclusive bounds as flags.

    >>> openapi_schema({"type": ["string", "null"], "default": None})
    {'type': 'string', 'nullable': True, 'default': None}
    >>> openapi_schema({"type": "array", "items": {"type": "number", "exclusiveMinimum": 0}})
    {'type': 'array', 'items': {'type': 'number', 'minimum': 0, 'exclusiveMinimum': True}}
    """
    written: Schema = {}
    for name, value in schema.items():
        if name == "type" and isinstance(value, list):
            (written["type"],) = [each for each in value if each != "null"]
            written["nullable"] = True
        elif name in ("exclusiveMinimum", "exclusiveMaximum"):
            written[name.removeprefix("exclusive").lower()] = value
            written[name] = True
        elif name == "items":
            written[name] = openapi_schema(value)
        elif name == "properties":
            written[name] = {each: openapi_schema(inner) for each, inner in value.items()}
        elif name != "$schema":
            written[name] = value
    return written
