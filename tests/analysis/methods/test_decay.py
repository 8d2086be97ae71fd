"""Decays: published values, no weight at infinity, no growth, and refused parameters."""

import json
import math
from typing import Any

import numpy as np
import pytest

from analysis.methods import decay

MADE = {
    "step": decay.step(20),
    "stepwise": decay.stepwise(decay.LUO_QI_STEPS),
    "linear": decay.linear(20),
    "exponential": decay.exponential(0.1),
    "gaussian": decay.gaussian(20),
    "power": decay.power(2, 20, 1),
    "logistic": decay.logistic(20, 10),
}


def test_every_decay_is_tested() -> None:
    assert MADE.keys() == decay.DECAYS.keys()


@pytest.mark.parametrize("name", MADE)
def test_weights_never_grow_and_vanish_at_infinity(name: str) -> None:
    weight = MADE[name](np.array([*np.linspace(0, 200, 401), np.inf]))
    assert (np.diff(weight) <= 0).all()
    assert weight[0] > 0
    assert weight[-1] == 0


@pytest.mark.parametrize("name", MADE)
def test_no_costs_have_no_weights(name: str) -> None:
    assert MADE[name](np.zeros(0)).shape == (0,)


@pytest.mark.parametrize("name", [name for name in MADE if name != "power"])
def test_what_costs_nothing_weighs_one(name: str) -> None:
    assert MADE[name](np.zeros(1)).tolist() == [1.0]


def test_steps_equal_the_values_of_pysal() -> None:
    weight = decay.stepwise({20: 1, 40: 0.68, 60: 0.22})(np.arange(0.0, 71.0, 10.0))
    assert weight.tolist() == [1, 1, 1, 0.68, 0.68, 0.22, 0.22, 0]


def test_steps_may_come_in_any_order_and_as_json() -> None:
    parameters = json.loads('{"weights": {"30": 0.22, "10": 1, "20": 0.68}}')
    weight = decay.named("stepwise", parameters)(np.array([10.0, 20.0, 30.0]))
    assert weight.tolist() == [1, 0.68, 0.22]


def test_what_is_not_a_number_is_in_no_ring() -> None:
    assert decay.step(20)(np.array([np.nan])).tolist() == [0]


def test_power_equals_the_values_of_pysal() -> None:
    weight = decay.power(2, 20, 1)(np.array([0.0, 1.0, 2.0, 20.0, 40.0, 60.0]))
    np.testing.assert_allclose(weight, [400, 400, 100, 1, 0.25, 1 / 9], rtol=1e-15)


def test_logistic_equals_the_formula_of_r5() -> None:
    cost = np.linspace(0, 120, 25)
    grown = 1 + np.exp((cost - 30) * math.pi / (10 * math.sqrt(3)))
    np.testing.assert_allclose(decay.logistic(30, 10)(cost), grown[0] / grown, atol=1e-15)
    # ipeaGIT/accessibility, tests/testthat/test-decay_logistic.R (MIT): 0.502 to three digits.
    assert decay.logistic(30, 10)(np.array([30.0]))[0] == pytest.approx(0.502, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("step", {"limit": 0}),
        ("step", {"limit": -5}),
        ("step", {"limit": math.inf}),
        ("step", {"limit": math.nan}),
        ("step", {"limit": "20"}),
        ("step", {"limit": True}),
        ("step", {}),
        ("step", {"limit": 5, "rate": 1}),
        ("stepwise", {"weights": {}}),
        ("stepwise", {"weights": {10: 0.5, 20: 0.6}}),
        ("stepwise", {"weights": {10: -1}}),
        ("stepwise", {"weights": {"near": 1}}),
        ("stepwise", {"weights": {10: None}}),
        ("stepwise", {"weights": 3}),
        ("linear", {"limit": 0}),
        ("exponential", {"rate": 0}),
        ("gaussian", {"deviation": 0}),
        ("power", {"exponent": 2, "scale": 1, "minimum": 0}),
        ("power", {"exponent": 0, "scale": 1, "minimum": 1}),
        ("logistic", {"midpoint": 20, "deviation": 0}),
        ("hyperbolic", {}),
    ],
)
def test_parameters_that_make_no_decay_are_refused(name: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="decay"):
        decay.named(name, parameters)
