"""Field maps: every one that we ship is sound, and a wrong one is refused with the key that is wrong."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from gisportal.region import load_region, region_names
from importers.errors import ImportRefused
from importers.fieldmap import FieldMap, load_map, map_names, parse_map
from importers.mapping import RowMapper
from importers.readings import ReadingsMap
from layers.models.vocabulary import Licence
from published.models import Address, BasemapFeature

TABLES = {"published.basemap": BasemapFeature, "published.address": Address}
MINIMAL = """
title = "Orte"
target = "layers.Place"
[source]
key = "k"
title = "t"
licence = "CC0-1.0"
attribution = "a"
[fields]
name = "name"
"""


@pytest.mark.parametrize("name", map_names())
def test_each_map_is_sound(name: str) -> None:
    field_map = load_map(name)
    assert field_map.source.licence in Licence.values
    assert field_map.title
    if field_map.target == "observations.readings":
        assert ReadingsMap.of(field_map).values
        return
    model = TABLES.get(field_map.target) or apps.get_model(field_map.target)
    RowMapper(field_map, model)  # refuses fields that the target lacks
    kinds = {rule.set["kind"] for rule in field_map.rules if "kind" in rule.set}
    if field_map.target == "layers.Place":
        assert kinds <= field_map.kinds.keys()
    for rule in field_map.rules:
        assert rule.when or rule.min_area_m2, "a rule without conditions hides all that follow"


@pytest.mark.parametrize("region", region_names())
def test_the_maps_of_a_region_file_exist_and_agree_on_the_licence(region: str) -> None:
    for entry in load_region(region).data:
        assert load_map(entry.map).source.licence == entry.licence, entry.file


def test_what_maps_share_is_merged_and_the_map_wins() -> None:
    field_map = load_map("osm_places")
    assert {"name", "wheelchair", "opening_hours"} <= field_map.fields.keys()
    assert field_map.srid == 4326
    assert "school" in field_map.kinds


def test_the_digest_follows_what_is_shared() -> None:
    assert load_map("osm_places").digest == load_map("osm_places").digest != load_map("osm_sports").digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MINIMAL.replace('title = "Orte"', 'titel = "Orte"'), "„titel“ ist unbekannt"),
        (MINIMAL.replace('target = "layers.Place"\n', ""), "„target“ fehlt"),
        (MINIMAL.replace('key = "k"', ""), "„key“ fehlt"),
        (MINIMAL + 'kind = { column = "a", value = "b" }', "genau eines von"),
        (MINIMAL + "kind = { split = ',' }", "genau eines von"),
        (MINIMAL + 'kind = { column = "a", colum = "b" }', "„colum“ ist unbekannt"),
        (MINIMAL.replace("[source]", 'outside = "maybe"\n[source]'), "refuse, skip, warn oder keep"),
        (MINIMAL.replace("[source]", 'include = "../../../etc/passwd"\n[source]'), "das es nicht gibt"),
        (MINIMAL + '[[rules]]\nwenn = { a = "b" }', "„wenn“ ist unbekannt"),
        ("title = ", "kein gültiges TOML"),
    ],
)
def test_a_wrong_map_is_refused(text: str, says: str) -> None:
    with pytest.raises(ImportRefused, match=says):
        parse_map(text, "test")


@pytest.mark.parametrize("name", ["nothing", "../fieldmap", "/etc/passwd", "shared/place_kinds"])
def test_a_map_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(ImportRefused, match="gibt es nicht"):
        load_map(name)


def test_a_map_may_be_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINIMAL)
    assert load_map(str(path)).name == "mine"


def minimal(**changes: str) -> FieldMap:
    text = MINIMAL
    for old, new in changes.items():
        text = text.replace(old, new)
    return parse_map(text, "test")


def test_fields_of_the_target_and_columns_of_the_file_are_compared() -> None:
    place = apps.get_model("layers.Place")
    with pytest.raises(ImportRefused, match="hat kein Feld „nome“"):
        RowMapper(minimal(**{"name = ": "nome = "}), place)
    with pytest.raises(ImportRefused, match="fehlt die Spalte „name“ für das Feld „name“; sie hat „bezeichnung“"):
        RowMapper(minimal(), place, columns=["bezeichnung"])
    with pytest.raises(ImportRefused, match="Überschrift „name“ steht mehrmals"):
        RowMapper(minimal(), place, columns=["name", "name (2)"], ambiguous=["name"])
    with pytest.raises(ImportRefused, match="„rot13“ ist unbekannt"):
        RowMapper(minimal(**{'name = "name"': 'name = { column = "name", transform = "rot13" }'}), place)


def test_the_default_region_is_one_of_those_tested() -> None:
    assert settings.REGION.id in region_names()
