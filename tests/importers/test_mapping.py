"""Rows by rules, tables, templates and defaults."""

import pytest
import shapely

from importers.errors import RowFault
from importers.fieldmap import parse_map
from importers.geometry import Located
from importers.mapping import RowMapper
from importers.records import Record
from layers.models import Area, Place, PopulationCell, SportsFacility

HEAD = """
title = "t"
target = "layers.Place"
{more}
[source]
key = "k"
title = "t"
licence = "CC0-1.0"
attribution = "a"
"""
PITCH = shapely.box(0, 0, 105, 68)


def mapper(text: str, model: type = Place, *, more: str = "", **options: object) -> RowMapper:
    return RowMapper(parse_map(HEAD.format(more=more) + text, "test"), model, **options)  # type: ignore[arg-type]


def located(geometry: shapely.Geometry = PITCH) -> Located:
    return Located(geometry, geometry)


def test_the_first_origin_that_has_a_value_counts() -> None:
    rows = mapper('[fields]\nname = ["name", "official_name", { value = "ohne Namen" }]\nkind = { value = "school" }')
    assert rows.row(Record(1, "a", {"name": " ", "official_name": "B"}), "a", None).values["name"] == "B"
    assert rows.row(Record(1, "a", {}), "a", None).values["name"] == "ohne Namen"


def test_a_table_of_values_translates_and_drops_what_it_does_not_know() -> None:
    rows = mapper('[fields]\nname = "n"\nkind = {value = "x"}\nwheelchair = {column = "w", values = {ja = "yes"}}')
    assert rows.row(Record(1, "a", {"n": "A", "w": "ja"}), "a", None).values["wheelchair"] == "yes"
    assert rows.row(Record(1, "a", {"n": "A", "w": "?"}), "a", None).values["wheelchair"] == "unknown"


def test_a_faulty_optional_value_is_left_out_and_a_required_one_refuses_the_row() -> None:
    rows = mapper('[fields]\nname = "n"\nkind = {value = "x"}\nwebsite = "w"')
    row = rows.row(Record(1, "a", {"n": "A", "w": "javascript:alert(1)"}), "a", None)
    assert row.values["website"] == ""
    assert [fault.column for fault in row.left_out] == ["w"]
    with pytest.raises(RowFault, match="201 Zeichen") as caught:
        rows.row(Record(1, "a", {"n": "x" * 201}), "a", None)
    assert caught.value.column == "n"
    with pytest.raises(RowFault, match="Der Wert fehlt"):
        rows.row(Record(1, "a", {}), "a", None)


RULES = """
[fields]
name = "name"
[[rules]]
when = { sport = ["soccer", "rugby"] }
min_area_m2 = 4050
set = { kind = "large_pitch", name = "Großspielfeld" }
[[rules]]
when = { sport = "soccer" }
set = { kind = "small_pitch", name = "Bolzplatz {ref}" }
"""


def test_the_first_rule_that_holds_fills_what_the_row_does_not_say() -> None:
    rows = mapper(RULES, SportsFacility)
    large = rows.row(Record(1, "a", {"sport": "tennis; soccer"}), "a", located())
    assert (large.values["kind"], large.values["name"]) == ("large_pitch", "Großspielfeld")
    small = rows.row(Record(1, "a", {"sport": "soccer", "ref": "7"}), "a", located(shapely.box(0, 0, 20, 40)))
    assert (small.values["kind"], small.values["name"]) == ("small_pitch", "Bolzplatz 7")
    named = rows.row(Record(1, "a", {"sport": "soccer", "name": "Sanderrasen"}), "a", located())
    assert named.values["name"] == "Sanderrasen"


def test_a_row_for_which_no_rule_holds_is_not_ours_if_rules_select() -> None:
    rows = mapper(RULES, SportsFacility, more="select_by_rules = true")
    assert rows.is_ours(Record(1, "a", {"sport": "soccer"}))
    assert not rows.is_ours(Record(1, "a", {"sport": "chess"}))
    assert rows.row(Record(1, "a", {"sport": "rugby", "name": "x"}), "a", located(shapely.box(0, 0, 9, 9))) is None


def test_only_the_rules_of_the_wanted_kind_hold() -> None:
    text = '[fields]\nname = "n"\n[[rules]]\nwhen = {leisure = "park"}\nset = {kind = "park"}\n'
    text += '[[rules]]\nwhen = {place = "square"}\nset = {kind = "square"}\n'
    both = Record(1, "a", {"n": "A", "leisure": "park", "place": "square"})
    assert mapper(text).row(both, "a", None).values["kind_id"] == "park"
    assert mapper(text, kind="square").row(both, "a", None).values["kind_id"] == "square"
    assert mapper(text, without=frozenset({"park"})).row(both, "a", None).values["kind_id"] == "square"


def test_length_width_and_area_are_measured() -> None:
    fields = (
        "usable_area_m2 = {measure = 'area_m2'}\nlength_m = {measure = 'length_m'}\nwidth_m = {measure = 'width_m'}"
    )
    rows = mapper(f'[fields]\nname = {{value = "x"}}\n{fields}', SportsFacility)
    values = rows.row(Record(1, "a", {}), "a", located()).values
    assert (values["usable_area_m2"], values["length_m"], values["width_m"]) == (7140.0, 105.0, 68.0)
    # A triangle has no length and width worth telling.
    triangle = rows.row(Record(1, "a", {}), "a", located(shapely.Polygon([(0, 0), (9, 0), (0, 9)]))).values
    assert (triangle["length_m"], triangle["width_m"]) == (None, None)
    assert rows.row(Record(1, "a", {}), "a", located(shapely.Point(0, 0))).values["usable_area_m2"] is None


def test_masked_figures_are_null_and_say_so_and_never_zero() -> None:
    text = '[fields]\nid = "id"\nsize_m = {value = 1000}\nyear = {value = 2011}\npopulation = "e"\n'
    text += 'from_65 = {column = "a", percent_of = "e"}\nis_masked = {is_masked = "e"}'
    rows = mapper(text, PopulationCell, more='masked = ["-1", "-9", "–"]')

    def cell(people: str, share: str) -> tuple[object, ...]:
        values = rows.row(Record(1, "", {"id": "x", "e": people, "a": share}), "x", None).values
        return values["population"], values["from_65"], values["is_masked"]

    assert cell("200", "25.0") == (200, 50, False)
    assert cell("200", "-9.0") == (200, None, False)
    assert cell("-1", "-1.0") == (None, None, True)
    assert cell("–", "10") == (None, None, True)
    assert cell("0", "0") == (0, 0, False)


def test_the_ref_is_made_of_the_id_columns() -> None:
    rows = mapper('[fields]\nname = "n"\nkind = {value = "x"}', more='id = ["n", "@lon", "@lat"]')
    here = Located(shapely.Point(567000, 5516000), shapely.Point(567000, 5516000))
    assert rows.ref(Record(1, "", {"n": "Apotheke"}), here) == "Apotheke|9.930889|49.792716"
    assert rows.ref(Record(1, "", {}), here).startswith("|9.93")
    with pytest.raises(RowFault, match="Kennung ist leer"):
        rows.ref(Record(1, "", {}), None)


def test_a_key_may_be_transformed_or_made_of_the_regions_city() -> None:
    text = '[fields]\nid = [{column = "ARS", transform = "ars_to_ags"},'
    text += '{template = "{@city}{nr}", transform = "district_key"}]'
    rows = mapper(text, Area, constants={"@city": "09663000"})
    assert rows.ref(Record(1, "", {"ARS": "096795644114"}), None) == "09679114"
    assert rows.ref(Record(1, "", {"nr": "3"}), None) == "0966300003"
    with pytest.raises(RowFault, match="kein Gemeindeschlüssel"):
        rows.ref(Record(1, "", {"ARS": "123"}), None)
