"""What is asked of the map by GET and by POST, and what of it may stand in an address."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from frontend.asked import asked_of, is_private, public_part


def asked(body: str) -> dict[str, list[str]]:
    request = RequestFactory().post("/karte/", body, content_type="application/x-www-form-urlencoded")
    return dict(asked_of(request).lists())


def test_an_empty_field_does_not_outdo_a_value_of_the_same_name() -> None:
    assert asked("open_at=now&open_at=")["open_at"] == ["now"]
    assert asked("layers=&layers=place")["layers"] == ["place"]
    assert asked("layers=")["layers"] == [""]


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        ("wheelchair:yes", {"layers", "area", "wheelchair", "q"}),
        ("area", {"layers", "wheelchair", "q"}),
        ("q", {"layers", "area", "wheelchair"}),
        ("all", {"layers"}),
        ("nosuch:thing", {"layers", "area", "wheelchair", "q"}),
        (":", {"layers", "area", "wheelchair", "q"}),
    ],
)
def test_a_wish_can_be_taken_back(wish: str, left: set[str]) -> None:
    body = f"layers=place&area=09679170&wheelchair=yes,limited&q=chor&without={wish}"
    assert set(asked(body)) == left


def test_without_a_position_there_is_no_circle() -> None:
    assert "radius" not in asked("layers=place&radius=500&sort=distance")
    assert "radius" in asked("near=9.9,49.8&radius=500")


def test_the_address_holds_nothing_that_says_who_asks() -> None:
    query = QueryDict("layers=place&q=chor&near=9.9,49.8&radius=500&address=Domstr&wheelchair=yes&wheelchair=no&kind=")
    assert is_private(query)
    assert public_part(query).urlencode(safe=",") == "layers=place&wheelchair=yes,no"
    assert not is_private(public_part(query))
