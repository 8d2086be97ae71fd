"""Names of streets: adjectives of places, and a pool that never gives one twice."""

import numpy as np
import pytest

from importers.demo.naming import WORDS, NamePool, demonym


@pytest.mark.parametrize(
    ("place", "adjective"),
    [
        ("Ochsenfurt", "Ochsenfurter"),
        ("Zell am Main", "Zeller"),
        ("Kitzingen", "Kitzinger"),
        ("Sommerhausen", "Sommerhäuser"),
        ("Sonderhofen", "Sonderhofer"),
        ("Karlstadt", "Karlstädter"),
    ],
)
def test_a_place_has_an_adjective(place: str, adjective: str) -> None:
    assert demonym(place) == adjective


def test_the_pool_gives_each_name_once_and_never_runs_dry() -> None:
    pool = NamePool(np.random.default_rng(1), {"Ahornstraße"})
    names = [pool.anywhere() for _ in range(1500)] + [pool.old_town() for _ in range(200)]
    names += [pool.at_the_edge() for _ in range(100)]
    assert len(set(names)) == len(names)
    assert "Ahornstraße" not in names
    assert all(names)


def test_the_main_street_of_a_place_keeps_its_name() -> None:
    pool = NamePool(np.random.default_rng(1), set())
    assert pool.main_street("Oberdorf") == pool.main_street("Oberdorf") == WORDS["main_street"][0]
    assert pool.main_street("Unterdorf") == WORDS["main_street"][1]
