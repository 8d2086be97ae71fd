"""The requirements of OGC API Features Part 1, one by one; each test is named after the requirement that it checks.

Source: http://docs.opengeospatial.org/is/17-069r4/17-069r4.html, and what the OGC's own test suite asks beside it.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from published.catalogue import catalogue
from tests.ogc.conftest import Ask, linked, names

pytestmark = pytest.mark.usefixtures("region", "published_in_test")

Told = Callable[..., Any]
LAYERS = [layer.id for layer in catalogue]
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
EVERYWHERE = ["/", "/conformance", "/collections", "/collections/association", "/api"]


def test_root_op_and_root_success(told: Told) -> None:
    links = told("/")["links"]
    by_rel = {each["rel"]: each for each in links}
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= by_rel.keys()
    assert by_rel["service-desc"]["type"] == OPENAPI
    assert by_rel["service-doc"]["type"] == "text/html"


def test_api_definition_op_and_success(told: Told, ask: Ask) -> None:
    for rel in ("service-desc", "service-doc"):
        (definition,) = linked(told("/"), rel)
        answer = ask(definition["href"].removeprefix("http://testserver/ogc"), headers={"accept": definition["type"]})
        assert answer.status_code == 200
        assert answer["Content-Type"].replace("; charset=utf-8", "") == definition["type"]


def test_conformance_op_and_success(told: Told) -> None:
    features = {each for each in told("/conformance")["conformsTo"] if each.startswith(CORE)}
    assert features == {f"{CORE}{name}" for name in ("core", "oas30", "html", "geojson")}


def test_fc_md_op_and_fc_md_items(told: Told) -> None:
    assert [each["id"] for each in told("/collections")["collections"]] == LAYERS


def test_fc_md_links(told: Told) -> None:
    document = told("/collections")
    assert [each["type"] for each in linked(document, "self")] == ["application/json"]
    assert [each["type"] for each in linked(document, "alternate")] == ["text/html"]


@pytest.mark.parametrize("layer", LAYERS)
def test_fc_md_items_links(told: Told, layer: str) -> None:
    document = told(f"/collections/{layer}")
    assert {each["type"] for each in linked(document, "items")} == {"application/geo+json", "text/html"}


@pytest.mark.parametrize("layer", LAYERS)
def test_sfc_md_op_and_sfc_md_success(told: Told, layer: str) -> None:
    (listed,) = [each for each in told("/collections")["collections"] if each["id"] == layer]
    alone = told(f"/collections/{layer}")
    for name in ("id", "title", "description", "extent", "itemType", "crs"):
        assert alone.get(name) == listed.get(name)
    addresses = {(each["rel"], each["type"], each["href"]) for each in alone["links"]}
    assert {(each["rel"], each["type"], each["href"]) for each in listed["links"]} <= addresses


@pytest.mark.parametrize("layer", LAYERS)
def test_fc_md_extent(told: Told, layer: str) -> None:
    extent = told(f"/collections/{layer}").get("extent")
    points = [
        point for feature in told(f"/collections/{layer}/items")["features"] for point in _points(feature["geometry"])
    ]
    if not points:
        assert extent is None
        return
    assert extent["spatial"]["crs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    ((west, south, east, north),) = extent["spatial"]["bbox"]
    assert all(west <= x <= east and south <= y <= north for x, y in points)


def _points(geometry: dict[str, Any] | None) -> list[list[float]]:
    def flat(part: Any) -> list[list[float]]:
        return [part] if isinstance(part[0], float | int) else [point for each in part for point in flat(each)]

    return flat(geometry["coordinates"]) if geometry else []


@pytest.mark.parametrize("layer", LAYERS)
def test_fc_op_and_fc_response(ask: Ask, layer: str) -> None:
    answer = ask(f"/collections/{layer}/items")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/geo+json")
    assert json.loads(answer.content)["type"] == "FeatureCollection"


def test_crs84(told: Told) -> None:
    (feature,) = [
        each
        for each in told("/collections/sports_facility/items")["features"]
        if each["properties"]["name"] == "Mainwiese"
    ]
    longitude, latitude = feature["geometry"]["coordinates"]
    assert longitude == pytest.approx(9.93, abs=0.01)
    assert latitude == pytest.approx(49.79, abs=0.01)


def test_fc_bbox_definition_with_four_and_six_numbers(told: Told) -> None:
    four = told("/collections/sports_facility/items", bbox="9.9,49.7,10.0,49.9")
    six = told("/collections/sports_facility/items", bbox="9.9,49.7,0,10.0,49.9,100")
    assert sorted(names(four)) == sorted(names(six)) == ["Mainwiese", "Uferweg", "Winterbahn"]


def test_fc_bbox_response_leaves_out_what_lies_elsewhere(told: Told) -> None:
    assert names(told("/collections/sports_facility/items", bbox="9.95,49.6,10.1,49.7")) == ["Dorfplatz"]
    assert names(told("/collections/sports_facility/items", bbox="11,49.6,11.1,49.7")) == []


def test_fc_bbox_response_matches_what_has_no_geometry(told: Told) -> None:
    assert names(told("/collections/support_service/items", bbox="11,49.6,11.1,49.7")) == ["Telefon der Zuversicht"]


def test_fc_bbox_response_matches_a_line_that_only_passes_through(told: Told) -> None:
    # The middle of the line, under which it is found, lies outside.
    assert names(told("/collections/sports_facility/items", bbox="9.942,49.799,9.946,49.803")) == ["Uferweg"]


@pytest.mark.parametrize(
    "bbox",
    [
        "-1.5,50.0,1.5,53.0",  # the meridian
        "-80.0,-5.0,-70.0,5.0",  # the equator
        "177.0,65.0,-177.0,70.0",  # the antimeridian
        "-180.0,85.0,180.0,90.0",  # the poles
        "-180.0,-90.0,180.0,-85.0",
        "177.0,65.0,0,-177.0,70.0,100",
    ],
)
def test_fc_bbox_of_the_test_suite(told: Told, bbox: str) -> None:
    assert told("/collections/sports_facility/items", bbox=bbox)["features"] == []


def test_a_bbox_across_the_antimeridian_goes_the_long_way_round(told: Told) -> None:
    found = told("/collections/sports_facility/items", bbox="9,49,8,50")
    assert sorted(names(found)) == ["Dorfplatz", "Mainwiese", "Uferweg", "Winterbahn"]


def test_fc_limit_response(told: Told) -> None:
    assert len(told("/collections/sports_facility/items", limit=2)["features"]) == 2
    assert len(told("/collections/sports_facility/items", limit=1_000_000_000)["features"]) == 4


@pytest.mark.parametrize(
    ("datetime", "found"),
    [
        ("2019-06-01T00:00:00Z", False),
        ("2026-06-01T00:00:00Z", True),
        ("2026-06-01", True),
        ("2019-01-01T00:00:00Z/2019-12-31T00:00:00Z", False),
        ("2019-01-01T00:00:00Z/2020-12-31T00:00:00Z", True),
        ("../2019-12-31T00:00:00Z", False),
        ("/2020-12-31T00:00:00Z", True),
        ("2200-01-01T00:00:00Z/..", False),
        ("2198-01-01T00:00:00Z/", True),
        ("0001-01-01T00:00:00Z/9999-12-31T23:59:59Z", True),
        ("0001-01-01", False),
        ("2026-06-01T12:00:00+02:00", True),
    ],
)
def test_fc_time_definition_and_response(told: Told, datetime: str, found: bool) -> None:
    matched = names(told("/collections/sports_facility/items", datetime=datetime))
    assert ("Winterbahn" in matched) is found
    assert "Mainwiese" in matched  # is valid without an end


def test_fc_links_and_fc_rel_type(told: Told, ask: Ask) -> None:
    document = told("/collections/sports_facility/items", limit=1, wheelchair="yes,unknown")
    assert [each["type"] for each in linked(document, "self")] == ["application/geo+json"]
    assert [each["type"] for each in linked(document, "alternate")] == ["text/html"]
    assert all(each["type"] for each in document["links"])
    answer = ask("/collections/sports_facility/items", limit=1)
    for each in json.loads(answer.content)["links"]:
        assert f'<{each["href"]}>; rel="{each["rel"]}"; type="{each["type"]}"' in answer["Link"]


def test_fc_timestamp_is_left_out_because_an_answer_is_the_same_until_the_layer_turns(told: Told) -> None:
    assert "timeStamp" not in told("/collections/sports_facility/items")


def test_fc_number_matched_and_fc_number_returned(told: Told) -> None:
    document = told("/collections/sports_facility/items", limit=3)
    assert (document["numberMatched"], document["numberReturned"], len(document["features"])) == (4, 3, 3)


def test_f_op_and_f_success(told: Told, region: dict[str, str]) -> None:
    feature = told(f"/collections/sports_facility/items/{region['Mainwiese']}")
    assert (feature["type"], feature["id"]) == ("Feature", region["Mainwiese"])
    assert feature["properties"]["name"] == "Mainwiese"


def test_f_links(told: Told, region: dict[str, str]) -> None:
    feature = told(f"/collections/sports_facility/items/{region['Mainwiese']}")
    types = {each["rel"]: each["type"] for each in feature["links"]}
    assert types == {"self": "application/geo+json", "alternate": "text/html", "collection": "application/json"}


def test_an_item_is_the_feature_of_the_collection(told: Told) -> None:
    for feature in told("/collections/sports_facility/items")["features"]:
        alone = told(f"/collections/sports_facility/items/{feature['id']}")
        assert feature == {name: value for name, value in alone.items() if name != "links"}


@pytest.mark.parametrize("path", [*EVERYWHERE, "/collections/association/items", "/collections/association/items/x"])
def test_query_param_unknown(ask: Ask, path: str) -> None:
    assert ask(path, unknownQueryParameter=1).status_code == 400


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter", "sortby", "layers", "surface", "LIMIT"])
def test_query_param_unknown_of_other_parts_and_other_layers(ask: Ask, name: str) -> None:
    assert ask("/collections/association/items", **{name: "x"}).status_code == 400


def test_query_param_invalid(ask: Ask) -> None:
    assert ask("/collections/association/items", limit="unlimited").status_code == 400


def test_an_unknown_collection_is_not_found(ask: Ask) -> None:
    for path in ("/collections/dUmmYColLection", "/collections/nosuch/items", "/collections/nosuch/items/1"):
        answer = ask(path)
        assert answer.status_code == 404
        assert json.loads(answer.content)["detail"] == "Dieses Thema gibt es nicht."


def test_html_definition(ask: Ask, region: dict[str, str]) -> None:
    item = f"/collections/sports_facility/items/{region['Mainwiese']}"
    for path in [*EVERYWHERE, "/collections/association/items", item, "/collections/climate_station/latest"]:
        for answer in (ask(path, f="html"), ask(path, headers={"accept": "text/html,*/*;q=0.8"})):
            assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", EVERYWHERE[:-1])
def test_geojson_definition_of_what_holds_no_features(ask: Ask, path: str) -> None:
    assert ask(path)["Content-Type"] == "application/json"
