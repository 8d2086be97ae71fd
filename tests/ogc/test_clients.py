"""Clients that people use read every layer at first try, over HTTP."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from owslib.ogcapi.features import Features

from published.catalogue import catalogue
from tests.ogc.conftest import make_region

pytestmark = pytest.mark.usefixtures("published_committed")

LAYERS = [layer.id for layer in catalogue]
# How many entries of a layer are public in the region of the tests.
NUMBERS = {
    "area": 3,
    "association": 2,
    "climate_station": 1,
    "heimatforum": 1,
    "place": 1,
    "sports_facility": 4,
    "support_service": 2,
}


@pytest.fixture
def service(live_server: Any, published_committed: None) -> str:
    """The address of the service; it runs in a thread with connections and roles of its own."""
    make_region()
    return f"{live_server.url}/ogc"


def test_owslib_reads_every_layer(service: str) -> None:
    client = Features(f"{service}/")
    assert set(client.feature_collections()) == set(LAYERS)
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in client.conformance()["conformsTo"]
    assert client.api()["openapi"] == "3.0.3"
    for layer in LAYERS:
        assert client.collection(layer)["id"] == layer
        found = client.collection_items(layer, limit=1000)
        assert found["numberMatched"] == found["numberReturned"] == NUMBERS.get(layer, 0)
        for feature in found["features"]:
            assert client.collection_item(layer, feature["id"])["properties"] == feature["properties"]


def test_owslib_asks_with_bbox_and_time(service: str) -> None:
    client = Features(f"{service}/")
    found = client.collection_items("sports_facility", bbox=[9.9, 49.7, 10.0, 49.9], datetime_="2019-01-01/2019-12-31")
    assert sorted(each["properties"]["name"] for each in found["features"]) == ["Mainwiese", "Uferweg"]


@pytest.fixture
def gdal() -> None:
    """GDAL's programs, or the test is skipped."""
    if shutil.which("ogr2ogr") is None:
        pytest.skip("ogr2ogr is not installed (Debian package gdal-bin)")


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("root", ["{}", "{}/"])
def test_ogrinfo_finds_every_layer(service: str, gdal: None, root: str) -> None:
    listed = run("ogrinfo", "-q", "-ro", f"OAPIF:{root.format(service)}")
    assert {line.split(" ")[1] for line in listed.splitlines()} == set(LAYERS)


def test_ogr2ogr_copies_every_layer(service: str, gdal: None, tmp_path: Path) -> None:
    for layer in LAYERS:
        target = tmp_path / f"{layer}.geojson"
        run("ogr2ogr", "-f", "GeoJSON", str(target), f"OAPIF:{service}", layer, "-oo", "PAGE_SIZE=2")
        features = json.loads(target.read_text())["features"]
        assert len(features) == NUMBERS.get(layer, 0)
        assert all(feature["properties"]["name"] for feature in features)


def test_ogr2ogr_asks_for_a_rectangle(service: str, gdal: None, tmp_path: Path) -> None:
    target = tmp_path / "some.geojson"
    run(
        "ogr2ogr",
        "-f",
        "GeoJSON",
        str(target),
        f"OAPIF:{service}",
        "sports_facility",
        "-spat",
        "9.9",
        "49.7",
        "10",
        "49.9",
    )
    found = {feature["properties"]["name"] for feature in json.loads(target.read_text())["features"]}
    assert found == {"Mainwiese", "Uferweg", "Winterbahn"}
