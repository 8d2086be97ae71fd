"""Population units: merged from cells in the database, published, and out of the way of who looks for places."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from frontend.freshness import freshness
from frontend.legend import Legend, default_layers
from frontend.numbers import numbers
from frontend.sources import stock
from layers.models import Area, PopulationCell, PopulationUnit, Source
from layers.population_units import Settled, settle_population
from layers.services import save_source, settle_areas
from published.catalogue import catalogue
from published.filters import FeatureFilter
from published.models import LayerVersion, PublicFeature
from published.search import search
from published.services import publish
from tests.conftest import OLD_TOWN, turn

pytestmark = pytest.mark.usefixtures("published_in_test")
SIZE_M = 100


def cells(
    source: Source,
    people_at: Mapping[tuple[int, int], int | None],
    *,
    year: int = 2022,
    size_m: int = SIZE_M,
    **more: Any,
) -> None:
    """Write cells beside the old town; places count from a corner that is one of large blocks, too."""
    corner = OLD_TOWN.transform(3035, clone=True)
    column, row = (int(each // 12_800) * 12_800 // size_m for each in (corner.x, corner.y))
    for (x, y), people in people_at.items():
        left, lower = (column + x) * size_m, (row + y) * size_m
        PopulationCell.objects.create(
            id=f"{year}:{size_m}mN{lower}E{left}",
            size_m=size_m,
            year=year,
            population=people,
            is_masked=people is None,
            source=source,
            geom=Point(left + size_m / 2, lower + size_m / 2, srid=3035),
            **more,
        )


def units() -> list[int]:
    return sorted(PopulationUnit.objects.values_list("population", flat=True))


def published_rows() -> list[PublicFeature]:
    return list(PublicFeature.objects.filter(layer="population").order_by("id"))


def version() -> int:
    turn()
    return LayerVersion.objects.get(layer="population").version


def test_units_carry_their_people_their_ages_and_an_outline_of_whole_cells(areas: dict[str, Area]) -> None:
    source = areas["city"].source
    cells(source, {(0, 0): 8, (1, 1): 5}, under_10=1, from_65=2)
    cells(source, {(4, 4): 30}, under_10=3)
    assert settle_population() == Settled(2, 0)
    single, pair = PopulationUnit.objects.order_by("-population")
    assert (pair.population, pair.under_10, pair.from_65, pair.under_18) == (13, 2, 4, None)
    assert (single.population, single.under_10, single.from_65) == (30, 3, None)
    assert "RES200mN" in pair.pk
    assert pair.geom.area == pytest.approx(2 * SIZE_M**2, rel=1e-3)
    assert pair.geom.covers(pair.centre)
    # The centre is that of the cell of eight, nearer to the mean of the people.
    lower_left = PopulationCell.objects.get(population=8).geom.transform(25832, clone=True)
    assert pair.centre.distance(lower_left) < 0.01


def test_a_unit_is_published_with_what_analyses_need(areas: dict[str, Area]) -> None:
    cells(areas["city"].source, {(x, y): 12 for x in range(128) for y in range(0, 128, 16)}, from_65=4)
    settle_population()
    settle_areas()
    in_district = PublicFeature.objects.filter(layer="population", district="0966300001")
    assert in_district.exists()
    row = in_district.first()
    said = row.properties
    assert (said["population"], said["from_65"], said["year"], said["is_estimate"]) == (12, 4, 2022, False)
    assert (row.municipality, said["municipality"], said["district"]) == ("09663000", "Würzburg", "Altstadt")
    assert (said["attribution"], said["licence"]) == ("Testquelle, dl-de/by-2-0", "dl-de/by-2-0")
    assert "under_18" not in said
    assert "demo" not in said
    assert row.geom.covers(Point(said["centre_lon"], said["centre_lat"], srid=4326))


def test_a_second_run_changes_nothing_and_a_change_writes_only_its_units(areas: dict[str, Area]) -> None:
    cells(areas["city"].source, {(0, 0): 20, (2, 2): 20, (4, 4): 7, (5, 5): 6})
    assert settle_population() == Settled(3, 0)
    before = version()
    assert settle_population() == Settled(0, 0)
    assert not publish("population", None).changed
    assert version() == before
    PopulationCell.objects.filter(population=7).update(population=11)
    assert settle_population() == Settled(1, 1)  # the pair is no more; its smaller cell joins the larger one
    assert units() == [17, 20, 20]
    assert version() == before + 1


def test_what_is_withdrawn_leaves_the_published_side(areas: dict[str, Area]) -> None:
    cells(areas["city"].source, {(0, 0): 20, (9, 9): 20})
    settle_population()
    PopulationCell.objects.filter(geom__equals=PopulationCell.objects.first().geom).delete()
    assert settle_population() == Settled(0, 1)
    assert len(published_rows()) == 1
    PopulationCell.objects.all().delete()
    assert settle_population() == Settled(0, 1)
    assert published_rows() == []


def test_what_the_source_says_is_published_anew(areas: dict[str, Area]) -> None:
    source = areas["city"].source
    cells(source, {(0, 0): 20})
    settle_population()
    source.attribution = "© Statistisches Amt"
    save_source(source, by="test")
    assert published_rows()[0].properties["attribution"] == "© Statistisches Amt"


def test_fewer_than_ten_people_are_nowhere(areas: dict[str, Area]) -> None:
    cells(areas["city"].source, {(0, 0): 4, (90, 90): 5, (3, 3): None, (5, 5): 0})
    assert settle_population() == Settled(0, 0)
    assert published_rows() == []


def test_the_database_refuses_a_unit_of_fewer_than_ten(areas: dict[str, Area]) -> None:
    cells(areas["city"].source, {(0, 0): 20})
    settle_population()
    with pytest.raises(IntegrityError, match="population_unit_enough_people"), transaction.atomic():
        PopulationUnit.objects.update(population=9)


def test_nobody_counts_twice_where_several_grids_overlap(areas: dict[str, Area]) -> None:
    source = areas["city"].source
    demo = Source.objects.create(key="demo", title="Beispiel", licence="CC0-1.0", attribution="x", is_demo=True)
    cells(demo, {(0, 0): 50}, year=2030)
    settle_population()
    assert (units(), published_rows()[0].properties["demo"]) == ([50], True)
    cells(source, {(0, 0): 400}, year=2011, size_m=1000)
    settle_population()
    assert units() == [400]  # real before demo
    cells(source, {(0, 0): 21, (1, 0): 22}, year=2011)
    settle_population()
    assert units() == [21, 22]  # fine before coarse
    cells(source, {(0, 0): 500}, year=2022, size_m=1000)
    settle_population()
    assert units() == [500]  # the latest census before all


# --- statistics are no entries ----------------------------------------------------------------------------------------


@pytest.fixture
def people(areas: dict[str, Area]) -> list[PublicFeature]:
    """Forty units in the old town, beside which there are areas to look for."""
    settle_areas()
    cells(areas["city"].source, {(x, y): 12 for x in range(0, 128, 16) for y in range(0, 80, 16)})
    settle_population()
    turn()
    return published_rows()


def test_no_number_of_the_public_pages_counts_them(people: list[PublicFeature]) -> None:
    now = stock()
    assert len(people) == 40
    assert freshness(now).entries == 0
    assert {layer for _area, layer in numbers(now).by_area} == {"area"}
    legend = Legend(entries=now.entries())
    assert [item.layer.id for item in legend.topics] == ["area"]
    assert "population" not in [item.layer.id for item in legend.items]
    assert "population" not in default_layers()
    assert not now.demo_layers()


def test_a_filter_without_layers_leaves_them_out_and_one_that_names_them_has_them(people: list[PublicFeature]) -> None:
    every = PublicFeature.objects.matching(FeatureFilter.from_query(QueryDict("")))
    assert set(every.values_list("layer", flat=True)) == {"area"}
    named = PublicFeature.objects.matching(FeatureFilter.from_query(QueryDict("layers=population")))
    assert named.count() == len(people)


def test_the_search_finds_neither_units_nor_the_layer(people: list[PublicFeature]) -> None:
    for text in ("Bevölkerung", people[0].id, "CRS3035RES100m"):
        assert [hit for hit in search(text) if hit.layer == "population"] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM published.topic WHERE layer = 'population'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT DISTINCT name_key, names::text, words::text FROM published.feature_public"
                       " WHERE layer = 'population'")  # fmt: skip
        assert cursor.fetchall() == [("", "", "")]


def test_pages_of_entries_do_not_know_them(people: list[PublicFeature], client: Client) -> None:
    key = people[0].id
    for path in ("/themen/population/", f"/karte/population/{key}/", f"/melden/population/{key}/"):
        assert client.get(path).status_code == 404, path
    answer = client.get("/karte/?layers=population")
    assert answer.status_code == 400
    assert "population" in answer.content.decode()
    for path in ("/", "/karte/", "/themen/", "/mein-ort/?area=09663000", "/gebiete/09663000/"):
        body = client.get(path).content.decode()
        assert "Bevölkerungseinheit" not in body, path
        assert key not in body, path


def test_the_page_of_sources_names_where_the_figures_come_from(people: list[PublicFeature], client: Client) -> None:
    body = client.get("/quellen/").content.decode()
    assert "Bevölkerung</h2>" in body
    assert "Testquelle, dl-de/by-2-0 (Datenlizenz Deutschland" in body


def test_services_and_tiles_have_them(people: list[PublicFeature], client: Client) -> None:
    collection = client.get("/ogc/collections/population?f=json").json()
    assert collection["title"] == "Bevölkerung"
    items = client.get("/ogc/collections/population/items?f=json&limit=100").json()
    assert items["numberReturned"] == len(people)
    assert {feature["properties"]["population"] for feature in items["features"]} == {12}
    assert client.get("/tiles/population.json").status_code == 200


def test_the_layer_has_an_english_title() -> None:
    with override("en"):
        assert str(catalogue["population"].title) == "Population"
