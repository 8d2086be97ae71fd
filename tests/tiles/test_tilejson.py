"""TileJSON of layers and of the basemap."""

import pytest
from django.test import Client

from published.catalogue import catalogue
from tests.tiles.drawn import Row, point, publish_rows, square
from tests.tiles.test_basemap import put
from tests.tiles.test_edition import TILEJSON_VERSION
from tiles.edition import edition_of

pytestmark = pytest.mark.usefixtures("published_in_test")


@pytest.mark.parametrize("name", ["basemap", "place", "area", "support_service"])
def test_it_says_what_the_specification_asks_for(client: Client, name: str) -> None:
    said = client.get(f"/tiles/{name}.json").json()
    assert said["tilejson"] == "3.0.0"
    assert TILEJSON_VERSION.fullmatch(said["version"])
    assert said["tiles"] == [f"http://testserver/tiles/{name}/{{z}}/{{x}}/{{y}}.pbf?v={said['version']}"]
    assert 0 <= said["minzoom"] <= said["maxzoom"] <= 30
    west, south, east, north = said["bounds"]
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    assert said["name"]
    assert said["description"]
    for layer in said["vector_layers"]:
        assert layer["id"]
        assert all(isinstance(text, str) for text in layer["fields"].values())


def test_the_source_layer_of_a_layer_is_its_id(client: Client) -> None:
    for layer in catalogue:
        (vector_layer,) = client.get(f"/tiles/{layer.id}.json").json()["vector_layers"]
        assert vector_layer["id"] == layer.id
        assert vector_layer["fields"].keys() == {"id", "name", "kind", "count"}


def test_the_address_of_its_tiles_leads_to_tiles_that_may_be_kept(client: Client) -> None:
    publish_rows(Row("a", point(9.93, 49.79)))
    (template,) = client.get("/tiles/place.json").json()["tiles"]
    tile = client.get(template.removeprefix("http://testserver").format(z=0, x=0, y=0))
    assert tile.status_code == 200
    assert tile["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_filter_goes_on_into_the_tiles(client: Client) -> None:
    publish_rows(Row("a", point(9.93, 49.79), kind="school"), Row("b", point(9.93, 49.79), kind="shop"))
    found = client.get("/tiles/place.json?kind=school&q=&layers=place&v=1&datetime=2026-01-01/..").json()
    (template,) = found["tiles"]
    assert template.endswith(f"?v={found['version']}&datetime=2026-01-01%2F..&kind=school&q=")
    path = template.removeprefix("http://testserver").replace("{z}/{x}/{y}", "0/0/0")
    assert client.get(path).status_code == 200


def test_what_is_asked_for_cannot_change_the_template(client: Client) -> None:
    (template,) = client.get("/tiles/place.json?q={z}%26v%3Dx&kind=%22%3C").json()["tiles"]
    query = template.split("?")[1]
    assert "{" not in query
    assert '"' not in query
    assert query.count("v=") == 1


def test_bounds_are_those_of_the_entries(client: Client) -> None:
    publish_rows(Row("a", point(9.7, 49.6)), Row("b", square(9.9, 49.7, 0.1)), Row("c", ""))
    assert client.get("/tiles/place.json").json()["bounds"] == pytest.approx([9.7, 49.6, 10.0, 49.8])
    put(("landuse", "forest", square(9.5, 49.4, 0.8)))
    assert client.get("/tiles/basemap.json").json()["bounds"] == pytest.approx([9.5, 49.4, 10.3, 50.2])


def test_attributions_are_named_once_and_never_run_as_html(client: Client) -> None:
    """Map clients show the attribution as HTML; it comes from data that people typed."""
    publish_rows(
        Row("a", point(9.7, 49.6), properties='{"attribution": "© Stadt <script>alert(1)</script>"}'),
        Row("b", point(9.7, 49.6), properties='{"attribution": "© OpenStreetMap contributors"}'),
        Row("c", point(9.7, 49.6), properties='{"attribution": "© OpenStreetMap contributors"}'),
        Row("d", point(9.7, 49.6)),
    )
    said = client.get("/tiles/place.json").json()["attribution"]
    assert "<" not in said
    assert said.count("OpenStreetMap") == 1
    assert "© Stadt" in said


def test_the_basemap_names_its_source(client: Client) -> None:
    assert client.get("/tiles/basemap.json").json()["attribution"] == ""
    put(("landuse", "forest", square(9.5, 49.4, 0.8)))
    assert client.get("/tiles/basemap.json").json()["attribution"] == "© OpenStreetMap contributors"


def test_it_is_asked_for_anew_and_answered_shortly(client: Client) -> None:
    publish_rows(Row("a", point(9.7, 49.6)))
    first = client.get("/tiles/place.json")
    assert first["Cache-Control"] == "no-cache"
    assert first["Content-Type"].startswith("application/json")
    again = client.get("/tiles/place.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publish_rows(Row("b", point(9.8, 49.6)))
    changed = client.get("/tiles/place.json", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["version"] == str(edition_of("place")) != first.json()["version"]


def test_etags_differ_by_language_filter_and_host(client: Client) -> None:
    addresses = ("/tiles/place.json", "/en/tiles/place.json", "/tiles/place.json?kind=school", "/tiles/area.json")
    etags = {client.get(address)["ETag"] for address in addresses}
    etags.add(client.get("/tiles/place.json", headers={"Host": "localhost"})["ETag"])
    assert len(etags) == 5


def test_a_forged_host_gets_no_address(client: Client) -> None:
    response = client.get("/tiles/place.json", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil" not in response.content


def test_what_is_sensitive_is_not_for_shared_caches(client: Client) -> None:
    assert client.get("/tiles/support_service.json")["Cache-Control"] == "private, no-cache"
    assert client.get("/tiles/support_service.json?q=sucht")["Cache-Control"] == "private, no-store"
