"""Values in the types of our fields."""

from datetime import UTC, date, datetime

import pytest
from django.db import models
from django.utils import timezone

from importers.conversion import convert
from importers.errors import RowFault
from layers.models import Area, Association, Place, SportsFacility


def field(model: type[models.Model], name: str) -> models.Field:
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


@pytest.mark.parametrize(
    ("model", "name", "value", "result"),
    [
        (Place, "name", "  Käppele \n am  Berg ", "Käppele am Berg"),
        (Place, "name", "Ka\u0308ppele", "Käppele"),
        (Place, "name", "a\x07b", "ab"),
        (Place, "description", "erste\n\nzweite", "erste\n\nzweite"),
        (Place, "postcode", 97070.0, "97070"),
        (Place, "wheelchair", "limited", "limited"),
        (Place, "website", "www.example.org", "https://www.example.org"),
        (Place, "step_free_entrance", "ja", True),
        (Place, "step_free_entrance", "0", False),
        (Place, "languages", ["de", "en", "de"], ["de", "en"]),
        (Area, "population", "1.234", 1234),
        (Area, "population", 131316.0, 131316),
        (Area, "population_on", "15.05.2022", date(2022, 5, 15)),
        (Area, "population_on", "2022-05-15T00:00:00", date(2022, 5, 15)),
        (SportsFacility, "length_m", "105,5", 105.5),
        (SportsFacility, "sports", "soccer", ["soccer"]),
    ],
)
def test_values_are_converted(model: type[models.Model], name: str, value: object, result: object) -> None:
    assert convert(value, field(model, name), decimal=",") == result


@pytest.mark.parametrize(
    ("model", "name", "value", "says"),
    [
        (Place, "name", "x" * 201, "201 Zeichen; Platz ist für 200"),
        (Place, "name", "\ud83d", "halbes Zeichen"),
        (Place, "wheelchair", "maybe", "keiner der möglichen Werte"),
        (Place, "languages", ["de", "xx"], "keiner der möglichen Werte"),
        (Place, "website", "javascript:alert(1)", "keine Adresse"),
        (Place, "website", "https://exa mple.org", "keine Adresse"),
        (Place, "step_free_entrance", "vielleicht", "weder ja noch nein"),
        (Place, "valid_from", "gestern", "kein Datum"),
        (Place, "valid_from", "2024-13-45", "kein Datum"),
        (Area, "population", "12,5", "keine ganze Zahl"),
        (Area, "population", "-1", "liegt nicht zwischen 0"),
        (Area, "population", "99999999999", "liegt nicht zwischen 0"),
        (Association, "founded_year", "40000", "liegt nicht zwischen 0 und 32767"),
        (SportsFacility, "length_m", float("nan"), "keine endliche Zahl"),
        (SportsFacility, "length_m", "inf", "keine endliche Zahl"),
    ],
)
def test_what_does_not_fit_is_a_fault(model: type[models.Model], name: str, value: object, says: str) -> None:
    with pytest.raises(RowFault, match=says):
        convert(value, field(model, name), decimal=",")


def test_a_time_without_zone_is_that_of_the_region() -> None:
    moment = convert("2026-07-01 12:00", field(Place, "valid_from"))
    assert timezone.is_aware(moment)
    assert moment.astimezone(UTC) == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert convert(date(2026, 7, 1), field(Place, "valid_from")).astimezone(UTC).hour == 22
