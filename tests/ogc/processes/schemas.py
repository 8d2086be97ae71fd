"""The schemas of OGC API Processes 1.0 (openapi/schemas of the standard), as far as answers here use them."""

from typing import Any

from jsonschema import Draft202012Validator

TEXT = {"type": "string"}
LINK = {
    "type": "object",
    "required": ["href"],
    "properties": dict.fromkeys(("href", "rel", "type", "hreflang", "title"), TEXT),
}
LINKS = {"type": "array", "items": LINK}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
# schema.yaml: OpenAPI 3.0's subset of JSON Schema, which allows no other keyword.
SCHEMA: dict[str, Any] = {
    "$id": "schema",
    "type": "object",
    "properties": {
        **{name: {"type": "number"} for name in ("maximum", "minimum", "multipleOf")},
        **{
            name: {"type": "integer", "minimum": 0}
            for name in ("maxLength", "minLength", "maxItems", "minItems", "maxProperties")
        },
        **{name: {"type": "boolean"} for name in ("exclusiveMaximum", "exclusiveMinimum", "uniqueItems", "nullable")},
        **dict.fromkeys(("title", "description", "format", "pattern", "contentMediaType"), TEXT),
        "type": {"enum": ["array", "boolean", "integer", "number", "object", "string"]},
        "enum": {"type": "array", "minItems": 1},
        "required": {"type": "array", "minItems": 1, "items": TEXT},
        "items": {"$ref": "schema"},
        "properties": {"type": "object", "additionalProperties": {"$ref": "schema"}},
        "additionalProperties": {"oneOf": [{"type": "boolean"}, {"$ref": "schema"}]},
        "default": {},
    },
    "additionalProperties": False,
}
QUALIFIED = {
    "type": "object",
    "required": ["value"],
    "properties": {"value": {}, "mediaType": TEXT, "encoding": TEXT, "schema": {}},
}
# inlineOrRefData.yaml: an object that stands alone must be qualified or a link.
INLINE_OR_LINK = {"oneOf": [{"type": ["string", "number", "boolean", "array"]}, QUALIFIED, LINK]}
DESCRIBED = {"title": TEXT, "description": TEXT, "schema": {"type": "object"}}
SUMMARY = {
    "type": "object",
    "required": ["id", "version"],
    "properties": {
        **dict.fromkeys(("id", "version", "title", "description"), TEXT),
        "jobControlOptions": {"type": "array", "items": {"enum": ["sync-execute", "async-execute", "dismiss"]}},
        "outputTransmission": {"type": "array", "items": {"enum": ["value", "reference"]}},
        "links": LINKS,
    },
}
STATUS_INFO = {
    "type": "object",
    "required": ["jobID", "status", "type", "processID"],
    "properties": {
        **dict.fromkeys(("processID", "jobID", "message"), TEXT),
        **dict.fromkeys(("created", "started", "finished", "updated"), TIME),
        "type": {"enum": ["process"]},
        "status": {"enum": ["accepted", "running", "successful", "failed", "dismissed"]},
        "progress": {"type": "integer", "minimum": 0, "maximum": 100},
        "links": LINKS,
    },
}
SCHEMAS: dict[str, Any] = {
    "schema": SCHEMA,
    "landingPage": {"type": "object", "required": ["links"], "properties": {"links": LINKS}},
    "confClasses": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": TEXT}},
    },
    "processList": {
        "type": "object",
        "required": ["processes", "links"],
        "properties": {"processes": {"type": "array", "items": SUMMARY}, "links": LINKS},
    },
    "process": {
        **SUMMARY,
        "properties": {
            **SUMMARY["properties"],
            **{
                name: {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "required": ["schema"],
                        "properties": {
                            **DESCRIBED,
                            "minOccurs": {"type": "integer"},
                            "maxOccurs": {"type": ["integer", "string"]},
                        },
                    },
                }
                for name in ("inputs", "outputs")
            },
        },
    },
    "execute": {
        "type": "object",
        "properties": {
            "inputs": {"type": "object", "additionalProperties": INLINE_OR_LINK},
            "outputs": {"type": "object"},
            "response": {"enum": ["raw", "document"]},
        },
    },
    "statusInfo": STATUS_INFO,
    "jobList": {
        "type": "object",
        "required": ["jobs", "links"],
        "properties": {"jobs": {"type": "array", "items": STATUS_INFO}, "links": LINKS},
    },
    "results": {"type": "object", "additionalProperties": INLINE_OR_LINK},
    "exception": {
        "type": "object",
        "required": ["type", "status", "detail"],
        "properties": {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
    },
}


def valid(name: str, content: Any) -> Any:
    """Return the content if it keeps that schema of the standard; fail with the first fault otherwise."""
    Draft202012Validator(SCHEMAS[name]).validate(content)
    return content
