"""The classes of a map: their limits, colours and words, and how many people are in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from analysis.methods.classes import NO_CLASS, class_of, pretty_limits, quantile_limits
from analysis.methods.differences import class_around_zero, difference, limits_around_zero
from analysis.palette import NONE, red_to_blue, viridis
from planning.result import MINUTES, PERCENT, MapColumn

UNNOTICED_MIN = 1.0  # nobody tells ways apart that differ by less


@dataclass(frozen=True)
class MapClass:
    """One class: its number on the map, colour, words, how many people are in it and their share in per cent."""

    number: int
    colour: str
    words: str
    people: int
    percent: float

    @property
    def is_none(self) -> bool:
        """Say whether it holds what has no number: hatched, in no colour of the ramp."""
        return self.number == NO_CLASS


@dataclass(frozen=True)
class Choropleth:
    """The class (n,) of each row, and what each class means, in the order of the legend."""

    title: str
    numbers: NDArray[np.int8]
    values: NDArray[np.float64]
    classes: tuple[MapClass, ...]

    @property
    def colours(self) -> dict[str, str]:
        """The colour of each class by its number as text, as JSON has it."""
        return {str(each.number): each.colour for each in self.classes}


def choropleth(column: MapColumn) -> Choropleth:
    """Return the classes of a column. Bright is well off, dark is badly off, on every map.

    Minutes and per cent have round limits; counts and ratios, which are skewed, have classes of about equal size.
    """
    values = column.values()
    limits = pretty_limits(values) if column.unit in (MINUTES, PERCENT) else quantile_limits(values)
    numbers = class_of(values, limits)
    colours = viridis(len(limits) + 1, brightest_first=less_is_better(column))
    words = _words(limits.tolist())
    none = _("nicht in dieser Zeit") if column.is_minutes else _("keine Angabe")
    return Choropleth(
        _title(column.label, column.unit), numbers, values, _classes(numbers, column.people(), colours, words, none)
    )


def changes(column: MapColumn, before: NDArray[np.float64], after: NDArray[np.float64]) -> Choropleth:
    """Return the classes of a change around zero. Blue is better, red is worse, and where nothing changed is white.

    Minutes without a number are out of reach (inf); a change to or from that belongs to the outermost class.
    """
    differences = differences_of(column, before, after)
    limits = limits_around_zero(differences, unnoticed(column))
    numbers = class_around_zero(differences, limits)
    colours = red_to_blue(2 * len(limits) + 1, blue_first=less_is_better(column))
    words = _words_of_change(limits.tolist())
    title = _title(_("Änderung: %s") % column.label, column.unit)
    return Choropleth(
        title, numbers, differences, _classes(numbers, column.people(), colours, words, _("keine Angabe"))
    )


def differences_of(column: MapColumn, before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return after - before (n,); of minutes ±inf where a place comes into reach or is lost."""
    if column.is_minutes:
        before, after = (np.where(np.isnan(each), np.inf, each) for each in (before, after))
    return difference(before, after)


def unnoticed(column: MapColumn) -> float:
    """Return up to which difference two values count as equal, in the unit of the column."""
    return UNNOTICED_MIN if column.is_minutes else 0.5 * 10.0**-column.decimals


def less_is_better(column: MapColumn) -> bool:
    """Say whether small numbers are the good ones: minutes, and shares of people who reach nothing."""
    return column.is_minutes or column.name.startswith("without_")


def _classes(
    numbers: NDArray[np.int8], people: NDArray[np.float64], colours: Sequence[str], words: Sequence[str], none: str
) -> tuple[MapClass, ...]:
    everybody = float(np.nansum(people))
    found = [*zip(range(len(colours)), colours, words, strict=True)]
    if (numbers == NO_CLASS).any():
        found.append((NO_CLASS, NONE, none))
    counted = {number: float(np.nansum(people[numbers == number])) for number, _colour, _words in found}
    return tuple(
        MapClass(number, colour, said, round(counted[number]), 100 * counted[number] / everybody if everybody else 0.0)
        for number, colour, said in found
    )


def _title(label: str, unit: str) -> str:
    # Labels of minutes say so themselves.
    return f"{label}, {unit}" if unit not in ("", MINUTES) else label


def _words(limits: Sequence[float]) -> list[str]:
    """Return the words of classes: up to the first limit, between two, above the last."""
    said = [_number(each) for each in limits]
    if not said:
        return [_("alle gleich")]
    between = [_("über %(low)s bis %(high)s") % {"low": low, "high": high} for low, high in pairwise(said)]
    return [_("bis %s") % said[0], *between, _("über %s") % said[-1]]


def _words_of_change(limits: Sequence[float]) -> list[str]:
    said = [_number(each) for each in limits]
    between = list(pairwise(said))
    more = [f"+{low} {_('bis')} +{high}" for low, high in between]
    less = [f"−{high} {_('bis')} −{low}" for low, high in reversed(between)]
    unchanged = _("höchstens ±%s") % said[0]
    return [_("unter −%s") % said[-1], *less, unchanged, *more, _("über +%s") % said[-1]]


def _number(value: float) -> str:
    """Return a limit as people write it, without zeros at its end.

    >>> from django.utils.translation import override
    >>> with override("de"): _number(2.5), _number(1000.0), _number(0.001)
    ('2,5', '1.000', '0,001')
    """
    text = number_format(f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}", force_grouping=True)
    return str(text)
