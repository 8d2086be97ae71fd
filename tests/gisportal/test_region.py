"""The region file: what it must say, and what is said when it does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gisportal.region import FIXTURES, RegionError, load_region, parse_region, region_names

WUERZBURG = (FIXTURES / "wuerzburg" / "region.toml").read_text(encoding="utf-8")


ROOMS = ["accounts", "published", "layers", "observations", "participation", "importers", "tiles", "ogc", "frontend"]
ROOMS += ["gisportal", "network", "texts"]


def texts_in(path: Path) -> Iterator[tuple[int, str]]:
    """Line and value of each text in a Python file that is more than a docstring (examples stand there)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value


def changed(old: str, new: str) -> str:
    """Würzburg's file with one place changed; the place must be there."""
    assert old in WUERZBURG
    return WUERZBURG.replace(old, new, 1)


@pytest.mark.parametrize("name", region_names())
def test_every_region_of_the_repository_is_valid(name: str) -> None:
    region = load_region(name)
    assert region.id == name
    assert "112" in {each.number for each in region.crisis_numbers}


def test_wuerzburg_is_city_and_district() -> None:
    region = load_region("wuerzburg")
    assert region.area_of("09663000").kind == "city"
    assert region.area_of("096795652174").name == "Landkreis Würzburg"
    assert region.area_of("09675") is None
    assert str(region.tzinfo) == "Europe/Berlin"


def test_a_municipality_knows_who_answers_for_it() -> None:
    region = load_region("wuerzburg")
    assert [each.name for each in region.authorities_of("09679136")] == ["Landratsamt Würzburg"]
    assert [each.name for each in region.authorities_of("0966300001")] == ["Stadt Würzburg"]
    assert region.authorities_of("01001000") == ()


def test_the_crisis_service_of_bavaria_is_named_in_bavaria_only() -> None:
    for name in region_names():
        region = load_region(name)
        named = any(each.number == "0800 655 3000" for each in region.crisis_numbers)
        assert named == (region.state == "BY")


def test_another_city_needs_its_file_alone() -> None:
    region = load_region("heidelberg")
    assert region.state == "BW"
    assert [area.prefix for area in region.areas] == ["08221"]


def test_no_region_is_named_in_code() -> None:
    root = FIXTURES.parent
    names = re.compile("würzburg|wuerzburg|heidelberg", re.IGNORECASE)
    code = [path for room in ROOMS for path in (root / room).glob("**/*.py") if "node_modules" not in path.parts]
    found = [
        f"{path.relative_to(root)}:{line}"
        for path in code
        for line, text in texts_in(path)
        if names.search(text) and (path.name, text) != ("settings.py", "wuerzburg")  # the region when none is named
    ]
    assert len(code) > len(ROOMS)
    assert found == []


@pytest.mark.parametrize("name", ["nowhere", "../wuerzburg", "", "Wuerzburg"])
def test_an_unknown_region_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(RegionError, match=r"There is no region .*heidelberg, wuerzburg"):
        load_region(name)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed('id = "wuerzburg"', "id = "), "is not valid TOML"),
        (changed('motto = "', 'moto = "'), "the key 'moto' is unknown"),
        (changed('motto = "soziale Resilienz"\n', ""), "the key 'motto' is missing"),
        (changed("crs = 25832", 'crs = "25832"'), "'crs' must be a whole number, not a text"),
        (changed("crs = 25832", "crs = true"), "'crs' must be a whole number, not true or false"),
        (changed("crs = 25832", "crs = 4326"), "'crs' must be 25832"),
        (changed("zoom = 11", "zoom = 99"), "'zoom' must be between 0 and 22"),
        (changed("[9.9294, 49.7936]", "[49.7936, 9.9294]"), "'center' must lie in 'bbox'"),
        (changed("[9.9294, 49.7936]", "[9.9294]"), "must have 2 values, not 1"),
        (changed("[9.6254, 49.4819,", "[10.6254, 49.4819,"), "west, south, east, north"),
        (changed('state = "BY"', 'state = "XX"'), "'state' must be one of BB"),
        (changed('languages = ["de", "en"]', "languages = []"), "'languages' must name some of de, en"),
        (changed('languages = ["de", "en"]', 'languages = ["de", 1]'), "'languages' (entry 2) must be a text"),
        (changed('languages = ["de", "en"]', 'languages = "de"'), "'languages' must be a list, not a text"),
        (changed("Europe/Berlin", "Europe/Wurzburg"), "'timezone' must be a name such as Europe/Berlin"),
        (changed('prefix = "09663"', 'prefix = "x"'), "official key, not 'x'"),
        (changed('prefix = "09663"', 'prefix = "0967"'), "'prefix' 0967 covers another one"),
        (changed('kind = "city"', 'kind = "town"'), "'kind' must be city or district"),
        (changed('imprint = "/impressum/"', 'imprint = "//evil.example"'), "'imprint' must be a path or an https"),
        (changed('url = "https://www.wuerzburg.de/"', 'url = "http://x"'), "'authorities' needs an address"),
        (changed('number = "112"', 'number = "110 oder 112"'), "must be digits and spaces"),
        (changed('quick_exit = "https://www.dwd.de/"', 'quick_exit = "/"'), "'quick_exit' needs an address"),
        (changed('name_en = "City of Würzburg"\nprefix = "09663"', 'prefix = "city"'), "beginning of an official key"),
        (changed("external = false", "external = 0"), "'external' must be true or false, not a whole number"),
        (changed("[sign_on]\nenabled = false", "[sign_on]\nenabled = true"), "'sign_on' needs an address"),
        (changed('file = "climate/', 'file = "../climate/'), "must be a path inside the data folder"),
        (changed("[map]", "[[map]]"), "a table is expected, not a list"),
    ],
)
def test_a_fault_is_named_with_file_and_key(text: str, sentence: str) -> None:
    with pytest.raises(RegionError) as caught:
        parse_region(text, where="region.toml")
    assert str(caught.value).startswith("region.toml")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_download_that_nothing_reads_is_refused() -> None:
    text = changed('file = "boundaries/stadtbezirke.geojson"\nimporter', 'file = "boundaries/other.geojson"\nimporter')
    with pytest.raises(RegionError, match=r"writes boundaries/stadtbezirke.geojson, which no entry of 'data' reads"):
        parse_region(text, where="region.toml")


def test_an_id_that_is_not_its_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "region.toml").write_text(WUERZBURG, encoding="utf-8")
    monkeypatch.setattr("gisportal.region.FIXTURES", tmp_path)
    with pytest.raises(RegionError, match="'id' must be the name of its folder, 'elsewhere'"):
        load_region("elsewhere")


def test_the_data_of_the_shared_folder_are_where_the_file_says(shared_data: Path) -> None:
    downloaded = {each.file for name in region_names() for each in load_region(name).downloads}
    named = {each.file for name in region_names() for each in load_region(name).data} - downloaded
    assert sorted(file for file in named if not (shared_data / file).is_file()) == []
