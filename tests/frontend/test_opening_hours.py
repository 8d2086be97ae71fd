"""Opening hours in words: the notation of OpenStreetMap is for machines."""

import pytest
from django.utils.translation import override

from frontend.opening_hours import opening_hours_in_words


@pytest.mark.parametrize(
    ("notation", "words"),
    [
        ("Mo-Fr 09:00-17:00", "Mo–Fr 09:00–17:00"),
        ("Tu,Th 14:00-18:00; PH off", "Di, Do 14:00–18:00\nFeiertage geschlossen"),
        ("24/7", "rund um die Uhr"),
        ("May-Sep: Sa,Su 10:00-12:00,13:00-17:00", "Mai–Sep: Sa, So 10:00–12:00, 13:00–17:00"),
        ("We 10:00+", "Mi 10:00+"),
        ("sunrise-sunset", "Sonnenaufgang–Sonnenuntergang"),
        (
            'Mo 10:00-12:00 "nach Absprache; We-Gruppe"; Tu off',
            "Mo 10:00–12:00 nach Absprache; We-Gruppe\nDi geschlossen",
        ),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_opening_hours_are_said_in_german(notation: str, words: str) -> None:
    assert opening_hours_in_words(notation) == words


def test_opening_hours_are_said_in_english() -> None:
    with override("en"):
        assert opening_hours_in_words("Tu-Su 12:00-18:00; PH off") == "Tue–Sun 12:00–18:00\npublic holidays closed"
