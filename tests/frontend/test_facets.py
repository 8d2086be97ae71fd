"""What one can narrow by: made from the catalogue, with the values that occur."""

import pytest
from django.http import QueryDict

from frontend.facets import Facet, facets, left_out
from frontend.legend import Legend
from frontend.selection import Selection
from frontend.sources import stock

pytestmark = pytest.mark.usefixtures("stock")


def offered(query: str) -> tuple[dict[str, Facet], set[str]]:
    wanted = Selection.from_query(QueryDict(query)).wanted
    now = stock()
    topics = Legend(on=wanted.layers, entries=now.entries()).topics
    return {facet.name: facet for facet in facets(topics, wanted, now)}, left_out(topics, wanted)


def test_only_values_that_occur_are_offered_with_their_numbers() -> None:
    found, _out = offered("layers=association,support_service")
    assert [option.value for option in found["channels"].options] == ["phone"]
    assert found["wheelchair"].options[0].label == "rollstuhlgerecht"
    assert found["wheelchair"].options[0].number == 1
    assert "unknown" not in {option.value for option in found["wheelchair"].options}
    assert "phase" not in found


def test_values_of_topics_that_are_off_are_hidden() -> None:
    found, _out = offered("layers=place")
    assert found["channels"].hidden
    assert found["wheelchair"].options[0].hidden


def test_what_is_chosen_stays_although_nothing_has_it() -> None:
    found, _out = offered("layers=place&channels=chat&floodlight=false")
    assert [option.value for option in found["channels"].chosen] == ["chat"]
    assert found["floodlight"].chosen[0].label == "Flutlicht: nein"


def test_a_topic_that_cannot_answer_is_named() -> None:
    _found, out = offered("layers=association,support_service&volunteers_wanted=true")
    assert out == {"support_service"}
    _found, out = offered("layers=place,association&kind=school")
    assert out == set()
