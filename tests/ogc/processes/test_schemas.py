"""Schemas of questions in the dialect of OpenAPI 3.0."""

import doctest

import pytest

from ogc.processes import schemas
from ogc.processes.schemas import openapi_schema


def test_the_examples_hold() -> None:
    found = doctest.testmod(schemas)
    assert (found.failed, found.attempted) == (0, 2)


@pytest.mark.parametrize(
    ("draft_2020", "openapi"),
    [
        ({"type": "number", "exclusiveMaximum": 5}, {"type": "number", "maximum": 5, "exclusiveMaximum": True}),
        ({"$schema": "x", "type": "object"}, {"type": "object"}),
        (
            {"type": "object", "properties": {"a": {"type": ["null", "string"]}}, "additionalProperties": False},
            {
                "type": "object",
                "properties": {"a": {"type": "string", "nullable": True}},
                "additionalProperties": False,
            },
        ),
        # A property may be called like a keyword.
        ({"properties": {"items": {"type": "string"}}}, {"properties": {"items": {"type": "string"}}}),
        ({"enum": ["a"], "default": None}, {"enum": ["a"], "default": None}),
    ],
)
def test_what_the_dialects_write_differently(draft_2020: dict, openapi: dict) -> None:
    assert openapi_schema(draft_2020) == openapi
