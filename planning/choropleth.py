"""The classes of a map: their limits, colours and words, and how many people are in each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from analysis.methods.classes import NO_CLASS
from analysis.methods.differences import difference
from analysis.palette import NONE
from analysis.shading import MINUTES, Classes, classes_of, classes_of_change, words_of
from planning.result import MapColumn

WHITE, DARK = "#ffffff", "#1e2226"


@dataclass(frozen=True)
class MapClass:
    """One class: its number on the map, colour, words, how many people are in it and their share in per cent; of a
    change also whether it holds what fell, which is striped: in greyscale red and blue are alike.
    """

    number: int
    colour: str
    words: str
    people: int
    percent: float
    fell: bool = False

    @property
    def strokes(self) -> str:
        """The colour of the strokes over it, empty without: white on what has no number, dark on what fell."""
        return WHITE if self.number == NO_CLASS else DARK if self.fell else ""


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

    @property
    def fallen(self) -> list[int]:
        """The numbers of the classes that hold what fell."""
        return [each.number for each in self.classes if each.fell]


def choropleth(column: MapColumn) -> Choropleth:
    """Return the classes of a column."""
    values = column.values()
    found = classes_of(column.name, column.unit, values)
    words = words_of([_number(each) for each in found.limits.tolist()])
    none = _("nicht in dieser Zeit") if column.is_minutes else _("keine Angabe")
    return Choropleth(
        _title(column.label, column.unit), found.number, values, _classes(found, column.people(), words, none)
    )


def changes(column: MapColumn, before: NDArray[np.float64], after: NDArray[np.float64]) -> Choropleth:
    """Return the classes of a change around zero; where nothing changed is white.

    Minutes without a number are out of reach (inf); a change to or from that belongs to the outermost class.
    """
    differences = differences_of(column, before, after)
    found = classes_of_change(column.name, column.unit, column.decimals, differences)
    words = _words_of_change(found.limits.tolist())
    title = _title(_("Änderung: %s") % column.label, column.unit)
    rows = _classes(found, column.people(), words, _("keine Angabe"))
    unchanged = len(found.limits)
    classes = tuple(replace(each, fell=NO_CLASS < each.number < unchanged) for each in rows)
    return Choropleth(title, found.number, differences, classes)


def differences_of(column: MapColumn, before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return after - before (n,); of minutes ±inf where a place comes into reach or is lost."""
    if column.is_minutes:
        before, after = (np.where(np.isnan(each), np.inf, each) for each in (before, after))
    return difference(before, after)


def _classes(found: Classes, people: NDArray[np.float64], words: Sequence[str], none: str) -> tuple[MapClass, ...]:
    everybody = float(np.nansum(people))
    rows = [*zip(range(len(found.colours)), found.colours, words, strict=True)]
    if (found.number == NO_CLASS).any():
        rows.append((NO_CLASS, NONE, none))
    counted = {number: float(np.nansum(people[found.number == number])) for number, _colour, _words in rows}
    return tuple(
        MapClass(number, colour, said, round(counted[number]), 100 * counted[number] / everybody if everybody else 0.0)
        for number, colour, said in rows
    )


def _title(label: str, unit: str) -> str:
    # Labels of minutes say so themselves.
    return f"{label}, {unit}" if unit not in ("", MINUTES) else label


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
