"""Classes of a figure on a map, the same wherever it is drawn: in the workspace, on a public page, in an export.

Bright is well off and dark is badly off on every map; around zero blue is better and red is worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from analysis.methods.classes import class_of, pretty_limits, quantile_limits
from analysis.methods.differences import class_around_zero, limits_around_zero
from analysis.palette import red_to_blue, viridis

MINUTES, PERCENT = "min", "%"
UNNOTICED_MIN = 1.0  # nobody tells ways apart that differ by less


@dataclass(frozen=True)
class Classes:
    """`number` (n,) is the class of each row, the lowest 0, NO_CLASS without a value; `limits` (k,) lie between
    classes, those of a change on one side of zero; `colours` are #RRGGBB by class.
    """

    number: NDArray[np.int8]
    limits: NDArray[np.float64]
    colours: tuple[str, ...]


def classes_of(name: str, unit: str, values: NDArray[np.float64]) -> Classes:
    """Return the classes of a column's values (n,), NaN where there is none.

    Minutes and per cent have round limits; counts and ratios, which are skewed, have classes of about equal size.
    """
    limits = pretty_limits(values) if unit in (MINUTES, PERCENT) else quantile_limits(values)
    colours = viridis(len(limits) + 1, brightest_first=less_is_better(name, unit))
    return Classes(class_of(values, limits), limits, colours)


def classes_of_change(name: str, unit: str, decimals: int, changes: NDArray[np.float64]) -> Classes:
    """Return the classes around zero of how much a column's values (n,) changed; ±inf belongs to the outermost."""
    limits = limits_around_zero(changes, unnoticed(unit, decimals))
    colours = red_to_blue(2 * len(limits) + 1, blue_first=less_is_better(name, unit))
    return Classes(class_around_zero(changes, limits), limits, colours)


def less_is_better(name: str, unit: str) -> bool:
    """Say whether small numbers are the good ones: minutes, and people who reach nothing."""
    return unit == MINUTES or name.startswith("without_")


def unnoticed(unit: str, decimals: int) -> float:
    """Return up to which difference two values count as equal, in their unit."""
    return UNNOTICED_MIN if unit == MINUTES else 0.5 * 10.0**-decimals


def words_of(limits: Sequence[str]) -> list[str]:
    """Return the words of classes from their limits in words: up to the first, between two, above the last.

    >>> from django.utils.translation import override
    >>> with override("de"): words_of(["5", "10"])
    ['bis 5', 'über 5 bis 10', 'über 10']
    """
    if not limits:
        return [_("alle gleich")]
    between = [_("über %(low)s bis %(high)s") % {"low": low, "high": high} for low, high in pairwise(limits)]
    return [_("bis %s") % limits[0], *between, _("über %s") % limits[-1]]
