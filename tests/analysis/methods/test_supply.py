"""Supply per head: the published hospital example, PySAL access on random tables, the invariant, and the traps."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from access.fca import three_stage_fca, two_stage_fca

from analysis.methods.decay import Decay, gaussian, power, step, stepwise
from analysis.methods.supply import SupplyRatio, three_step, two_step
from tests.analysis.methods.tables import Table, hospital, random_table

SIXTY = stepwise({20: 1, 40: 0.68, 60: 0.22})
INVERSE = power(1, 1, 1)
DECAYS = {"step": step(40), "steps": stepwise({10: 1, 20: 0.68, 40: 0.22}), "gaussian": gaussian(15)}


def shares(method: Callable[..., SupplyRatio], table: Table, decay: Decay, **options: Decay) -> SupplyRatio:
    return method(*table.columns, table.population, table.supply, decay, **options)


def inverse_within_61(cost: np.ndarray) -> np.ndarray:
    return np.where(cost <= 61, INVERSE(cost), 0.0)


def pysal(method: Callable[..., pd.Series], table: Table, decay: Decay) -> np.ndarray:
    """Ask PySAL; it leaves out, or calls NaN, a place that reaches nothing."""
    found = method(
        pd.DataFrame({"P": table.population}, index=pd.RangeIndex(len(table.population), name="geoid")),
        pd.DataFrame({"S": table.supply}, index=pd.RangeIndex(len(table.supply), name="geoid")),
        pd.DataFrame({"origin": table.place, "dest": table.facility, "cost": table.cost}),
        40,
        demand_index=True,
        demand_name="P",
        supply_index=True,
        supply_name="S",
        weight_fn=lambda cost: decay(np.array([cost]))[0],
    )
    return found.reindex(range(len(table.population))).fillna(0).to_numpy()


@pytest.mark.parametrize(
    ("table", "decay", "expected"),
    [
        (hospital(40, 40, 80).within(60), step(60), [0.76136364, 0.95833333, 1.09469697]),
        (hospital(40, 40, 80).within(60), SIXTY, [0.7475923, 0.95925553, 1.22779938]),
        (hospital(40, 40, 80).within(61), INVERSE, [0.33144412, 0.57982813, 7.28641817]),
        (hospital(20, 20, 40).within(60), step(60), [0.84375, 0.84375, 0.84375]),
    ],
)
def test_two_step_equals_the_hospital_example(table: Table, decay: Decay, expected: list[float]) -> None:
    found = shares(two_step, table, decay)
    np.testing.assert_allclose(found.access, expected, atol=5e-9)
    assert table.population @ found.access == pytest.approx(135, abs=1e-12)


def test_two_step_equals_the_sum_by_hand() -> None:
    found = shares(two_step, hospital(40, 40, 80).within(60), step(60))
    np.testing.assert_allclose(found.ratio, [15 / 110, 20 / 60, 100 / 160], rtol=1e-15)
    assert found.access[0] == pytest.approx(15 / 110 + 100 / 160, rel=1e-15)


def test_three_step_equals_the_hospital_example() -> None:
    """PySAL's own numbers let the facilities 80 minutes away draw people off, though none can get there within 61."""
    table, expected = hospital(40, 40, 80), [0.15625659, 0.40621645, 9.90635185]
    found = shares(three_step, table, inverse_within_61, choice=INVERSE)
    np.testing.assert_allclose(found.access, expected, atol=5e-9)
    assert table.population @ found.access == pytest.approx(135, abs=1e-12)


def test_three_step_chooses_only_within_the_catchment() -> None:
    """Wan, Zou & Sternberg choose within the catchment; so cutting the table or the weight is the same."""
    table = hospital(40, 40, 80)
    found = shares(three_step, table, inverse_within_61)
    np.testing.assert_allclose(found.access, shares(three_step, table.within(61), INVERSE).access, rtol=1e-15)
    assert found.access[0] != pytest.approx(0.15625659, rel=1e-4)


@pytest.mark.parametrize("method", [two_step, three_step])
@pytest.mark.parametrize(("limit", "expected"), [(100.0, 5.0), (0.9, 1.0)])
def test_the_grid_of_pysal(method: Callable[..., SupplyRatio], limit: float, expected: float) -> None:
    """A supply of 1 on each of 25 points, a demand of 1 on the first five: all share all, or each has its own."""
    points = np.array([(x, y) for x in range(5) for y in range(5)], dtype=float)
    place, facility = np.divmod(np.arange(5 * 25), 25)
    cost = np.hypot(*(points[place] - points[facility]).T)
    found = method(place, facility, cost, np.ones(5), np.ones(25), step(limit))
    np.testing.assert_allclose(found.access, np.full(5, expected), rtol=1e-12)


# PySAL's three_stage_fca calls pandas in a way that pandas 3.1 gives up.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("decay", DECAYS.values(), ids=DECAYS)
@pytest.mark.parametrize(
    ("method", "peer"), [(two_step, two_stage_fca), (three_step, three_stage_fca)], ids=["two", "three"]
)
def test_random_tables_equal_pysal(
    method: Callable[..., SupplyRatio], peer: Callable[..., pd.Series], decay: Decay, seed: int
) -> None:
    table = random_table(seed)
    np.testing.assert_allclose(shares(method, table, decay).access, pysal(peer, table, decay), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("method", [two_step, three_step])
@pytest.mark.parametrize("decay", DECAYS.values(), ids=DECAYS)
def test_people_times_access_add_up_to_the_supply_in_reach(method: Callable[..., SupplyRatio], decay: Decay) -> None:
    for seed in range(20):
        table = random_table(seed, n_pairs=40)
        found = shares(method, table, decay)
        demanded = np.delete(table.supply, found.without_demand)
        assert table.population @ found.access == pytest.approx(demanded.sum(), rel=1e-12)


def test_a_facility_that_nobody_reaches_is_listed_and_counts_for_nobody() -> None:
    """The third is reached by an uninhabited place only, the fourth by none."""
    place, facility, cost = np.array([0, 1, 1]), np.array([0, 1, 2]), np.array([5.0, 5.0, 5.0])
    found = two_step(place, facility, cost, np.array([10.0, 0.0]), np.array([20.0, 1.0, 1.0, 1.0]), step(10))
    assert found.without_demand.tolist() == [1, 2, 3]
    assert found.ratio.tolist() == [2, 0, 0, 0]
    assert found.access.tolist() == [2, 0]


@pytest.mark.parametrize("method", [two_step, three_step])
def test_a_place_without_facility_has_nothing_rather_than_nan(method: Callable[..., SupplyRatio]) -> None:
    place, facility, cost = np.array([0, 1]), np.array([0, 0]), np.array([5.0, 11.0])
    found = method(place, facility, cost, np.array([10.0, 10.0, 10.0]), np.array([20.0]), step(10))
    assert found.access.tolist() == [2, 0, 0]


def test_a_cost_that_equals_the_cut_off_is_in_reach() -> None:
    place, facility, cost = np.array([0, 1]), np.array([0, 0]), np.array([10.0, np.nextafter(10.0, 11.0)])
    assert two_step(place, facility, cost, np.ones(2), np.ones(1), step(10)).access.tolist() == [1, 0]


def test_an_uninhabited_place_has_access_and_takes_none() -> None:
    table = random_table(1)
    place, facility, cost = table.columns
    people = np.append(table.population, 0.0)
    newcomer = np.full(12, 60), np.arange(12), np.zeros(12)
    found = two_step(
        *(np.concatenate(pair) for pair in zip(table.columns, newcomer, strict=True)), people, table.supply, step(40)
    )
    before = two_step(place, facility, cost, table.population, table.supply, step(40))
    np.testing.assert_allclose(found.access[:-1], before.access, rtol=1e-15)
    assert found.access[-1] == pytest.approx(before.ratio.sum(), rel=1e-14)


def test_weights_that_all_but_underflow_are_nobody() -> None:
    """At 38 deviations the weight is 1e-314: a facility there has more for its one visitor than a float holds."""
    found = two_step(np.array([0]), np.array([0]), np.array([38.0]), np.ones(1), np.array([1e9]), gaussian(1))
    assert (found.access.tolist(), found.without_demand.tolist()) == ([0], [0])


def test_the_order_of_the_rows_does_not_matter() -> None:
    table = random_table(5)
    shuffled = np.random.default_rng(0).permutation(len(table.cost))
    turned = [column[shuffled] for column in table.columns]
    np.testing.assert_allclose(
        two_step(*turned, table.population, table.supply, SIXTY).access,
        shares(two_step, table, SIXTY).access,
        rtol=1e-13,
    )


@pytest.mark.parametrize("method", [two_step, three_step])
def test_an_empty_table_supplies_nobody(method: Callable[..., SupplyRatio]) -> None:
    nobody = np.zeros(0, dtype=np.int32)
    found = method(nobody, nobody, np.zeros(0), np.ones(2), np.ones(1), step(10))
    assert (found.access.tolist(), found.without_demand.tolist()) == ([0, 0], [0])


@pytest.mark.parametrize("method", [two_step, three_step])
def test_amounts_that_nobody_can_have_are_refused(method: Callable[..., SupplyRatio]) -> None:
    table = random_table(1)
    with pytest.raises(ValueError, match="supply"):
        method(*table.columns, table.population, -table.supply, step(10))
    with pytest.raises(ValueError, match="population"):
        method(*table.columns, table.population * np.nan, table.supply, step(10))
