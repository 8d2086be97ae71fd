"""Shading of a map: the classes of a figure, their colours and words. Readable in greyscale: darker is more.

Where figures lie on both sides of zero, colours alone do not tell the sides apart in greyscale: what fell is hatched.
What has no figure is dotted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from analysis.comparison import NEWLY, NO_LONGER, TURNED
from analysis.exports.document import POPULATION, Document, Sheet
from analysis.exports.geometries import Geometries
from analysis.methods.classes import MOST, NO_CLASS, class_of, pretty_limits, quantile_limits
from analysis.methods.differences import class_around_zero, limits_around_zero
from analysis.results import Column

# ColorBrewer 2.0 (Brewer, Harrower and Penn State, Apache-2.0), seven classes: YlGnBu darkens evenly; PuOr is told
# apart by people who see red and green alike.
RISING = ("#FFFFCC", "#C7E9B4", "#7FCDBB", "#41B6C4", "#1D91C0", "#225EA8", "#0C2C84")
AROUND_ZERO = ("#B35806", "#F1A340", "#FEE0B6", "#F7F7F7", "#D8DAEB", "#998EC3", "#542788")
WITHOUT_NUMBER = "#DDDDDD"
HATCHED, DOTTED = "hatched", "dotted"
# A difference that nobody notices; of anything but minutes it is the last decimal.
UNCHANGED_MIN = 1.0
MOST_MAPS = 6
PER_CENT = 100


@dataclass(frozen=True)
class Shade:
    """One class: its words, its colour, and the pattern over it: HATCHED, DOTTED or none."""

    words: str
    colour: str
    pattern: str = ""


@dataclass(frozen=True)
class ShadedMap:
    """A figure on the map: the geometry (EPSG:25832) of each row (n,), and its class (n,), a place in `shades`."""

    title: str
    sheet: Sheet
    geometry: Geometries
    shade: NDArray[np.int8]
    shades: tuple[Shade, ...]


def shaded_maps(document: Document) -> list[ShadedMap]:
    """Return the maps of a document: one for each figure of the people, else one for shapes or areas; at most six."""
    placed = document.sheets_with_places()
    for kind in ("people", "shape", "area"):
        for sheet in (each for each in placed if each.of == kind and len(each)):
            measures = sheet.measures()[: 1 if kind == "shape" else MOST_MAPS]
            if measures:
                return [_shaded(sheet, column, document.is_difference) for column in measures]
    return []


def _shaded(sheet: Sheet, column: Column, is_difference: bool) -> ShadedMap:
    assert sheet.geometry is not None
    values = np.array([np.nan if each is None else each for each in sheet.values[column.name]], dtype=float)
    unit, decimals = column.unit, column.decimals or 0
    if sheet.of == "area" and not is_difference and not unit and POPULATION in sheet.values:
        # People are shown as a share: a large municipality is not worse off for being large.
        population = np.array(sheet.values[POPULATION], dtype=float)
        values = np.divide(PER_CENT * values, population, out=np.full(len(values), np.nan), where=population > 0)
        unit, decimals = "%", 0
    if is_difference:
        values = _with_turned(values, sheet.values.get(column.name + TURNED, ()))
        unchanged = UNCHANGED_MIN if unit == "min" else 10.0**-decimals
        limits = limits_around_zero(values, unchanged)
        shade, shades = class_around_zero(values, limits), _around_zero(limits, unit, decimals)
        if np.isinf(values).any():
            shades[0] = replace(shades[0], words=_("%(what)s oder neu erreichbar") % {"what": shades[0].words})
            shades[-1] = replace(
                shades[-1], words=_("%(what)s oder nicht mehr erreichbar") % {"what": shades[-1].words}
            )
    else:
        limits = pretty_limits(values)
        if len(limits) >= MOST:
            limits = quantile_limits(values)
        shade, shades = class_of(values, limits), _rising(limits, unit, decimals)
    if (shade == NO_CLASS).any():
        shade = np.where(shade == NO_CLASS, len(shades), shade).astype(np.int8)
        shades.append(Shade(_("kein Wert: nichts in Reichweite"), WITHOUT_NUMBER, DOTTED))
    return ShadedMap(str(column.label), sheet, sheet.geometry, shade, tuple(shades))


def _with_turned(values: NDArray[np.float64], turned: Sequence[str | None]) -> NDArray[np.float64]:
    """Return differences in which what came into reach fell without limit, and what left it rose so."""
    if not turned:
        return values
    said = np.array(turned, dtype=object)
    return np.select([said == str(NEWLY), said == str(NO_LONGER)], [-np.inf, np.inf], values)


def _rising(limits: NDArray[np.float64], unit: str, decimals: int) -> list[Shade]:
    if not len(limits):
        return [Shade(_("alle Werte"), RISING[len(RISING) // 2])]
    words = [_number(each, unit, decimals) for each in limits]
    said = [_("bis %(to)s") % {"to": words[0]}]
    said += [_("über %(over)s bis %(to)s") % {"over": over, "to": to} for over, to in pairwise(words)]
    said.append(_("über %(over)s") % {"over": words[-1]})
    return [Shade(each, colour) for each, colour in zip(said, _spread(RISING, len(said)), strict=True)]


def _around_zero(limits: NDArray[np.float64], unit: str, decimals: int) -> list[Shade]:
    words = [_number(each, unit, decimals) for each in limits]
    more = [_("%(over)s bis %(to)s mehr") % {"over": over, "to": to} for over, to in pairwise(words)]
    less = [_("%(over)s bis %(to)s weniger") % {"over": over, "to": to} for over, to in pairwise(words)]
    said = [_("über %(over)s weniger") % {"over": words[-1]}, *reversed(less)]
    said += [_("höchstens %(to)s anders") % {"to": words[0]}]
    said += [*more, _("über %(over)s mehr") % {"over": words[-1]}]
    return [
        Shade(each, colour, HATCHED if place < len(limits) else "")
        for place, (each, colour) in enumerate(zip(said, _spread(AROUND_ZERO, len(said)), strict=True))
    ]


def _spread(colours: Sequence[str], count: int) -> list[str]:
    """Return so many of the colours, evenly spread, the outermost included.

    >>> _spread("abcdefg", 3), _spread("abcdefg", 2)
    (['a', 'd', 'g'], ['a', 'g'])
    """
    return [colours[round(place * (len(colours) - 1) / (count - 1))] for place in range(count)]


def _number(value: float, unit: str, decimals: int) -> str:
    fewest = next((each for each in range(decimals + 1) if round(value, each) == round(value, decimals)), decimals)
    return f"{number_format(round(value, fewest), fewest, use_l10n=True, force_grouping=True)} {unit}".strip()
