"""What the query string of the map page selects."""

import pytest
from django.http import QueryDict

from frontend.legend import default_layers
from frontend.selection import Selection
from layers.models import Association
from layers.services import save_entry
from published.errors import BadParameter
from tests.conftest import turn

pytestmark = pytest.mark.usefixtures("stock")


def names(query: str) -> set[str]:
    return set(Selection.from_query(QueryDict(query)).entries().values_list("name", flat=True))


def test_without_a_wish_the_topics_of_the_start_page_are_on() -> None:
    assert Selection.from_query(QueryDict("")).wanted.layers == default_layers()
    assert names("") == {"Äpfel & <b>Birnen</b> e. V.", "Zwölf Stimmen", "Bolzplatz", "Sorgentelefon"}


def test_outlines_and_other_places_are_off_at_first() -> None:
    assert not {"area", "place"} & set(default_layers())


def test_no_topic_selects_nothing() -> None:
    assert names("layers=") == set()


def test_topics_as_a_form_sends_them_and_as_a_link_has_them() -> None:
    assert names("layers=&layers=place&layers=sports_facility") == names("layers=place,sports_facility")
    assert names("layers=place") == {"Dorfschule", "Mohren-Apotheke"}


def test_a_kind_narrows_its_own_topic_and_leaves_the_others_alone() -> None:
    assert names("layers=place,association&kind=school") == {
        "Dorfschule",
        "Äpfel & <b>Birnen</b> e. V.",
        "Zwölf Stimmen",
    }


def test_extent_and_area_narrow() -> None:
    assert names("layers=place&bbox=9.9,49.7,10,49.9") == {"Mohren-Apotheke"}
    assert names("layers=place&area=09679170") == {"Dorfschule"}


def test_what_stands_on_no_map_is_in_the_whole_list_but_in_no_extent() -> None:
    assert names("layers=support_service") == {"Sorgentelefon"}
    assert names("layers=support_service&bbox=9,49,11,51") == set()


def test_the_page_s_own_parameters_select_nothing() -> None:
    assert names("layers=place&map=12/49.8/9.9&page=2&look=contrast") == names("layers=place")


@pytest.mark.parametrize("query", ["layers=secret", "bbox=1,2", "unknown=1", "wheelchair=" + "x" * 300])
def test_what_cannot_be_understood_is_refused(query: str) -> None:
    with pytest.raises(BadParameter):
        Selection.from_query(QueryDict(query))


def test_words_bring_what_fits_best_first_unless_another_order_is_asked() -> None:
    save_entry(Association(name="Streuobst am Hang", icnpo_category="5", status="published"), by="test")
    turn()
    for query, expected in (
        ("q=streuobst", ["Streuobst am Hang", "Äpfel & <b>Birnen</b> e. V."]),
        ("q=streuobst&sort=name", ["Äpfel & <b>Birnen</b> e. V.", "Streuobst am Hang"]),
    ):
        selection = Selection.from_query(QueryDict(f"layers=association&{query}"))
        assert [entry.name for entry in selection.in_order()] == expected
        assert selection.orders == ("relevance", "name")


def test_an_order_without_words_or_position_is_not_kept() -> None:
    assert Selection.from_query(QueryDict("layers=association&sort=relevance")).order == "name"
    with pytest.raises(BadParameter):
        Selection.from_query(QueryDict("sort=newest"))
