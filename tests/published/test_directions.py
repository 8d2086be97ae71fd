"""Eight directions in words."""

import pytest

from published.directions import direction_in_words


@pytest.mark.parametrize(
    ("bearing_deg", "words"),
    [
        (0, "nördlich"),
        (22.4, "nördlich"),
        (22.6, "nordöstlich"),
        (180, "südlich"),
        (337.6, "nördlich"),
        (360, "nördlich"),
    ],
)
def test_the_nearest_of_eight_directions(bearing_deg: float, words: str) -> None:
    assert direction_in_words(bearing_deg) == words
