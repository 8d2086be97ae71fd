"""FeatureFilter: one reading of the query string for list, map, tiles, items and exports."""

import pytest
from django.http import QueryDict

from layers.models import Area, Association, SportsFacility
from layers.services import save_entry
from published.errors import BadParameter
from published.filters import FeatureFilter
from published.models import PublicFeature
from tests.conftest import OLD_TOWN, VILLAGE


def found(query: str) -> set[str]:
    wanted = FeatureFilter.from_query(QueryDict(query))
    return set(PublicFeature.objects.matching(wanted).values_list("name", flat=True))


@pytest.fixture
def entries(published_in_test: None, areas: dict[str, Area]) -> None:
    save_entry(
        SportsFacility(name="Mainwiese", status="published", geom=OLD_TOWN, sports=["soccer"], wheelchair="yes"),
        by="test",
    )
    save_entry(
        SportsFacility(name="Dorfplatz", status="published", geom=VILLAGE, sports=["tennis"], surface="clay"), by="test"
    )
    save_entry(Association(name="Größte Bücherei 100 %", status="published", city="Würzburg"), by="test")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Mainwiese", "Dorfplatz", "Größte Bücherei 100 %"}),
        ("layers=association", {"Größte Bücherei 100 %"}),
        ("layers=association,sports_facility&wheelchair=yes", {"Mainwiese"}),
        ("sports=soccer,tennis", {"Mainwiese", "Dorfplatz"}),
        ("sports=soccer&sports=tennis", {"Mainwiese", "Dorfplatz"}),
        ("sports=tennis&surface=clay", {"Dorfplatz"}),
        ("sports=tennis&surface=sand", set()),
        ("bbox=9.9,49.7,10.0,49.9", {"Mainwiese"}),
        ("bbox=9.9,49.7,0,10.0,49.9,100", {"Mainwiese"}),
        ("area=09663000", {"Mainwiese"}),
        ("area=0966300001", {"Mainwiese"}),
        ("area=09679170", {"Dorfplatz"}),
        ("near=9.931,49.793&radius=500", {"Mainwiese"}),
        ("near=9.931,49.793&radius=40000", {"Mainwiese", "Dorfplatz"}),
        ("q=groesste", {"Größte Bücherei 100 %"}),
        ("q=grosste", {"Größte Bücherei 100 %"}),
        ("q=BÜCHER würz", {"Größte Bücherei 100 %"}),
        ("q=100 %25", {"Größte Bücherei 100 %"}),
        ("q=_", set()),
        ("q=%5C", set()),
        ("q=%EF%BC%85", set()),
        ("q=%EF%BC%BF", set()),
        ("q='; DROP TABLE x; --", set()),
    ],
)
def test_what_is_asked_is_what_is_found(entries: None, query: str, names: set[str]) -> None:
    assert found(query) == names - {"Würzburg", "Altstadt", "Ochsenfurt"}


@pytest.mark.parametrize(
    "query",
    [
        "nosuch=1",
        "layers=nosuch",
        "layers=Association__password",
        "bbox=1,2,3",
        "bbox=nan,1,2,3",
        "bbox=inf,1,2,3",
        "bbox=9_0,49,100,50",
        "bbox=9,49,1e999,50",
        "bbox=9,49, 10,50",
        "bbox=٩,49,10,50",
        "bbox=10,49,9,50",
        "bbox=9,50,10,49",
        "bbox=9,49,10,91",
        "bbox=a,b,c,d",
        "bbox=9,49,nan,10,50,100",
        "radius=500",
        "near=9.9",
        "near=9.9,nan",
        "near=9.9,49&radius=0",
        "near=9.9,49&radius=-5",
        "near=9.9,49&radius=1e3",
        "near=9.9,49&radius=²",
        "near=9.9,49&radius=999999999999999999999",
        "q=%00",
        "q=" + "a" * 201,
        "datetime=gestern",
        "datetime=2026-02-30",
        "datetime=../..",
        "datetime=2026-05-02/2026-05-01",
        "datetime=2026-05-01/2026-05-02/2026-05-03",
        "sports=" + ",".join(f"s{number}" for number in range(51)),
    ],
)
def test_what_cannot_be_understood_is_refused(query: str) -> None:
    with pytest.raises(BadParameter):
        FeatureFilter.from_query(QueryDict(query))


def test_equal_wishes_have_one_key() -> None:
    first = FeatureFilter.from_query(QueryDict("sports=tennis,soccer&layers=sports_facility"))
    second = FeatureFilter.from_query(QueryDict("layers=sports_facility&sports=soccer&sports=tennis"))
    assert first.key() == second.key()
    assert first == second


@pytest.mark.parametrize(
    "query",
    [
        "layers=association&bbox=9.5,49.5,10.25,50&area=09663000&q=a%20b&near=9.9,49.8&radius=500&sports=b,a",
        "datetime=2026-05-01T10:00:00Z/..",
        "datetime=../2026-05-01",
        "datetime=2026-05-01",
    ],
)
def test_the_key_reads_back_as_the_same_wishes(query: str) -> None:
    wanted = FeatureFilter.from_query(QueryDict(query))
    assert FeatureFilter.from_query(QueryDict(wanted.key())) == wanted


def test_a_filter_of_a_layer_alone_is_plain() -> None:
    assert FeatureFilter.from_query(QueryDict("layers=association")).is_plain
    assert not FeatureFilter.from_query(QueryDict("layers=association&wheelchair=yes")).is_plain
