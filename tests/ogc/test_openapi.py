"""The description of the service: valid, complete, and true."""

import json
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV30SpecValidator
from schemathesis.checks import CHECKS, load_all_checks

from analysis.questions import QUESTIONS
from ogc import urls
from ogc.processes import urls as process_urls
from published.catalogue import catalogue
from tests.ogc.conftest import Ask

pytestmark = pytest.mark.usefixtures("region", "published_in_test")

load_all_checks()
# Not among them: that every value which fits a schema is accepted (a bbox of any four numbers fits it), and that a
# limit above the maximum is refused (the standard forbids that).
PROMISES = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "unsupported_method",
    )
]


@pytest.fixture
def document(ask: Ask) -> dict[str, Any]:
    return json.loads(ask("/api").content)


def test_the_document_is_valid_openapi_3_0(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.0.")
    OpenAPIV30SpecValidator(document).validate()


def test_the_document_names_the_host_and_language_it_was_asked_under(ask: Ask) -> None:
    english = json.loads(ask("/api", prefix="/en/ogc", headers={"host": "localhost"}).content)
    assert english["servers"] == [{"url": "http://localhost/en/ogc"}]


def test_every_address_is_described_for_every_layer_and_process(document: dict[str, Any]) -> None:
    described = set(document["paths"])
    names = {"<anytext:item_id>": "{featureId}", "<str:job_id>": "{jobID}", "<str:name>": "{outputID}"}
    for pattern in (*urls.urlpatterns, *process_urls.urlpatterns):
        path = "/" + str(pattern.pattern)
        for ours, theirs in names.items():
            path = path.replace(ours, theirs)
        for layer, process in product(catalogue, QUESTIONS):
            ours = path.replace("<str:layer_id>", layer.id).replace("<str:process_id>", process)
            described.discard(ours)
            assert ours in document["paths"]
    assert not described


def test_every_filter_of_a_layer_is_described_and_no_other(document: dict[str, Any]) -> None:
    shared = document["components"]["parameters"]
    for layer in catalogue:
        parameters = document["paths"][f"/collections/{layer.id}/items"]["get"]["parameters"]
        described = [shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in parameters]
        assert {each["name"] for each in described} == {
            *(field.name for field in layer.filter_fields()),
            *("bbox", "datetime", "limit", "after", "count", "area", "q", "near", "radius", "open_at", "f"),
        }
        # As the standard wants them, and as its test suite checks.
        assert all(each["style"] == "form" and each["explode"] is False and not each["required"] for each in described)
        by_name = {each["name"]: each["schema"] for each in described}
        assert by_name["limit"] == {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100}
        assert by_name["bbox"] == {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
        assert by_name["datetime"]["type"] == "string"


def test_every_code_that_is_described_is_accepted(told: Callable[..., Any], document: dict[str, Any]) -> None:
    for layer in catalogue:
        for parameter in document["paths"][f"/collections/{layer.id}/items"]["get"]["parameters"]:
            codes = parameter.get("schema", {}).get("items", {}).get("enum")
            if codes:
                told(f"/collections/{layer.id}/items", **{parameter["name"]: ",".join(codes)})


def test_the_page_describes_the_same_operations(ask: Ask, document: dict[str, Any]) -> None:
    page = ask("/api", f="html").content.decode()
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"{method.upper()} http://testserver/ogc{path}" in page
    assert "wheelchair" in page


@pytest.fixture
def connections_stay_open() -> Iterator[None]:
    """Django closes connections after each request; the test's own must live on, as with its test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connections_stay_open")
def test_the_service_keeps_what_it_describes() -> None:
    schema = schemathesis.openapi.from_wsgi("/ogc/api", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {operation.path for operation in operations} == set(schema.raw_schema["paths"]) - {"/api"}
    for operation in operations:

        @settings(
            max_examples=8,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        )
        @given(case=operation.as_strategy())
        def keeps_its_promises(case: Any) -> None:
            case.call_and_validate(checks=PROMISES)

        keeps_its_promises()
