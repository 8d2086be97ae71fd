"""Invented census cells: the people of each settlement in the houses that the demo gave it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import Point
from numpy.typing import NDArray
from pyproj import Transformer

from importers.demo.layout import Layout
from published.crs import CENSUS

CELL_M = 100
YEAR = 2022
DWELLINGS = {"yes", "house", "apartments", "residential", "farm", "detached", "semidetached_house"}
# Floors of a house with flats beside one without: people per square metre of ground.
CROWDED = {"apartments": 3.0, "residential": 2.0}
# Shares of people by age at the end of 2022: under 10, 10 to 17, 18 to 64, 65 to 79, from 80 on. Rounded; invented, but
# of the order that the statistical offices publish for Bavaria.
AGES = (0.095, 0.07, 0.625, 0.14, 0.07)


def cells(layout: Layout) -> Iterator[dict[str, Any]]:
    """Yield the inhabited cells of 100 m as column values of `PopulationCell`, in the order of their ids.

    Every settlement has exactly the people of the facts, as far as there are houses in it; how many live in a house
    goes by its size and by chance.
    """
    houses = [each for each in layout.buildings.all if each.tags.get("building") in DWELLINGS]
    chance = layout.facts.chance("population")
    ground = shapely.area([shapely.Polygon(each.outline) for each in houses])
    weight = ground * np.array([CROWDED.get(each.tags["building"], 1.0) for each in houses])
    settlement = np.array([each.settlement for each in houses])
    people = np.zeros(len(houses), dtype=np.int64)
    for index, place in enumerate(layout.facts.settlements):
        own = np.flatnonzero(settlement == index)
        if len(own):
            people[own] = chance.multinomial(place.population, weight[own] / weight[own].sum())
    to_grid = Transformer.from_crs(layout.facts.crs, CENSUS, always_xy=True)
    x, y = to_grid.transform(*np.array([each.middle for each in houses]).T)
    yield from _counted(np.floor(np.array([x, y]) / CELL_M).astype(np.int64), people, chance)


def _counted(
    places: NDArray[np.int64], people: NDArray[np.int64], chance: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Count people by the cell (2, n) in which their house stands, and let them have an age."""
    cell, which = np.unique(places[::-1], axis=1, return_inverse=True)
    total = np.bincount(which.ravel(), people, cell.shape[1]).astype(np.int64)
    ages = chance.multinomial(total, AGES)
    for (row, column), number, (under_10, to_17, _to_64, to_79, from_80) in zip(
        cell.T.tolist(), total.tolist(), ages.tolist(), strict=True
    ):
        if number:
            yield {
                "id": f"CRS{CENSUS}RES{CELL_M}mN{row * CELL_M}E{column * CELL_M}",
                "size_m": CELL_M,
                "year": YEAR,
                "population": number,
                "under_10": under_10,
                "under_18": under_10 + to_17,
                "from_65": to_79 + from_80,
                "from_80": from_80,
                "geom": Point((column + 0.5) * CELL_M, (row + 0.5) * CELL_M, srid=CENSUS),
            }
