"""Numbers with commas, points, and neither."""

import pytest

from importers.errors import RowFault
from importers.readers.numbers import decimal_separator, parse_number


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("49,79", ",", 49.79),
        ("49.79", ".", 49.79),
        ("1.234.567", ",", 1234567),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1 234,5", ",", 1234.5),
        ("1\u202f234", ",", 1234),
        ("12'345", ".", 12345),
        (" -3,5 ", ",", -3.5),
        ("−7", ".", -7),
        ("1e3", ".", 1000),
        (".5", ".", 0.5),
    ],
)
def test_numbers_as_people_write_them(text: str, decimal: str, value: float) -> None:
    assert parse_number(text, decimal) == value


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "12a", "--3", "0x10", "1_000", "٣"])
def test_what_is_no_number_is_a_fault(text: str) -> None:
    with pytest.raises(RowFault, match="keine Zahl"):
        parse_number(text)


@pytest.mark.parametrize("text", ["NaN", "inf", "-Infinity", "1e999"])
def test_numbers_without_end_are_faults(text: str) -> None:
    with pytest.raises(RowFault, match="keine endliche Zahl"):
        parse_number(text)


def test_thousands_alone_say_nothing_about_decimals() -> None:
    assert decimal_separator(["1204", "Würzburg", "12"]) == "."
    assert decimal_separator(["9,93", "9,94", "1.5"]) == ","
