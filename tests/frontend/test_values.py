"""Published properties in words."""

import pytest
from django.utils.translation import override

from frontend.values import in_words, translated
from published.catalogue import Field

WHEELCHAIR = Field("wheelchair", "Rollstuhl", choices={"yes": "rollstuhlgerecht", "unknown": "unbekannt"})
STAY = {"place": "Marktplatz", "starts_at": "2026-05-01T08:00:00Z", "ends_at": "2026-05-14T16:00:00Z"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (Field("name", "Name"), "Turnverein", "Turnverein"),
        (Field("name", "Name"), None, ""),
        (Field("name", "Name"), "", ""),
        (Field("sports", "Sport", "array"), [], ""),
        (Field("sports", "Sport", "array"), ["Tennis", "Boule"], "Tennis, Boule"),
        (WHEELCHAIR, "yes", "rollstuhlgerecht"),
        (WHEELCHAIR, "unknown", "unbekannt"),
        (Field("floodlight", "Flutlicht", "boolean"), True, "ja"),
        (Field("floodlight", "Flutlicht", "boolean"), False, "nein"),
        (Field("area", "Fläche", "number", unit="m²"), 1800.5, "1.800,5 m²"),
        (Field("area", "Fläche", "number", unit="m²"), 7140.0, "7.140 m²"),
        (Field("height", "Höhe", "number", unit="m"), 0, "0 m"),
        (Field("founded", "gegründet", "integer"), 1899, "1899"),
        (Field("population", "Einwohner", "integer"), 131316, "131.316"),
        (Field("on", "am", "date"), "2026-05-01", "1. Mai 2026"),
        (Field("at", "um", "datetime"), "2026-05-01T08:00:00Z", "1. Mai 2026 10:00"),
        (Field("stay", "Standort", "object"), STAY, "Marktplatz: 1. Mai 2026 10:00 bis 14. Mai 2026 18:00"),
        (Field("stays", "Standorte", "array"), [STAY, STAY | {"place": "Ufer"}], None),
        (Field("odd", "Sonderbares", "object"), {"a": 1}, ""),
    ],
)
def test_values_are_said_in_german(field: Field, value: object, words: str | None) -> None:
    said = in_words(field, value)
    assert said == words if words is not None else said.count("\n") == 1


def test_numbers_and_dates_follow_the_language() -> None:
    with override("en"):
        assert in_words(Field("area", "Area", "number", unit="m²"), 1800.5) == "1,800.5 m²"
        assert in_words(Field("on", "on", "date"), "2026-05-01") == "May 1, 2026"


def test_english_falls_back_to_german() -> None:
    said = {"summary": "Wir singen.", "name": "Chor", "name_en": "Choir"}
    with override("en"):
        assert (translated(said, "name"), translated(said, "summary")) == ("Choir", "Wir singen.")
    assert translated(said, "name") == "Chor"
