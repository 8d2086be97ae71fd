"""Catchments: by facility and by any, each person once there, by age group."""

import numpy as np

from analysis.methods.catchment import population_by_facility, population_of_any
from tests.analysis.methods.tables import random_table


def by_age(population: np.ndarray) -> np.ndarray:
    return np.column_stack([population, 2 * population + 1, np.zeros(len(population))])


def test_each_facility_equals_the_plain_sum() -> None:
    table = random_table(4)
    population = by_age(table.population)
    found = population_by_facility(*table.columns, population, 20, len(table.supply))
    for facility in range(len(table.supply)):
        reached = {p for p, f, c in zip(*table.columns, strict=True) if f == facility and c <= 20}
        assert found[facility].tolist() == population[sorted(reached)].sum(axis=0).tolist()


def test_any_facility_counts_each_place_once() -> None:
    table = random_table(4)
    population = by_age(table.population)
    reached = {place for place, _facility, cost in zip(*table.columns, strict=True) if cost <= 20}
    found = population_of_any(table.place, table.cost, population, 20)
    assert found.tolist() == population[sorted(reached)].sum(axis=0).tolist()
    assert found[0] < population_by_facility(*table.columns, population, 20, len(table.supply)).sum(axis=0)[0]


def test_a_cost_that_equals_the_cut_off_is_in_reach() -> None:
    place, facility, cost = np.array([0, 1]), np.array([0, 0]), np.array([15.0, np.nextafter(15.0, 16.0)])
    population = np.array([[3.0], [100.0]])
    assert population_by_facility(place, facility, cost, population, 15, 1).tolist() == [[3.0]]
    assert population_of_any(place, cost, population, 15).tolist() == [3.0]


def test_an_empty_table_reaches_nobody() -> None:
    nobody = np.zeros(0, dtype=np.int32)
    population = np.ones((2, 3))
    assert population_by_facility(nobody, nobody, np.zeros(0), population, 15, 1).tolist() == [[0, 0, 0]]
    assert population_of_any(nobody, np.zeros(0), population, 15).tolist() == [0, 0, 0]
