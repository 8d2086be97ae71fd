"""The maps of an export: the classes of a figure with their words, readable in greyscale as well.

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
from analysis.methods.classes import NO_CLASS
from analysis.results import Column
from analysis.shading import PERCENT, Classes, classes_of, classes_of_change, words_of

WITHOUT_NUMBER = "#DDDDDD"
HATCHED, DOTTED = "hatched", "dotted"
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
        unit, decimals = PERCENT, 0
    if is_difference:
        values = _with_turned(values, sheet.values.get(column.name + TURNED, ()))
        found = classes_of_change(column.name, unit, decimals, values)
        shades = _around_zero(found, unit, decimals)
        if np.isinf(values).any():
            shades[0] = replace(shades[0], words=_("%(what)s oder neu erreichbar") % {"what": shades[0].words})
            shades[-1] = replace(
                shades[-1], words=_("%(what)s oder nicht mehr erreichbar") % {"what": shades[-1].words}
            )
    else:
        found = classes_of(column.name, unit, values)
        words = words_of([_number(each, unit, decimals) for each in found.limits.tolist()])
        shades = [Shade(each, colour) for each, colour in zip(words, found.colours, strict=True)]
    shade = found.number
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


def _around_zero(found: Classes, unit: str, decimals: int) -> list[Shade]:
    words = [_number(each, unit, decimals) for each in found.limits.tolist()]
    more = [_("%(over)s bis %(to)s mehr") % {"over": over, "to": to} for over, to in pairwise(words)]
    less = [_("%(over)s bis %(to)s weniger") % {"over": over, "to": to} for over, to in pairwise(words)]
    said = [_("über %(over)s weniger") % {"over": words[-1]}, *reversed(less)]
    said += [_("höchstens %(to)s anders") % {"to": words[0]}]
    said += [*more, _("über %(over)s mehr") % {"over": words[-1]}]
    return [
        Shade(each, colour, HATCHED if place < len(words) else "")
        for place, (each, colour) in enumerate(zip(said, found.colours, strict=True))
    ]


def _number(value: float, unit: str, decimals: int) -> str:
    fewest = next((each for each in range(decimals + 1) if round(value, each) == round(value, decimals)), decimals)
    return f"{number_format(round(value, fewest), fewest, use_l10n=True, force_grouping=True)} {unit}".strip()
