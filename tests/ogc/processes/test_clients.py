"""Clients that people use, over HTTP."""

import json
import shutil
import subprocess
from typing import Any

import pytest
from owslib.ogcapi.processes import Processes

from accounts.services import issue_token
from analysis.questions import QUESTIONS
from layers.models import Source
from tests.ogc.conftest import make_region
from tests.ogc.processes.conftest import FACILITIES, HERE, make_streets
from tests.staff import person

pytestmark = pytest.mark.usefixtures("published_committed")


@pytest.fixture
def service(live_server: Any, published_committed: None) -> str:
    """The address of the service; it runs in a thread with connections and roles of its own."""
    make_region()
    make_streets(Source.objects.get(key="test"))
    return f"{live_server.url}/ogc"


def test_owslib_lists_describes_and_executes(service: str) -> None:
    client = Processes(f"{service}/")
    assert {each["id"] for each in client.processes()} == set(QUESTIONS)
    assert client.process("isochrone")["inputs"]["point"]["minOccurs"] == 1
    answer = client.execute("isochrone", inputs={"point": HERE, "minutes": [5]})
    assert answer["isochrones"]["value"]["type"] == "FeatureCollection"
    with pytest.raises(RuntimeError, match="403"):
        client.execute("catchment", inputs={"facilities": FACILITIES})
    _token, secret = issue_token(by=person("analyst", "analyst"), name="owslib", days=1)
    client = Processes(f"{service}/", headers={"Authorization": f"Bearer {secret}"})
    try:
        job = client.execute("catchment", inputs={"facilities": FACILITIES}, async_=True)
    finally:
        # The library keeps its headers for all clients of the process.
        for name in ("Authorization", "Prefer"):
            client.headers.pop(name, None)
    assert (job["status"], job["processID"]) == ("accepted", "catchment")


def test_curl_executes_as_the_docs_say(service: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    body = {"inputs": {"point": HERE, "minutes": [5, 10]}, "outputs": {"isochrones": {}}}
    said = subprocess.run(
        [
            *(curl, "-sf", f"{service}/processes/isochrone/execution"),
            *("-H", "Content-Type: application/json", "-d", json.dumps(body)),
        ],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert len(json.loads(said.stdout)["features"]) == 2
