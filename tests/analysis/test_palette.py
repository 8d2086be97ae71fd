"""Colours of classes are told apart without their hue."""

from itertools import pairwise

import pytest

from analysis.palette import RED_TO_BLUE, VIRIDIS, red_to_blue, viridis


def lightness(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2), 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("n_classes", VIRIDIS)
def test_each_class_is_clearly_brighter_than_the_one_before(n_classes: int) -> None:
    rising = [lightness(each) for each in viridis(n_classes)]
    assert all(bright > dark * 1.2 for dark, bright in pairwise(rising))


@pytest.mark.parametrize("n_classes", RED_TO_BLUE)
def test_both_sides_of_zero_darken_outwards(n_classes: int) -> None:
    sides = [lightness(each) for each in red_to_blue(n_classes)]
    middle = n_classes // 2
    assert sides[: middle + 1] == sorted(sides[: middle + 1])
    assert sides[middle:] == sorted(sides[middle:], reverse=True)
