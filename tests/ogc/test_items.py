"""Pages of items: order, paging, filters and counts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from layers.models import SportsFacility
from layers.services import save_entry
from ogc import pages
from published.services import turn_version
from tests.conftest import OLD_TOWN, turn
from tests.ogc.conftest import Ask, linked, names

pytestmark = pytest.mark.usefixtures("published_in_test")

Told = Callable[..., Any]
ITEMS = "/collections/sports_facility/items"


def fill(number: int) -> None:
    """Publish that many pitches in a grid of 0.01°, the last tenth of them without a place, under one version."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO published.feature
                (layer, id, audience, kind, name, geom, properties, geojson, terms, words, changed_at)
            SELECT 'sports_facility', 'n' || lpad(n::text, 6, '0'), 'public', 'other', 'Platz ' || n, geom,
                   '{}', '{"type":"Feature","id":"n' || lpad(n::text, 6, '0') || '","geometry":'
                   || COALESCE(public.ST_AsGeoJSON(geom), 'null') || ',"properties":{"name":"Platz ' || n || '"}}',
                   ARRAY['wheelchair:' || CASE WHEN n %% 2 = 0 THEN 'yes' ELSE 'no' END],
                   published.search_words('platz ' || n), now()
            FROM generate_series(1, %s) AS n, LATERAL (SELECT CASE WHEN n <= %s * 0.9 THEN
                public.ST_SetSRID(public.ST_MakePoint(9 + n %% 40 * 0.01, 49 + n / 40 * 0.01), 4326) END AS geom) AS g
            """,
            [number, number],
        )
    turn_version("sports_facility")
    turn()


def walk(told: Told, **query: Any) -> list[dict[str, Any]]:
    """Follow the links to the next page until there is none; return the pages."""
    found = [told(ITEMS, **query)]
    while following := linked(found[-1], "next"):
        assert len(found) < 500
        address = following[0]["href"].removeprefix("http://testserver/ogc")
        found.append(told(address))
    return found


@pytest.mark.parametrize("limit", [1, 7, 50, 119, 120, 121])
def test_following_the_links_meets_every_entry_once(told: Told, limit: int) -> None:
    fill(120)
    found = walk(told, limit=limit)
    ids = [feature["id"] for page in found for feature in page["features"]]
    assert sorted(ids) == [f"n{number:06}" for number in range(1, 121)]
    assert [page["numberReturned"] for page in found[:-1]] == [limit] * (len(found) - 1)
    assert {page["numberMatched"] for page in found} == {120}
    assert len(found) == -(-120 // limit)


@pytest.mark.parametrize("wishes", [{"bbox": "9.05,49.005,9.25,49.02"}, {"wheelchair": "yes"}, {"q": "platz 11"}])
def test_pages_of_a_selection_are_the_whole_in_pieces(told: Told, wishes: dict[str, str]) -> None:
    fill(120)
    (whole,) = walk(told, **wishes)
    pieces = walk(told, limit=5, **wishes)
    assert [feature for page in pieces for feature in page["features"]] == whole["features"]
    assert len(whole["features"]) > 5
    assert {page["numberMatched"] for page in pieces} == {len(whole["features"])}


def test_neighbours_on_the_map_are_neighbours_in_the_order(told: Told) -> None:
    fill(40)
    coordinates = [feature["geometry"] for feature in told(ITEMS)["features"]]
    assert coordinates[-4:] == [None] * 4  # what has no place comes last
    eastings = [each["coordinates"][0] for each in coordinates[:-4]]
    assert eastings == sorted(eastings)


def test_a_bbox_finds_what_postgis_finds(told: Told) -> None:
    fill(120)
    for west, south, east, north in ((9.1, 49.0, 9.2, 49.01), (9.0, 49.0, 9.0, 49.01), (8, 48, 10, 50)):
        found = {feature["id"] for feature in told(ITEMS, bbox=f"{west},{south},{east},{north}", limit=500)["features"]}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM published.feature_public WHERE geom IS NULL"
                " OR public.ST_Intersects(geom, public.ST_MakeEnvelope(%s, %s, %s, %s, 4326))",
                [west, south, east, north],
            )
            assert found == {item_id for (item_id,) in cursor.fetchall()}


def test_a_large_entry_is_found_in_a_small_rectangle_far_from_its_middle(told: Told) -> None:
    fill(40)
    square = Polygon.from_bbox((550_000, 5_500_000, 590_000, 5_540_000))
    square.srid = 25832
    save_entry(SportsFacility(name="Gelände", status="published", geom=square), by="test")
    turn()
    assert names(told(ITEMS, bbox="10.15,49.70,10.151,49.701")) == [
        "Gelände",
        "Platz 37",
        "Platz 38",
        "Platz 39",
        "Platz 40",
    ]


def test_an_entry_of_a_new_version_is_found_although_it_reaches_farther_than_all_before(told: Told) -> None:
    save_entry(SportsFacility(name="Punkt", status="published", geom=OLD_TOWN), by="test")
    turn()
    assert names(told(ITEMS, bbox="9.95,49.8,9.96,49.81")) == []
    around = OLD_TOWN.buffer(5_000)
    save_entry(SportsFacility(name="Rund", status="published", geom=around), by="test")
    turn()
    assert names(told(ITEMS, bbox="9.95,49.8,9.96,49.81")) == ["Rund"]


def test_a_layer_that_turns_while_we_look_is_answered_all_the_same(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(20)
    behind = pages.look_again("sports_facility")
    turn_version("sports_facility")
    turn()
    monkeypatch.setattr(pages, "look_again", lambda layer: behind)
    monkeypatch.setattr(pages, "state_of", lambda layer: behind)
    assert told(ITEMS, bbox="8,48,10,50")["numberMatched"] == 20


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ({}, 1300),  # nothing is filtered
        ({"bbox": "9,49,9.2,50"}, 749),  # 619 in 21 columns, and 130 that have no place
        ({"bbox": "9,49,9.2,50", "count": "exact"}, 749),
        ({"wheelchair": "yes"}, 650),
        ({"bbox": "8,48,10,50"}, None),  # more than a thousand, and a page that is full
        ({"bbox": "8,48,10,50", "count": "exact"}, 1300),
        ({"bbox": "8,48,10,50", "limit": 1000}, None),
        ({"bbox": "8,48,10,50", "limit": 1300}, 1300),  # all of them are on the page
        ({"bbox": "8,48,10,50", "limit": 1299}, None),
        ({"wheelchair": "yes", "count": "none"}, None),
        ({"wheelchair": "yes", "count": "none", "limit": 650}, 650),
    ],
)
def test_number_matched_is_exact_or_absent(told: Told, query: dict[str, Any], matched: int | None) -> None:
    fill(1300)
    for page in walk(told, **({"limit": 600} | query))[:2]:
        assert page.get("numberMatched") == matched
    assert told(ITEMS, **query).get("numberMatched") == matched  # now from memory


def test_what_was_counted_is_counted_anew_when_the_layer_turns(told: Told) -> None:
    fill(20)
    assert told(ITEMS, wheelchair="yes", limit=5)["numberMatched"] == 10
    save_entry(SportsFacility(name="Neu", status="published", geom=OLD_TOWN, wheelchair="yes"), by="test")
    turn()
    assert told(ITEMS, wheelchair="yes", limit=5)["numberMatched"] == 11


@pytest.mark.parametrize("html", ["json", "html"])
@pytest.mark.parametrize("query", [{}, {"bbox": "8,48,10,50"}, {"wheelchair": "yes"}])
def test_the_number_of_statements_does_not_grow_with_the_page(ask: Ask, query: dict[str, str], html: str) -> None:
    fill(200)
    used = []
    for limit in (1, 10, 200):
        ask(ITEMS, **query, limit=limit, f=html)
        with CaptureQueriesContext(connections["published"]) as captured:
            assert ask(ITEMS, **query, limit=limit, f=html).status_code == 200
        used.append(len(captured))
    assert len(set(used)) == 1
    if html == "json":
        assert used[0] == 1


def test_an_item_takes_one_statement(ask: Ask) -> None:
    fill(2)
    with CaptureQueriesContext(connections["published"]) as captured:
        assert ask(f"{ITEMS}/n000001").status_code == 200
    assert len(captured) == 1


@pytest.mark.parametrize("query", [{}, {"bbox": "9.1,49,9.2,49.01"}, {"bbox": "9.1,49,9.2,49.01", "limit": 2}])
def test_a_page_of_a_place_is_read_in_order_from_the_index(ask: Ask, query: dict[str, Any]) -> None:
    fill(4000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE published.feature_public")
    ask(ITEMS, **query)
    with CaptureQueriesContext(connections["published"]) as captured:
        assert ask(ITEMS, **query).status_code == 200
    (statement,) = [each["sql"] for each in captured]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "feature_public_page_order" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"area": "09679170"}, {"Dorfplatz"}),
        ({"kind": "other"}, {"Mainwiese", "Dorfplatz"}),
        ({"sports": "soccer,tennis"}, {"Mainwiese", "Dorfplatz"}),
        ({"sports": ["soccer", "tennis"]}, {"Mainwiese", "Dorfplatz"}),
        ({"sports": "soccer", "wheelchair": "unknown"}, set()),
        ({"q": "mainwiese"}, {"Mainwiese"}),
        ({"near": "9.931,49.793", "radius": 500}, {"Mainwiese"}),
        ({"near": "9.931,49.793"}, {"Mainwiese", "Dorfplatz"}),
        ({"bbox": "9.9,49.7,10,49.9", "sports": "tennis"}, set()),
    ],
)
def test_the_wishes_of_the_portal_are_parameters(told: Told, areas: object, query: dict, found: set[str]) -> None:
    village = Point(572_000, 5_500_000, srid=25832)
    for name, place, sport, wheelchair in (
        ("Mainwiese", OLD_TOWN, "soccer", "yes"),
        ("Dorfplatz", village, "tennis", "unknown"),
    ):
        entry = SportsFacility(name=name, geom=place, sports=[sport], wheelchair=wheelchair, status="published")
        save_entry(entry, by="test")
    turn()
    assert set(names(told(ITEMS, **query))) == found
