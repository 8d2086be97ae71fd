"""Facts of regions: they load, add up, and a wrong name is told."""

import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from gisportal.region import FIXTURES
from importers.demo.facts import RegionFacts, load_facts
from tests.importers.demo.conftest import MUSTERLAND

REGIONS = sorted(path.parent.name for path in FIXTURES.glob("*/demo.toml"))

# The 13 districts with their official numbers: opendata.wuerzburg.de.
WUERZBURG_DISTRICTS = [
    "Altstadt",
    "Zellerau",
    "Dürrbachtal",
    "Grombühl",
    "Lindleinsmühle",
    "Frauenland",
    "Sanderau",
    "Heidingsfeld",
    "Heuchelhof",
    "Steinbachtal",
    "Versbach",
    "Lengfeld",
    "Rottenbauer",
]


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest) -> RegionFacts:
    return load_facts(FIXTURES / request.param)


def test_people_of_settlements_add_up_to_their_municipality(region: RegionFacts) -> None:
    people: dict[str, int] = defaultdict(int)
    for settlement in region.settlements:
        people[settlement.ags] += settlement.population
    assert people == {m.ags: m.population for m in region.municipalities if not m.is_unincorporated}


def test_people_of_districts_add_up_to_their_city(region: RegionFacts) -> None:
    for ags in {district.ags for district in region.districts}:
        districts = [district for district in region.districts if district.ags == ags]
        assert sum(d.population for d in districts) == region.municipality_by_ags[ags].population
        assert sum(d.area_km2 for d in districts) == pytest.approx(region.municipality_by_ags[ags].area_km2, rel=0.01)


def test_every_settlement_lies_in_the_frame_and_has_a_unit(region: RegionFacts) -> None:
    x0, y0, x1, y1 = region.bounds
    units = region.municipality_by_ags.keys() | region.district_by_key.keys()
    for settlement in region.settlements:
        assert x0 < settlement.x < x1, settlement.name
        assert y0 < settlement.y < y1, settlement.name
        assert region.unit_of(settlement) in units


def test_wuerzburg_has_its_municipalities_and_districts() -> None:
    facts = load_facts(FIXTURES / "wuerzburg")
    inhabited = [municipality for municipality in facts.municipalities if not municipality.is_unincorporated]
    assert len(inhabited) == 53
    assert len(facts.municipalities) == 56
    assert [district.name for district in facts.districts] == WUERZBURG_DISTRICTS
    assert [district.number for district in facts.districts] == [f"{number:02}" for number in range(1, 14)]


def test_each_label_has_a_random_stream_of_its_own(musterland: RegionFacts) -> None:
    assert musterland.chance("a", 1).integers(1 << 40) == musterland.chance("a", 1).integers(1 << 40)
    assert musterland.chance("a", 1).integers(1 << 40) != musterland.chance("a", 2).integers(1 << 40)


def test_a_road_to_nowhere_is_refused_with_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "region"
    shutil.copytree(MUSTERLAND, folder)
    (folder / "roads.toml").write_text('[[street]]\nname = "Weg"\nhighway = "tertiary"\npoints = ["Nirgendwo"]\n')
    with pytest.raises(ValueError, match="Nirgendwo"):
        load_facts(folder)


def test_a_region_may_have_no_rivers_roads_and_neighbours(tmp_path: Path) -> None:
    for name in ("demo.toml", "municipalities.csv", "settlements.csv"):
        shutil.copy(MUSTERLAND / name, tmp_path)
    facts = load_facts(tmp_path)
    assert facts.waters == facts.streets == facts.neighbours == facts.landmarks == []


def test_a_region_needs_its_settlements(tmp_path: Path) -> None:
    shutil.copy(MUSTERLAND / "demo.toml", tmp_path)
    shutil.copy(MUSTERLAND / "municipalities.csv", tmp_path)
    with pytest.raises(FileNotFoundError):
        load_facts(tmp_path)
